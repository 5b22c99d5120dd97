"""Opt-outs: a number stops SMS from a parent organisation and all below it, and starts them again.

Only its owner starts them again. Everything compares keyed hashes (lib.number_hash), so that an
opt-out holds when the number itself is erased. Whatever leaves is asked last by the worker, in
the statement that stamps it (`forbids`).
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from webapp import db
from webapp.domain import doubts, settling
from webapp.domain.states import State
from webapp.lib import clock, number_hash


class Cause(StrEnum):
    """How a number was stopped. The value is what the table holds."""

    TEXT = "text"
    DECISION = "decision"
    LINK = "link"
    CARRIER = "carrier"
    IMPORT = "import"


class Why(NamedTuple):
    """How a number was stopped, by which words, and the text, message or user behind it."""

    cause: Cause
    reason: str = ""
    reply_id: int | None = None
    message_id: int | None = None
    by_id: int | None = None


def stands(root: str, hashed: str) -> str:
    """SQL that tells whether the number with this hash has stopped SMS from this parent."""
    return (
        f"EXISTS (SELECT 1 FROM opt_out o WHERE o.root_id = {root} "
        f"AND o.number_hash = {hashed} AND o.lifted_at IS NULL)"
    )


# SQL that tells whether a row of `message` may not leave: its number is stopped, and it is not
# the one that confirms just this; or it confirms what has been lifted meanwhile.
FORBIDS = (
    "(EXISTS (SELECT 1 FROM opt_out o WHERE o.root_id = message.root_id "
    "AND o.number_hash = message.number_hash AND o.lifted_at IS NULL "
    "AND coalesce(o.confirmation_id, 0) <> message.id) "
    "OR EXISTS (SELECT 1 FROM opt_out o "
    "WHERE o.confirmation_id = message.id AND o.lifted_at IS NOT NULL))"
)


def has_stopped(root_id: int, hashed: str) -> bool:
    """Whether the number with this hash has stopped SMS from a parent organisation."""
    return bool(db.row(f"SELECT 1 WHERE {stands('?', '?')}", (root_id, hashed)))


def stop(
    root_id: int, number: str, why: Why, now: datetime | None = None, *, hashed: str = ""
) -> int | None:
    """Send this number no SMS any more, from anywhere below this parent organisation.

    What still waits is cancelled. Returns the id of the opt-out; None where one stood already,
    which stays as it was. Of an erased number only its hash is given. Raises ValueError for none.
    """
    now, hashed = now or clock.now(), hashed or number_hash.of(number)
    if not hashed:
        raise ValueError("There is no number to stop.")
    with db.transaction():
        made = db.row(
            "INSERT INTO opt_out (root_id, number_hash, number, cause, reason, reply_id, "
            "message_id, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (root_id, number_hash) WHERE lifted_at IS NULL DO NOTHING RETURNING id",
            (
                root_id,
                hashed,
                number,
                why.cause.value,
                why.reason[:200],
                why.reply_id,
                why.message_id,
                why.by_id,
                clock.to_ms(now),
            ),
        )
        doubts.settle_all(root_id, hashed, now)
        cancel_waiting(root_id, now, "AND number_hash = ?", (hashed,))
        return int(made[0]) if made else None


def start(
    root_id: int,
    hashed: str,
    now: datetime | None = None,
    *,
    said_at: datetime | None = None,
    reply_id: int | None = None,
) -> int | None:
    """The owner of the number with this hash wants SMS again, and said so at `said_at`.

    Returns the id of the opt-out that is lifted; None where none stood. One that was said later
    stands: texts come late and out of order. What else they wrote is in doubt no longer.
    """
    now = now or clock.now()
    said_ms = clock.to_ms(min(said_at or now, now))
    with db.transaction():
        lifted = db.row(
            "UPDATE opt_out SET lifted_at = ?, lifted_by_reply_id = ? "
            "WHERE root_id = ? AND number_hash = ? AND lifted_at IS NULL AND coalesce("
            "(SELECT i.at FROM inbound_text i WHERE i.id = opt_out.reply_id), at) <= ? "
            "RETURNING id",
            (clock.to_ms(now), reply_id, root_id, hashed, said_ms),
        )
        if lifted is None:
            return None
        doubts.settle_all(root_id, hashed, now)
        cancel_waiting(root_id, now, "AND number_hash = ?", (hashed,))
        return int(lifted[0])


def forget_number(root_id: int, hashed: str) -> None:
    """Erase a number, and the words, from what is shown of its opt-outs; they go on to count.

    `hashed` is number_hash.of(number), as applications and messages keep it. A second call
    changes nothing.
    """
    db.execute(
        "UPDATE opt_out SET number = '', reason = '' WHERE root_id = ? AND number_hash = ?",
        (root_id, hashed),
    )


def cancel_waiting(
    root_id: int, now: datetime, which: str = "", values: tuple[str, ...] = ()
) -> None:
    """Cancel what waits in a tree and may not leave any more; `which` narrows it in SQL."""
    waiting = db.rows(
        f"SELECT id FROM message WHERE root_id = ? AND state = 'queued' AND {FORBIDS} {which}",
        (root_id, *values),
    )
    settling.release([identity for (identity,) in waiting], State.CANCELLED, now)
