"""What the carrier reports of messages that it took: stored as it came, then folded by rank.

Reports come late, twice and in any order, and before our own row is up to date. One about an
unknown message is kept: should a message turn out to be meant, it counts from then on
(domain.folding).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from webapp import db
from webapp.domain import opt_outs, settling
from webapp.domain.opt_outs import Cause, Why
from webapp.gateways.sms import Receipt
from webapp.lib import clock

OLDEST = timedelta(days=30)


def receipt_came(receipt: Receipt, now: datetime | None = None) -> bool:
    """Store a report and let its message follow; False if it was known already.

    A repeat is folded too: it may name the message of one that came without our name for it.
    """
    now = now or clock.now()
    if not now - OLDEST <= receipt.at <= now:
        # The carrier's clock is its own: a time that cannot be is that of the arrival.
        receipt = replace(receipt, at=now)
    with db.transaction():
        # The answer to the call may be settled at this moment: one of the two sees the other.
        db.hold_names([receipt.carrier_id])
        message_id = _message_of(receipt)
        is_news = _store(receipt, message_id, now)
        if message_id is not None:
            settling.accept(message_id, receipt.carrier_id, now)
            if is_news and receipt.recipient_stopped:
                _stop(message_id, str(receipt.detail or ""), now)
        return is_news


def _stop(message_id: int, words: str, now: datetime) -> None:
    """The recipient has told the carrier STOP. A repeated report must not undo a later START."""
    found = db.row('SELECT root_id, "to", number_hash FROM message WHERE id = ?', (message_id,))
    if found and found[2]:
        why = Why(Cause.CARRIER, words, message_id=message_id)
        opt_outs.stop(found[0], found[1], why, now, hashed=found[2])


def _message_of(receipt: Receipt) -> int | None:
    """By our own name for the message first: the carrier's may not be stored yet."""
    found = db.row("SELECT id FROM message WHERE client_ref = ?", (receipt.client_ref,)) or db.row(
        "SELECT id FROM message WHERE carrier_id = ? AND carrier_id <> ''", (receipt.carrier_id,)
    )
    return int(found[0]) if found else None


def _store(receipt: Receipt, message_id: int | None, now: datetime) -> bool:
    stored = db.execute(
        "INSERT INTO carrier_receipt (carrier_id, client_ref, message_id, status, code, words, "
        "price, currency, segments, at, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (carrier_id, status) DO NOTHING",
        (
            receipt.carrier_id,
            receipt.client_ref[:100],
            message_id,
            receipt.status.value,
            receipt.code[:16],
            str(receipt.detail or "")[:300],
            None if receipt.price is None else str(receipt.price),
            receipt.currency[:8],
            receipt.segments,
            clock.to_ms(receipt.at),
            clock.to_ms(now),
        ),
    )
    return stored == 1
