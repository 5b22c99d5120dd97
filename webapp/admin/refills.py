"""Refills and corrections of credits, booked by hand."""

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.admin import tabs
from webapp.admin.credit_forms import CorrectionForm, RefillForm
from webapp.domain import refills, sending
from webapp.domain.credits import Balance, NotEnoughCredits
from webapp.domain.refills import AlreadyBooked
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import number

refills_area = Blueprint("refills", __name__)


@refills_area.get("/admin/organisations/<int:parent_id>/edit/credits/refill")
@needs(Right.REFILL)
def new(parent_id: int) -> ResponseReturnValue:
    """The form for a refill."""
    parent = access.parent_organisation(parent_id, Right.REFILL)
    return _page(parent, RefillForm(key=sending.new_key()), "refill")


@refills_area.post("/admin/organisations/<int:parent_id>/edit/credits/refill")
@needs(Right.REFILL)
def create(parent_id: int) -> ResponseReturnValue:
    """Book a refill; pressing twice books once."""
    parent = access.parent_organisation(parent_id, Right.REFILL)
    form = RefillForm()
    if not form.validate():
        return _page(parent, form, "refill"), 422
    try:
        balance = refills.refill(
            parent,
            form.amount.data,
            form.reference.data.strip(),
            key=form.key.data,
            by_id=current_user.person.id,
        )
    except AlreadyBooked:
        return _refused(parent, form, "refill", _already_booked())
    return _booked(parent, balance)


@refills_area.get("/admin/organisations/<int:parent_id>/edit/credits/correction")
@needs(Right.REFILL)
def new_correction(parent_id: int) -> ResponseReturnValue:
    """The form for a correction."""
    parent = access.parent_organisation(parent_id, Right.REFILL)
    return _page(parent, CorrectionForm(key=sending.new_key()), "correction")


@refills_area.post("/admin/organisations/<int:parent_id>/edit/credits/correction")
@needs(Right.REFILL)
def correct(parent_id: int) -> ResponseReturnValue:
    """Book a correction; pressing twice books once."""
    parent = access.parent_organisation(parent_id, Right.REFILL)
    form = CorrectionForm()
    if not form.validate():
        return _page(parent, form, "correction"), 422
    try:
        balance = refills.correct(
            parent,
            form.amount.data,
            form.reference.data.strip(),
            key=form.key.data,
            by_id=current_user.person.id,
        )
    except NotEnoughCredits as short:
        return _refused(parent, form, "correction", _too_few(form.amount.data, short))
    except AlreadyBooked:
        return _refused(parent, form, "correction", _already_booked())
    return _booked(parent, balance)


def _page(parent: Organisation, form: RefillForm | CorrectionForm, what: str) -> str:
    return render_template(
        "admin/refill.html",
        form=form,
        what=what,
        path=request.path,
        **tabs.frame(parent, "credits"),
    )


def _refused(
    parent: Organisation, form: RefillForm | CorrectionForm, what: str, words: str
) -> ResponseReturnValue:
    form.amount.errors = [words]
    return _page(parent, form, what), 422


def _booked(parent: Organisation, balance: Balance) -> ResponseReturnValue:
    flash(_("Booked. The balance is now %(credits)s.", credits=number(balance.available)))
    return htmx.done(tabs.path(parent.id, "credits"))


def _too_few(amount: int, short: NotEnoughCredits) -> str:
    available = -amount - short.missing
    return str(
        ngettext(
            "Only %(num)d credit is available, so no more than that can be taken away.",
            "Only %(num)d credits are available, so no more than that can be taken away.",
            available,
        )
    )


def _already_booked() -> str:
    return str(_("This form was booked already, with other content. Look at the ledger first."))
