"""Opening, changing, closing and reopening a case."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from peewee import IntegrityError
from wtforms.fields import SelectChoice

from webapp.cases.forms import CaseForm
from webapp.domain import cases, people, retention
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs

editing_area = Blueprint("editing", __name__)


@editing_area.get("/cases/new")
@needs(Right.CASE_EDIT)
def new() -> ResponseReturnValue:
    """The form for a new case."""
    return _page(_form(data={"responsible": current_user.person.id, "positions": 1}))


@editing_area.post("/cases/new")
@needs(Right.CASE_EDIT)
def create() -> ResponseReturnValue:
    """Open a case."""
    form = _form()
    if form.validate():
        organisation = Organisation.get_by_id(form.organisation.data)
        try:
            made = cases.open_case(organisation, form.responsible.data, **_values(form))
            return htmx.done(url_for("cases.show", case_id=made.id))
        except IntegrityError:
            _say_taken(form)
    return _page(form), 422


@editing_area.get("/cases/<int:case_id>/edit")
@needs(Right.CASE_EDIT)
def edit(case_id: int) -> ResponseReturnValue:
    """The form with what the case is now."""
    case = access.case(case_id, Right.CASE_EDIT)
    known = {**case._asdict(), "organisation": case.organisation_id}
    return _page(_form({**known, "responsible": case.responsible_id}, case), case)


@editing_area.post("/cases/<int:case_id>/edit")
@needs(Right.CASE_EDIT)
def save(case_id: int) -> ResponseReturnValue:
    """Change a case."""
    case = access.case(case_id, Right.CASE_EDIT)
    form = _form(case=case)
    if form.validate():
        organisation = Organisation.get_by_id(form.organisation.data)
        try:
            cases.change(case, organisation, form.responsible.data, **_values(form))
            return htmx.done(url_for("cases.show", case_id=case.id))
        except IntegrityError:
            _say_taken(form)
    return _page(form, case), 422


@editing_area.post("/cases/<int:case_id>/closure")
@needs(Right.CASE_EDIT)
def close(case_id: int) -> ResponseReturnValue:
    """The recruitment is over: what still waits is not sent."""
    case = access.case(case_id, Right.CASE_EDIT)
    cases.close(case.id)
    flash(_("The case is closed. SMS that still waited were taken back."))
    return htmx.done(url_for("cases.show", case_id=case.id))


@editing_area.post("/cases/<int:case_id>/reopening")
@needs(Right.CASE_EDIT)
def reopen(case_id: int) -> ResponseReturnValue:
    """The recruitment goes on."""
    case = access.case(case_id, Right.CASE_EDIT)
    cases.reopen(case.id)
    flash(_("The case is open again."))
    return htmx.done(url_for("cases.show", case_id=case.id))


def _form(data: dict[str, object] | None = None, case: CaseFacts | None = None) -> CaseForm:
    """The form with the organisations and people to choose from.

    A deactivated organisation takes no cases; one that is there already may stay.
    """
    form = CaseForm(data=data)
    allowed = access.organisations(Right.CASE_EDIT)
    organisations = Organisation.select().where(
        Organisation.id.in_(allowed),
        Organisation.is_active | (Organisation.id == (case.organisation_id if case else None)),
    )
    form.organisation.choices = [
        SelectChoice(one.id, one.name) for one in organisations.order_by(Organisation.path)
    ]
    colleagues = people.colleagues(current_user.person.root_id)
    form.responsible.choices = [SelectChoice(one.id, one.name) for one in colleagues]
    return form


def _values(form: CaseForm) -> dict[str, object]:
    names = ("title", "reference", "positions", "closes_on")
    return {name: form[name].data for name in names} | {"location": form.location.data or ""}


def _say_taken(form: CaseForm) -> None:
    form.reference.errors = [_("Another case has this reference already.")]


def _page(form: CaseForm, case: CaseFacts | None = None) -> str:
    kept_until = retention.kept_until(case.id) if case else None
    return render_template("cases/case_form.html", form=form, case=case, kept_until=kept_until)
