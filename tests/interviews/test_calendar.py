"""A recruiter's own calendar address."""

import icalendar
import pytest
import vobject

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from webapp.domain import bookings, calendar_feeds
from webapp.models import Assignment, Slot


@pytest.fixture
def booked(cast: Cast) -> int:
    """An invitation whose candidate has booked one of Alma's times; its id."""
    case = make.case(cast.alma)
    interview = meetings.interview(cast.alma, case)
    made = meetings.invitation(cast.alma, interview, make.application(case).id)
    bookings.book(made, meetings.slot_ids(interview)[0], now=meetings.BEFORE)
    return made


def test_it_holds_what_is_booked_and_follows_a_move(
    as_alma: Client, anybody: Client, booked: int
) -> None:
    address = as_alma.post("calendar.renew").one("#address")["value"]
    path = "/" + address.split("/", 3)[3]
    before = vobject.readOne(anybody.open(path).body).vevent

    later = Slot.select().order_by(Slot.starts_at.desc()).get()
    bookings.book(booked, later.id, now=meetings.BEFORE)

    (after,) = icalendar.Calendar.from_ical(anybody.open(path).body).walk("VEVENT")
    assert after["uid"] == before.uid.value
    assert after["sequence"] > int(before.sequence.value)
    assert after["dtstart"].dt == later.starts_at


def test_an_ended_address_opens_nothing(cast: Cast, anybody: Client, booked: int) -> None:
    token = calendar_feeds.renew(cast.alma.id)
    assert anybody.get("calendar.file", token=token).status == 200

    newer = calendar_feeds.renew(cast.alma.id)
    calendar_feeds.end(cast.alma.id)

    for one in (token, newer):
        assert anybody.get("calendar.file", token=one).status == 404


def test_who_may_see_the_case_no_longer_finds_an_empty_calendar(
    cast: Cast, anybody: Client, booked: int
) -> None:
    token = calendar_feeds.renew(cast.alma.id)
    assert _titles(anybody, token) == ["Meet us: Ines Candidate"]

    Assignment.delete().where(Assignment.user == cast.alma.id).execute()

    assert _titles(anybody, token) == []


def _titles(anybody: Client, token: str) -> list[str]:
    file = icalendar.Calendar.from_ical(anybody.get("calendar.file", token=token).body)
    return [str(one["summary"]) for one in file.walk("VEVENT")]
