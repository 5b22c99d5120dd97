"""What the simulated mail server remembers: the last e-mails, each in its reader's mailbox.

Everything is in memory, in one process, as with the carrier (carrier.py).
"""

import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from itertools import islice
from typing import cast

KEPT_MAILS = 1_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail, as its reader sees it."""

    to: str
    """The address that it was handed over for, as it was written."""
    sender: str
    """The From line."""
    subject: str
    text: str
    headers: dict[str, str]
    at: float = field(default_factory=time.time)


class Mailboxes:
    """The mail server's memory. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: deque[Mail] = deque(maxlen=KEPT_MAILS)
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with every e-mail."""
        return self._version

    def deliver(self, to: str, wire: bytes) -> Mail:
        """Put an e-mail, as it came over the wire, into a mailbox."""
        mail = _read(to, wire)
        with self._lock:
            self._mails.append(mail)
            self._version += 1
        return mail

    def mails(self, address: str = "") -> list[Mail]:
        """The kept e-mails to one address, or to all, oldest first; its case does not matter."""
        with self._lock:
            kept = list(self._mails)
        return [mail for mail in kept if address.casefold() in ("", mail.to.casefold())]

    def boxes(self, most: int, mails_each: int) -> list[tuple[str, list[Mail]]]:
        """The mailboxes with the newest e-mail first, each with its last ones, newest first."""
        boxes: OrderedDict[str, list[Mail]] = OrderedDict()
        for mail in reversed(self.mails()):
            boxes.setdefault(mail.to.casefold(), []).append(mail)
        return [(box[0].to, box[:mails_each]) for box in islice(boxes.values(), most)]


def _read(to: str, wire: bytes) -> Mail:
    # Loaded with the first e-mail: most processes that hold a simulator never get one.
    from email.policy import default

    message = cast(EmailMessage, message_from_bytes(wire, policy=default))
    headers = {name: str(value) for name, value in message.items()}
    return Mail(to, headers.get("From", ""), headers.get("Subject", ""), _text(message), headers)


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    try:
        return "" if body is None else str(body.get_content()).replace("\r\n", "\n")
    except LookupError:
        return "(a text in an encoding that is not known here)"
