"""Reminding candidates of what they have booked, when its time has come."""

import logging
from datetime import datetime

from peewee import OperationalError

from webapp import db
from webapp.domain import booking_news
from webapp.lib import clock

_MOST = 100
_log = logging.getLogger(__name__)


def send_due(now: datetime | None = None) -> int:
    """Send the reminders that are due; how many those were.

    What was moved, cancelled or has begun is never reminded, and nothing twice: what was dealt
    with is written down before its SMS is queued, in one transaction. A second call finds none.
    """
    now = now or clock.now()
    now_ms = clock.to_ms(now)
    _drop_unwanted(now_ms)
    due = db.rows(
        "SELECT id FROM reminder WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?",
        (now_ms, _MOST),
    )
    return sum(_send_one(reminder_id, now) for (reminder_id,) in due)


def _send_one(reminder_id: int, now: datetime) -> int:
    """One that cannot be sent is logged and written down, so that the others go out."""
    try:
        return _send(reminder_id, now)
    except OperationalError:
        raise
    except Exception:
        _log.exception("Reminder %d could not be sent.", reminder_id)
        db.execute(
            "UPDATE reminder SET done_at = ?, outcome = 'failed' WHERE id = ?",
            (clock.to_ms(now), reminder_id),
        )
        return 0


def _send(reminder_id: int, now: datetime) -> int:
    with db.transaction():
        taken = db.rows(
            "UPDATE reminder SET done_at = ? WHERE id = ? AND done_at IS NULL "
            "RETURNING booking_id, kind",
            (clock.to_ms(now), reminder_id),
        )
        for booking_id, kind in taken:
            outcome = booking_news.remind(booking_id, kind, now)
            db.execute("UPDATE reminder SET outcome = ? WHERE id = ?", (outcome, reminder_id))
        return len(taken)


def _drop_unwanted(now_ms: int) -> None:
    db.execute(
        "UPDATE reminder SET done_at = ?, outcome = 'dropped' WHERE done_at IS NULL "
        "AND due_at <= ? AND EXISTS (SELECT 1 FROM booking b JOIN slot s ON s.id = b.slot_id "
        "WHERE b.id = reminder.booking_id AND (b.ended_at IS NOT NULL OR s.starts_at <= ?))",
        (now_ms, now_ms, now_ms),
    )
