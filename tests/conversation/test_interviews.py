"""What a candidate did about an interview stands in their conversation."""

from datetime import timedelta

from tests import make, meetings
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.client import Client
from tests.meetings import BEFORE, MORNING, slot_ids
from webapp.domain import bookings, proposals, timeline
from webapp.models import Application, Interview


def test_each_step_is_a_line_by_whoever_did_it(as_alma: Client, cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 100)
    interview = meetings.interview(cast.alma, case)
    ines = make.application(case)
    invitation = meetings.invitation(cast.alma, interview, ines.id)
    first, second, _ = slot_ids(interview)
    at = [BEFORE + timedelta(minutes=number) for number in range(5)]
    bookings.opened(invitation, at[0])
    bookings.book(invitation, first, now=at[1])
    bookings.book(invitation, second, by_id=cast.alma.id, now=at[2])
    bookings.cancel(invitation, "Another job", now=at[3])
    proposals.propose(invitation, "Evenings are best", [MORNING + timedelta(hours=9)], at[4])

    page = as_alma.get("conversation.show", case_id=case.id, application_id=ines.id)

    lines = [one.one("p").text for one in page.all("li.event")][-5:]
    assert lines[0] == "Opened the link to Meet us"
    assert lines[1].startswith("Booked Meet us Tue 4 Mar")
    assert lines[2].startswith(f"{cast.alma.name} moved Meet us to Tue 4 Mar")
    assert lines[3].startswith("Cancelled Meet us")
    assert lines[3].endswith("“Another job”")
    assert lines[4].startswith("Proposed another time for Meet us")
    assert lines[4].endswith("“Evenings are best”")


def test_each_line_is_on_one_page_of_the_timeline(cast: Cast):
    case = make.case(cast.alma)
    interview = meetings.interview(cast.alma, case)
    ines = make.application(case)
    other = make.application(case, CANDIDATE_NUMBERS[1])
    for person, slot_id in zip((ines, other), slot_ids(interview), strict=False):
        made = meetings.invitation(cast.alma, interview, person.id)
        bookings.opened(made, BEFORE)
        bookings.book(made, slot_id, now=BEFORE)

    found, before = [], None
    while part := timeline.page_of(Application.get_by_id(ines.id), before=before, most=1):
        found += [one.kind for one in part.entries]
        if part.before is None:
            break
        before = part.entries[0].key

    assert sorted(found) == ["applied", "booked", "message", "opened"]
    assert Interview.select().count() == 1
