"""Interviews of a case: planned, changed, cancelled; who holds them."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import bookings, interview_news, log, slots
from webapp.domain.cases import CaseFacts
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.models import Case, Interview, Interviewer

MOST_OTHERS = 50


class Details(NamedTuple):
    """What an interview says of itself; `minutes` long, `change_hours` before which a candidate
    can still change or cancel it.
    """

    title: str
    minutes: int
    place: str = ""
    video_url: str = ""
    information: str = ""
    change_hours: int = 24
    reminds_day_before: bool = True
    reminds_hour_before: bool = False
    tells_when_free: bool = True


def plan(
    case: CaseFacts,
    by_id: int,
    details: Details,
    interviewer_ids: Collection[int],
    now: datetime | None = None,
) -> Interview:
    """A new interview of a case, in its organisation's time zone, without any slot yet."""
    with db.transaction():
        interview = Interview.create(
            case=case.id,
            time_zone=case.time_zone,
            created_by=by_id,
            created_at=now or clock.now(),
            **details._asdict(),
        )
        _set_interviewers(interview.id, interviewer_ids)
        log.record(Did.INTERVIEW_PLANNED, case.organisation_id, by_id, details.title)
        return interview


def change(
    interview: Interview, by_id: int, details: Details, interviewer_ids: Collection[int]
) -> None:
    """Replace what an interview says; a second call changes nothing.

    Slots that nobody has booked take the new length; a booked one keeps the length that its
    candidate was told. Bookings that are ahead get a new version of their calendar entry, and
    whom it concerns is told of another place or interviewer (domain.interview_news).
    Raises NotPossible when times would overlap by that.
    """
    with db.transaction():
        db.hold("interview", "id = ?", (interview.id,))
        before = interview_news.now_is(interview.id)
        Interview.update(**details._asdict()).where(Interview.id == interview.id).execute()
        if details.minutes != interview.minutes:
            _stretch(interview.id, details.minutes)
            slots.check_apart(interview.id)
        _set_interviewers(interview.id, interviewer_ids)
        bookings.renew_calendars(interview.id)
        bookings.renew_reminders(interview.id)
        interview_news.changed(interview.id, before, clock.now())
        log.record(Did.INTERVIEW_CHANGED, interview.case.organisation_id, by_id, details.title)


def cancel(interview: Interview, by_id: int, reason: str, now: datetime | None = None) -> list[int]:
    """Call an interview off: its links end, its bookings are cancelled; their ids.

    A second call finds none. Those who had booked are told.
    """
    now = now or clock.now()
    with db.transaction():
        db.hold("interview", "id = ?", (interview.id,))
        called_off = (
            Interview.update(cancelled_at=now)
            .where(Interview.id == interview.id, Interview.cancelled_at.is_null())
            .execute()
        )
        if not called_off:
            return []
        ended = bookings.end_all(interview.id, by_id, reason, now)
        log.record(
            Did.INTERVIEW_CANCELLED,
            interview.case.organisation_id,
            by_id,
            interview.title,
            recipients=len(ended),
        )
        return ended


def interviewers(interview_id: int) -> list[tuple[int, str]]:
    """The ids and names of those who hold an interview, in the order of their names."""
    return db.rows(
        'SELECT u.id, u.name FROM interviewer i JOIN "user" u ON u.id = i.user_id '
        "WHERE i.interview_id = ? ORDER BY u.name, u.id",
        (interview_id,),
    )


def others(interview: Interview) -> list[Interview]:
    """The latest other interviews of the same organisation, the newest first."""
    found = (
        Interview.select(Interview, Case)
        .join(Case)
        .where(Case.organisation == interview.case.organisation_id, Interview.id != interview.id)
        .where(Interview.cancelled_at.is_null())
        .order_by(Interview.id.desc())
        .limit(MOST_OTHERS)
    )
    return list(found)


def _set_interviewers(interview_id: int, user_ids: Collection[int]) -> None:
    Interviewer.delete().where(
        Interviewer.interview == interview_id, Interviewer.user.not_in(list(user_ids))
    ).execute()
    for user_id in sorted(set(user_ids)):
        Interviewer.insert(interview=interview_id, user=user_id).on_conflict_ignore().execute()


def _stretch(interview_id: int, minutes: int) -> None:
    booked = "SELECT 1 FROM booking b WHERE b.slot_id = slot.id AND b.ended_at IS NULL"
    db.execute(
        "UPDATE slot SET ends_at = starts_at + ? "
        f"WHERE interview_id = ? AND withdrawn_at IS NULL AND NOT EXISTS ({booked})",
        (minutes * 60_000, interview_id),
    )
