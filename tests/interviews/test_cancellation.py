"""Calling an interview off: whom it tells and what it costs is said before, and then is so."""

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import slot_ids
from webapp.domain import bookings, credits
from webapp.domain.cases import CaseFacts
from webapp.models import Application, Interview, Message


def test_what_it_costs_is_said_before_and_charged_after(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    by_sms, by_mail, unreached = slot_ids(interview)
    book(cast, interview, make.application(case).id, by_sms)
    book(cast, interview, make.application(case, mobile="").id, by_mail)
    nobody = make.application(case, mobile="")
    Application.update(email="").where(Application.id == nobody.id).execute()
    book(cast, interview, nobody.id, unreached)
    before = credits.balance(case.root_id)

    asked = as_alma.get("interview_cancellation.ask", interview_id=interview.id).one("main").text

    assert "1 candidate is told by SMS: 1 credit" in asked
    assert "1 candidate is told by e-mail" in asked
    assert "1 candidate cannot be reached: call them" in asked
    assert "Cancel and tell 2" in asked
    assert credits.balance(case.root_id) == before

    as_alma.post("interview_cancellation.cancel", {"reason": "Ill"}, interview_id=interview.id)

    told = Message.select().order_by(Message.id.desc()).get()
    assert "cancelled" in told.text
    assert Interview.get_by_id(interview.id).cancelled_at
    # The confirmation of the booking had not left yet: its credit came back.
    assert credits.balance(case.root_id) == before


def test_nobody_is_told_where_nobody_has_booked(as_alma: Client, interview: Interview):
    page = as_alma.get("interview_cancellation.ask", interview_id=interview.id)

    assert "Nobody has booked, so nobody is told." in page.text
    assert page.one("button", "Cancel the interview")


def test_what_was_cancelled_is_not_asked_again(as_alma: Client, interview: Interview):
    as_alma.post("interview_cancellation.cancel", {}, interview_id=interview.id)

    page = as_alma.get("interview_cancellation.ask", interview_id=interview.id)

    assert page.all("input#reason") == []


def book(cast: Cast, interview: Interview, application_id: int, slot_id: int) -> None:
    """This candidate has booked this time."""
    bookings.book(meetings.invitation(cast.alma, interview, application_id), slot_id)
