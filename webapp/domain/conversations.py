"""Who takes care of a conversation, and until when it may rest. What was so before stays known."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import substitutes
from webapp.domain.cases import CaseFacts
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import Sentence, say

MORNING = time(8)
_REST_HOURS = 3
_MOST_DAYS = 366


class Rest(NamedTuple):
    """A moment until which a conversation may rest, as it is offered."""

    key: str
    words: Sentence
    until: datetime


def assign(case: CaseFacts, application_id: int, user_id: int | None, by_id: int) -> int | None:
    """Give a conversation to somebody who may contact here, or (None) to nobody in particular.

    Returns who had it before. Raises NotPossible for anybody else. A second call changes nothing.
    """
    now = clock.now_ms()
    with db.transaction():
        if user_id is not None and user_id not in {one.id for one in who_may_have(case)}:
            raise NotPossible(say("Choose somebody who may contact candidates of this case."))
        db.hold("application", "id = ?", (application_id,))
        before = assignee(application_id)
        if before == user_id:
            return before
        db.execute(
            "UPDATE conversation_assignment SET ended_at = ? "
            "WHERE application_id = ? AND ended_at IS NULL",
            (now, application_id),
        )
        if user_id is not None:
            db.execute(
                "INSERT INTO conversation_assignment (application_id, user_id, by_id, at) "
                "VALUES (?, ?, ?, ?)",
                (application_id, user_id, by_id, now),
            )
        return before


def assignee(application_id: int) -> int | None:
    """Whom a conversation was given to."""
    found = db.row(
        "SELECT user_id FROM conversation_assignment WHERE application_id = ? AND ended_at IS NULL",
        (application_id,),
    )
    return int(found[0]) if found else None


def who_may_have(case: CaseFacts) -> list[substitutes.Colleague]:
    """The colleagues to whom a conversation of this case can be given, by name."""
    return substitutes.who_may_contact(case.root_id, [case.organisation_path])


def snooze(application_id: int, until: datetime, by_id: int, now: datetime | None = None) -> None:
    """Let a conversation rest until a moment, instead of any other that was said before.

    It comes back by the clock, or when the applicant writes again. Raises NotPossible for a
    moment that is past or more than a year away.
    """
    now = now or clock.now()
    if not now < until <= now + timedelta(days=_MOST_DAYS):
        raise NotPossible(say("Choose a day that is not past, within a year from now."))
    with db.transaction():
        db.hold("application", "id = ?", (application_id,))
        wake_up(application_id, now)
        db.execute(
            'INSERT INTO snooze (application_id, "until", by_id, at) VALUES (?, ?, ?, ?)',
            (application_id, clock.to_ms(until), by_id, clock.to_ms(now)),
        )


def wake_up(application_id: int, now: datetime | None = None) -> None:
    """End the rest of a conversation; a second call changes nothing."""
    db.execute(
        "UPDATE snooze SET ended_at = ? WHERE application_id = ? AND ended_at IS NULL",
        (clock.to_ms(now or clock.now()), application_id),
    )


def rests(now: datetime, zone: ZoneInfo) -> list[Rest]:
    """What is offered at a moment to somebody in this zone; late in the day no "later today"."""
    local = now.astimezone(zone)
    later = (local + timedelta(hours=_REST_HOURS, minutes=59)).replace(
        minute=0, second=0, microsecond=0
    )
    today = local.date()
    monday = today + timedelta(days=7 - today.weekday())
    offered = [
        Rest("tomorrow", say("Tomorrow morning"), morning(today + timedelta(days=1), zone)),
        Rest("next-week", say("Next week"), morning(monday, zone)),
    ]
    if later.date() == today:
        offered.insert(0, Rest("later-today", say("Later today"), later))
    return offered


def morning(day: date, zone: ZoneInfo) -> datetime:
    """When work begins on a day, in this zone."""
    return datetime.combine(day, MORNING, zone)
