"""Erasing a candidate who asks for it: what goes and what stays, and then the deed."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.cases import person
from webapp.domain import disclosure, erasing
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.models import Application
from webapp.web import access, htmx
from webapp.web.access import needs

erasure_area = Blueprint("erasure", __name__)

_ADDRESS = "/cases/<int:case_id>/applications/<int:application_id>/erasure"


@erasure_area.get(_ADDRESS)
@needs(Right.CASE_EDIT)
def show(case_id: int, application_id: int) -> ResponseReturnValue:
    """What would go and what would stay, of this application and those in `?also=`."""
    application, case = _of_case(case_id, application_id)
    return _page(application, case)


@erasure_area.post(_ADDRESS)
@needs(Right.CASE_EDIT)
def erase(case_id: int, application_id: int) -> ResponseReturnValue:
    """Erase, once it was said that this is meant."""
    application, case = _of_case(case_id, application_id)
    if request.form.get("sure") != "1":
        return _page(application, case, is_unsure=True), 422
    erased = erasing.erase(_chosen(application), current_user.person.id)
    flash(
        ngettext("%(num)d application is erased.", "%(num)d applications are erased.", erased)
        if erased
        else _("It was erased before.")
    )
    return htmx.done(url_for("cases.show", case_id=case.id))


def _of_case(case_id: int, application_id: int) -> tuple[Application, CaseFacts]:
    application, case = person.of_case(case_id, application_id, Right.CASE_EDIT)
    for right in person.TO_ERASE:
        access.require(right, case.organisation_path)
    return application, case


def _chosen(application: Application) -> list[int]:
    return person.chosen(application, request.values.getlist("also"), *person.TO_ERASE)


def _page(application: Application, case: CaseFacts, *, is_unsure: bool = False) -> str:
    ids = _chosen(application)
    return render_template(
        "cases/erasure.html",
        case=case,
        application=application,
        found=disclosure.known(ids),
        also=[one for one in ids if one != application.id],
        preview=erasing.preview(ids),
        is_unsure=is_unsure,
    )
