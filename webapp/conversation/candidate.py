"""The page of one candidate: its head with the tabs, and the tab of the application itself."""

from typing import NamedTuple

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import seen
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.domain.stages import STAGES
from webapp.lib.words import Sentence, say
from webapp.models import Application
from webapp.web import access
from webapp.web.access import needs
from webapp.web.filters import zone

candidate = Blueprint("candidate", __name__)


class Tab(NamedTuple):
    """A tab of the candidate's page, and what its address ends with."""

    key: str
    words: Sentence
    ending: str
    right: Right


TABS = (
    Tab("application", say("Application"), "", Right.CASE_VIEW),
    Tab("conversation", say("Conversation"), "/conversation", Right.CONTACT),
    Tab("notes", say("Notes"), "/notes", Right.CONTACT),
)


@candidate.get("/cases/<int:case_id>/applications/<int:application_id>")
@needs(Right.CASE_VIEW)
def show(case_id: int, application_id: int) -> ResponseReturnValue:
    """What is known of the candidate."""
    application, case = fetch(case_id, application_id, Right.CASE_VIEW)
    return render_template(
        "conversation/application.html", **frame(application, case, "application")
    )


def fetch(case_id: int, application_id: int, right: Right) -> tuple[Application, CaseFacts]:
    """An application of this case, as `access.application` does; 404 for one of another case."""
    application, case = access.application(application_id, right)
    if case.id != case_id:
        abort(404)
    return application, case


def path_of(application: Application, ending: str = "") -> str:
    """The address of a candidate's page, or of what is below it."""
    return f"/cases/{application.case_id}/applications/{application.id}{ending}"


def frame(
    application: Application, case: CaseFacts, tab: str, known: seen.Seen | None = None
) -> dict[str, object]:
    """What the head of the page needs (`conversation/page.html`)."""
    may = {right for right in Right if access.may(right, case.organisation_path)}
    if known is None and Right.CONTACT in may:
        known = seen.look(current_user.person.id, application)
    return {
        "application": application,
        "case": case,
        "path": path_of(application),
        "stage": STAGES[application.stage],
        "applied_on": application.applied_at.astimezone(zone()).date(),
        "tabs": [one for one in TABS if one.right in may],
        "tab": tab,
        "new": known.replies if known else 0,
        "may_edit": Right.APPLICATIONS in may,
    }
