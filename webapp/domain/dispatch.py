"""The queue's side of sending: which messages are due, whose they are, and what becomes of those
that a dead worker left behind.

A message is claimed (with a lease), stamped `sending` just before the call, and settled after
it. No transaction is open during the call. What a crash leaves claimed has not left and goes
back; what it leaves stamped may have left and becomes unconfirmed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import doubts, opt_outs, outlet, settling
from webapp.domain.states import State
from webapp.lib import clock, invite_links, stop_links

LEASE_S = 60
GIVE_UP_HOURS = 72
ASK_AGAIN_S = 60
_BULK = 500

# What came back to the queue is asked anew, because an undo or a closure finds only what waits.
_UNWANTED = (
    f"({opt_outs.FORBIDS} "
    "OR EXISTS (SELECT 1 FROM application a "
    "WHERE a.id = message.application_id AND a.anonymised_at IS NOT NULL) "
    'OR EXISTS (SELECT 1 FROM batch b JOIN "case" c ON c.id = b.case_id '
    "JOIN organisation g ON g.id = c.organisation_id WHERE b.id = message.batch_id "
    "AND NOT b.is_automatic "
    "AND (b.cancelled_at IS NOT NULL OR c.closed_at IS NOT NULL OR NOT g.is_active)))"
)
# Whoever might have written STOP: it waits until a person has decided.
_WAITS = doubts.waits("message.root_id", "message.number_hash")


class Claimed(NamedTuple):
    """A message that this worker may send, from `slot` (seconds since 1970) on."""

    message_id: int
    to: str
    sender: str
    text: str
    client_ref: str
    slot: float


def claim(
    worker: str,
    most: int,
    rate_per_s: int,
    *,
    lease_s: float = LEASE_S,
    now: datetime | None = None,
) -> list[Claimed]:
    """Take up to `most` messages that are due, each for one worker only, with its sending slot.

    The claim ends after `lease_s`; what was not stamped by then goes to another worker.
    """
    now = now or clock.now()
    most = outlet.may_take(most, now)
    if not most:
        return []
    now_ms = clock.to_ms(now)
    # The state is written out, not a value: only so does SQLite use the index of open messages.
    found = db.rows(
        "UPDATE message SET state = 'claimed', claimed_by = ?, lease_until = ?, state_at = ? "
        "WHERE id IN (SELECT id FROM message WHERE state = 'queued' AND send_after <= ? "
        f"AND send_before > ? ORDER BY send_after, id LIMIT ?{db.skip_locked()}) "
        'RETURNING id, "to", sender, text, client_ref',
        (worker, now_ms + round(lease_s * 1000), now_ms, now_ms, now_ms, most),
    )
    if not found:
        return []
    slots = outlet.take_slots(len(found), rate_per_s)
    claimed = [Claimed._make((*one, slot)) for one, slot in zip(sorted(found), slots, strict=True)]
    return [one._replace(text=_with_links(one)) for one in claimed]


def _with_links(one: Claimed) -> str:
    """The text with the message's own links in it, which are kept nowhere."""
    return invite_links.fill(stop_links.fill(one.text, one.message_id), one.message_id)


def stamp(
    message_id: int, worker: str, now: datetime | None = None, *, lease_s: float = LEASE_S
) -> bool:
    """Mark a claimed message as being sent, committed; False if it must not be sent.

    It must not when the claim is no longer this worker's (it woke up too late), or when nobody
    wants it any more: the number has stopped SMS (what confirms that apart), its person was
    erased, the batch was taken back, the case was closed, its organisation was deactivated; nor
    while somebody has yet to decide whether a reply from the number means STOP. The call has
    `lease_s` from now on, however long the message waited for its slot: were it taken for lost
    meanwhile, an answer that it was not sent would come too late to send it again.
    """
    now_ms = clock.to_ms(now or clock.now())
    stamped = db.execute(
        "UPDATE message SET state = 'sending', sent_at = ?, state_at = ?, lease_until = ? "
        "WHERE id = ? AND state = 'claimed' AND claimed_by = ? AND lease_until > ? "
        f"AND NOT {_UNWANTED} AND NOT {_WAITS}",
        (now_ms, now_ms, now_ms + round(lease_s * 1000), message_id, worker, now_ms),
    )
    return stamped == 1


def put_back(message_ids: list[int], worker: str, now: datetime | None = None) -> None:
    """Return messages that this worker claimed and will not send.

    Those that nobody wants any more are cancelled, and their credits released. Those that wait
    for a decision are looked at again in a minute, until their time is over.
    """
    now = now or clock.now()
    with db.transaction():
        for message_id in message_ids:
            unwanted = db.row(
                f"SELECT id FROM message WHERE id = ? AND state = 'claimed' AND {_UNWANTED}",
                (message_id,),
            )
            if unwanted:
                settling.release([message_id], State.CANCELLED, now)
        marks = ", ".join("?" * len(message_ids))
        db.execute(
            "UPDATE message SET state = 'queued', claimed_by = '', lease_until = NULL, "
            f"send_after = CASE WHEN {_WAITS} THEN ? ELSE send_after END "
            f"WHERE id IN ({marks}) AND state = 'claimed' AND claimed_by = ?",
            (clock.to_ms(now + timedelta(seconds=ASK_AGAIN_S)), *message_ids, worker),
        )


def recover(now: datetime | None = None) -> int:
    """Take over what dead workers left behind; return how many messages that were."""
    now_ms = clock.to_ms(now or clock.now())
    with db.transaction():
        db.hold("message", "state IN ('claimed', 'sending') AND lease_until <= ?", (now_ms,))
        back = db.execute(
            "UPDATE message SET state = 'queued', claimed_by = '', lease_until = NULL, "
            "state_at = ? WHERE state = 'claimed' AND lease_until <= ?",
            (now_ms, now_ms),
        )
        unknown = db.execute(
            "UPDATE message SET state = 'unconfirmed', state_at = ?, carrier_code = 'worker' "
            "WHERE state = 'sending' AND lease_until <= ?",
            (now_ms, now_ms),
        )
        return back + unknown


def expire(now: datetime | None = None) -> int:
    """End the wait of messages whose last moment has passed; return how many."""
    now = now or clock.now()
    with db.transaction():
        overdue = db.rows(
            "SELECT id FROM message WHERE state = 'queued' AND send_before <= ? LIMIT ?",
            (clock.to_ms(now), _BULK),
        )
        return settling.release([identity for (identity,) in overdue], State.EXPIRED, now)


def give_up(now: datetime | None = None) -> int:
    """Count unconfirmed messages as not sent when no receipt came for three days; how many."""
    now = now or clock.now()
    with db.transaction():
        silent = db.rows(
            "SELECT id FROM message WHERE state = 'unconfirmed' AND send_before <= ? LIMIT ?",
            (clock.to_ms(now - timedelta(hours=GIVE_UP_HOURS)), _BULK),
        )
        return settling.release([identity for (identity,) in silent], State.NOT_SENT, now)


def beat(worker: str) -> None:
    """Say that this worker is alive."""
    db.execute(
        "INSERT INTO worker_beat (name, seen_at) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at",
        (worker, clock.now_ms()),
    )


def forget_old_beats(now: datetime | None = None) -> None:
    """Drop workers that have not been seen for a day."""
    yesterday = (now or clock.now()) - timedelta(days=1)
    db.execute("DELETE FROM worker_beat WHERE seen_at < ?", (clock.to_ms(yesterday),))


def last_beat() -> datetime | None:
    """When any worker was last seen."""
    found = db.row("SELECT max(seen_at) FROM worker_beat")
    return clock.from_ms(found[0]) if found and found[0] else None
