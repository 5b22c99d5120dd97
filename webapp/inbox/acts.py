"""What is done with a conversation: given to somebody, let rest, done. Each can be undone."""

from datetime import date

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.domain import conversations, replies
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.inbox import page
from webapp.inbox.page import Told
from webapp.inbox.questions import ask
from webapp.lib import clock
from webapp.lib.words import Sentence, say
from webapp.models import Application
from webapp.web import access
from webapp.web.access import needs
from webapp.web.filters import moment, zone

acts_area = Blueprint("inbox_acts", __name__)
_NO_DAY = say("Choose a day.")


@acts_area.get("/applications/<int:application_id>/assignment")
@needs(Right.CONTACT)
def choose_assignee(application_id: int) -> ResponseReturnValue:
    """To whom a conversation can be given."""
    return _assignment(*access.application(application_id, Right.CONTACT))


@acts_area.post("/applications/<int:application_id>/assignment")
@needs(Right.CONTACT)
def assign(application_id: int) -> ResponseReturnValue:
    """Give a conversation to somebody, or without a `user` to nobody in particular."""
    application, case = access.application(application_id, Right.CONTACT)
    user_id = request.form.get("user", type=int)
    try:
        before = conversations.assign(case, application.id, user_id, current_user.person.id)
    except NotPossible as problem:
        return _assignment(application, case, problem.sentence)
    told = Told(
        _assigned(application, case, user_id),
        url_for("inbox_acts.assign", application_id=application.id),
        {"user": str(before or "")},
    )
    return page.answer(told, in_dialog="in_dialog" in request.form)


@acts_area.get("/applications/<int:application_id>/snooze")
@needs(Right.CONTACT)
def choose_rest(application_id: int) -> ResponseReturnValue:
    """Until when a conversation can rest."""
    return _rest(*access.application(application_id, Right.CONTACT))


@acts_area.post("/applications/<int:application_id>/snooze")
@needs(Right.CONTACT)
def snooze(application_id: int) -> ResponseReturnValue:
    """Let a conversation rest until a moment that is offered, or the morning of a day."""
    application, case = access.application(application_id, Right.CONTACT)
    offered = {one.key: one.until for one in conversations.rests(clock.now(), zone())}
    until = offered.get(request.form.get("until", ""))
    if until is None:
        day = _day(request.form.get("day", ""))
        if day is None:
            return _rest(application, case, _NO_DAY)
        until = conversations.morning(day, zone())
    try:
        conversations.snooze(application.id, until, current_user.person.id)
    except NotPossible as problem:
        return _rest(application, case, problem.sentence)
    told = Told(
        _("%(name)s comes back %(when)s.", name=application.name, when=moment(until)),
        url_for("inbox_acts.wake_up", application_id=application.id),
    )
    return page.answer(told, in_dialog="in_dialog" in request.form)


@acts_area.post("/applications/<int:application_id>/wake-up")
@needs(Right.CONTACT)
def wake_up(application_id: int) -> ResponseReturnValue:
    """Let a conversation rest no longer."""
    application, _case = access.application(application_id, Right.CONTACT)
    conversations.wake_up(application.id)
    return page.answer(Told(_("%(name)s is back in the inbox.", name=application.name)))


@acts_area.post("/applications/<int:application_id>/completion")
@needs(Right.CONTACT)
def complete(application_id: int) -> ResponseReturnValue:
    """What this applicant wrote was answered otherwise, or wants no answer."""
    application, _case = access.application(application_id, Right.CONTACT)
    replies.mark_answered(application.id, by_id=current_user.person.id)
    told = Told(
        _("%(name)s is done.", name=application.name),
        url_for("inbox_acts.reopen", application_id=application.id),
    )
    return page.answer(told)


@acts_area.post("/applications/<int:application_id>/reopening")
@needs(Right.CONTACT)
def reopen(application_id: int) -> ResponseReturnValue:
    """What was done wants an answer after all."""
    application, _case = access.application(application_id, Right.CONTACT)
    replies.reopen(application.id)
    return page.answer(Told(_("%(name)s wants an answer again.", name=application.name)))


def _assigned(application: Application, case: CaseFacts, user_id: int | None) -> str:
    if user_id == current_user.person.id:
        return _("%(name)s is yours now.", name=application.name)
    who = next((one for one in conversations.who_may_have(case) if one.id == user_id), None)
    if who is None:
        return _("%(name)s is for whoever is responsible for the case.", name=application.name)
    return _("%(name)s is for %(who)s now.", name=application.name, who=who.name)


def _assignment(
    application: Application, case: CaseFacts, problem: Sentence | None = None
) -> ResponseReturnValue:
    return ask(
        "assignment",
        _("Assign"),
        f"{application.name}, {case.title}",
        problem,
        case=case,
        colleagues=conversations.who_may_have(case),
        assignee=conversations.assignee(application.id),
    )


def _rest(
    application: Application, case: CaseFacts, problem: Sentence | None = None
) -> ResponseReturnValue:
    now = clock.now()
    return ask(
        "snooze",
        _("Snooze"),
        f"{application.name}, {case.title}",
        problem,
        rests=conversations.rests(now, zone()),
        first_day=now.astimezone(zone()).date().isoformat(),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
