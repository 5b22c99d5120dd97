"""Adding and changing one application, with its number resolved while it is typed."""

from babel import Locale
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from webapp.cases.forms import ApplicationForm
from webapp.domain import applications, recipients
from webapp.domain.applications import Mobile, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.lib import phone
from webapp.models import Application
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.pages import fragment

applications_area = Blueprint("applications", __name__)


@applications_area.get("/cases/<int:case_id>/applications/new")
@needs(Right.APPLICATIONS)
def new(case_id: int) -> ResponseReturnValue:
    """The form for somebody who applied."""
    case = access.case(case_id, Right.APPLICATIONS)
    return _page(case, _form(case))


@applications_area.post("/cases/<int:case_id>/applications/new")
@needs(Right.APPLICATIONS)
def create(case_id: int) -> ResponseReturnValue:
    """Add an application."""
    case = access.case(case_id, Right.APPLICATIONS)
    form = _form(case)
    if not form.validate():
        return _page(case, form), 422
    applications.add(case.id, form.details(), form.resolved)
    return htmx.done(url_for("cases.show", case_id=case.id))


@applications_area.get("/applications/<int:application_id>/edit")
@needs(Right.APPLICATIONS)
def edit(application_id: int) -> ResponseReturnValue:
    """The form with what is known of an applicant."""
    application, case = access.application(application_id, Right.APPLICATIONS)
    form = _form(case, application)
    return _page(case, form, application)


@applications_area.post("/applications/<int:application_id>/edit")
@needs(Right.APPLICATIONS)
def save(application_id: int) -> ResponseReturnValue:
    """Change what is known of an applicant."""
    application, case = access.application(application_id, Right.APPLICATIONS)
    form = _form(case, application)
    # Nobody is given a name again who was anonymised.
    if application.anonymised_at or not form.validate():
        return _page(case, form, application), 422
    applications.change(application, form.details(), form.resolved, current_user.person.id)
    page = url_for("candidate.show", case_id=case.id, application_id=application.id)
    return htmx.done(page)


@applications_area.get("/phone-number")
@needs(Right.APPLICATIONS)
def resolve() -> ResponseReturnValue:
    """What a number would be read as, while it is typed."""
    case = access.case(request.args.get("case", 0, type=int), Right.APPLICATIONS)
    served = recipients.prices(case.root_id)
    mobile = read_mobile(request.args.get("mobile", "")[:100], case.country, served)
    return fragment("cases/_resolved.html", **_resolved(mobile))


def _form(case: CaseFacts, application: Application | None = None) -> ApplicationForm:
    known = {}
    if application:
        names = ("first_name", "last_name", "email", "town", "stage")
        known = {name: getattr(application, name) for name in names}
        known["mobile"] = application.mobile_typed
    return ApplicationForm(case.country, recipients.prices(case.root_id), data=known)


def _page(case: CaseFacts, form: ApplicationForm, application: Application | None = None) -> str:
    served = recipients.prices(case.root_id)
    mobile = read_mobile(form.mobile.data or "", case.country, served)
    shown = _resolved(mobile if not form.mobile.errors else Mobile(""))
    return render_template(
        "cases/application_form.html", case=case, form=form, application=application, **shown
    )


def _resolved(mobile: Mobile) -> dict[str, object]:
    """What `cases/_resolved.html` needs."""
    if mobile.problem:
        return {"resolved": None, "resolved_error": mobile.problem.sentence}
    if not mobile.number:
        return {"resolved": None, "resolved_error": None}
    locale: Locale = get_locale()
    country = locale.territories.get(mobile.country, mobile.country)
    shown = {"number": phone.display(mobile.number), "country": country}
    return {"resolved": shown, "resolved_error": None}
