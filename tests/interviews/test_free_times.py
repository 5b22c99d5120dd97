"""A time becomes free: those who found none are told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.meetings import MORNING, slot_ids
from webapp import db
from webapp.domain import bookings, free_news
from webapp.domain.cases import CaseFacts
from webapp.models import Application, Interview, Invitation, Message, Organisation, Slot

NOON = MORNING - timedelta(days=5, hours=-3)
Invited = Callable[[int], list[int]]


@pytest.fixture
def one_time(cast: Cast, case: CaseFacts) -> Interview:
    """An interview with one time, for one candidate."""
    return meetings.interview(cast.alma, case, slot_count=1)


@pytest.fixture
def invited(cast: Cast, case: CaseFacts, one_time: Interview) -> Invited:
    """A function that invites so many candidates, of whom the first books the only time."""

    def invite(count: int) -> list[int]:
        people = make.candidates(case, count)
        made = [meetings.invitation(cast.alma, one_time, one) for one in people]
        bookings.book(made[0], slot_ids(one_time)[0], now=NOON)
        return made

    return invite


def told() -> list[int]:
    """Whom an SMS tells that a time is free, as applications, in order."""
    found = Message.select().where(Message.text.startswith("A time has become free"))
    return [one.application_id for one in found.order_by(Message.id) if one.state != "cancelled"]


def people(invitation_ids: list[int]) -> list[int]:
    return [Invitation.get_by_id(one).application_id for one in invitation_ids]


def test_those_without_a_time_are_told_and_not_whoever_gave_it_back(invited: Invited):
    first, *others = invited(3)

    bookings.cancel(first, "Another job", now=NOON)

    assert told() == people(others)
    assert "Tuesday 4 March at 09:00 (CET)" in Message.get(Message.application == told()[0]).text


def test_whoever_takes_it_is_not_told_any_more(invited: Invited, one_time: Interview):
    first, second, third = invited(3)
    bookings.cancel(first, "", now=NOON)

    bookings.book(second, slot_ids(one_time)[0], now=NOON)

    assert told() == people([third])


def test_once_a_day_and_the_first_ten(invited: Invited, one_time: Interview):
    first, *others = invited(free_news.MOST_TOLD + 3)
    slot = slot_ids(one_time)[0]
    bookings.cancel(first, "", now=NOON)
    at_first = told()
    bookings.book(first, slot, now=NOON)
    bookings.cancel(first, "", now=NOON)

    assert at_first == people(others)[:10]
    assert told() == people(others)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Interview, {"tells_when_free": False}),
        (Interview, {"cancelled_at": NOON}),
        (Slot, {"places": 2}),
        (Slot, {"withdrawn_at": NOON}),
        (Invitation, {"expires_at": NOON}),
        (Invitation, {"offers_all": False}),
        (Invitation, {"revoked_at": NOON}),
    ],
)
def test_nobody_is_told_of_what_is_not_for_them(
    invited: Invited, one_time: Interview, table: type[db.BaseModel], change: dict[str, object]
):
    invited(2)
    [slot] = slot_ids(one_time)
    table.update(**change).execute()

    # The place beside the one that is booked.
    Slot.update(places=Slot.places + 1).execute()
    free_news.freed(slot, NOON)

    assert told() == []


def test_another_free_time_makes_it_no_news(cast: Cast, case: CaseFacts, interview: Interview):
    first, second = (
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)
    )
    early, late, _ = slot_ids(interview)
    bookings.book(first, early)

    bookings.book(first, late)

    assert told() == []
    assert second


def test_at_night_an_sms_waits_for_the_morning(invited: Invited):
    first, _second = invited(2)
    Organisation.update(quiet_from=20 * 60, quiet_to=8 * 60).execute()
    night = datetime(2031, 3, 1, 22, 30, tzinfo=MORNING.tzinfo)

    bookings.cancel(first, "", now=night)

    waiting = Message.get(Message.text.startswith("A time has become free"))
    # Eight o'clock in Stockholm.
    assert waiting.send_after == datetime(2031, 3, 2, 7, 0, tzinfo=MORNING.tzinfo)


def test_whom_no_sms_reaches_gets_an_email(invited: Invited):
    first, second = invited(2)
    reached = {"mobile": "", "email": "bea@example.org"}
    Application.update(**reached).where(Application.id == people([second])[0]).execute()

    bookings.cancel(first, "", now=NOON)

    assert told() == people([second])
    [news] = Message.select().where(Message.contact_type == "email")
    assert (news.to, news.batch.calendar) == ("bea@example.org", "")
    assert news.text.startswith("A time has become free")
