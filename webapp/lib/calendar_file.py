"""Calendar files (RFC 5545) for one meeting, or for all of somebody's.

The same UID with a higher SEQUENCE moves the entry that a calendar has, and METHOD:CANCEL takes
it out (RFC 5546, 3.2.1, 3.2.2 and 3.2.5). Times are in UTC: every calendar shows them in its
own zone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as Component

_PRODUCT = "-//Hej//Interviews//EN"


class Method(StrEnum):
    """What a calendar shall do with the file."""

    PUBLISH = "PUBLISH"
    """Enter it: a file that somebody opens by themselves."""
    REQUEST = "REQUEST"
    """Enter or move it: part of an e-mail to its attendee."""
    CANCEL = "CANCEL"
    """Take it out."""


class Meeting(NamedTuple):
    """One meeting. `uid` is unique in the world; `stamp` is when this version of it was made.

    `attendee` is the reader's address, which REQUEST and CANCEL name.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    title: str
    place: str = ""
    description: str = ""
    url: str = ""
    organiser_name: str = ""
    organiser_email: str = ""
    attendee: str = ""
    is_cancelled: bool = False


def of_meeting(meeting: Meeting, method: Method) -> bytes:
    """The file of one meeting, as a server sends it: `text/calendar; charset=utf-8`."""
    calendar = _empty(method)
    calendar.add_component(_event(meeting, method))
    return bytes(calendar.to_ical())


def feed(meetings: Iterable[Meeting], name: str) -> bytes:
    """All of somebody's meetings, for a calendar that subscribes to them under this name."""
    from icalendar import vText

    calendar = _empty(Method.PUBLISH)
    # As a text, because the library escapes no property that the standard does not name.
    calendar.add("x-wr-calname", vText(name))
    # Its type has to be said (RFC 7986, 5.7).
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting, Method.PUBLISH))
    return bytes(calendar.to_ical())


def _empty(method: Method) -> "Calendar":
    # Here, because only few pages make a calendar file, and the library is large.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _event(meeting: Meeting, method: Method) -> "Component":
    from icalendar import Event, vCalAddress

    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title)
    is_off = meeting.is_cancelled or method is Method.CANCEL
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    for name in ("place", "description", "url"):
        if value := getattr(meeting, name):
            event.add("location" if name == "place" else name, value)
    if meeting.organiser_email:
        organiser = vCalAddress(f"mailto:{meeting.organiser_email}")
        # A quote would end the parameter, and no escape is allowed in one (RFC 5545, 3.2).
        organiser.params["cn"] = meeting.organiser_name.replace('"', "'")
        event.add("organizer", organiser)
    if meeting.attendee and method is not Method.PUBLISH:
        attendee = vCalAddress(f"mailto:{meeting.attendee}")
        # Whoever comes has booked or planned it: nobody is asked for an answer.
        attendee.params["partstat"] = "ACCEPTED"
        attendee.params["rsvp"] = "FALSE"
        event.add("attendee", attendee)
    return event
