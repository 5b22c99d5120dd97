"""Calendar files, read back by two parsers that know nothing of each other."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from webapp.lib.calendar_file import Meeting, Method, feed, of_meeting

START = datetime(2031, 3, 4, 8, 0, tzinfo=UTC)


def a_meeting(**changes: object) -> Meeting:
    usual = Meeting(
        uid="4b1d@hej.example",
        sequence=1,
        starts_at=START,
        ends_at=START + timedelta(minutes=45),
        stamp=START - timedelta(days=7),
        title="Interview",
        place="Storgatan 1, Uppsala",
        description="Bring your certificates; ring the bell.\nThird floor, to the left.",
        url="https://hej.example/b/x",
        organiser_name="Emergency care",
        organiser_email="care@example.org",
        attendee="ines@example.org",
    )
    return usual._replace(**changes)


def read_by_both(file: bytes) -> tuple[dict[str, object], dict[str, object]]:
    """Title, place, description, times and number, as each of the two understands them."""
    text = file.decode()
    one = IcsCalendarStream.calendar_from_ics(text).events[0]
    other = vobject.readOne(text).vevent
    return (
        {
            "title": one.summary,
            "place": one.location or "",
            "description": one.description or "",
            "begin": one.dtstart,
            "end": one.dtend,
            "sequence": one.sequence,
            "uid": one.uid,
        },
        {
            "title": other.summary.value,
            "place": other.location.value if hasattr(other, "location") else "",
            "description": other.description.value if hasattr(other, "description") else "",
            "begin": other.dtstart.value,
            "end": other.dtend.value,
            "sequence": int(other.sequence.value),
            "uid": other.uid.value,
        },
    )


@pytest.mark.parametrize("method", Method)
def test_both_read_what_was_written(method: Method) -> None:
    meeting = a_meeting()

    for read in read_by_both(of_meeting(meeting, method)):
        assert read == {
            "title": meeting.title,
            "place": meeting.place,
            "description": meeting.description,
            "begin": meeting.starts_at,
            "end": meeting.ends_at,
            "sequence": 1,
            "uid": meeting.uid,
        }


# What XML and iCalendar alike hold: no control characters but the line break.
_TEXTS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters="\x85")
    | st.just("\n"),
    min_size=1,
    max_size=200,
).filter(lambda text: text.strip() == text)


@given(title=_TEXTS, place=_TEXTS, description=_TEXTS, name=_TEXTS)
def test_no_text_breaks_out_of_its_line(
    title: str, place: str, description: str, name: str
) -> None:
    meeting = a_meeting(
        title=title, place=place, description=description, organiser_name=name.replace("\n", " ")
    )

    file = of_meeting(meeting, Method.REQUEST)

    for read in read_by_both(file):
        assert (read["title"], read["place"], read["description"]) == (title, place, description)
    # RFC 5545, 3.1: lines of at most 75 bytes, each ended by CRLF.
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")


def test_cancelling_names_the_same_meeting_with_a_higher_number() -> None:
    file = of_meeting(a_meeting(sequence=3), Method.CANCEL).decode()

    assert "METHOD:CANCEL" in file
    assert "STATUS:CANCELLED" in file
    assert "SEQUENCE:3" in file
    assert "UID:4b1d@hej.example" in file
    attendee = file.replace("\r\n ", "").partition("ATTENDEE;")[2].splitlines()[0]
    assert attendee.endswith(":mailto:ines@example.org")


def test_what_somebody_opens_by_themselves_names_no_attendee() -> None:
    assert b"ATTENDEE" not in of_meeting(a_meeting(), Method.PUBLISH)


def test_a_feed_holds_all_of_them() -> None:
    meetings = [a_meeting(uid=f"{number}@hej.example") for number in range(3)]

    text = feed(meetings, "Interviews, Alma").decode()

    assert len(IcsCalendarStream.calendar_from_ics(text).events) == 3
    assert len(vobject.readOne(text).vevent_list) == 3
    assert "X-WR-CALNAME:Interviews\\, Alma" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text


def test_an_empty_feed_is_a_calendar() -> None:
    assert IcsCalendarStream.calendar_from_ics(feed([], "Nothing").decode()).events == []
