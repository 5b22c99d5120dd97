"""The organisation tree, and the General tab of each organisation in it."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.forms import OrganisationForm
from webapp.domain import organisations
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs

organisations_area = Blueprint("organisations", __name__)


@organisations_area.get("/admin/organisations")
@needs(Right.ADMIN_MENU)
def index() -> ResponseReturnValue:
    """The tree, as far as this person administers it."""
    visible = access.organisations(Right.ADMIN_MENU)
    tree = Organisation.select().where(Organisation.id.in_(visible)).order_by(Organisation.path)
    return render_template("admin/index.html", tree=list(tree), nav="admin")


@organisations_area.get("/admin/organisations/<int:organisation_id>/edit")
@needs(Right.ORGANISATION_EDIT)
def edit(organisation_id: int) -> ResponseReturnValue:
    """The General tab."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    return _page(organisation, OrganisationForm(obj=organisation))


@organisations_area.post("/admin/organisations/<int:organisation_id>/edit")
@needs(Right.ORGANISATION_EDIT)
def save(organisation_id: int) -> ResponseReturnValue:
    """Keep what the General tab says."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    form = OrganisationForm()
    if not form.validate():
        return _page(organisation, form), 422
    organisations.rename(organisation, form.name.data, current_user.person.id)
    flash(_("Saved."))
    return htmx.done(url_for("organisations.edit", organisation_id=organisation.id))


def _page(organisation: Organisation, form: OrganisationForm) -> str:
    return render_template(
        "admin/general.html", form=form, **tabs.frame(organisation, "general"), path=request.path
    )
