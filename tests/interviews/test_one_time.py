"""The page of one time: who comes, how many can, and withdrawing it."""

from datetime import timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Answer, Client
from tests.meetings import slot_ids
from webapp.domain import bookings
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import Booking, Interview, LogEntry, Message, Slot


def test_it_says_who_comes_and_how_many_can(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    first, other = slot_ids(interview)[:2]
    [ines] = book(cast, case, interview, first)

    page = as_alma.get("interview_time.show", slot_id=first)

    assert page.one("ul.invited").one("a.name")["href"] == f"/interviews/{interview.id}#i{ines}"
    assert "0 of 1 free" in page.text
    assert not page.has("form", "Withdraw")
    assert "Nobody has booked" in as_alma.get("interview_time.show", slot_id=other).text


def test_more_can_come_and_nobody_is_told(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    first = slot_ids(interview)[0]
    book(cast, case, interview, first)
    told = Message.select().count()

    answer = save(as_alma, first, places="3")

    assert answer.status == 303
    assert Slot.get_by_id(first).places == 3
    assert Message.select().count() == told
    page = as_alma.get("interviews.show", interview_id=interview.id)
    assert "The time has 3 places." in page.text
    logged = LogEntry.select().where(LogEntry.kind == "places_set")
    assert [one.user_id for one in logged] == [cast.alma.id]

    save(as_alma, first, places="3")
    assert logged.count() == 1


def test_whoever_stays_keeps_their_time_when_fewer_can_come(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    first = slot_ids(interview)[0]
    save(as_alma, first, places="3")
    invited = book(cast, case, interview, first, count=3)
    bookings.cancel(invited[0], "")

    assert save(as_alma, first, places="2").status == 303

    assert sorted(one.place for one in live(first)) == [1, 2]
    assert sorted(one.invitation_id for one in live(first)) == invited[1:]


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ("1", "2 candidates have booked already"),
        ("0", "Between 1 and 100"),
        ("101", "Between 1 and 100"),
        ("a few", "whole number"),
        ("", "whole number"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_written(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview, places: str, words: str
):
    first = slot_ids(interview)[0]
    Slot.update(places=2).execute()
    book(cast, case, interview, first, count=2)

    answer = save(as_alma, first, places=places)

    assert answer.status == 422
    assert words in answer.one("#places-about").text
    assert answer.one("#places")["value"] == places
    assert Slot.get_by_id(first).places == 2


def test_what_is_over_stays_as_it_is(as_alma: Client, interview: Interview):
    first = slot_ids(interview)[0]
    form = as_alma.get("interview_time.show", slot_id=first).one("form.form")
    hour = timedelta(hours=1)
    past = clock.now() - 2 * hour
    Slot.update(starts_at=past, ends_at=past + hour).where(Slot.id == first).execute()

    answer = as_alma.submit(form, places="5")

    assert answer.status == 422
    assert "This time is past or withdrawn" in answer.text
    assert Slot.get_by_id(first).places == 1
    assert not as_alma.get("interview_time.show", slot_id=first).has("form.form")


def test_a_time_that_was_withdrawn_meanwhile_leads_to_the_interview(
    as_alma: Client, interview: Interview
):
    first = slot_ids(interview)[0]
    page = as_alma.get("interview_time.show", slot_id=first)
    as_alma.submit(page.one("form", "Withdraw"))

    for answer in (
        as_alma.get("interview_time.show", slot_id=first),
        as_alma.submit(page.one("form.form"), places="5"),
    ):
        assert answer.location == as_alma.url("interviews.show", interview_id=interview.id)
    page = as_alma.get("interviews.show", interview_id=interview.id)
    assert "The time is no longer offered." in page.text


def book(
    cast: Cast, case: CaseFacts, interview: Interview, slot_id: int, count: int = 1
) -> list[int]:
    """So many candidates book this time; their invitations, in order."""
    people = make.candidates(case, count)
    invited = [meetings.invitation(cast.alma, interview, one) for one in people]
    for one in invited:
        bookings.book(one, slot_id)
    return invited


def save(client: Client, slot_id: int, places: str) -> Answer:
    form = client.get("interview_time.show", slot_id=slot_id).one("form.form")
    return client.submit(form, places=places)


def live(slot_id: int) -> list[Booking]:
    return list(Booking.select().where(Booking.slot == slot_id, Booking.ended_at.is_null()))
