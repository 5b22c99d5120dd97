"""Calendar entries of what is booked: the candidate's, the interviewers', and whole feeds."""

from urllib.parse import urlsplit

from webapp.domain.booking_page import About
from webapp.domain.bookings import Facts
from webapp.lib import calendar_file, clock
from webapp.lib.calendar_file import Meeting, Method


def meeting(invitation: Facts, about: About, link: str, attendee: str = "") -> Meeting:
    """The booked interview as a calendar shows it; `link` is where the candidate changes it.

    The link's host makes the UID unique in the world; raises ValueError when nothing is booked.
    """
    if invitation.starts_at is None or invitation.ends_at is None:
        raise ValueError("Nothing is booked.")
    return Meeting(
        uid=f"{invitation.uid}@{urlsplit(link).hostname}",
        sequence=invitation.sequence,
        starts_at=clock.from_ms(invitation.starts_at),
        ends_at=clock.from_ms(invitation.ends_at),
        stamp=clock.now(),
        title=f"{invitation.title}: {about.case_title}",
        place=about.place or about.video_url,
        description="\n".join(one for one in (about.video_url, about.information, link) if one),
        url=link,
        organiser_name=about.organisation_name,
        organiser_email=about.contact_email,
        attendee=attendee,
    )


def published(invitation: Facts, about: About, link: str) -> bytes:
    """The file that a candidate opens from their page."""
    return calendar_file.of_meeting(meeting(invitation, about, link), Method.PUBLISH)
