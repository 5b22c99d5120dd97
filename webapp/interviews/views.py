"""Interviews of a case: the list, one of them with its week and its candidates, the form."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import booking_costs, interview_list, interviews, slots
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.interviews import layout
from webapp.interviews.forms import InterviewForm
from webapp.lib import clock
from webapp.models import Interview
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

interviews_area = Blueprint("interviews", __name__)


@interviews_area.get("/cases/<int:case_id>/interviews")
@needs(Right.CASE_VIEW)
def index(case_id: int) -> ResponseReturnValue:
    """The interviews of a case."""
    case = access.case(case_id, Right.CASE_VIEW)
    return render_template(
        "interviews/index.html",
        case=case,
        interviews=interview_list.of_case(case.id),
        may_plan=access.may(Right.INTERVIEWS, case.organisation_path),
    )


@interviews_area.get("/cases/<int:case_id>/interviews/new")
@needs(Right.INTERVIEWS)
def new(case_id: int) -> ResponseReturnValue:
    """The form for a new interview."""
    case = access.case(case_id, Right.INTERVIEWS)
    begun = {"minutes": 45, "change_hours": 24, "reminds_day_before": True, "tells_when_free": True}
    form = InterviewForm(data={**begun, "interviewers": [current_user.person.id]})
    return _form_page(case, form.offer(case.root_id))


@interviews_area.post("/cases/<int:case_id>/interviews/new")
@needs(Right.INTERVIEWS)
def create(case_id: int) -> ResponseReturnValue:
    """Plan an interview; its times come next."""
    case = access.case(case_id, Right.INTERVIEWS)
    form = InterviewForm().offer(case.root_id)
    if not form.validate():
        return _form_page(case, form), 422
    chosen = form.interviewers.data or []
    made = interviews.plan(case, current_user.person.id, form.details(), chosen)
    return htmx.done(url_for("interview_times.show", interview_id=made.id))


@interviews_area.get("/interviews/<int:interview_id>")
@needs(Right.CASE_VIEW)
def show(interview_id: int) -> ResponseReturnValue:
    """One interview: its times as a week or a list, who is invited, and how far they have come."""
    interview, case = access.interview(interview_id, Right.CASE_VIEW)
    zone, now = ZoneInfo(interview.time_zone), clock.now()
    found = slots.of_interview(interview.id, now)
    people = interview_list.invited(interview.id, now)
    names: dict[int, list[str]] = {}
    for one in people:
        if one.slot_id is not None:
            names.setdefault(one.slot_id, []).append(one.name)
    clashes = slots.clashes(interview.id)
    laid_out = layout.times(found, names, clashes, zone, now)
    return render_template(
        "interviews/show.html",
        case=case,
        interview=interview,
        interviewers=[name for _id, name in interviews.interviewers(interview.id)],
        week=layout.week(laid_out, _asked_day(), now.astimezone(zone).date()),
        days=layout.days(laid_out) if "list" in request.args else None,
        free=[(on, time) for on, time in laid_out if time.look in ("free", "part")],
        funnel=interview_list.funnel(interview.id),
        people=people,
        proposed=interview_list.proposed_times(interview.id),
        standings=interview_list.STANDINGS,
        zone=zone,
        now_ms=clock.to_ms(now),
        may_plan=access.may(Right.INTERVIEWS, case.organisation_path),
        may_invite=access.may(Right.SMS, case.organisation_path),
    )


@interviews_area.get("/interviews/<int:interview_id>/edit")
@needs(Right.INTERVIEWS)
def edit(interview_id: int) -> ResponseReturnValue:
    """The form with what the interview is now."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    chosen = [identity for identity, _name in interviews.interviewers(interview.id)]
    form = InterviewForm(obj=interview, data={"interviewers": chosen})
    form.interviewers.data = chosen
    return _form_page(case, form.offer(case.root_id), interview)


@interviews_area.post("/interviews/<int:interview_id>/edit")
@needs(Right.INTERVIEWS)
def save(interview_id: int) -> ResponseReturnValue:
    """Change an interview."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    form = InterviewForm().offer(case.root_id)
    if not form.validate():
        return _form_page(case, form, interview), 422
    chosen = form.interviewers.data or []
    try:
        interviews.change(interview, current_user.person.id, form.details(), chosen)
    except NotPossible as problem:
        form.minutes.errors = [translate(problem.sentence)]
        return _form_page(case, form, interview), 422
    return htmx.done(url_for("interviews.show", interview_id=interview.id))


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None


def _form_page(case: CaseFacts, form: InterviewForm, interview: Interview | None = None) -> str:
    bookings = booking_costs.live(interview.id, clock.now_ms()) if interview else []
    return render_template(
        "interviews/form.html",
        case=case,
        form=form,
        interview=interview,
        foreseen=booking_costs.foresee("changed", bookings),
    )
