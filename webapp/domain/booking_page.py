"""What a candidate may know of their invitation: read once for each page of it."""

from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain.booking_facts import LANGUAGE
from webapp.domain.bookings import Facts
from webapp.lib import clock


class About(NamedTuple):
    """Who, what and where; in which `language`; `reminders` are those still to come.

    `contact_*` is whom to write to: whoever invited.
    """

    case_title: str
    place: str
    video_url: str
    information: str
    organisation_name: str
    language: str
    contact_name: str
    contact_email: str
    contact_phone: str
    interviewers: tuple[str, ...]
    reminders: tuple[str, ...]


def about(invitation: Facts, now: datetime | None = None) -> About:
    """What the page of an invitation says beside its times."""
    (found,) = db.rows(
        f"SELECT c.title, n.place, n.video_url, n.information, o.name, {LANGUAGE}, "
        "u.name, u.email, u.phone FROM invitation v JOIN interview n ON n.id = v.interview_id "
        'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
        "JOIN application a ON a.id = v.application_id "
        'JOIN "user" u ON u.id = v.created_by_id WHERE v.id = ?',
        (invitation.id,),
    )
    interviewers = db.rows(
        'SELECT u.name FROM interviewer i JOIN "user" u ON u.id = i.user_id '
        "WHERE i.interview_id = ? ORDER BY u.name, u.id",
        (invitation.interview_id,),
    )
    reminders = db.rows(
        "SELECT kind FROM reminder WHERE booking_id = ? AND done_at IS NULL AND due_at > ? "
        "ORDER BY due_at",
        (invitation.booking_id or 0, clock.to_ms(now or clock.now())),
    )
    names = tuple(name for (name,) in interviewers)
    return About._make((*found, names, tuple(kind for (kind,) in reminders)))
