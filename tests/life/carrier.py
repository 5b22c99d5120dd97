"""The other side: a carrier that remembers what it took and owes a receipt for."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from webapp.domain.dispatch import Claimed
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import Receipt, ReceiptStatus
from webapp.lib.words import say

# What a call can come to: whether the carrier took the message, and what we learn of it.
ANSWERS: dict[str, tuple[bool, Verdict]] = {
    "accepted": (True, Verdict.ACCEPTED),
    "answer lost": (True, Verdict.UNKNOWN),
    "request lost": (False, Verdict.UNKNOWN),
    "refused": (False, Verdict.REFUSED),
    "too fast": (False, Verdict.RETRY),
    "not reached": (False, Verdict.RETRY),
    "account fault": (False, Verdict.ACCOUNT_FAULT),
}
RETRY_AFTER_S = 2


@dataclass
class Carrier:
    """Every acceptance, by our reference, and the receipts that are still under way."""

    taken: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    receipts: list[Receipt] = field(default_factory=list)

    def call(self, one: Claimed, answer: str, end: ReceiptStatus, at: datetime) -> Outcome:
        """Take the message or not, and answer so."""
        self.calls[one.client_ref] += 1
        takes, verdict = ANSWERS[answer]
        carrier_id = f"carrier-{one.client_ref}-{self.taken[one.client_ref]}" if takes else ""
        if takes:
            self.taken[one.client_ref] += 1
            for status in (ReceiptStatus.SUBMITTED, end):
                self.receipts.append(_receipt(carrier_id, one.client_ref, status, at))
        return Outcome(
            verdict,
            carrier_id=carrier_id if verdict is Verdict.ACCEPTED else "",
            code=answer[:16],
            detail=None if verdict is Verdict.ACCEPTED else say("It did not work."),
            retry_after_s=RETRY_AFTER_S if answer == "too fast" else None,
        )


def _receipt(carrier_id: str, client_ref: str, status: ReceiptStatus, at: datetime) -> Receipt:
    return Receipt(carrier_id, client_ref, status, "", None, None, "", None, at)
