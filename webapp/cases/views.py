"""Cases and their application lists."""

from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.cases.rows import rows_of
from webapp.domain import application_list, applications, cases, progress
from webapp.domain.application_list import PAGE_SIZE, ListQuery
from webapp.domain.cases import CaseFacts, CaseQuery
from webapp.domain.recipients import parse_selection
from webapp.domain.rights import Right
from webapp.domain.stages import STAGES
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate
from webapp.web.pages import Page, chosen, fragment, searched
from webapp.web.strip import strip_of

cases_area = Blueprint("cases", __name__)


@cases_area.get("/cases")
@needs(Right.CASE_VIEW)
def index() -> ResponseReturnValue:
    """The cases that one may see."""
    query = CaseQuery(
        q=searched(),
        show=chosen("show", ("open", "mine", "closed"), "open"),
        page=max(1, request.args.get("page", 1, type=int)),
    )
    visible = access.organisations(Right.CASE_VIEW)
    found, total = cases.page_of(visible, query, current_user.person.id)
    return render_template(
        "cases/index.html",
        cases=found,
        q=query.q,
        show=query.show,
        page=Page.of(query.page, total, query.page_size),
    )


@cases_area.get("/cases/<int:case_id>")
@needs(Right.CASE_VIEW)
def show(case_id: int) -> ResponseReturnValue:
    """The application list of a case."""
    return _list(access.case(case_id, Right.CASE_VIEW))


@cases_area.get("/cases/<int:case_id>/changes")
@needs(Right.CASE_VIEW, poll=True)
def changes(case_id: int) -> ResponseReturnValue:
    """The application list as it is now; 204 while that is what is shown."""
    case = access.case(case_id, Right.CASE_VIEW)
    if application_list.has_changed(case, request.args.get("seen", "")):
        return _list(case)
    return htmx.unchanged()


@cases_area.post("/cases/<int:case_id>/stage-moves")
@needs(Right.APPLICATIONS)
def move_to_stage(case_id: int) -> ResponseReturnValue:
    """Move the selected applications to a stage."""
    case = access.case(case_id, Right.APPLICATIONS)
    stage = request.values.get("stage", "")
    if stage in STAGES:
        applications.move_to_stage(case.id, _selected(case), stage, current_user.person.id)
    if htmx.is_partial():
        return _list(case)
    return htmx.done(url_for("cases.show", case_id=case.id))


def _list(case: CaseFacts) -> ResponseReturnValue:
    query = ListQuery.of(
        request.values.get("q", ""),
        request.values.get("show", ""),
        request.values.get("sort", ""),
        request.values.get("direction", ""),
    )
    page = Page.of(
        request.values.get("page", 1, type=int), application_list.count(case, query), PAGE_SIZE
    )
    may = partial(access.may, organisation_path=case.organisation_path)
    listed = application_list.page_of(case, query, page.number)
    values = {
        "case": case,
        "counts": {
            "all": case.applications_count,
            "not_contacted": case.not_contacted_count,
            "needs_reply": case.needs_reply_count,
            "no_mobile": case.no_mobile_count,
        },
        "rows": rows_of(
            case,
            listed,
            may_contact=may(Right.CONTACT),
            may_send=may(Right.SMS),
        ),
        "query": query._asdict(),
        "page": page,
        "seen": application_list.version(case),
        "stages": [(key, translate(words)) for key, words in STAGES.items()],
        "may": may,
    }
    if htmx.is_partial():
        return fragment("cases/_applications.html", **values)
    latest = progress.latest_of(case.id, current_user.person.id)
    return render_template("cases/show.html", strip=strip_of(latest), **values)


def _selected(case: CaseFacts) -> set[int]:
    if request.values.get("all"):
        query = ListQuery.of(request.values.get("q", ""), request.values.get("show", ""), "", "")
        return set(application_list.matching_ids(case, query))
    return parse_selection(request.values.getlist("ids"))
