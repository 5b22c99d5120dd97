"""What a carrier is to us: a text goes in, one outcome comes out; receipts and replies come back.

Plain values only. Nobody outside this package sees a carrier's own words, codes excepted, and
a gateway never sees a model.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from webapp.gateways.outcome import Outcome
from webapp.lib.words import Sentence


class BadSignature(Exception):
    """A webhook was not signed by the carrier; nothing in it may be believed."""


class BadPayload(Exception):
    """A webhook's body is not what the carrier's reference describes."""


@dataclass(frozen=True)
class Outgoing:
    """One SMS on its way out."""

    to: str
    """The recipient, E.164 with its plus sign."""
    sender: str
    """Up to 11 letters and digits, or a telephone number."""
    text: str
    """At most 1,000 characters, all parameters filled."""
    client_ref: str
    """Our own name for it, unique, at most 100 characters; its receipts carry it back."""


class SmsGateway(Protocol):
    """A way to the carrier. Each thread makes its own: a gateway is never shared."""

    def send(self, message: Outgoing) -> Outcome:
        """Hand one SMS to the carrier, in at most one request, and say what came of it.

        Never raises. A second call sends a second SMS: the carrier knows no idempotency key.
        """

    def close(self) -> None:
        """Close the connection; the gateway may be used again, and a second call does nothing."""


class ReceiptStatus(Enum):
    """What the carrier says about a message that it accepted earlier."""

    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True)
class Receipt:
    """One report about one message. They come late, twice, and out of order."""

    carrier_id: str
    client_ref: str
    """Our own name for the message, or empty when the carrier did not send it back."""
    status: ReceiptStatus
    code: str
    """The carrier's error code as it came; empty when all went well."""
    detail: Sentence | None
    price: Decimal | None
    """What the carrier takes for the whole message, in `currency` (never our credits)."""
    currency: str
    segments: int | None
    """How many SMS the carrier counted."""
    at: datetime
    """When it happened, by the carrier's clock, in UTC."""
    recipient_stopped: bool = False
    """Whether it was rejected because the recipient has told the carrier STOP."""


@dataclass(frozen=True)
class InboundText:
    """A text that somebody sent to one of our numbers; long ones come joined."""

    carrier_id: str
    from_number: str
    """E.164; a short code or a name where no telephone number can be made of it."""
    to: str
    """Our number, in the same form."""
    text: str
    at: datetime
    """When the carrier received it, in UTC."""
