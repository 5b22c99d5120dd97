"""What the carrier reports of messages that it took: stored as it came, then folded by rank.

Reports come late, twice and in any order, and before our own row is up to date. Delivered
beats undelivered beats accepted; a report about an unknown message is kept and changes nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from webapp import db
from webapp.domain import settling
from webapp.domain.states import State
from webapp.gateways.sms import Receipt, ReceiptStatus
from webapp.lib import clock

OLDEST = timedelta(days=30)

_FOLDED = {
    ReceiptStatus.DELIVERED: State.DELIVERED,
    ReceiptStatus.REJECTED: State.UNDELIVERED,
    ReceiptStatus.UNDELIVERABLE: State.UNDELIVERED,
}
_WEAKER = {
    State.DELIVERED: "state IN ('accepted', 'undelivered')",
    State.UNDELIVERED: "state = 'accepted'",
}


def receipt_came(receipt: Receipt, now: datetime | None = None) -> bool:
    """Store a report and let its message follow; False if it was known already."""
    now = now or clock.now()
    if not now - OLDEST <= receipt.at <= now:
        # The carrier's clock is its own: a time that cannot be is that of the arrival.
        receipt = replace(receipt, at=now)
    with db.transaction():
        message_id = _message_of(receipt)
        if not _store(receipt, message_id, now):
            return False
        if message_id is not None:
            settling.accept(message_id, receipt.carrier_id, now)
            _fold(message_id, receipt)
        return True


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


def _fold(message_id: int, receipt: Receipt) -> None:
    target = _FOLDED.get(receipt.status)
    if target is None:
        return
    db.execute(
        "UPDATE message SET state = ?, state_at = ?, carrier_code = ?, carrier_words = ? "
        f"WHERE id = ? AND {_WEAKER[target]}",
        (
            target.value,
            clock.to_ms(receipt.at),
            receipt.code[:16],
            str(receipt.detail or "")[:300],
            message_id,
        ),
    )
