"""The countries to which a parent organisation lets SMS go: part of its Sending tab."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import sending
from webapp.admin.setting_forms import DestinationForm, SendingForm
from webapp.domain import destinations
from webapp.domain.destinations import HomeCountry
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import country_name

destinations_area = Blueprint("destinations", __name__)


@destinations_area.post("/admin/organisations/<int:parent_id>/destinations")
@needs(Right.ORGANISATION_EDIT)
def allow(parent_id: int) -> ResponseReturnValue:
    """Allow a country, or change its price."""
    root = access.parent_organisation(parent_id, Right.ORGANISATION_EDIT)
    form = DestinationForm()
    if not form.validate():
        return _page(root, form), 422
    destinations.allow(root, form.country.data, form.credits.data, current_user.person.id)
    flash(_("SMS may go to %(country)s.", country=country_name(form.country.data)))
    return htmx.done(url_for("sending.edit", organisation_id=root.id))


@destinations_area.post("/admin/organisations/<int:parent_id>/destinations/removal")
@needs(Right.ORGANISATION_EDIT)
def remove(parent_id: int) -> ResponseReturnValue:
    """Let no more SMS go to a country."""
    root = access.parent_organisation(parent_id, Right.ORGANISATION_EDIT)
    form = DestinationForm()
    country = form.country.data or ""
    try:
        destinations.remove(root, country, current_user.person.id)
    except HomeCountry:
        form.country.errors = [_("Your own country stays: SMS there can always be sent.")]
        return _page(root, form), 422
    flash(_("No SMS go to %(country)s any more.", country=country_name(country)))
    return htmx.done(url_for("sending.edit", organisation_id=root.id))


def _page(root: Organisation, form: DestinationForm) -> str:
    # The other form of the page was not sent: it shows what is kept.
    return sending.page(root, SendingForm(root, is_sent=False), form)
