"""The times of an interview at a glance: as a week, and all of them in a list."""

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import slot_ids
from webapp.domain import bookings
from webapp.domain.cases import CaseFacts
from webapp.models import Interview, Slot


def test_the_list_has_all_times_with_who_has_booked(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    ines = make.application(case)
    first, *_ = slot_ids(interview)
    bookings.book(meetings.invitation(cast.alma, interview, ines.id), first)

    page = as_alma.get("interviews.show", interview_id=interview.id, list=1)

    slots = page.one("ol.all-times").all("li.slot")
    assert [one["class"] for one in slots] == ["slot full", "slot free", "slot free"]
    assert ines.first_name in slots[0].text
    assert page.one("a.chip[aria-current]").text == "List"


def test_a_list_without_times_says_what_to_do(as_alma: Client, interview: Interview):
    Slot.delete().execute()

    page = as_alma.get("interviews.show", interview_id=interview.id, list=1)

    assert "Add times, one by one or as a series" in page.text
