"""The users of an organisation: the Users tab, and what is done to one of them."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.forms import UserForm
from webapp.domain import users
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import Sentence
from webapp.models import Organisation, User
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.pages import Page, chosen, searched

users_area = Blueprint("users", __name__)


@users_area.get("/admin/organisations/<int:organisation_id>/edit/users")
@needs(Right.USERS)
def index(organisation_id: int) -> ResponseReturnValue:
    """Those who work here or below, searched and narrowed."""
    organisation = access.organisation(organisation_id, Right.USERS)
    asked = {"q": searched(), "show": chosen("show", users.SHOW, "all")}
    number = request.args.get("page", 1, type=int)
    found, total = users.page_of(organisation, asked["q"], asked["show"], number)
    return render_template(
        "admin/users.html",
        listed=found,
        asked=asked,
        page=Page.of(number, total, users.PAGE_SIZE),
        path=request.path,
        now=clock.now_ms(),
        **tabs.frame(organisation, "users"),
    )


@users_area.get("/admin/organisations/<int:organisation_id>/users/<int:user_id>/inactivation")
@needs(Right.USERS)
def show(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """What can be done to a user: language and time zone, signing out, and what inactivating
    would mean.
    """
    return _page(*_member(organisation_id, user_id))


@users_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/inactivation")
@needs(Right.USERS)
def inactivate(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Let a user sign in no more; what they have open ends at once."""
    user, organisation = _member(organisation_id, user_id)
    try:
        users.inactivate(user, current_user.person.id)
    except NotPossible as problem:
        return _page(user, organisation, problem.sentence), 422
    flash(_("%(name)s is inactive and signed out everywhere.", name=user.name))
    return _done(organisation)


@users_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/reactivation")
@needs(Right.USERS)
def reactivate(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Let a user sign in again."""
    user, organisation = _member(organisation_id, user_id)
    try:
        users.reactivate(user, current_user.person.id)
    except NotPossible as problem:
        return _page(user, organisation, problem.sentence), 422
    if user.is_invited:
        flash(_("%(name)s can be invited again: send the invitation again.", name=user.name))
    else:
        flash(_("%(name)s is active again, with the same access as before.", name=user.name))
    return _done(organisation)


@users_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/sign-out")
@needs(Right.USERS)
def sign_out(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """End every session of a user."""
    user, organisation = _member(organisation_id, user_id)
    try:
        users.sign_out(user, current_user.person.id)
    except NotPossible as problem:
        return _page(user, organisation, problem.sentence), 422
    flash(_("%(name)s is signed out everywhere.", name=user.name))
    return _done(organisation)


@users_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/preferences")
@needs(Right.USERS)
def save(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Choose language and time zone for a user."""
    user, organisation = _member(organisation_id, user_id)
    form = UserForm(user)
    if not form.validate():
        return _page(user, organisation, form=form), 422
    try:
        users.change(
            user,
            current_user.person.id,
            language=form.language.data,
            time_zone=form.time_zone.data,
        )
    except NotPossible as problem:
        return _page(user, organisation, problem.sentence), 422
    flash(_("Saved for %(name)s.", name=user.name))
    return _done(organisation)


def _member(organisation_id: int, user_id: int) -> tuple[User, Organisation]:
    """A user who works in an organisation or below it, and that organisation."""
    organisation = access.organisation(organisation_id, Right.USERS)
    return access.member(user_id, organisation), organisation


def _done(organisation: Organisation) -> ResponseReturnValue:
    return htmx.done(url_for("users.index", organisation_id=organisation.id))


def _page(
    user: User,
    organisation: Organisation,
    problem: Sentence | None = None,
    form: UserForm | None = None,
) -> str:
    return render_template(
        "admin/inactivation.html",
        person=user,
        organisation=organisation,
        cases=users.open_cases(user.id),
        problem=problem,
        form=form or UserForm(user, formdata=None),
        nav="admin",
    )
