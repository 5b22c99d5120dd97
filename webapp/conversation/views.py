"""The conversation with one candidate: the stream, what comes while it is open, and answering."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.conversation import candidate, composer, page
from webapp.conversation.composer import Draft
from webapp.conversation.stream import stream_of
from webapp.domain import progress, seen, sending, timeline
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import NotEnoughCredits
from webapp.domain.rights import Right
from webapp.domain.sending import AlreadySent, NotSendable
from webapp.domain.timeline import Key
from webapp.lib import clock
from webapp.models import Application, Batch
from webapp.web import access, htmx, writing
from webapp.web.access import needs
from webapp.web.pages import fragment
from webapp.web.strip import strip_of

conversation = Blueprint("conversation", __name__)

_PATH = "/cases/<int:case_id>/applications/<int:application_id>/conversation"


@conversation.get(_PATH)
@needs(Right.CONTACT)
def show(case_id: int, application_id: int) -> ResponseReturnValue:
    """The newest entries with the composer, or those before the key in `?before=`."""
    application, case = candidate.fetch(case_id, application_id, Right.CONTACT)
    before = Key.read(request.args.get("before", ""))
    if before and htmx.is_partial():
        return _earlier(application, case, before)
    return page.whole(application, case, _reopened(case), before=before)


@conversation.get(f"{_PATH}/changes")
@needs(Right.CONTACT, poll=True)
def changes(case_id: int, application_id: int) -> ResponseReturnValue:
    """All after a key as it is now; 204 while that is what is shown."""
    application, case = candidate.fetch(case_id, application_id, Right.CONTACT)
    mark = request.args.get("mark", 0, type=int)
    part, stream = page.followed(application, mark, Key.read(request.args.get("after", "")))
    if stream.seen == request.args.get("seen"):
        return htmx.unchanged()
    answer = fragment(
        "conversation/_changes.html",
        new=stream.new_replies,
        **page.stream_values(application, case, part, stream)
        | page.card_values(application, case, part, composer.facing(application, case)),
    )
    return htmx.tell(answer, "conversation-changed")


@conversation.post(f"{_PATH}/seen")
@needs(Right.CONTACT, poll=True)
def see(case_id: int, application_id: int) -> ResponseReturnValue:
    """The reader has read what is shown, up to a moment. A page does this by itself while it is
    looked at, so it does not keep a session alive.
    """
    application, _ = candidate.fetch(case_id, application_id, Right.CONTACT)
    until = min(max(0, request.form.get("until", 0, type=int)), clock.now_ms())
    seen.mark(current_user.person.id, application.id, until)
    if htmx.is_partial():
        return htmx.unchanged()
    return htmx.done(candidate.path_of(application, "/conversation"))


@conversation.post(f"{_PATH}/preview")
@needs(Right.SMS)
def preview(case_id: int, application_id: int) -> ResponseReturnValue:
    """What would be sent now: the live part of the composer while somebody types."""
    application, case = candidate.fetch(case_id, application_id, Right.SMS)
    draft = composer.read(request.form)
    changed = composer.with_choices(case, draft, request.form)
    if not htmx.is_partial():
        return page.whole(application, case, changed)
    w = composer.build(case, current_user.person, composer.facing(application, case), changed)
    return fragment("conversation/_preview.html", w=w, text_changed=changed.text != draft.text)


@conversation.post(_PATH)
@needs(Right.SMS)
def send(case_id: int, application_id: int) -> ResponseReturnValue:
    """Queue the answer and show what can still be taken back."""
    application, case = candidate.fetch(case_id, application_id, Right.SMS)
    person = current_user.person
    draft = composer.read(request.form)
    try:
        batch = sending.send(
            case,
            person,
            {application.id},
            draft.text,
            key=writing.own_key(case.id, person.id, draft.key),
            again=draft.again,
            shown_credits=draft.shown_credits,
        )
    except (NotSendable, NotEnoughCredits) as problem:
        return _refused(application, case, draft, problem)
    seen.mark(person.id, application.id, clock.now_ms())
    return _sent(application, case, batch)


def _reopened(case: CaseFacts) -> Draft:
    """An empty draft, or a send that was taken back as the draft it was."""
    batch_id = request.args.get("batch", type=int)
    if not batch_id:
        return Draft(sending.new_key())
    batch, its_case = access.batch(batch_id, Right.SMS)
    if its_case.id != case.id:
        abort(404)
    return Draft(sending.new_key(), batch.text)


def _earlier(application: Application, case: CaseFacts, before: Key) -> ResponseReturnValue:
    part = timeline.page_of(application, before=before)
    user_id = current_user.person.id
    mark = seen.look(user_id, application).until
    values = page.stream_values(application, case, part, stream_of(part, user_id, mark))
    return fragment("conversation/_earlier.html", before=before, **values)


def _refused(
    application: Application,
    case: CaseFacts,
    draft: Draft,
    problem: NotSendable | NotEnoughCredits,
) -> ResponseReturnValue:
    """The composer again with why nothing was sent, and with everything that was typed."""
    if isinstance(problem, AlreadySent):
        draft = draft._replace(key=sending.new_key())
    w = composer.build(case, current_user.person, composer.facing(application, case), draft)
    if isinstance(problem, NotSendable) and not w.problems:
        w.errors["text"] = problem.sentence
    if htmx.is_partial():
        return fragment("conversation/_composer.html", w=w, closed=None), 422
    return page.whole(application, case, draft, w=w), 422


def _sent(application: Application, case: CaseFacts, batch: Batch) -> ResponseReturnValue:
    """An empty composer, and the strip with which the answer can be taken back."""
    here = candidate.path_of(application, "/conversation")
    if not htmx.is_partial():
        return htmx.done(here)
    person, facing = current_user.person, composer.facing(application, case)
    answer = fragment(
        "conversation/_sent.html",
        w=composer.build(case, person, facing, Draft(sending.new_key())),
        closed=None,
        strip=strip_of(progress.of_batch(batch.id), shown_on=here),
    )
    return htmx.tell(answer, "contact-sent", "credits-changed", "applications-changed")
