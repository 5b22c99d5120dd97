"""The warning level of the credits, and who is told."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.credit_forms import WarningForm
from webapp.domain import credit_warnings, people
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.models import Organisation, User
from webapp.web import access, htmx
from webapp.web.access import needs

credit_warnings_area = Blueprint("credit_warnings", __name__)


@credit_warnings_area.get("/admin/organisations/<int:parent_id>/edit/credits/warning")
@needs(Right.CREDITS)
def edit(parent_id: int) -> ResponseReturnValue:
    """The level, and who is told when the balance falls to it."""
    parent = access.parent_organisation(parent_id, Right.CREDITS)
    colleagues = people.colleagues(parent.id)
    form = WarningForm(
        level=parent.warning_level, users=[one.id for one in colleagues if one.watches_credits]
    )
    return _page(parent, form, colleagues)


@credit_warnings_area.post("/admin/organisations/<int:parent_id>/edit/credits/warning")
@needs(Right.CREDITS)
def save(parent_id: int) -> ResponseReturnValue:
    """Keep the level and the chosen users."""
    parent = access.parent_organisation(parent_id, Right.CREDITS)
    colleagues = people.colleagues(parent.id)
    form = WarningForm()
    form.users.choices = [(one.id, one.name) for one in colleagues]
    if not form.validate():
        return _page(parent, form, colleagues), 422
    credit_warnings.choose(
        parent, form.level.data, form.users.data or [], current_user.person.id, clock.now()
    )
    flash(_("Saved."))
    return htmx.done(tabs.path(parent.id, "credits"))


def _page(parent: Organisation, form: WarningForm, colleagues: list[User]) -> str:
    form.users.choices = [(one.id, one.name) for one in colleagues]
    return render_template(
        "admin/credit_warning.html",
        form=form,
        colleagues=colleagues,
        path=request.path,
        **tabs.frame(parent, "credits"),
    )
