"""One's own absence: from when to when, and who stands in for one in the inbox."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import substitutes
from webapp.domain.settings import NotPossible
from webapp.lib.words import Sentence
from webapp.models import User
from webapp.web import absences, htmx
from webapp.web.absences import AbsenceForm
from webapp.web.access import Door, needs

absence_area = Blueprint("absence", __name__)


@absence_area.get("/preferences/absence")
@needs(Door.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Whether one is or will be away."""
    return _page(_oneself())


@absence_area.post("/preferences/absence")
@needs(Door.SIGNED_IN)
def save() -> ResponseReturnValue:
    """Say that one is away."""
    user = _oneself()
    form = AbsenceForm(user)
    if not form.validate():
        return _page(user, form), 422
    try:
        substitutes.away(user, form.first.data, form.last.data, form.substitute.data, user.id)
    except NotPossible as problem:
        return _page(user, form, problem.sentence), 422
    return htmx.done(url_for("absence.show"))


@absence_area.post("/preferences/return")
@needs(Door.SIGNED_IN)
def end() -> ResponseReturnValue:
    """Say that one is back, or does not go."""
    user = _oneself()
    substitutes.back(user, user.id)
    return htmx.done(url_for("absence.show"))


def _oneself() -> User:
    return User.get_by_id(current_user.person.id)


def _page(user: User, form: AbsenceForm | None = None, problem: Sentence | None = None) -> str:
    return render_template(
        "auth/absence.html",
        person_name=user.name,
        base="/preferences",
        problem=problem,
        nav="preferences",
        **absences.values(user, form),
    )
