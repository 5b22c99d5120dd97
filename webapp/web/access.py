"""Who may come in: every route declares its right, and every thing is fetched through here.

A view declares with `@needs(...)`. A route without a declaration, or one that touches no thing
although its right depends on one, answers 403. Somebody else's thing is 404, ours but not
allowed is 403. Whoever holds a thing from this module has passed the check.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from webapp import db
from webapp.domain import cases, rights
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Grants, Right
from webapp.models import (
    AccessGroup,
    Application,
    Assignment,
    Batch,
    InboundText,
    Interview,
    Invitation,
    Message,
    Note,
    Organisation,
    Slot,
    Template,
    TemplateVersion,
    User,
)
from webapp.web import htmx

# More than a webhook may have, which says by itself when it has too much.
STRANGERS_MOST_BYTES = 65 * 1024

# All that somebody gets who must turn on two-step sign-in first.
_TO_SET_UP = ("second_step.show", "second_step.begin", "second_step.confirm", "auth.end_session")

F = TypeVar("F", bound=Callable[..., ResponseReturnValue])
Row = TypeVar("Row", bound=db.BaseModel)


class Door(Enum):
    """Who may use a route that needs no particular right."""

    ANYBODY = "anybody"
    SIGNED_IN = "anybody who is signed in"


def needs(right: Right | Door, *, poll: bool = False) -> Callable[[F], F]:
    """Declare what a view needs. A `poll` does not keep a session alive."""

    def declare(view: F) -> F:
        view.needs = right  # type: ignore[attr-defined]
        view.is_poll = poll  # type: ignore[attr-defined]
        return view

    return declare


def declared(endpoint: str | None) -> tuple[Right | Door | None, bool]:
    """What the view of an endpoint declares: its right (None if nothing) and if it is a poll."""
    view: Any = current_app.view_functions.get(endpoint or "")
    if endpoint and endpoint.endswith("static"):
        return Door.ANYBODY, True
    return getattr(view, "needs", None), getattr(view, "is_poll", False)


def bound_strangers() -> ResponseReturnValue | None:
    """Before anything of a request is read: whoever is not signed in sends little. To read
    millions of empty fields takes seconds, and booking pages and webhooks are open to all.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or current_user.is_authenticated:
        return None
    request.max_content_length = STRANGERS_MOST_BYTES
    needed, _ = declared(request.endpoint)
    if needed in (None, Door.ANYBODY) or (request.content_length or 0) <= STRANGERS_MOST_BYTES:
        return None
    # A file of somebody whose session has ended meanwhile: they are told that, and not its size.
    g.right_checked = True
    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]


def check_door() -> ResponseReturnValue | None:
    """Before each request: turn away who may not even try."""
    if request.endpoint is None:
        return None
    needed, _ = declared(request.endpoint)
    if needed is None:
        abort(403)
    if needed is Door.ANYBODY:
        return None
    if not current_user.is_authenticated:
        # The way to the sign-in page tells nothing that a right could protect.
        g.right_checked = True
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    if current_user.person.must_set_up and request.endpoint not in _TO_SET_UP:
        g.right_checked = True
        return _send_to_set_up()
    if isinstance(needed, Right) and not request.view_args:
        require(needed)
    return None


def _send_to_set_up() -> ResponseReturnValue:
    """The page on which two-step sign-in is turned on; a poll gets nothing at all."""
    if declared(request.endpoint)[1]:
        return htmx.unchanged()
    page = url_for("second_step.show")
    return htmx.redirect_whole_page(page, 403) if htmx.is_partial() else redirect(page, 303)


def check_was_asked(response: Response) -> Response:
    """After each request: an answer for which no right was checked does not go out."""
    needed, _ = declared(request.endpoint)
    if isinstance(needed, Right) and response.status_code < 400 and not g.get("right_checked"):
        # Raised here, it would become a 500: the time for handling errors is over.
        return current_app.make_response(current_app.handle_user_exception(Forbidden()))
    return response


def grants() -> Grants:
    """What the person who asks may do, read once per request."""
    if "grants" not in g:
        g.grants = rights.grants_of(current_user.person.id)
    return g.grants  # type: ignore[no-any-return]


def may(right: str, organisation_path: str | None = None) -> bool:
    """Whether a right counts in an organisation, or without one, anywhere at all (templates)."""
    if not current_user.is_authenticated:
        return False
    if organisation_path is None:
        return grants().anywhere(Right(right))
    return grants().allows(Right(right), organisation_path)


def require(right: Right, organisation_path: str | None = None) -> None:
    """403 unless the person who asks has this right (there)."""
    g.right_checked = True
    if not may(right, organisation_path):
        abort(403)


def case(case_id: int, right: Right) -> CaseFacts:
    """A case that this person may use so: 404 where they see none, 403 where they may not."""
    found = cases.find(_possible(case_id))
    if found is None or not grants().allows(Right.CASE_VIEW, found.organisation_path):
        abort(404)
    require(right, found.organisation_path)
    return found


def application(application_id: int, right: Right) -> tuple[Application, CaseFacts]:
    """An application and its case, as `case` does."""
    found = _row(Application, application_id)
    return found, case(found.case_id, right)


def batch(batch_id: int, right: Right) -> tuple[Batch, CaseFacts]:
    """A batch and its case, as `case` does."""
    found = _row(Batch, batch_id)
    return found, case(found.case_id, right)


def message(message_id: int, right: Right) -> tuple[Message, CaseFacts]:
    """A message and the case it was sent from, as `case` does."""
    found = _row(Message, message_id)
    return found, batch(found.batch_id, right)[1]


def text(text_id: int, right: Right) -> tuple[InboundText, CaseFacts]:
    """A text that was joined to an application, and its case, as `case` does."""
    found = _row(InboundText, text_id)
    if found.application_id is None:
        abort(404)
    return found, application(found.application_id, right)[1]


def interview(interview_id: int, right: Right) -> tuple[Interview, CaseFacts]:
    """An interview and its case, as `case` does."""
    found = _row(Interview, interview_id)
    return found, case(found.case_id, right)


def slot(slot_id: int, right: Right) -> tuple[Slot, Interview]:
    """A time of an interview, as `interview` does."""
    found = _row(Slot, slot_id)
    return found, interview(found.interview_id, right)[0]


def invitation(invitation_id: int, right: Right) -> tuple[Invitation, CaseFacts]:
    """Somebody's invitation and the case, as `interview` does."""
    found = _row(Invitation, invitation_id)
    return found, interview(found.interview_id, right)[1]


def note(note_id: int, right: Right) -> tuple[Note, CaseFacts]:
    """A note and the case of its application, as `case` does."""
    found = _row(Note, note_id)
    return found, application(found.application_id, right)[1]


def unknown_text(text_id: int, right: Right) -> tuple[InboundText, Organisation]:
    """A text in the tray of a parent organisation, for whoever has the right there."""
    found = _row(InboundText, text_id)
    if found.tray_id is None:
        abort(404)
    return found, organisation(found.tray_id, right)


def organisation(organisation_id: int, right: Right) -> Organisation:
    """An organisation that this person may administer so.

    404 where nothing at all was given to them, 403 where they may not do this.
    """
    found = _row(Organisation, organisation_id)
    if not grants().reaches(found.path):
        abort(404)
    require(right, found.path)
    return found


def parent_organisation(organisation_id: int, right: Right) -> Organisation:
    """A parent organisation, as `organisation` does; 404 for one below it."""
    found = organisation(organisation_id, right)
    if not found.is_parent:
        abort(404)
    return found


def access_group(group_id: int, right: Right) -> tuple[AccessGroup, Organisation]:
    """An access group and its parent organisation, as `organisation` does."""
    found = _row(AccessGroup, group_id)
    return found, organisation(found.organisation_id, right)


def assignment(assignment_id: int, right: Right) -> tuple[Assignment, Organisation]:
    """A group that was given to a user, and the organisation in which, as `organisation` does."""
    found = _row(Assignment, assignment_id)
    return found, organisation(found.organisation_id, right)


def template(template_id: int, right: Right) -> tuple[Template, Organisation]:
    """A template and the organisation whose own it is, as `organisation` does."""
    found = _row(Template, template_id)
    return found, organisation(found.organisation_id, right)


def template_version(
    version_id: int, right: Right
) -> tuple[TemplateVersion, Template, Organisation]:
    """A version of a template, with what `template` gives."""
    found = _row(TemplateVersion, version_id)
    return found, *template(found.template_id, right)


def colleague(user_id: int, organisation: Organisation) -> User:
    """A user of the same parent organisation as one that was fetched here; 404 for any other."""
    found = _row(User, user_id)
    if found.organisation.root_id != organisation.root_id:
        abort(404)
    return found


def user(user_id: int, right: Right) -> tuple[User, Organisation]:
    """A user and the organisation where they work, as `organisation` does."""
    found = _row(User, user_id)
    return found, organisation(found.organisation_id, right)


def member(user_id: int, organisation: Organisation) -> User:
    """A user who works in an organisation that was fetched here, or below it; 404 for others."""
    found = colleague(user_id, organisation)
    if not found.organisation.path.startswith(organisation.path):
        abort(404)
    return found


def organisations(right: Right) -> list[int]:
    """The ids of the organisations in which this person has a right."""
    g.right_checked = True
    return rights.visible_organisations(grants(), right)


def _row(model: type[Row], identity: int) -> Row:
    """The row with this id; 404 where there is none."""
    found = model.get_or_none(model.id == _possible(identity))
    if found is None:
        abort(404)
    return found


def _possible(identity: int) -> int:
    """The id, unless it is one that no database keeps."""
    if abs(identity) > db.MOST_ID:
        abort(404)
    return identity
