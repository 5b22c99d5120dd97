"""Moving an organisation, with all below it, below another one."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import choices
from webapp.admin.setting_forms import PlaceForm
from webapp.domain import tree
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

place_area = Blueprint("place", __name__)


@place_area.get("/admin/organisations/<int:organisation_id>/place")
@needs(Right.ORGANISATION_EDIT)
def show(organisation_id: int) -> ResponseReturnValue:
    """Where it stands, and where it can go."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    return _page(organisation, PlaceForm(data={"below": organisation.parent_id}))


@place_area.post("/admin/organisations/<int:organisation_id>/place")
@needs(Right.ORGANISATION_EDIT)
def move(organisation_id: int) -> ResponseReturnValue:
    """Put it there."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    form = PlaceForm()
    target = next((one for one in _administered() if one.id == form.below.data), None)
    if not form.validate() or target is None:
        form.below.errors = [_("Choose an organisation that you administer.")]
        return _page(organisation, form), 422
    try:
        moved = tree.move(organisation, target, current_user.person.id)
    except NotPossible as problem:
        form.below.errors = [translate(problem.sentence)]
        return _page(organisation, form), 422
    flash(_("%(name)s now stands below %(above)s.", name=moved.name, above=target.name))
    return htmx.done(url_for("organisations.edit", organisation_id=moved.id))


def _administered() -> list[Organisation]:
    """Whatever this person may change, so that both ends of a move are theirs."""
    allowed = access.organisations(Right.ORGANISATION_EDIT)
    return list(
        Organisation.select().where(Organisation.id.in_(allowed)).order_by(Organisation.path)
    )


def _page(organisation: Organisation, form: PlaceForm) -> str:
    form.below.choices = choices.places(_administered(), organisation)
    return render_template("admin/place.html", organisation=organisation, form=form, nav="admin")
