"""The absence of a user, told by an administrator for somebody who cannot."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.domain import substitutes
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib.words import Sentence
from webapp.models import Organisation, User
from webapp.web import absences, access, htmx
from webapp.web.absences import AbsenceForm
from webapp.web.access import needs

absences_area = Blueprint("absences", __name__)


@absences_area.get("/admin/organisations/<int:organisation_id>/users/<int:user_id>/absence")
@needs(Right.USERS)
def show(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Whether a user is or will be away."""
    return _page(*_member(organisation_id, user_id))


@absences_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/absence")
@needs(Right.USERS)
def save(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Say that a user is away, and who stands in."""
    user, organisation = _member(organisation_id, user_id)
    form = AbsenceForm(user)
    if not form.validate():
        return _page(user, organisation, form), 422
    try:
        substitutes.away(
            user,
            form.first.data,
            form.last.data,
            form.substitute.data,
            current_user.person.id,
        )
    except NotPossible as problem:
        return _page(user, organisation, form, problem.sentence), 422
    flash(_("%(name)s is marked as away.", name=user.name))
    return htmx.done(url_for("users.index", organisation_id=organisation.id))


@absences_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/return")
@needs(Right.USERS)
def end(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Say that a user is back, or does not go."""
    user, organisation = _member(organisation_id, user_id)
    try:
        substitutes.back(user, current_user.person.id)
    except NotPossible as problem:
        return _page(user, organisation, None, problem.sentence), 422
    flash(_("%(name)s is back.", name=user.name))
    return htmx.done(url_for("users.index", organisation_id=organisation.id))


def _member(organisation_id: int, user_id: int) -> tuple[User, Organisation]:
    organisation = access.organisation(organisation_id, Right.USERS)
    return access.member(user_id, organisation), organisation


def _page(
    user: User,
    organisation: Organisation,
    form: AbsenceForm | None = None,
    problem: Sentence | None = None,
) -> str:
    return render_template(
        "admin/absence.html",
        person=user,
        person_name=user.name,
        organisation=organisation,
        base=f"/admin/organisations/{organisation.id}/users/{user.id}",
        problem=problem,
        nav="admin",
        **absences.values(user, form),
    )
