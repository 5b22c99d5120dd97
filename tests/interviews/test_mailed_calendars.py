"""What is booked reaches calendars by e-mail: entered, moved, and taken out again."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

from tests import make, meetings
from tests.cast import Cast
from tests.dispatch.test_mail_worker import through, working
from tests.mail_servers import MailServer, running_mail_server
from tests.meetings import slot_ids
from tests.running import wait_until
from webapp import db
from webapp.domain import bookings
from webapp.domain.cases import CaseFacts
from webapp.models import Application, Interview, Message

BY_MAIL = "ines@example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running_mail_server() as one:
        yield one


@pytest.fixture
def invitation(cast: Cast, case: CaseFacts, interview: Interview) -> int:
    """Of a candidate whom no SMS reaches."""
    ines = make.application(case)
    Application.update(mobile="", email=BY_MAIL).where(Application.id == ines.id).execute()
    return meetings.invitation(cast.alma, interview, ines.id)


def entry(mail: EmailMessage) -> tuple[str, Any]:
    """The METHOD and the event of an e-mail's calendar part."""
    part = mail.get_body(("calendar",))
    assert part is not None
    file = part.get_content()
    assert IcsCalendarStream.calendar_from_ics(file).events
    calendar = icalendar.Calendar.from_ical(file)
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == calendar["method"]
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_a_calendar_enters_moves_and_takes_out_one_entry(
    cast: Cast, interview: Interview, invitation: int, server: MailServer
):
    early, late, _ = slot_ids(interview)

    with working(through(server.url())):
        bookings.book(invitation, early)
        wait_until(lambda: len(server.mails) == 2)
        bookings.book(invitation, late)
        wait_until(lambda: len(server.mails) == 4)
        bookings.cancel(invitation, "Ill")
        wait_until(lambda: len(server.mails) == 6)

    for reader in (BY_MAIL, cast.alma.email):
        got = [entry(mail) for mail in server.mails if mail["To"] == reader]
        events = [event for _, event in got]
        assert [method for method, _ in got] == ["REQUEST", "REQUEST", "CANCEL"]
        assert len({str(event["uid"]) for event in events}) == 1
        assert [event["sequence"] for event in events] == [1, 2, 3]
        assert events[0]["dtstart"].dt < events[1]["dtstart"].dt
        assert {event["attendee"] for event in events} == {f"mailto:{reader}"}
        assert all(event["organizer"] == f"mailto:{cast.alma.email}" for event in events)
    assert db.rows("SELECT DISTINCT text, calendar FROM mail") == [("", "")]


def test_the_page_of_the_candidate_has_the_same_entry(
    cast: Cast, case: CaseFacts, interview: Interview, server: MailServer, anybody: Any
):
    token = "a" * 28
    ines = make.application(case)
    bookings.book(meetings.invitation(cast.alma, interview, ines.id, token), slot_ids(interview)[0])

    with working(through(server.url())):
        wait_until(lambda: len(server.mails) == 1)
    file = anybody.open(f"/b/{token}/calendar.ics").body

    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert str(event["uid"]) == str(entry(server.mails[0])[1]["uid"])


def test_whoever_was_invited_by_email_is_told_by_email(
    cast: Cast, case: CaseFacts, interview: Interview
):
    ines = make.application(case)
    Application.update(email=BY_MAIL).where(Application.id == ines.id).execute()
    [message] = make.messages(make.batch(case, cast.alma, [ines.id], "Hej"))
    message.contact_type = "email"
    message.save()
    invitation = meetings.invitation(cast.alma, interview, ines.id, message=message)

    bookings.book(invitation, slot_ids(interview)[0])

    [told] = Message.select().where(Message.id != message.id)
    assert (told.contact_type, told.to) == ("email", BY_MAIL)
