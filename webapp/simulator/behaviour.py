"""What the simulator can be told to do with the messages to a number, or to `*` (all others),
and with the e-mail to an address, or to `*@*`.

As JSON, every key may be left out:

    {"answer": "accept",       what the POST gets:
                                 "accept"        202 and an id
                                 "garbage"       202 and an id, but what comes back is no JSON
                                 "drop-before"   the connection closes; the message is not taken
                                 "drop-after"    the connection closes; the message was taken
                                 "hang"          silence for `hang_s`, then as "drop-before"
                                 301, 302, 307, 308, 400 to 599: this status; not taken
     "outcome": "delivered",   the last receipt: "delivered", "rejected" or "undeliverable"
     "code": "1190",           the error code in a 422, and in a receipt that is not "delivered"
     "deliver_after_s": 1.0,   from the acceptance to the last receipt
     "receipts": "once",       "once", "twice" (each of them), "out-of-order" (the last one
                               first), "early" (the first before the POST is answered) or "never"
     "latency_ms": 0,          how long the answer takes; a message is taken before the wait
     "hang_s": 60,
     "retry_after_s": 2,       goes out as Retry-After with a status
     "times": 3}               so often only; after that the number behaves as if never told

E-mail knows `answer` (a status, from 400 on, answers the recipient; the others follow the whole
text), `latency_ms`, `hang_s` and `times`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

ANSWERS = ("accept", "garbage", "drop-before", "drop-after", "hang")
OUTCOMES = ("delivered", "rejected", "undeliverable")
RECEIPTS = ("once", "twice", "out-of-order", "early", "never")
_STATUSES = {301, 302, 307, 308, *range(400, 600)}
_SECONDS_MAX = 86_400
_FOR_MAIL = {"answer", "latency_ms", "hang_s", "times"}


@dataclass(frozen=True)
class Behaviour:
    """One number's behaviour; raises ValueError with a sentence when a value is not possible."""

    answer: str | int = "accept"
    outcome: str = "delivered"
    code: str = ""
    deliver_after_s: float | None = None
    receipts: str = "once"
    latency_ms: float = 0
    hang_s: float = 60
    retry_after_s: int | None = None
    times: int | None = None

    def __post_init__(self) -> None:
        if not (self.answer in ANSWERS or _is_status(self.answer)):
            raise ValueError(f"answer must be one of {', '.join(ANSWERS)}, or a status.")
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome must be one of {', '.join(OUTCOMES)}.")
        if self.receipts not in RECEIPTS:
            raise ValueError(f"receipts must be one of {', '.join(RECEIPTS)}.")
        if not isinstance(self.code, str):
            raise ValueError("code must be a text.")
        for name in ("deliver_after_s", "latency_ms", "hang_s", "retry_after_s", "times"):
            _check_number(name, getattr(self, name))

    @classmethod
    def from_json(cls, given: object) -> "Behaviour":
        """Read a behaviour as it came; raises ValueError with a sentence."""
        if not isinstance(given, Mapping):
            raise ValueError("A behaviour must be a JSON object.")
        unknown = set(given) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"A behaviour has no {', '.join(sorted(map(str, unknown)))}.")
        return cls(**given)

    def check_for_mail(self) -> None:
        """Raise ValueError with a sentence if it says what only an SMS can do."""
        others = set(self.to_json()) - _FOR_MAIL
        if others:
            raise ValueError(f"E-mail has no {', '.join(sorted(others))}.")
        if isinstance(self.answer, int) and self.answer < 400:
            raise ValueError("A mail server's status must be from 400 to 599.")

    def to_json(self) -> dict[str, Any]:
        """The keys that differ from what a number does untold."""
        untold = asdict(Behaviour())
        return {name: value for name, value in asdict(self).items() if value != untold[name]}

    @property
    def takes_message(self) -> bool:
        """Whether the carrier has the message afterwards, whatever the sender learns of it."""
        return self.answer in ("accept", "garbage", "drop-after")


def _is_status(answer: object) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and answer in _STATUSES


def _check_number(name: str, value: object) -> None:
    if value is None and name not in ("latency_ms", "hang_s"):
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number.")
    if not 0 <= value <= _SECONDS_MAX * (1000 if name == "latency_ms" else 1):
        raise ValueError(f"{name} is too small or too large.")
