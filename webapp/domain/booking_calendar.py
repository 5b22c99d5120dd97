"""The calendar file that candidates open from their page."""

from webapp.domain.booking_entries import uid
from webapp.domain.booking_page import About
from webapp.domain.bookings import Facts
from webapp.lib import calendar_file, clock
from webapp.lib.calendar_file import Meeting, Method


def published(invitation: Facts, about: About, link: str) -> bytes:
    """The file that a candidate opens from their page; `link` is where they change it.

    Raises ValueError when nothing is booked.
    """
    if invitation.starts_at is None or invitation.ends_at is None:
        raise ValueError("Nothing is booked.")
    meeting = Meeting(
        uid=uid(invitation.uid),
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
    )
    return calendar_file.of_meeting(meeting, Method.PUBLISH)
