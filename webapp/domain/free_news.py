"""Telling those who found no time that one has become free.

Only when everything that they could choose was taken, and the first of them only: many who hurry to
one place are mostly disappointed. Called in the transaction that frees the place.
"""

from datetime import datetime, timedelta

from webapp import db
from webapp.domain import booking_facts, booking_news, waking_hours
from webapp.domain.booking_facts import REPLACED
from webapp.lib import clock

MOST_TOLD = 10
WITHIN_HOURS = 12


def _free(slot: str) -> str:
    return (
        f"({slot}.places - (SELECT count(*) FROM booking b "
        f"WHERE b.slot_id = {slot}.id AND b.ended_at IS NULL))"
    )


def _offered(slot: str) -> str:
    return (
        "(v.offers_all OR EXISTS (SELECT 1 FROM invitation_slot x "
        f"WHERE x.invitation_id = v.id AND x.slot_id = {slot}.id))"
    )


# Links that still lead somewhere, to candidates who have booked nothing and given nothing back.
_WAITING = (
    "FROM invitation v JOIN interview n ON n.id = v.interview_id "
    'JOIN "case" c ON c.id = n.case_id JOIN slot s ON s.interview_id = n.id '
    "LEFT JOIN message sent ON sent.id = v.message_id "
    "WHERE s.id = ? AND s.starts_at > ? AND s.withdrawn_at IS NULL "
    "AND n.tells_when_free AND n.cancelled_at IS NULL AND c.closed_at IS NULL "
    "AND v.revoked_at IS NULL AND v.expires_at > ? "
    "AND (sent.id IS NULL OR sent.state IN ('accepted', 'delivered')) "
    f"AND NOT {REPLACED} AND {_offered('s')} "
    "AND NOT EXISTS (SELECT 1 FROM booking k JOIN invitation w ON w.id = k.invitation_id "
    "WHERE w.interview_id = v.interview_id AND w.application_id = v.application_id "
    "AND (k.ended_at IS NULL OR k.ending = 'cancelled'))"
)
_ONLY_THIS = (
    f"{_free('s')} = 1 "
    "AND NOT EXISTS (SELECT 1 FROM slot z WHERE z.interview_id = v.interview_id AND z.id <> s.id "
    "AND z.withdrawn_at IS NULL AND z.starts_at > ? "
    f"AND {_free('z')} > 0 AND {_offered('z')})"
)


def freed(slot_id: int, now: datetime) -> int:
    """A place of this slot was given back: tell the first who had no time to choose; how many.

    Each at most once a day, and nobody in quiet hours, when SMS wait for the morning.
    """
    now_ms = clock.to_ms(now)
    found = db.rows(
        f"SELECT v.id {_WAITING} AND {_ONLY_THIS} ORDER BY v.id",
        (slot_id, now_ms, now_ms, now_ms),
    )
    occasions = {booking_news.free_occasion(one, now): one for (one,) in found}
    heard = booking_news.have_heard([*occasions]) if occasions else set()
    first = [one for occasion, one in occasions.items() if occasion not in heard][:MOST_TOLD]
    return _tell(slot_id, first, now) if first else 0


def _tell(slot_id: int, invitation_ids: list[int], now: datetime) -> int:
    since = _waking(slot_id, now)
    everybody = booking_facts.find_offered(slot_id, invitation_ids)
    for told in everybody:
        booking_news.tell_candidate(
            "free",
            told,
            now,
            min(since + timedelta(hours=WITHIN_HOURS), clock.from_ms(told.starts_at)),
            since=since,
            by_sms=clock.to_ms(since) < told.starts_at and not booking_news.had_enough(told, now),
            occasion=booking_news.free_occasion(told.invitation_id, now),
        )
    return len(everybody)


def _waking(slot_id: int, now: datetime) -> datetime:
    (found,) = db.rows(
        "SELECT n.time_zone, o.quiet_from, o.quiet_to FROM slot s "
        'JOIN interview n ON n.id = s.interview_id JOIN "case" c ON c.id = n.case_id '
        "JOIN organisation o ON o.id = c.organisation_id WHERE s.id = ?",
        (slot_id,),
    )
    zone, *quiet = found
    return waking_hours.from_then_on(now, zone, (quiet[0], quiet[1]))
