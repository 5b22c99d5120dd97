"""What candidates wrote: marked as answered, or decided whether it means STOP."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import replies
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.pages import way_back

replies_area = Blueprint("replies", __name__)


@replies_area.post("/applications/<int:application_id>/answer")
@needs(Right.CONTACT)
def answer(application_id: int) -> ResponseReturnValue:
    """What this applicant wrote was answered otherwise, or wants no answer."""
    application, case = access.application(application_id, Right.CONTACT)
    replies.mark_answered(application.id, by_id=current_user.person.id)
    return htmx.done(_home(case))


@replies_area.post("/applications/<int:application_id>/opt-out")
@needs(Right.CONTACT)
def confirm_stop(application_id: int) -> ResponseReturnValue:
    """What this applicant wrote means STOP."""
    return _decide(application_id, stopped=True)


@replies_area.post("/applications/<int:application_id>/opt-out-dismissal")
@needs(Right.CONTACT)
def dismiss_stop(application_id: int) -> ResponseReturnValue:
    """What this applicant wrote does not mean STOP."""
    return _decide(application_id, stopped=False)


def _decide(application_id: int, *, stopped: bool) -> ResponseReturnValue:
    application, case = access.application(application_id, Right.CONTACT)
    replies.decide(application.id, stopped=stopped, by_id=current_user.person.id)
    return htmx.tell(htmx.done(_home(case)), "credits-changed")


def _home(case: CaseFacts) -> str:
    """The page in which the reply was read: what the form names, the conversation or the case."""
    here = htmx.conversation_shown() or url_for("cases.show", case_id=case.id)
    return way_back(request.form.get("next", ""), here)
