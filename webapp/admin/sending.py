"""The Sending tab: who SMS come from, where they may go, when they would disturb, how many."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import inherited, tabs
from webapp.admin.setting_forms import DestinationForm, SendingForm
from webapp.domain import destinations, settings
from webapp.domain.rights import Right
from webapp.lib import sender
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import country_name

sending_area = Blueprint("sending", __name__)


@sending_area.get("/admin/organisations/<int:organisation_id>/edit/sending")
@needs(Right.ORGANISATION_EDIT)
def edit(organisation_id: int) -> ResponseReturnValue:
    """The Sending tab."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    return page(organisation, SendingForm(organisation))


@sending_area.post("/admin/organisations/<int:organisation_id>/edit/sending")
@needs(Right.ORGANISATION_EDIT)
def save(organisation_id: int) -> ResponseReturnValue:
    """Keep what the Sending tab says."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    form = SendingForm(organisation)
    if not form.validate():
        return page(organisation, form), 422
    settings.change(
        organisation, current_user.person.id, form.values(), form.choices_of_inheritance()
    )
    flash(_("Saved."))
    return htmx.done(url_for("sending.edit", organisation_id=organisation.id))


def page(
    organisation: Organisation, form: SendingForm, destination: DestinationForm | None = None
) -> str:
    """The tab, with what is wrong with a destination where somebody just wrote one."""
    root = organisation if organisation.is_parent else Organisation.get_by_id(organisation.root_id)
    allowed = destinations.of(root.id)
    by_name = sorted((country_name(code), code, price) for code, price in allowed.items())
    return render_template(
        "admin/sending.html",
        form=form,
        destination=destination or DestinationForm(formdata=None, data={"credits": 1}),
        destinations=by_name,
        root=root,
        above=inherited.above(organisation),
        is_name=sender.is_name(organisation.sender),
        no_names=[country_name(code) for code in sender.NO_NAMES if code in allowed],
        **tabs.frame(organisation, "sending"),
    )
