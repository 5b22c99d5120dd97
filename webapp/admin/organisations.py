"""The organisation tree, adding to it, and the General tab of each organisation in it."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import inherited, tabs
from webapp.admin.forms import OrganisationForm
from webapp.admin.setting_forms import GeneralForm
from webapp.domain import organisations, settings, tree
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate
from webapp.web.pages import fragment

organisations_area = Blueprint("organisations", __name__)


@organisations_area.get("/admin/organisations")
@needs(Right.ADMIN_MENU)
def index() -> ResponseReturnValue:
    """The tree, as far as this person administers it."""
    show = "all" if request.args.get("show") == "all" else "active"
    heads = access.grants().heads(Right.ADMIN_MENU)
    nodes = tree.nodes(heads, with_deactivated=show == "all")
    return render_template("admin/index.html", tree=nodes, show=show, nav="admin")


@organisations_area.get("/admin/organisations/<int:organisation_id>/new")
@needs(Right.ORGANISATION_EDIT)
def new(organisation_id: int) -> ResponseReturnValue:
    """The form for an organisation below this one, as a page or within the tree."""
    above = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    return _new_form(above, OrganisationForm())


@organisations_area.post("/admin/organisations/<int:organisation_id>/new")
@needs(Right.ORGANISATION_EDIT)
def create(organisation_id: int) -> ResponseReturnValue:
    """Add an organisation below this one."""
    above = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    form = OrganisationForm()
    if not form.validate():
        return _new_form(above, form), 422
    try:
        made = organisations.add_below(above, form.name.data, by_id=current_user.person.id)
    except NotPossible as problem:
        form.name.errors = [translate(problem.sentence)]
        return _new_form(above, form), 422
    flash(_("%(name)s is added below %(above)s.", name=made.name, above=above.name))
    return htmx.done(url_for("organisations.index"))


@organisations_area.get("/admin/organisations/<int:organisation_id>/edit")
@needs(Right.ORGANISATION_EDIT)
def edit(organisation_id: int) -> ResponseReturnValue:
    """The General tab."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    return _page(organisation, GeneralForm(organisation))


@organisations_area.post("/admin/organisations/<int:organisation_id>/edit")
@needs(Right.ORGANISATION_EDIT)
def save(organisation_id: int) -> ResponseReturnValue:
    """Keep what the General tab says."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    form = GeneralForm(organisation)
    if not form.validate():
        return _page(organisation, form), 422
    try:
        settings.change(
            organisation, current_user.person.id, form.values(), form.choices_of_inheritance()
        )
    except NotPossible as problem:
        form.name.errors = [translate(problem.sentence)]
        return _page(organisation, form), 422
    flash(_("Saved."))
    return htmx.done(url_for("organisations.edit", organisation_id=organisation.id))


def _page(organisation: Organisation, form: GeneralForm) -> str:
    return render_template(
        "admin/general.html",
        form=form,
        above=inherited.above(organisation),
        **tabs.frame(organisation, "general"),
    )


def _new_form(above: Organisation, form: OrganisationForm) -> str:
    if not htmx.is_partial():
        return render_template("admin/new.html", above=above, form=form, nav="admin")
    # Several of these can stand in one page.
    form.name.id = form.name.label.field_id = f"name-{above.id}"
    return fragment("admin/_new.html", above=above, form=form)
