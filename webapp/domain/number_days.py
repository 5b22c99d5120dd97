"""How many texts a number gets on a day, when one of them is moved or about to leave: whatever
the queue did to their times, nobody gets more than the organisation wants.
"""

from collections.abc import Sequence
from datetime import datetime

from webapp import db
from webapp.domain import pressure, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.states import State
from webapp.domain.timing import Leaving
from webapp.lib.words import Sentence, say

_EXPIRED = say(
    "This number got as many SMS that day as one may get. Nothing was sent and nothing was charged."
)
_HAS_LEFT = "m.state NOT IN ('queued', 'claimed')"


def beyond(case: CaseFacts, to: str, leaving: Leaving, but_for: int) -> Sentence | None:
    """Why a text (with the id `but_for`) cannot leave then: the number gets enough that day."""
    most = case.most_per_number_day
    if most is None:
        return None
    day = pressure.day_of(leaving.send_after, leaving.zone)
    return pressure.full_day(most) if _count(case.root_id, to, day, but_for) >= most else None


def refuse(message_ids: Sequence[int], worker: str, now: datetime) -> set[int]:
    """Let those of these messages, which this worker claimed, expire whose readers have had enough
    today.

    What Hej sends by itself and tests are let through. Returns the ids of those that expired.
    """
    found = [row for ids in db.in_chunks(message_ids) for row in _limited(ids)]
    had: dict[tuple[int, str], int] = {}
    refused = []
    for identity, root_id, to, zone, most in found:
        day = pressure.day_of(now, zone or "UTC")
        # Those that were claimed together count one after another.
        count = had.get((root_id, to))
        if count is None:
            count = _count(root_id, to, day, identity, _HAS_LEFT)
        if count >= most:
            refused.append(identity)
        had[root_id, to] = count + (count < most)
    if refused:
        with db.transaction():
            db.execute(
                "UPDATE message SET state = 'queued', claimed_by = '', lease_until = NULL "
                f"WHERE id IN ({db.marks(refused)}) AND state = 'claimed' AND claimed_by = ?",
                (*refused, worker),
            )
            settling.release(refused, State.EXPIRED, now, carrier_words=str(_EXPIRED))
    return set(refused)


def _count(root_id: int, to: str, day: tuple[int, int], but_for: int, also: str = "TRUE") -> int:
    """How many other texts count on a day of this number."""
    found = db.row(
        "SELECT count(*) FROM message m JOIN batch b ON b.id = m.batch_id "
        f'WHERE m.root_id = ? AND m."to" = ? AND m.id <> ? AND {pressure.COUNTS} AND {also} '
        f"AND {pressure.LEAVES_AT} >= ? AND {pressure.LEAVES_AT} < ?",
        (root_id, to, but_for, *day),
    )
    return int(found[0]) if found else 0


def _limited(message_ids: Sequence[int]) -> list[tuple[int, int, str, str, int]]:
    return db.rows(
        'SELECT m.id, m.root_id, m."to", m.zone, o.most_per_number_day '
        'FROM message m JOIN batch b ON b.id = m.batch_id JOIN "case" c ON c.id = b.case_id '
        "JOIN organisation o ON o.id = c.organisation_id "
        f"WHERE m.id IN ({db.marks(message_ids)}) "
        "AND o.most_per_number_day IS NOT NULL AND NOT b.is_test AND NOT b.is_automatic "
        "ORDER BY m.id",
        message_ids,
    )
