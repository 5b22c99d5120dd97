"""The interviews ahead: who comes when, and what waits for the recruiter in them."""

from datetime import timedelta

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import slot_ids
from webapp.domain import bookings, interviews, proposals
from webapp.domain.agenda import PAGE_SIZE
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import Application, Booking, Interview, Interviewer, Slot


def test_who_has_booked_stands_at_their_time(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    ines = booked(cast, case, interview)

    page = as_alma.get("agenda.show")

    [time] = page.all("li.slot")
    assert f"{ines.first_name} {ines.last_name}" in time.text
    assert interview.title in time.text
    assert case.title in time.text
    assert "Interviews" in [one.text for one in page.all("a[aria-current]")]


def test_free_times_and_those_that_are_over_are_left_out(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    booked(cast, case, interview)
    over(interview)

    page = as_alma.get("agenda.show")

    assert page.all("li.slot") == []
    assert "Nobody has booked yet" in page.text


def test_mine_are_those_that_i_hold(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    booked(cast, case, interview)
    Interviewer.delete().execute()

    mine = as_alma.get("agenda.show")
    all_of_them = as_alma.get("agenda.show", show="organisation")

    assert mine.all("li.slot") == []
    assert len(all_of_them.all("li.slot")) == 1


def test_another_parent_organisation_sees_none_of_it(
    as_dag: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    ines = booked(cast, case, interview)
    Interviewer.insert(interview=interview.id, user=cast.dag.id).execute()

    for show in ("mine", "organisation"):
        page = as_dag.get("agenda.show", show=show)
        assert f"{ines.first_name} {ines.last_name}" not in page.text


def test_a_proposal_waits_until_it_is_answered(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    ines = make.application(case)
    invitation_id = meetings.invitation(cast.alma, interview, ines.id, expires_at=later(30))
    proposals.propose(invitation_id, "After my shift", [later(9)])

    waiting = as_alma.get("agenda.show").one("div.agenda-open")
    assert ines.last_name in waiting.text
    assert "Proposes another time" in waiting.text
    link = waiting.one("a.name")["href"]
    assert link == f"/interviews/{interview.id}#i{invitation_id}"

    interviews.cancel(interview, cast.alma.id, "")
    assert as_alma.get("agenda.show").all("div.agenda-open") == []


def test_a_time_that_is_over_waits_for_whether_they_came(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    ines = booked(cast, case, interview)
    over(interview)

    waiting = as_alma.get("agenda.show").one("div.agenda-open")
    assert ines.last_name in waiting.text
    assert "Did they come?" in waiting.text

    bookings.record_attendance(Booking.get().invitation_id, True)
    assert as_alma.get("agenda.show").all("div.agenda-open") == []


def test_many_times_come_a_page_at_a_time(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    begin = clock.now() + timedelta(days=20)
    Slot.insert_many(
        {
            "interview": interview.id,
            "starts_at": begin + timedelta(hours=number),
            "ends_at": begin + timedelta(hours=number, minutes=30),
            "created_at": clock.now(),
        }
        for number in range(PAGE_SIZE + 3)
    ).execute()
    added = [one.id for one in Slot.select().where(Slot.starts_at >= begin)]
    for slot_id in added:
        take(cast, case, interview, slot_id)

    first = as_alma.get("agenda.show")
    rest = as_alma.open(first.one("a.link", "Show more")["href"])

    assert len(first.all("li.slot")) == PAGE_SIZE
    assert len(rest.all("li.slot")) == len(added) - PAGE_SIZE


def test_a_key_that_is_none_begins_at_the_beginning(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    booked(cast, case, interview)

    for after in ("x", "1-", "-1", "²-²", "9" * 30):
        assert as_alma.get("agenda.show", after=after).status == 200


def booked(cast: Cast, case: CaseFacts, interview: Interview) -> Application:
    """Somebody who has booked the first time."""
    first, *_ = slot_ids(interview)
    return take(cast, case, interview, first)


def take(cast: Cast, case: CaseFacts, interview: Interview, slot_id: int) -> Application:
    """A new candidate, who has booked this time."""
    candidate = make.application(case)
    invitation_id = meetings.invitation(cast.alma, interview, candidate.id, expires_at=later(30))
    bookings.book(invitation_id, slot_id)
    return candidate


def over(interview: Interview) -> None:
    """All times of this interview were yesterday."""
    yesterday = clock.now() - timedelta(days=1)
    for number, slot in enumerate(Slot.select().where(Slot.interview == interview.id)):
        begin = yesterday + timedelta(minutes=30 * number)
        Slot.update(starts_at=begin, ends_at=begin + timedelta(minutes=30)).where(
            Slot.id == slot.id
        ).execute()


def later(days: int):
    """So many days from now."""
    return clock.now() + timedelta(days=days)
