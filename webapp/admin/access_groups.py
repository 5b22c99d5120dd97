"""The access groups of a parent organisation: made, changed, copied and deleted."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.forms import AccessGroupForm
from webapp.domain import access_groups
from webapp.domain.access_groups import AccessRefused, NameTaken
from webapp.domain.rights import CATEGORIES, TABLE, Right
from webapp.models import AccessGroup, Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

access_groups_area = Blueprint("access_groups", __name__)


@access_groups_area.get("/admin/organisations/<int:parent_id>/edit/access-groups")
@needs(Right.ACCESS_GROUPS)
def index(parent_id: int) -> ResponseReturnValue:
    """All groups, with what each may do and how many have it."""
    root = access.parent_organisation(parent_id, Right.ACCESS_GROUPS)
    return render_template(
        "admin/access_groups.html",
        groups=access_groups.groups_of(root.id),
        most=len(Right),
        **tabs.frame(root, "access-groups"),
    )


@access_groups_area.get("/admin/organisations/<int:parent_id>/access-groups/new")
@needs(Right.ACCESS_GROUPS)
def new(parent_id: int) -> ResponseReturnValue:
    """The form for a new group, empty or with what the group in `?copy=` may do."""
    root = access.parent_organisation(parent_id, Right.ACCESS_GROUPS)
    copied = request.args.get("copy", type=int)
    if copied is None:
        return _page(root, AccessGroupForm(data={"rights": []}))
    group, _root = access.access_group(copied, Right.ACCESS_GROUPS)
    name = access_groups.free_name(root.id, group.name)
    chosen = list(access_groups.rights_of(group))
    return _page(root, AccessGroupForm(data={"name": name, "rights": chosen}))


@access_groups_area.post("/admin/organisations/<int:parent_id>/access-groups/new")
@needs(Right.ACCESS_GROUPS)
def create(parent_id: int) -> ResponseReturnValue:
    """Make a group."""
    root = access.parent_organisation(parent_id, Right.ACCESS_GROUPS)
    form = AccessGroupForm()
    if form.validate():
        try:
            access_groups.create(root, form.name.data, _chosen(form), current_user.person.id)
            flash(_("The access group was created. Give it to users under Access rights."))
            return htmx.done(url_for("access_groups.index", parent_id=root.id))
        except AccessRefused as refused:
            _say(form, refused)
    return _page(root, form), 422


@access_groups_area.get("/admin/access-groups/<int:group_id>/edit")
@needs(Right.ACCESS_GROUPS)
def edit(group_id: int) -> ResponseReturnValue:
    """The form with what the group may do now."""
    group, root = access.access_group(group_id, Right.ACCESS_GROUPS)
    chosen = list(access_groups.rights_of(group))
    return _page(root, AccessGroupForm(data={"name": group.name, "rights": chosen}), group)


@access_groups_area.post("/admin/access-groups/<int:group_id>/edit")
@needs(Right.ACCESS_GROUPS)
def save(group_id: int) -> ResponseReturnValue:
    """Change a group; it counts at its users' next request."""
    group, root = access.access_group(group_id, Right.ACCESS_GROUPS)
    form = AccessGroupForm()
    if form.validate():
        try:
            access_groups.change(root, group, form.name.data, _chosen(form), current_user.person.id)
            flash(_("Saved. It counts from everybody's next click on."))
            return htmx.done(url_for("access_groups.index", parent_id=root.id))
        except AccessRefused as refused:
            _say(form, refused)
    return _page(root, form, group), 422


@access_groups_area.post("/admin/access-groups/<int:group_id>/deletion")
@needs(Right.ACCESS_GROUPS)
def delete(group_id: int) -> ResponseReturnValue:
    """Delete a group, and take it from everybody who has it."""
    group, root = access.access_group(group_id, Right.ACCESS_GROUPS)
    try:
        users = access_groups.delete(root, group, current_user.person.id)
    except AccessRefused as refused:
        chosen = list(access_groups.rights_of(group))
        form = AccessGroupForm(data={"name": group.name, "rights": chosen})
        _say(form, refused)
        return _page(root, form, group), 422
    flash(
        ngettext(
            "The access group was deleted. %(num)d user had it.",
            "The access group was deleted. %(num)d users had it.",
            users,
        )
    )
    return htmx.done(url_for("access_groups.index", parent_id=root.id))


def _chosen(form: AccessGroupForm) -> list[Right]:
    return [Right(value) for value in form.rights.data or []]


def _say(form: AccessGroupForm, refused: AccessRefused) -> None:
    control = form.name if isinstance(refused, NameTaken) else form.rights
    control.errors = [translate(refused.sentence)]


def _page(root: Organisation, form: AccessGroupForm, group: AccessGroup | None = None) -> str:
    given = access.grants()
    return render_template(
        "admin/access_group.html",
        form=form,
        group=group,
        categories=CATEGORIES,
        table=TABLE,
        mine={right for right in Right if given.allows(right, root.path)},
        path=request.path if request.path.endswith(("new", "edit")) else f"{request.path[:-8]}edit",
        **tabs.frame(root, "access-groups"),
    )
