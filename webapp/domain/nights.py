"""Keeping what is due out of the quiet hours, when it is about to leave: however slow the queue
was, nobody is woken.
"""

from collections.abc import Sequence
from datetime import datetime

from webapp import db
from webapp.domain import quiet_hours, settling
from webapp.domain.states import State
from webapp.lib import clock
from webapp.lib.words import say

_EXPIRED = say(
    "Quiet hours began before it could be sent, and its last time was over before they were. "
    "Nothing was charged."
)


def mornings(message_ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """When quiet hours end for those of these messages for whose readers they last now."""
    found = [row for ids in db.in_chunks(message_ids) for row in _by_clocks(ids)]
    ends = {
        identity: quiet_hours.end_of(now, zone, (begin, end))
        for identity, zone, begin, end in found
    }
    return {identity: end for identity, end in ends.items() if end}


def hold(message_ids: Sequence[int], worker: str, now: datetime) -> set[int]:
    """Put back, until the morning, what this worker claimed in its readers' quiet hours.

    What must leave before that expires at once, and its credits are released. Returns the ids
    of both.
    """
    held = mornings(message_ids, now)
    if not held:
        return set()
    with db.transaction():
        for identity, morning in sorted(held.items()):
            db.execute(
                "UPDATE message SET state = 'queued', claimed_by = '', lease_until = NULL, "
                "send_after = ? WHERE id = ? AND state = 'claimed' AND claimed_by = ?",
                (clock.to_ms(morning), identity, worker),
            )
        late = db.rows(
            f"SELECT id FROM message WHERE id IN ({db.marks(held)}) "
            "AND state = 'queued' AND send_before <= send_after ORDER BY id",
            sorted(held),
        )
        ids = [identity for (identity,) in late]
        settling.release(ids, State.EXPIRED, now, carrier_words=str(_EXPIRED))
    return set(held)


def _by_clocks(message_ids: Sequence[int]) -> list[tuple[int, str, int, int]]:
    """Those of these messages that quiet hours can hold: whose clocks count, and the hours."""
    return db.rows(
        "SELECT m.id, m.zone, o.quiet_from, o.quiet_to FROM message m "
        'JOIN batch b ON b.id = m.batch_id JOIN "case" c ON c.id = b.case_id '
        "JOIN organisation o ON o.id = c.organisation_id "
        f"WHERE m.id IN ({db.marks(message_ids)}) "
        "AND m.zone <> '' AND NOT m.passes_quiet",
        message_ids,
    )
