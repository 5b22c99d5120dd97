"""What one call to the outside is to us: a verdict and why, the same for SMS and e-mail."""

from dataclasses import dataclass
from enum import Enum

from webapp.lib.words import Sentence


class SettingsError(Exception):
    """A gateway's settings are wrong; the text is one line that names the setting."""


class Verdict(Enum):
    """What we know about one message after one call."""

    ACCEPTED = "accepted"
    """The other side has it (which is not: its reader has it)."""
    REFUSED = "refused"
    """Not sent, and it never will be, however often it is tried."""
    RETRY = "retry"
    """Surely not sent; a later try may succeed."""
    ACCOUNT_FAULT = "account_fault"
    """Not sent: the account or our settings are at fault, so pause all sending."""
    UNKNOWN = "unknown"
    """It may or may not have been sent. Never send it again by itself."""


@dataclass(frozen=True)
class Outcome:
    """The answer to one `send`."""

    verdict: Verdict
    carrier_id: str = ""
    """The carrier's name for the message; only when it was accepted."""
    code: str = ""
    """The other side's code, or one of our own words such as `timeout`; for the log."""
    detail: Sentence | None = None
    """The reason in words for a person; None when it was accepted."""
    retry_after_s: float | None = None
    """How long we are asked to wait before the next try, where that was said."""
