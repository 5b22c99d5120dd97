"""What the carrier remembers: requests, messages, phones, and what each number was told to do.

Everything is in memory, in one process; one lock guards it, held for microseconds. The last
KEPT requests and messages are kept in full, older ones are only counted.
"""

import threading
import time
import uuid
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count, islice

from webapp.lib.sms_text import measure
from webapp.simulator.behaviour import Behaviour
from webapp.simulator.settings import SimulatorSettings

KEPT = 20_000
PRICE_EUR = 0.0531
EVERYBODY = "*"
EVERY_ADDRESS = "*@*"


@dataclass(slots=True)
class Request:
    """One request to the carrier, as it came and as it was answered."""

    at: float
    method: str
    path: str
    headers: str
    """A JSON object, without secrets. One text for all that are alike, to save memory."""
    body: str
    answered: int | None = None
    """The status; None while it waits, and for good when the connection was dropped."""
    answer: str = ""


@dataclass(slots=True)
class Text:
    """One SMS, to a phone or from it."""

    message_uuid: str
    phone: str
    """The phone's number in E.164."""
    other: str
    """The sender that the phone saw, or the number that it wrote to."""
    text: str
    is_reply: bool
    segments: int
    client_ref: str = ""
    at: float = field(default_factory=time.time)
    status: str = "accepted"
    code: str = ""


class Carrier:
    """The carrier's memory. Every method may be called from any thread."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._requests: deque[Request] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()
        self._texts: deque[Text] = deque()
        # In the order of their newest text. Lists, because an empty deque takes 600 bytes.
        self._phones: dict[str, list[Text]] = {}
        self._behaviours: dict[str, tuple[Behaviour, count[int]]] = {}
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with every change that the page of phones shows."""
        return self._version

    @property
    def request_count(self) -> int:
        """How many requests came, those included that are no longer kept."""
        return self._counts["requests"]

    @property
    def balance_eur(self) -> float:
        """What is left of the account."""
        return self.settings.balance_eur - self._counts["sms"] * PRICE_EUR

    def note_request(self, request: Request) -> None:
        """Keep a request; it is answered later, by setting its fields."""
        with self._lock:
            self._requests.append(request)
            self._counts["requests"] += 1

    def requests(self) -> list[Request]:
        """The kept requests, oldest first."""
        with self._lock:
            return list(self._requests)

    def forget_requests(self) -> None:
        """Begin counting and keeping anew."""
        with self._lock:
            self._requests.clear()
            self._counts["requests"] = 0

    def accept(self, phone: str, sender: str, text: str, client_ref: str) -> Text:
        """Take a message for a phone."""
        segments = measure(text).segments
        taken = Text(str(uuid.uuid4()), phone, sender, text, False, segments, client_ref)
        self._keep(taken)
        with self._lock:
            self._counts["sms"] += segments
        return taken

    def reply(self, phone: str, to: str, text: str) -> Text:
        """A phone writes to one of the application's numbers."""
        written = Text(str(uuid.uuid4()), phone, to, text, True, measure(text).segments)
        written.status = "sent"
        self._keep(written)
        return written

    def mark(self, text: Text, status: str, code: str) -> None:
        """A message has come as far as `status`."""
        with self._lock:
            text.status, text.code = status, code
            self._version += 1

    def texts(self, phone: str | None = None) -> list[Text]:
        """The kept texts of one phone, or of all, oldest first."""
        with self._lock:
            return list(self._texts if phone is None else self._phones.get(phone, ()))

    def phones(self, most: int, texts_each: int) -> list[tuple[str, list[Text]]]:
        """The phones with the newest traffic first, each with its last texts, oldest first."""
        with self._lock:
            newest = islice(reversed(self._phones.items()), most)
            return [(number, list(texts)[-texts_each:]) for number, texts in newest]

    @property
    def phone_count(self) -> int:
        """How many phones there are."""
        return len(self._phones)

    def tell(self, behaviours: dict[str, Behaviour | None]) -> None:
        """Set what numbers (E.164, or `*`) and addresses do from now on; None: forget it."""
        with self._lock:
            for number, behaviour in behaviours.items():
                if behaviour is None:
                    self._behaviours.pop(number, None)
                else:
                    self._behaviours[number] = (behaviour, count(1))
            self._version += 1

    def behaviours(self) -> dict[str, Behaviour]:
        """What each number was told, as far as it still counts."""
        with self._lock:
            return {number: told for number, (told, _) in self._behaviours.items()}

    def next_behaviour(self, recipient: str, everybody: str = EVERYBODY) -> Behaviour:
        """What to do with the next message to a phone, or, with EVERY_ADDRESS as `everybody`,
        to a mailbox; this uses up one of its `times`.
        """
        with self._lock:
            for number in (recipient, everybody):
                if number in self._behaviours:
                    behaviour, uses = self._behaviours[number]
                    if behaviour.times is not None and next(uses) >= behaviour.times:
                        del self._behaviours[number]
                        self._version += 1
                    return behaviour
        return Behaviour()

    def _keep(self, text: Text) -> None:
        with self._lock:
            if len(self._texts) >= KEPT:
                self._drop_oldest()
            self._texts.append(text)
            # Taken out and put in again, a phone stands last.
            its_texts = self._phones.pop(text.phone, [])
            its_texts.append(text)
            self._phones[text.phone] = its_texts
            self._version += 1

    def _drop_oldest(self) -> None:
        phone = self._texts.popleft().phone
        self._phones[phone].pop(0)
        if not self._phones[phone]:
            del self._phones[phone]
