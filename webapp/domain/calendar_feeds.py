"""A recruiter's own calendar address, to which a calendar subscribes: private and revocable."""

from datetime import datetime, timedelta

from webapp import db
from webapp.domain import rights
from webapp.domain.rights import Right
from webapp.lib import calendar_file, clock
from webapp.lib.calendar_file import Meeting
from webapp.lib.tokens import new_token, stored_form
from webapp.models import CalendarFeed

# What is over for longer than this leaves the calendar.
KEPT_DAYS = 90


def renew(user_id: int, now: datetime | None = None) -> str:
    """A new address for this user, whose token is returned once; the one before ends."""
    token = new_token()
    with db.transaction():
        end(user_id)
        CalendarFeed.create(
            user=user_id, token_hash=stored_form(token), created_at=now or clock.now()
        )
    return token


def end(user_id: int) -> bool:
    """End a user's address; False if there was none."""
    return bool(CalendarFeed.delete().where(CalendarFeed.user == user_id).execute())


def has_one(user_id: int) -> bool:
    """Whether a user has an address."""
    return bool(CalendarFeed.select().where(CalendarFeed.user == user_id).exists())


def file(token: str, host: str, now: datetime | None = None) -> bytes | None:
    """The calendar behind a token: what this user holds, candidates have booked, and the user may
    still see, as in their agenda.

    None where the token opens nothing, or its user was inactivated.
    """
    feed = db.row(
        'SELECT u.id, u.name FROM calendar_feed f JOIN "user" u ON u.id = f.user_id '
        "WHERE f.token_hash = ? AND u.inactivated_at IS NULL",
        (stored_form(token),),
    )
    if feed is None:
        return None
    return calendar_file.feed(_meetings(feed[0], host, now or clock.now()), f"Hej: {feed[1]}")


def _meetings(user_id: int, host: str, now: datetime) -> list[Meeting]:
    """One meeting for each candidate who has booked: an entry that moves with them."""
    seen, patterns = rights.within(rights.grants_of(user_id).heads(Right.CASE_VIEW))
    found = db.rows(
        "SELECT v.uid, v.sequence, s.starts_at, s.ends_at, n.title, n.place, n.video_url, "
        "a.first_name || ' ' || a.last_name, c.title FROM interviewer i "
        "JOIN interview n ON n.id = i.interview_id JOIN slot s ON s.interview_id = n.id "
        "JOIN booking b ON b.slot_id = s.id AND b.ended_at IS NULL "
        "JOIN invitation v ON v.id = b.invitation_id "
        'JOIN application a ON a.id = v.application_id JOIN "case" c ON c.id = n.case_id '
        "JOIN organisation o ON o.id = c.organisation_id "
        f"WHERE i.user_id = ? AND s.ends_at > ? AND {seen} ORDER BY s.starts_at, b.id",
        [user_id, clock.to_ms(now - timedelta(days=KEPT_DAYS)), *patterns],
    )
    return [
        Meeting(
            uid=f"{uid}@{host}",
            sequence=sequence,
            starts_at=clock.from_ms(begin),
            ends_at=clock.from_ms(end),
            stamp=now,
            title=f"{title}: {candidate}",
            place=place or video_url,
            description="\n".join(one for one in (case_title, video_url) if one),
        )
        for uid, sequence, begin, end, title, place, video_url, candidate, case_title in found
    ]
