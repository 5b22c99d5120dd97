"""Who has access in an organisation: groups given here or above, and why somebody may do what."""

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from webapp.admin import tabs
from webapp.admin.forms import AssignmentForm
from webapp.domain import access_groups, effective_rights, people, rights, second_step, sign_in
from webapp.domain.access_groups import AccessRefused
from webapp.domain.rights import CATEGORIES, Right
from webapp.models import AccessGroup, Organisation, User
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

access_area = Blueprint("access", __name__)


@access_area.get("/admin/organisations/<int:organisation_id>/edit/access")
@needs(Right.USERS)
def index(organisation_id: int) -> ResponseReturnValue:
    """Everybody with access here, and a form to give more."""
    organisation = access.organisation(organisation_id, Right.USERS)
    return _page(organisation, _form(organisation))


@access_area.post("/admin/organisations/<int:organisation_id>/assignments")
@needs(Right.USERS)
def give(organisation_id: int) -> ResponseReturnValue:
    """Give a group to a user here; it counts at their next request."""
    organisation = access.organisation(organisation_id, Right.USERS)
    form = _form(organisation)
    if not form.validate():
        return _page(organisation, form), 422
    user = User.get_by_id(form.user.data)
    group = AccessGroup.get_by_id(form.group.data)
    try:
        is_new = access_groups.give(user, group, organisation, current_user.person.id)
    except AccessRefused as refused:
        form.group.errors = [translate(refused.sentence)]
        return _page(organisation, form), 422
    if not is_new:
        form.group.errors = [_("%(name)s has this access group here already.", name=user.name)]
        return _page(organisation, form), 422
    flash(_("%(name)s now has %(group)s here.", name=user.name, group=group.name))
    return htmx.done(url_for("access.index", organisation_id=organisation.id))


@access_area.post("/admin/assignments/<int:assignment_id>/removal")
@needs(Right.USERS)
def take(assignment_id: int) -> ResponseReturnValue:
    """Take a group from a user here; it counts at their next request."""
    assignment, organisation = access.assignment(assignment_id, Right.USERS)
    name, group_name = assignment.user.name, assignment.access_group.name
    try:
        access_groups.take(assignment, current_user.person.id)
    except AccessRefused as refused:
        return _page(organisation, _form(organisation), translate(refused.sentence)), 422
    flash(_("%(name)s no longer has %(group)s here.", name=name, group=group_name))
    # Whoever took it from themselves may not be able to see this page any more.
    if not rights.grants_of(current_user.person.id).allows(Right.USERS, organisation.path):
        return htmx.done(url_for("cases.index"))
    return htmx.done(url_for("access.index", organisation_id=organisation.id))


@access_area.get("/admin/organisations/<int:organisation_id>/users/<int:user_id>/rights")
@needs(Right.USERS)
def explain(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """What a user may do here, and where each right comes from."""
    organisation = access.organisation(organisation_id, Right.USERS)
    user = access.colleague(user_id, organisation)
    effective = {one.right: one for one in effective_rights.explain(user.id, organisation)}
    return render_template(
        "admin/rights.html",
        person=user,
        categories=CATEGORIES,
        table=rights.TABLE,
        effective=effective,
        can_remove_second_step=_can_remove_second_step(user),
        **tabs.frame(organisation, "access"),
    )


@access_area.post("/admin/users/<int:user_id>/second-step-removal")
@needs(Right.USERS)
def remove_second_step(user_id: int) -> ResponseReturnValue:
    """Turn off somebody else's two-step sign-in, where their app is lost; one's own is not."""
    user, organisation = access.user(user_id, Right.USERS)
    if user.id == current_user.person.id or not _may_act_upon(user):
        abort(403)
    second_step.remove(user.id, current_user.person.id)
    flash(_("%(name)s now signs in without a code.", name=user.name))
    return htmx.done(url_for("access.explain", organisation_id=organisation.id, user_id=user.id))


def _form(organisation: Organisation) -> AssignmentForm:
    """The form with the users and groups to choose from."""
    form = AssignmentForm()
    form.user.choices = [
        SelectChoice(one.id, f"{one.name} ({one.email})")
        for one in people.colleagues(organisation.root_id)
    ]
    form.group.choices = [
        SelectChoice(one.id, one.name) for one in access_groups.groups_of(organisation.root_id)
    ]
    return form


def _may_act_upon(user: User) -> bool:
    return rights.covers(access.grants(), rights.grants_of(user.id))


def _can_remove_second_step(user: User) -> bool:
    return (
        user.id != current_user.person.id
        and _may_act_upon(user)
        and access.may(Right.USERS, user.organisation.path)
        and sign_in.has_second_step(user.id)
    )


def _page(organisation: Organisation, form: AssignmentForm, trouble: str = "") -> str:
    return render_template(
        "admin/access.html",
        form=form,
        trouble=trouble,
        given=effective_rights.given_in(organisation),
        **tabs.frame(organisation, "access"),
    )
