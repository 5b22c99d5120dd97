"""Replies that only might mean STOP: SMS to their numbers wait until a person has decided."""

from datetime import datetime

from webapp import db
from webapp.lib import clock

# As a column or a condition: whether SMS to a number wait, in a query that names both.
_OPEN = (
    "EXISTS (SELECT 1 FROM stop_doubt d "
    "WHERE d.root_id = {root} AND d.number = {number} AND d.decided_at IS NULL)"
)


def waits(root: str, number: str) -> str:
    """SQL that tells whether SMS from this parent organisation to this number wait."""
    return _OPEN.format(root=root, number=number)


def note(root_id: int, number: str, carrier_id: str, now: datetime) -> None:
    """The stored reply with the carrier's name `carrier_id` might mean STOP; once for each."""
    db.execute(
        "INSERT INTO stop_doubt (root_id, number, reply_id, at) "
        "SELECT ?, ?, id, ? FROM inbound_text WHERE carrier_id = ? "
        "ON CONFLICT (reply_id) DO NOTHING",
        (root_id, number, clock.to_ms(now), carrier_id),
    )


def settle_all(root_id: int, number: str, now: datetime) -> None:
    """The number has stopped SMS: nothing about it is in doubt any more."""
    db.execute(
        "UPDATE stop_doubt SET decided_at = ? "
        "WHERE root_id = ? AND number = ? AND decided_at IS NULL",
        (clock.to_ms(now), root_id, number),
    )


def take(application_id: int, by_id: int, now: datetime) -> list[tuple[int, str, str]]:
    """Settle what this applicant wrote that might mean STOP, by this user's decision.

    Returns for each such reply the parent organisation, the number and the words. Of two who
    decide at once, one gets nothing.
    """
    taken = db.rows(
        "UPDATE stop_doubt SET decided_at = ?, decided_by_id = ? WHERE decided_at IS NULL "
        "AND reply_id IN (SELECT id FROM inbound_text WHERE application_id = ?) "
        "RETURNING root_id, number, reply_id",
        (clock.to_ms(now), by_id, application_id),
    )
    return [(root_id, number, _words(reply_id)) for root_id, number, reply_id in taken]


def _words(reply_id: int) -> str:
    found = db.row("SELECT text FROM inbound_text WHERE id = ?", (reply_id,))
    return str(found[0]) if found else ""
