"""Asking the Customer Success Manager for a refill."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.credit_forms import RequestForm
from webapp.domain import refill_requests, sending
from webapp.domain.refill_requests import NobodyToAsk
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs

refill_requests_area = Blueprint("refill_requests", __name__)


@refill_requests_area.get("/admin/organisations/<int:parent_id>/edit/credits/request")
@needs(Right.CREDITS)
def new(parent_id: int) -> ResponseReturnValue:
    """The form, or whom to ask where nobody's e-mail address is known."""
    parent = access.parent_organisation(parent_id, Right.CREDITS)
    return _page(parent, RequestForm(key=sending.new_key()))


@refill_requests_area.post("/admin/organisations/<int:parent_id>/edit/credits/request")
@needs(Right.CREDITS)
def create(parent_id: int) -> ResponseReturnValue:
    """Ask; pressing twice asks once."""
    parent = access.parent_organisation(parent_id, Right.CREDITS)
    form = RequestForm()
    if not form.validate():
        return _page(parent, form), 422
    try:
        refill_requests.ask(
            parent,
            current_user.person,
            form.amount.data,
            (form.message.data or "").strip(),
            key=form.key.data,
        )
    except NobodyToAsk:
        return _page(parent, form), 422
    flash(_("%(name)s was asked for a refill.", name=parent.csm_name or parent.csm_email))
    return htmx.done(tabs.path(parent.id, "credits"))


@refill_requests_area.post(
    "/admin/organisations/<int:parent_id>/edit/credits/requests/<int:request_id>/withdrawal"
)
@needs(Right.CREDITS)
def withdraw(parent_id: int, request_id: int) -> ResponseReturnValue:
    """Take an open request back."""
    parent = access.parent_organisation(parent_id, Right.CREDITS)
    if refill_requests.withdraw(request_id, parent.id, current_user.person.id):
        flash(_("The request was withdrawn. If they have begun already, tell them too."))
    return htmx.done(tabs.path(parent.id, "credits"))


def _page(parent: Organisation, form: RequestForm) -> str:
    return render_template(
        "admin/refill_request.html", form=form, path=request.path, **tabs.frame(parent, "credits")
    )
