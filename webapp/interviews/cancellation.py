"""Calling an interview off: first whom that tells and what it costs, then the deed."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.domain import booking_costs, interviews
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.web import access, htmx
from webapp.web.access import needs

interview_cancellation_area = Blueprint("interview_cancellation", __name__)


@interview_cancellation_area.get("/interviews/<int:interview_id>/cancellation")
@needs(Right.INTERVIEWS)
def ask(interview_id: int) -> ResponseReturnValue:
    """Who would be told, how, and for how many credits."""
    interview, case = access.interview(interview_id, Right.INTERVIEWS)
    bookings = booking_costs.live(interview.id, clock.now_ms())
    return render_template(
        "interviews/cancellation.html",
        case=case,
        interview=interview,
        booked=len(bookings),
        foreseen=booking_costs.foresee("cancelled", bookings),
    )


@interview_cancellation_area.post("/interviews/<int:interview_id>/cancellation")
@needs(Right.INTERVIEWS)
def cancel(interview_id: int) -> ResponseReturnValue:
    """Call an interview off, and tell those who had booked."""
    interview, _case = access.interview(interview_id, Right.INTERVIEWS)
    reason = request.form.get("reason", "")
    interviews.cancel(interview, current_user.person.id, reason)
    flash(_("The interview is cancelled. Its booking links no longer work."))
    return htmx.done(url_for("interviews.show", interview_id=interview.id))
