"""An interview changes after candidates have booked."""

import icalendar
import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import slot_ids
from webapp import db
from webapp.domain import booking_news, bookings, interviews
from webapp.domain.cases import CaseFacts
from webapp.domain.interviews import Details
from webapp.lib import clock
from webapp.models import Interview, Interviewer, Message

IN_TOWN = Details("Meet us", 30, place="Storgatan 1")


@pytest.fixture
def booked(cast: Cast, case: CaseFacts, interview: Interview) -> int:
    """The invitation of a candidate who has booked the first time; their SMS has left."""
    made = meetings.invitation(cast.alma, interview, make.application(case).id)
    bookings.book(made, slot_ids(interview)[0])
    Message.update(state="delivered").execute()
    db.execute("DELETE FROM mail")
    return made


def mails() -> list[tuple[str, str, str]]:
    """To whom, what, and the METHOD of the entry, by the order of writing."""
    return [
        (to, text, str(icalendar.Calendar.from_ical(file)["method"]))
        for to, text, file in db.rows('SELECT "to", text, calendar FROM mail ORDER BY id')
    ]


def waiting() -> list[str]:
    """The texts of the SMS that wait to leave."""
    found = Message.select().where(Message.state == "queued").order_by(Message.id)
    return [one.text for one in found]


def test_of_another_place_all_are_told_with_what_it_was(
    as_alma: Client, cast: Cast, interview: Interview, booked: int
):
    Interview.update(place="Kungsgatan 2").execute()
    page = as_alma.get("interviews.edit", interview_id=interview.id)

    as_alma.submit(page.one("form.form"), place="Storgatan 1", video_url="https://meet.example/1")

    assert "1 candidate has booked and is told" in page.text
    assert "That costs about 1 credit." in page.text
    [text] = waiting()
    assert "another place" in text
    assert "Storgatan 1. https://meet.example/1" in text
    [(to, told, method)] = mails()
    assert (to, method) == (cast.alma.email, "REQUEST")
    assert "moves from Kungsgatan 2 to Storgatan 1, https://meet.example/1" in told


def test_only_the_last_place_leaves_and_the_same_place_is_no_news(
    cast: Cast, interview: Interview, booked: int
):
    for place in ("Storgatan 1", "Storgatan 2", "Storgatan 2"):
        interviews.change(interview, cast.alma.id, IN_TOWN._replace(place=place), [cast.alma.id])

    [text] = waiting()
    assert "Storgatan 2" in text
    assert len(mails()) == 2


def test_a_reminder_that_waits_does_not_leave_after_a_change(
    cast: Cast, interview: Interview, booked: int
):
    (booking,) = db.rows("SELECT id FROM booking")[0]
    booking_news.remind(booking, "day", clock.now())
    reminded = waiting()

    interviews.change(interview, cast.alma.id, IN_TOWN, [cast.alma.id])

    assert [text[:9] for text in reminded] == ["Reminder:"]
    [text] = waiting()
    assert "another place" in text


def test_interviewers_get_and_lose_their_entries(cast: Cast, interview: Interview, booked: int):
    interviews.change(interview, cast.alma.id, Details("Meet us", 30), [cast.bo.id])

    told = {to: (text, method) for to, text, method in mails()}
    assert told[cast.bo.email][1] == "REQUEST"
    assert "You hold Meet us with" in told[cast.bo.email][0]
    assert told[cast.alma.email][1] == "CANCEL"
    assert "You no longer hold" in told[cast.alma.email][0]
    assert waiting() == []
    assert [one.user_id for one in Interviewer.select()] == [cast.bo.id]


def test_interviewers_hear_from_when_to_when_a_candidate_moves(
    cast: Cast, interview: Interview, booked: int
):
    bookings.book(booked, slot_ids(interview)[1])

    [(_to, text, method)] = mails()
    assert method == "REQUEST"
    assert "moves Meet us from " in text
    assert text.count(":") == 2
