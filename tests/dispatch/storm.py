"""A storm of webhooks, and what must have come of each message and each text when it is over.

What is expected is reckoned here from what was posted, whatever the order, and not by the code
under test.
"""

import json
import random
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from itertools import product
from typing import Any, NamedTuple

from tests.running import WAIT_S
from tests.web_fixtures import SIGNATURE_SECRET
from tests.webhooks import signed
from webapp.lib import clock
from webapp.models import Message

CONNECTIONS = 4
# Where a message stands when the storm begins, and what the carrier then reports of it.
STARTS = ("accepted", "sending", "unconfirmed", "not_sent", "refused")
REPORTS = (
    (),
    ("submitted",),
    ("submitted", "delivered"),
    ("submitted", "undeliverable"),
    ("submitted", "rejected"),
    ("rejected", "delivered"),
    ("undeliverable", "submitted", "delivered"),
)


class Letter(NamedTuple):
    """One webhook, before it is signed."""

    path: str
    body: bytes


class Call(NamedTuple):
    """A signed webhook. Posted twice, it is a literal repeat."""

    letter: Letter
    authorization: str


class Fate(NamedTuple):
    """Where a message begins, and the reports that are posted about it."""

    start: str
    reports: tuple[str, ...]

    @property
    def end(self) -> str:
        """The state when all reports are in, in whatever order they came."""
        if not self.reports:
            return self.start
        if "delivered" in self.reports:
            return "delivered"
        return "undelivered" if {"rejected", "undeliverable"} & {*self.reports} else "accepted"

    @property
    def entries(self) -> list[str]:
        """The kinds of its ledger entries, sorted: each exactly once."""
        if self.start in ("not_sent", "refused"):
            return sorted(["reserve", "release", *(["absorb"] if self.reports else [])])
        is_charged = self.start == "accepted" or self.reports
        return sorted(["reserve", *(["capture"] if is_charged else [])])


def fates(number: int) -> list[Fate]:
    """So many fates, every one in turn."""
    every = [Fate(*one) for one in product(STARTS, REPORTS)]
    return [every[place % len(every)] for place in range(number)]


def reports(message: Message, fate: Fate) -> list[Letter]:
    """The reports about a message. One that was taken is sometimes named by the carrier alone."""
    is_known = fate.start == "accepted" and message.id % 2
    changes = {"message_uuid": f"carrier-{message.id}"} | ({"client_ref": ""} if is_known else {})
    return [
        _letter(signed.STATUS, signed.receipt(message, status, **changes))
        for status in fate.reports
    ]


def text(name: str, phone: str, words: str, *, minutes_ago: int = 0, **changes: Any) -> Letter:
    """A text from a phone, by the name that the carrier gives it."""
    at = (clock.now() - timedelta(minutes=minutes_ago)).isoformat()
    changes = {"message_uuid": name, "timestamp": at} | changes
    return _letter(signed.INBOUND, signed.reply(words, phone.removeprefix("+"), **changes))


def sign(letter: Letter) -> Call:
    """Signed as the carrier does, with a name of its own for each call."""
    return Call(letter, f"Bearer {signed.token(letter.body, SIGNATURE_SECRET)}")


def repeated(letters: Iterable[Letter], chance: random.Random) -> list[Call]:
    """Each one to three times, signed anew or the very same call again, in random order."""
    calls: list[Call] = []
    for letter in letters:
        first = sign(letter)
        calls.append(first)
        again = range(chance.randint(0, 2))
        calls += [first if chance.random() < 0.5 else sign(letter) for _ in again]
    chance.shuffle(calls)
    return calls


def post(port: int, calls: Sequence[Call]) -> list[int]:
    """Post them over some connections at once; the statuses of the answers."""
    shares = [calls[start::CONNECTIONS] for start in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        answers = threads.map(lambda share: _post_all(port, share), shares)
        return [status for share in answers for status in share]


def _post_all(port: int, calls: Sequence[Call]) -> list[int]:
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    statuses = []
    for (path, body), authorization in calls:
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


def _letter(path: str, payload: dict[str, Any]) -> Letter:
    return Letter(path, json.dumps(payload).encode())
