"""Calendar entries of what is booked, as e-mails about it carry them.

All entries of a booking have the same UID, and a SEQUENCE that rises with each change, so that a
calendar moves or takes out the one that it has (also that of domain.calendar_feeds).
"""

from datetime import datetime
from urllib.parse import urlsplit

from webapp.domain.booking_facts import Told
from webapp.lib import calendar_file, clock, installation
from webapp.lib.calendar_file import Meeting, Method


def to_candidate(told: Told, method: Method, now: datetime) -> str:
    """The entry in an e-mail to the candidate. Their link is not in it: mail is kept, links are not
    (lib.message_links).
    """
    return _mailed(told, method, now, told.email, f"{told.title}: {told.case_title}")


def to_interviewer(told: Told, method: Method, now: datetime, email: str) -> str:
    """The entry in an e-mail to somebody who holds the interview."""
    return _mailed(told, method, now, email, f"{told.title}: {told.candidate}")


def uid(of_invitation: str) -> str:
    """The booking's name in calendars, unique in the world."""
    return f"{of_invitation}@{urlsplit(installation.base_url()).hostname}"


def _mailed(told: Told, method: Method, now: datetime, attendee: str, title: str) -> str:
    meeting = Meeting(
        uid=uid(told.uid),
        sequence=told.sequence,
        starts_at=clock.from_ms(told.starts_at),
        ends_at=clock.from_ms(told.ends_at),
        stamp=now,
        title=title,
        place=told.place or told.video_url,
        description="\n".join(one for one in (told.video_url, told.information) if one),
        organiser_name=told.organisation_name,
        organiser_email=told.inviter_email,
        attendee=attendee,
    )
    return calendar_file.of_meeting(meeting, method).decode()
