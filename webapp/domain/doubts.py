"""Replies that only might mean STOP: SMS to their numbers wait until a person has decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.lib import clock, number_hash

# As a column or a condition: whether SMS to a number wait, in a query that names both.
_OPEN = (
    "EXISTS (SELECT 1 FROM stop_doubt d "
    "WHERE d.root_id = {root} AND d.number_hash = {hashed} AND d.decided_at IS NULL)"
)


class Doubt(NamedTuple):
    """A reply that might have meant STOP; its number is empty when it was erased since."""

    root_id: int
    number_hash: str
    reply_id: int
    number: str
    words: str


def waits(root: str, hashed: str) -> str:
    """SQL that tells whether SMS from this parent to the number with this hash wait."""
    return _OPEN.format(root=root, hashed=hashed)


def note(root_id: int, number: str, reply_id: int, now: datetime) -> None:
    """This stored reply from this number might mean STOP; once for each."""
    db.execute(
        "INSERT INTO stop_doubt (root_id, number_hash, reply_id, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (reply_id) DO NOTHING",
        (root_id, number_hash.of(number), reply_id, clock.to_ms(now)),
    )


def forget(reply_ids: Sequence[int]) -> None:
    """Nobody will decide on these replies any more where they were noted; in the caller's
    transaction. They can be noted again.
    """
    db.execute(
        f"DELETE FROM stop_doubt WHERE decided_at IS NULL AND reply_id IN ({db.marks(reply_ids)})",
        reply_ids,
    )


def settle_all(root_id: int, hashed: str, now: datetime) -> None:
    """The number with this hash has clearly stopped or started SMS: nothing is in doubt."""
    db.execute(
        "UPDATE stop_doubt SET decided_at = ? "
        "WHERE root_id = ? AND number_hash = ? AND decided_at IS NULL",
        (clock.to_ms(now), root_id, hashed),
    )


def settle_stopped(root_id: int, now: datetime) -> None:
    """Nothing is in doubt any more about numbers that have stopped SMS by now."""
    db.execute(
        "UPDATE stop_doubt SET decided_at = ? WHERE root_id = ? AND decided_at IS NULL "
        "AND EXISTS (SELECT 1 FROM opt_out o WHERE o.root_id = stop_doubt.root_id "
        "AND o.number_hash = stop_doubt.number_hash AND o.lifted_at IS NULL)",
        (clock.to_ms(now), root_id),
    )


def take(application_id: int, by_id: int, now: datetime) -> list[Doubt]:
    """Settle what this applicant wrote that might mean STOP, by this user's decision.

    Returns each such reply. Of two who decide at once, one gets nothing.
    """
    taken = db.rows(
        "UPDATE stop_doubt SET decided_at = ?, decided_by_id = ? WHERE decided_at IS NULL "
        "AND reply_id IN (SELECT id FROM inbound_text WHERE application_id = ?) "
        "RETURNING root_id, number_hash, reply_id",
        (clock.to_ms(now), by_id, application_id),
    )
    return [Doubt._make((*one, *_what_came(one[2]))) for one in taken]


def _what_came(reply_id: int) -> tuple[str, str]:
    found = db.row("SELECT from_number, text FROM inbound_text WHERE id = ?", (reply_id,))
    return (found[0], found[1]) if found else ("", "")
