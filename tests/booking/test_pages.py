"""A candidate's pages, from opening the link to giving the time back."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import vobject

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import MORNING, slot_ids
from webapp.domain import bookings
from webapp.lib import clock
from webapp.models import Booking, Interview, Invitation, Proposal

TOKEN = "a-token-that-only-this-test-knows"
MOST_BYTES = 60 * 1024


@pytest.fixture
def interview(cast: Cast) -> Interview:
    """Three slots, and an invitation to all of them behind TOKEN."""
    case = make.case(cast.alma)
    made = meetings.interview(cast.alma, case, place="Storgatan 1, Uppsala")
    expires = clock.now() + timedelta(days=3650)
    meetings.invitation(cast.alma, made, make.application(case).id, TOKEN, expires_at=expires)
    return made


def test_the_page_says_who_what_where_and_when(anybody: Client, interview: Interview) -> None:
    page = anybody.get("booking.show", token=TOKEN)

    assert page.status == 200
    assert "choose a time to meet us" in page.one("h1").text
    for words in ("30 minutes", "Storgatan 1, Uppsala", "Alma", "Times in Stockholm (CET)"):
        assert words in page.text
    assert [one.text for one in page.all("time")] == ["09:00", "09:30", "10:00"]


def test_booking_shows_that_it_is_booked(anybody: Client, interview: Interview) -> None:
    page = anybody.get("booking.show", token=TOKEN)

    done = anybody.submit(page.one("#choice"), slot=str(slot_ids(interview)[1]))

    assert done.status == 303
    booked = anybody.open(done.location)
    assert "You are booked" in booked.one("h1").text
    assert "09:30 to 10:00" in booked.text


def test_opening_the_link_changes_nothing(anybody: Client, interview: Interview) -> None:
    for path in ("", "/cancellation", "/proposal", "?change=1"):
        anybody.open(f"/b/{TOKEN}{path}")
        anybody.http.head(f"/b/{TOKEN}{path}")

    assert Invitation.get().opened_at is None
    assert Booking.select().count() == 0


def test_a_person_who_sees_it_is_noted_once(anybody: Client, interview: Interview) -> None:
    anybody.open(f"/b/{TOKEN}/opening", "POST")
    first = Invitation.get().opened_at

    anybody.open(f"/b/{TOKEN}/opening", "POST")

    assert first is not None
    assert Invitation.get().opened_at == first


def test_a_place_taken_a_second_before_is_told_with_what_is_left(
    anybody: Client, cast: Cast, interview: Interview
) -> None:
    page = anybody.get("booking.show", token=TOKEN)
    other = meetings.invitation(
        cast.alma, interview, make.candidates(make.facts(interview.case_id), 1)[0]
    )
    early = slot_ids(interview)[0]
    bookings.book(other, early)

    answer = anybody.submit(page.one("#choice"), slot=str(early))

    assert answer.status == 422
    assert "Somebody else took this time a moment ago" in answer.one("[role=alert]").text
    assert len([one for one in answer.all("input") if "disabled" in one]) == 1


def test_without_a_choice_it_asks_for_one(anybody: Client, interview: Interview) -> None:
    answer = anybody.open(f"/b/{TOKEN}/booking", "POST", {"slot": "all of them"})

    assert answer.status == 422
    assert answer.one("[role=alert]").text == "Choose a time first."


def test_changing_and_giving_back(anybody: Client, interview: Interview) -> None:
    first, second, _ = slot_ids(interview)
    bookings.book(Invitation.get().id, first)

    again = anybody.open(f"/b/{TOKEN}?change=1")
    moved = anybody.submit(again.one("#choice"), slot=str(second))
    ask = anybody.open(f"/b/{TOKEN}/cancellation")
    gone = anybody.submit(ask.one("form"), reason="Another job")

    assert (moved.status, gone.status) == (303, 303)
    page = anybody.open(gone.location)
    assert "Your interview is cancelled" in page.one("[role=status]").text
    assert [one.ending for one in Booking.select().order_by(Booking.id)] == ["moved", "cancelled"]


def test_none_of_these(anybody: Client, interview: Interview) -> None:
    form = anybody.open(f"/b/{TOKEN}/proposal").one("form")

    nothing = anybody.submit(form)
    wrong = anybody.submit(form, time="tomorrow", words="After work")
    done = anybody.submit(form, time="2031-03-05T18:00", words="After work")

    assert (nothing.status, wrong.status, done.status) == (422, 422, 303)
    assert wrong.one("textarea").text.strip() == "After work"
    proposal = Proposal.get()
    assert [one.starts_at for one in proposal.times] == [MORNING + timedelta(hours=33)]


def test_ones_own_time_is_not_called_taken(anybody: Client, interview: Interview) -> None:
    bookings.book(Invitation.get().id, slot_ids(interview)[0])

    page = anybody.get("booking.show", token=TOKEN, change=1)

    assert [one.text for one in page.all("small")] == ["your time now"]


def test_the_calendar_file_is_that_of_the_booking(anybody: Client, interview: Interview) -> None:
    before = anybody.open(f"/b/{TOKEN}/calendar.ics")
    bookings.book(Invitation.get().id, slot_ids(interview)[0])

    file = anybody.open(f"/b/{TOKEN}/calendar.ics")

    assert before.status == 404
    assert file.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert vobject.readOne(file.body).vevent.dtstart.value == MORNING


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": clock.now() - timedelta(hours=1)}, "expired"),
        ({"revoked_at": clock.now()}, "who invited you has ended this link"),
    ],
)
def test_an_ended_link_says_so_and_whom_to_write_to(
    anybody: Client, cast: Cast, interview: Interview, change: dict[str, object], words: str
) -> None:
    Invitation.update(**change).execute()

    for method, path in (("GET", ""), ("GET", "/proposal"), ("POST", "/booking")):
        page = anybody.open(
            f"/b/{TOKEN}{path}", method, {"slot": "1"} if method == "POST" else None
        )
        assert page.status == 410
        assert words in page.one("h1").text
        assert cast.alma.email in page.text


@pytest.mark.parametrize("token", ["x", TOKEN + "x", "%00", "..", "a" * 3000, "ÅÄÖ", "' OR 1=1"])
def test_any_garbage_is_the_same_404(anybody: Client, interview: Interview, token: str) -> None:
    unknown = anybody.get("booking.show", token="b" * 22)

    page = anybody.get("booking.show", token=token)

    assert (page.status, page.body) == (404, unknown.body)


def test_a_cut_off_link_says_so_in_a_candidates_words(
    anybody: Client, interview: Interview
) -> None:
    page = anybody.get("booking.show", token=TOKEN[:-1])

    assert page.status == 404
    assert page.one("h1").text == "This booking link does not work"
    assert "contact the person who invited you" in page.text


def test_the_address_stays_between_us(anybody: Client, interview: Interview) -> None:
    page = anybody.get("booking.show", token=TOKEN)

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert not re.findall(r'(?:src|href)="https?://', page.body)


def test_all_of_it_fits_in_sixty_kilobytes(anybody: Client, interview: Interview) -> None:
    page = anybody.get("booking.show", token=TOKEN)

    fetched = re.findall(r"/static/([\w./-]+)\?", page.body)
    font = "vendor/schibsted-grotesk-small.woff2"
    assert {Path(name).suffix for name in fetched} == {".css", ".js"}
    files = [Path(anybody.app.static_folder or "") / name for name in {*fetched, font}]
    assert len(page.body.encode()) + sum(one.stat().st_size for one in files) < MOST_BYTES
