"""The queue's side of sending: which messages are due, whose they are, and what becomes of those
that a dead worker left behind.

A message is claimed (with a lease), stamped `sending` just before the call, and settled after
it. No transaction is open during the call. What a crash leaves claimed has not left and goes
back; what it leaves stamped may have left and becomes unconfirmed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import doubts, nights, number_days, opt_outs, outlet, settling
from webapp.domain.means import ContactType
from webapp.domain.outlet import Way
from webapp.domain.states import State
from webapp.lib import clock, invite_links, stop_links

LEASE_S = 60
EMAIL_LEASE_S = 300
"""More than a whole conversation with a slow mail server takes."""
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
    """An SMS that this worker may send, from `slot` (seconds since 1970) on."""

    message_id: int
    to: str
    sender: str
    text: str
    client_ref: str
    slot: float


class ClaimedEmail(NamedTuple):
    """An e-mail that this worker may send. Answers go to `reply_to`, whose name stands first;
    `calendar` is an iCalendar file, or empty.
    """

    message_id: int
    to: str
    sender: str
    subject: str
    text: str
    client_ref: str
    reply_to: tuple[str, str]
    calendar: str


def claim(
    worker: str,
    most: int,
    rate_per_s: int,
    *,
    lease_s: float = LEASE_S,
    now: datetime | None = None,
) -> list[Claimed]:
    """Take up to `most` SMS that are due, each for one worker only, with its sending slot.

    The claim ends after `lease_s`; what was not stamped by then goes to another worker. What
    would come in quiet hours is put off until they end (domain.nights), and what would be more
    than one gets a day expires (domain.number_days).
    """
    now = now or clock.now()
    most = outlet.may_take(most, now)
    if not most:
        return []
    found = _take(ContactType.SMS, worker, most, lease_s, now)
    held = nights.hold([one[0] for one in found], worker, now)
    held |= number_days.refuse([one[0] for one in found if one[0] not in held], worker, now)
    found = [one for one in found if one[0] not in held]
    if not found:
        return []
    slots = outlet.take_slots(len(found), rate_per_s)
    return [
        Claimed(identity, to, sender, _with_links(identity, text), ref, slot)
        for (identity, to, sender, _, text, ref), slot in zip(found, slots, strict=True)
    ]


def claim_email(
    worker: str, *, lease_s: float = EMAIL_LEASE_S, now: datetime | None = None
) -> ClaimedEmail | None:
    """Take the e-mail that has been due for longest, for one worker only; None if none is due.

    It is stamped and settled as an SMS is. The carrier's throttle and pause do not concern it.
    """
    now = now or clock.now()
    # A read first: it holds up nobody, and mostly there is nothing to send.
    due = f"SELECT 1 FROM message WHERE {_due(ContactType.EMAIL)} LIMIT 1"
    if not db.row(due, (clock.to_ms(now),) * 2) or not outlet.may_take(1, now, Way.MAIL):
        return None
    found = _take(ContactType.EMAIL, worker, 1, lease_s, now)
    if not found:
        return None
    identity, to, sender, subject, text, ref = found[0]
    text = _with_links(identity, text)
    name, address, calendar = _batch_of(identity)
    return ClaimedEmail(identity, to, sender, subject, text, ref, (name, address), calendar)


def _take(
    contact_type: ContactType, worker: str, most: int, lease_s: float, now: datetime
) -> list[tuple[int, str, str, str, str, str]]:
    """Claim what is due: id, to, sender, subject, text and client_ref of each, by rising id."""
    now_ms = clock.to_ms(now)
    found = db.rows(
        "UPDATE message SET state = 'claimed', claimed_by = ?, lease_until = ?, state_at = ? "
        f"WHERE id IN (SELECT id FROM message WHERE {_due(contact_type)} "
        f"ORDER BY send_after, id LIMIT ?{db.skip_locked()}) "
        'RETURNING id, "to", sender, subject, text, client_ref',
        (worker, now_ms + round(lease_s * 1000), now_ms, now_ms, now_ms, most),
    )
    return sorted(found)


def _due(contact_type: ContactType) -> str:
    """SQL for what waits and may go now; both are written out, because only then does SQLite use
    the index of open messages.
    """
    return (
        f"state = 'queued' AND contact_type = '{contact_type.value}' "
        "AND send_after <= ? AND send_before > ?"
    )


def _batch_of(message_id: int) -> tuple[str, str, str]:
    """The name and the address of who wrote a message, and the calendar entry that it carries."""
    found = db.row(
        "SELECT u.name, u.email, b.calendar FROM message m JOIN batch b ON b.id = m.batch_id "
        'JOIN "user" u ON u.id = b.user_id WHERE m.id = ?',
        (message_id,),
    )
    return (found[0], found[1], found[2]) if found else ("", "", "")


def _with_links(message_id: int, text: str) -> str:
    """The text with the message's own links in it, which are kept nowhere."""
    return invite_links.fill(stop_links.fill(text, message_id), message_id)


def stamp(
    message_id: int, worker: str, now: datetime | None = None, *, lease_s: float = LEASE_S
) -> bool:
    """Mark a claimed message as being sent, committed; False if it must not be sent.

    It must not when the claim is no longer this worker's (it woke up too late), or when nobody
    wants it any more: the number has stopped SMS (what confirms that apart), its person was
    erased, the batch was taken back, the case was closed, its organisation was deactivated; nor in
    its reader's quiet hours, nor while somebody has yet to decide whether a reply from the number
    means STOP. The call has `lease_s` from now on, however long the message waited for its slot:
    were it taken for lost meanwhile, an answer that it was not sent would come too late to send it
    again.
    """
    now = now or clock.now()
    if nights.mornings([message_id], now):
        return False
    now_ms = clock.to_ms(now)
    stamped = db.execute(
        "UPDATE message SET state = 'sending', sent_at = ?, state_at = ?, lease_until = ? "
        "WHERE id = ? AND state = 'claimed' AND claimed_by = ? AND lease_until > ? "
        f"AND NOT {_UNWANTED} AND NOT {_WAITS}",
        (now_ms, now_ms, now_ms + round(lease_s * 1000), message_id, worker, now_ms),
    )
    return stamped == 1


def put_back(message_ids: list[int], worker: str, now: datetime | None = None) -> None:
    """Return messages that this worker claimed and will not send.

    Those that nobody wants any more are cancelled, and their credits released. Those that came
    into quiet hours wait until these end (domain.nights), and those that wait for a decision are
    looked at again in a minute, until their time is over.
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
        nights.hold(message_ids, worker, now)
        marks = db.marks(message_ids)
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
            "UPDATE message SET state = 'unconfirmed', state_at = ?, carrier_code = 'worker', "
            "carrier_words = '' "
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
        ids = [identity for (identity,) in overdue]
        return settling.release(ids, State.EXPIRED, now, carrier_words="")


def give_up(now: datetime | None = None) -> int:
    """Count unconfirmed SMS as not sent when no receipt came for three days; how many.

    An unconfirmed e-mail stays so until a person decides: a mail server sends no receipts, so its
    silence says nothing.
    """
    now = now or clock.now()
    with db.transaction():
        silent = db.rows(
            "SELECT id FROM message WHERE state = 'unconfirmed' AND contact_type = 'sms' "
            "AND send_before <= ? LIMIT ?",
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
