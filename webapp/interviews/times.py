"""The times of an interview: one by one, as a series, copied from another."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from webapp.domain import interviews, series, slots
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.domain.series import SeriesError
from webapp.domain.settings import NotPossible
from webapp.interviews.forms import SeriesForm, TimeForm, first_error
from webapp.lib import clock
from webapp.lib.words import Sentence, say
from webapp.models import Interview
from webapp.web import access, htmx
from webapp.web.access import needs

interview_times_area = Blueprint("interview_times", __name__)

SERIES_WORDS: dict[str, Sentence] = {
    "backwards": say("The last day and time come before the first."),
    "overlap": say("One would begin before the one before is over. Leave more minutes between."),
    "too_long": say("A series covers a year at most."),
    "too_many": say("These are too many times. Choose fewer days."),
    "none": say("No time fits between these hours on these days."),
}


@interview_times_area.get("/interviews/<int:interview_id>/times")
@needs(Right.INTERVIEWS)
def show(interview_id: int) -> ResponseReturnValue:
    """Three ways to add times."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    return _page(interview, case)


@interview_times_area.post("/interviews/<int:interview_id>/times")
@needs(Right.INTERVIEWS)
def add(interview_id: int) -> ResponseReturnValue:
    """Offer one time."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    form = TimeForm(prefix="one")
    if not form.validate():
        return _page(interview, case, one=form), 422
    try:
        starts = form.starts(ZoneInfo(interview.time_zone))
        if not starts:
            raise NotPossible(say("The clocks never show that time. Choose another one."))
        added = slots.add(interview, starts, current_user.person.id, places=form.places.data)
        if not added:
            raise NotPossible(say("This time is offered already."))
    except NotPossible as problem:
        return _page(interview, case, one=form, problem=problem.sentence), 422
    return _done(interview, added)


@interview_times_area.post("/interviews/<int:interview_id>/series")
@needs(Right.INTERVIEWS)
def add_series(interview_id: int) -> ResponseReturnValue:
    """Offer many times at once."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    form = SeriesForm(prefix="many")
    if not form.validate():
        return _page(interview, case, many=form, problem=first_error(form.errors.values())), 422
    try:
        added = _add_series(interview, case, form)
    except SeriesError as problem:
        return _page(interview, case, many=form, problem=SERIES_WORDS[problem.code]), 422
    except NotPossible as problem:
        return _page(interview, case, many=form, problem=problem.sentence), 422
    return _done(interview, added)


@interview_times_area.post("/interviews/<int:interview_id>/copies")
@needs(Right.INTERVIEWS)
def copy(interview_id: int) -> ResponseReturnValue:
    """Offer the times of another interview here too."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    chosen = request.form.get("source", type=int)
    sources = {one.id: one for one in interviews.others(interview)}
    if chosen not in sources:
        abort(404)
    try:
        added = slots.copy(sources[chosen], interview, current_user.person.id)
    except NotPossible as problem:
        return _page(interview, case, problem=problem.sentence), 422
    return _done(interview, added)


def _add_series(interview: Interview, case: CaseFacts, form: SeriesForm) -> int:
    wanted = form.series(interview.minutes)
    free_days = frozenset()
    if form.skips_holidays.data:
        free_days = series.public_holidays(case.country, wanted.first, wanted.last)
    starts = series.starts(wanted, ZoneInfo(interview.time_zone), free_days)
    return slots.add(interview, starts, current_user.person.id, places=form.places.data)


def _done(interview: Interview, added: int) -> ResponseReturnValue:
    flash(ngettext("%(num)d time added.", "%(num)d times added.", added))
    return htmx.done(url_for("interviews.show", interview_id=interview.id))


def _page(interview: Interview, case: CaseFacts, **values: Any) -> str:
    tomorrow = clock.now().astimezone(ZoneInfo(interview.time_zone)).date() + timedelta(days=1)
    begun = {"first": tomorrow, "last": tomorrow + timedelta(days=13)}
    shown = {
        "one": TimeForm(formdata=None, prefix="one", data={"day": tomorrow, "places": 1}),
        "many": SeriesForm(
            formdata=None,
            prefix="many",
            data={**begun, "weekdays": [1, 3], "every": interview.minutes, "places": 1}
            | {"skips_holidays": True},
        ),
        "problem": None,
        **values,
    }
    sources = interviews.others(interview)
    return render_template(
        "interviews/times.html", case=case, interview=interview, sources=sources, **shown
    )
