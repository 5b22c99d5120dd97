"""Writing to the selected candidates: the contact window, sending, taking back.

The pattern for the other areas. A view fetches through `access`, fills a form, calls one verb
and answers; the window's layout is in layout.py, the rules are in webapp/domain.
"""

import time
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.contact import layout
from webapp.contact.forms import read_draft
from webapp.contact.reckoning import usable_templates
from webapp.contact.window import Draft, Window
from webapp.domain import (
    batches,
    invitations,
    progress,
    sending,
    settling,
    sign_in,
    templates,
    timing,
)
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import NotEnoughCredits
from webapp.domain.means import ContactType, Means
from webapp.domain.refusals import AlreadySent, NotSendable, PasswordNeeded
from webapp.domain.rights import Right
from webapp.lib import clock, sms_text
from webapp.lib.tokens import stored_form
from webapp.lib.words import Sentence, say, say_n
from webapp.web import access, htmx, writing
from webapp.web.access import needs
from webapp.web.pages import fragment
from webapp.web.strip import strip_of

contact = Blueprint("contact", __name__)

DOUBLE_CLICK_S = 10


@contact.get("/cases/<int:case_id>/contact")
@needs(Right.SMS)
def show(case_id: int) -> ResponseReturnValue:
    """The contact window for the selected applications, as a page or a dialog."""
    case = access.case(case_id, Right.SMS)
    draft = _reopened(case) or read_draft(case, request.args, key=sending.new_key())
    return _answer(layout.build(case, current_user.person, draft))


@contact.post("/cases/<int:case_id>/contact/preview")
@needs(Right.SMS)
def preview(case_id: int) -> ResponseReturnValue:
    """What would be sent now: the live part of the window while somebody types."""
    case = access.case(case_id, Right.SMS)
    draft = read_draft(case, request.form)
    changed = _with_choices(case, draft)
    shown = layout.build(case, current_user.person, changed)
    if htmx.is_partial():
        if request.form.get("shape", shown.shape) != shown.shape:
            return _another_window(shown)
        written = (changed.text, changed.means.subject)
        return _live(shown, text_changed=written != (draft.text, draft.means.subject))
    return _answer(shown)


def _another_window(shown: Window) -> ResponseReturnValue:
    """All of it, whatever was asked for: other means have other fields."""
    # Whoever goes through the switch by keys stays on it.
    shown.keeps_focus = True
    in_dialog = bool(request.form.get("in_dialog"))
    window = fragment("contact/_window.html", w=shown, in_dialog=in_dialog)
    return htmx.in_place_of(window, "#contact-window")


@contact.post("/cases/<int:case_id>/contact")
@needs(Right.SMS)
def send(case_id: int) -> ResponseReturnValue:
    """Queue the messages and show what can still be taken back."""
    case = access.case(case_id, Right.SMS)
    draft = read_draft(case, request.form)
    password = request.form.get("password", "")
    has_proved = bool(password) and _is_themselves(password)
    if password and not has_proved:
        return _wrong_password(case, draft)
    try:
        batch = sending.send(
            case,
            current_user.person,
            draft.application_ids,
            draft.text,
            key=_own_key(case, draft),
            means=draft.means,
            **_made_from(case, draft),
            again=draft.again,
            shown_credits=draft.shown_credits,
            has_proved=has_proved,
            offer=draft.offer,
            when=draft.when,
        )
    except (NotSendable, NotEnoughCredits) as problem:
        return _refused(case, draft, problem)
    return _sent(case, batch.id)


@contact.post("/cases/<int:case_id>/contact/test")
@needs(Right.SMS)
def send_test(case_id: int) -> ResponseReturnValue:
    """Send the text to one's own telephone, and go on writing."""
    case = access.case(case_id, Right.SMS)
    draft = read_draft(case, request.form)
    person = current_user.person
    try:
        # Its own key: a test is no send. A double click is one test, a later press another.
        batch = sending.send_test(
            case, person, draft.text, key=_test_key(draft), means=draft.means, offer=draft.offer
        )
    except (NotSendable, NotEnoughCredits) as problem:
        return _refused(case, draft, problem)
    shown = layout.build(case, person, draft)
    shown.sent_test = _sent_test(shown, batch.credits)
    if htmx.is_partial():
        return htmx.tell(_live(shown), "credits-changed")
    return _answer(shown)


@contact.get("/batches/<int:batch_id>/strip")
@needs(Right.CONTACT, poll=True)
def strip(batch_id: int) -> ResponseReturnValue:
    """How far a batch has come."""
    batch, case = access.batch(batch_id, Right.CONTACT)
    return _strip(case, batch.id)


@contact.post("/batches/<int:batch_id>/cancellation")
@needs(Right.SMS)
def cancel(batch_id: int) -> ResponseReturnValue:
    """Take back what has not left."""
    batch, case = access.batch(batch_id, Right.SMS)
    sending.cancel(batch, by_id=current_user.person.id)
    return _strip(case, batch.id)


@contact.post("/batches/<int:batch_id>/departure")
@needs(Right.SMS)
def depart(batch_id: int) -> ResponseReturnValue:
    """Do not wait for the undo window."""
    batch, case = access.batch(batch_id, Right.SMS)
    sending.depart(batch)
    return _strip(case, batch.id)


@contact.post("/messages/<int:message_id>/non-delivery")
@needs(Right.SMS)
def count_as_not_sent(message_id: int) -> ResponseReturnValue:
    """A person decides that an unconfirmed message was not sent: its credits come back."""
    message, case = access.message(message_id, Right.SMS)
    settling.count_as_not_sent(message.id)
    return htmx.tell(htmx.done(_home(case)), "credits-changed")


def _sent_test(shown: Window, price: int) -> Sentence:
    if shown.means.by_email:
        return say("A test is on its way to %(address)s.", address=shown.test_number)
    return say_n(
        "A test is on its way to %(number)s. It uses %(num)d credit.",
        "A test is on its way to %(number)s. It uses %(num)d credits.",
        price,
        number=shown.test_number,
    )


def _reopened(case: CaseFacts) -> Draft | None:
    """A send that was taken back, as the draft it was."""
    batch_id = request.args.get("batch", type=int)
    if not batch_id:
        return None
    batch, its_case = access.batch(batch_id, Right.SMS)
    if its_case.id != case.id:
        abort(404)
    return Draft(
        key=sending.new_key(),
        application_ids=sending.taken_back(batch),
        text=batch.text,
        template_id=batch.template_id,
        template_version=batch.template_version_id,
        offer=invitations.offer_of(batch.id),
        when=timing.chosen(batch, case.time_zone),
        means=Means(ContactType(batch.contact_type), batch.subject, batch.email_instead),
    )


def _own_key(case: CaseFacts, draft: Draft) -> str:
    """The form's key as this person's in this case: with another's key nobody finds a batch."""
    return writing.own_key(case.id, current_user.person.id, draft.key or sending.new_key())


def _made_from(case: CaseFacts, draft: Draft) -> dict[str, int | None]:
    """The template that the text was begun with, if this case may use it (still); its version."""
    if draft.template_id not in {one.id for one in usable_templates(case, draft)}:
        return {}
    version = templates.version_made_from(draft.template_id, draft.template_version)
    return {"template_id": draft.template_id, "template_version_id": version}


def _with_choices(case: CaseFacts, draft: Draft) -> Draft:
    """The draft with a template just chosen, or with its dear characters replaced."""
    if request.form.get("chosen_template"):
        chosen = request.form.get("template", type=int)
        for one in usable_templates(case, draft):
            if one.id == chosen:
                return replace(
                    draft,
                    text=one.body,
                    means=draft.means._replace(subject=one.subject or draft.means.subject),
                    template_id=one.id,
                    template_version=one.version_id,
                )
    if request.form.get("add_link"):
        return replace(draft, text=templates.with_link(draft.text))
    if request.form.get("replace"):
        return replace(draft, text=sms_text.replace_dear(sms_text.normalise(draft.text)))
    return draft


def _answer(shown: Window, status: int = 200) -> ResponseReturnValue:
    """The window as a page, or as a dialog in the page that is already there."""
    if htmx.is_partial():
        return fragment("contact/_dialog.html", w=shown, in_dialog=True), status
    return render_template("contact/show.html", w=shown, in_dialog=False), status


def _live(shown: Window, *, text_changed: bool = False) -> str:
    return fragment("contact/_preview.html", w=shown, text_changed=text_changed)


def _test_key(draft: Draft) -> str:
    """The key of this press: the one before, if that was pressed a moment ago, else a new one.

    Time is cut into pieces, so that two presses at once have one key. A double click may lie
    across a border: so what the piece before has sent is looked at.
    """
    piece = int(time.time() / DOUBLE_CLICK_S)
    before, here = (
        stored_form(f"test {draft.key} {number} {draft.means} {draft.text}")[:32]
        for number in (piece - 1, piece)
    )
    earlier = batches.find_batch(before)
    a_moment_ago = clock.now() - timedelta(seconds=DOUBLE_CLICK_S)
    return before if earlier and earlier.created_at > a_moment_ago else here


def _refused(
    case: CaseFacts, draft: Draft, problem: NotSendable | NotEnoughCredits
) -> ResponseReturnValue:
    """The window again with why nothing was sent, and with everything that was typed."""
    if isinstance(problem, AlreadySent):
        draft = replace(draft, key=sending.new_key())
    shown = layout.build(case, current_user.person, draft)
    if isinstance(problem, PasswordNeeded):
        shown.errors["password"] = say("Write your password, then press Send again.")
        shown.why_password = problem.sentence
    elif isinstance(problem, NotSendable):
        shown.errors["text"] = problem.sentence
    return _window_again(shown)


def _is_themselves(password: str) -> bool:
    return sign_in.is_themselves(current_user.person, password, request.remote_addr or "")


def _wrong_password(case: CaseFacts, draft: Draft) -> ResponseReturnValue:
    shown = layout.build(case, current_user.person, draft)
    shown.errors["password"] = say(
        "The password is not right, and nothing was sent. After many wrong tries, wait 15 minutes."
    )
    return _window_again(shown)


def _window_again(shown: Window) -> ResponseReturnValue:
    if htmx.is_partial():
        return fragment("contact/_window.html", w=shown, in_dialog=True), 422
    return _answer(shown, 422)


def _sent(case: CaseFacts, batch_id: int) -> ResponseReturnValue:
    if not htmx.is_partial():
        return htmx.done(url_for("cases.show", case_id=case.id))
    answer = fragment("contact/_sent.html", strip=strip_of(progress.of_batch(batch_id)))
    return htmx.tell(answer, "contact-sent", "credits-changed", "applications-changed")


def _home(case: CaseFacts) -> str:
    """Where somebody goes on who acted upon a batch: the conversation or list that shows it."""
    return htmx.conversation_shown() or url_for("cases.show", case_id=case.id)


def _strip(case: CaseFacts, batch_id: int) -> ResponseReturnValue:
    """The strip; other regions are told only of what the asker does not know yet."""
    if not htmx.is_partial():
        return htmx.done(_home(case))
    strip_now = strip_of(progress.of_batch(batch_id), shown_on=htmx.conversation_shown())
    answer = fragment("cases/_strip.html", strip=strip_now)
    if strip_now is None or request.args.get("seen") != strip_now.seen:
        return htmx.tell(answer, "credits-changed", "applications-changed")
    return answer if strip_now.phase == "undo" else htmx.unchanged()
