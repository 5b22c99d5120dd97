"""The monthly budget of an organisation below a parent organisation."""

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.credit_forms import BudgetForm
from webapp.domain import budgets
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs

budgets_area = Blueprint("budgets", __name__)


@budgets_area.get("/admin/organisations/<int:organisation_id>/edit/credits/budget")
@needs(Right.CREDITS)
def edit(organisation_id: int) -> ResponseReturnValue:
    """The form for the budget."""
    organisation = _organisation(organisation_id)
    return _page(organisation, BudgetForm(budget=organisation.monthly_budget))


@budgets_area.post("/admin/organisations/<int:organisation_id>/edit/credits/budget")
@needs(Right.CREDITS)
def save(organisation_id: int) -> ResponseReturnValue:
    """Keep the budget, or that there is none."""
    organisation = _organisation(organisation_id)
    form = BudgetForm()
    if not form.validate():
        return _page(organisation, form), 422
    budgets.choose(organisation, form.budget.data, current_user.person.id)
    flash(_("Saved."))
    return htmx.done(tabs.path(organisation.id, "credits"))


def _organisation(organisation_id: int) -> Organisation:
    """The organisation, for somebody who may see the credits above it: nobody sets their own."""
    organisation = access.organisation(organisation_id, Right.CREDITS)
    if organisation.is_parent:
        abort(404)
    access.require(Right.CREDITS, organisation.path.removesuffix(f"{organisation.id}/"))
    return organisation


def _page(organisation: Organisation, form: BudgetForm) -> str:
    return render_template(
        "admin/budget.html", form=form, path=request.path, **tabs.frame(organisation, "credits")
    )
