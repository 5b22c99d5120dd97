"""What the carrier's receipts say of a message, all of them taken together.

Delivered beats undelivered beats accepted, so that order and repeats do not matter. A receipt
that came before anybody knew whose it was is joined here, as soon as the carrier's name for the
message is known.
"""

from webapp import db
from webapp.domain.states import State
from webapp.gateways.sms import ReceiptStatus

_FOLDED = {
    ReceiptStatus.DELIVERED: State.DELIVERED,
    ReceiptStatus.REJECTED: State.UNDELIVERED,
    ReceiptStatus.UNDELIVERABLE: State.UNDELIVERED,
}
_WEAKER = {
    State.DELIVERED: "state IN ('accepted', 'undelivered')",
    State.UNDELIVERED: "state = 'accepted'",
}


def fold(message_id: int, carrier_id: str) -> None:
    """Join the receipts under this name to a message that has left, and let it follow the
    strongest of all that it has. The caller holds the row; a second call changes nothing.
    """
    db.execute(
        "UPDATE carrier_receipt SET message_id = ? WHERE carrier_id = ? AND message_id IS NULL",
        (message_id, carrier_id),
    )
    strongest = db.row(
        "SELECT status, at, code, words FROM carrier_receipt WHERE message_id = ? "
        "AND status <> 'submitted' ORDER BY status <> 'delivered', id LIMIT 1",
        (message_id,),
    )
    if strongest is None:
        return
    status, *why = strongest
    target = _FOLDED[ReceiptStatus(status)]
    db.execute(
        "UPDATE message SET state = ?, state_at = ?, carrier_code = ?, carrier_words = ? "
        f"WHERE id = ? AND {_WEAKER[target]}",
        (target.value, *why, message_id),
    )
