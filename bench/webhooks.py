"""A storm of webhooks: in random order, each posted one to three times, over four connections to
the real server. Beside it, how many bare requests the same connections get answered.
"""

import http.client
import json
import multiprocessing
import os
import random
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from bench.dispatch import free_port, process
from bench.pages import TEXT
from bench.timing import Figure, at_least
from bench.world import World, world
from webapp import db
from webapp.domain import checks, dispatch, people, replies, sending, settling
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.models import InboundText, Message, Organisation
from webapp.simulator.postman import signature
from webapp.simulator.settings import SimulatorSettings

WEBHOOKS = 10_000
MESSAGES = 4_000
CONNECTIONS = 4
BAR_PER_S = 300
SENDER = "+46701740699"
_SETTINGS = SimulatorSettings(api_key="benchkey", signature_secret="s" * 40)

# What is posted to which path, with which headers.
Call = tuple[str, bytes, dict[str, str]]


def run() -> Iterator[Figure]:
    """The rate of calls, and what is wrong in the database afterwards."""
    with world() as here:
        numbers = _accepted(here)
        letters = _letters(numbers)
        port = free_port()
        with process(_environ(here, port), "serve", "--without-worker", "--port", str(port)):
            _wait_for(port)
            calls = _calls(letters)
            bare = _rate(port, [("/healthz", b"", {})] * len(calls))
            rate = _rate(port, calls)
        what = f"{len(calls):,} webhooks ({rate / bare:.2f} of bare requests)"
        yield at_least(what, rate, "a second", BAR_PER_S)
        wrong = _wrong(letters)
        yield Figure("lost, doubled or in a wrong state after them", str(wrong), "none", wrong == 0)


def _accepted(here: World) -> list[str]:
    """The numbers of applicants whose SMS the carrier has taken: `carrier-<id>` is its name."""
    Organisation.update(sender=SENDER, most_per_batch=None, most_per_hour=None).execute()
    case = here.case(MESSAGES)
    batch = sending.send(
        case, people.load(here.user.id), here.ids_of(case), TEXT, key=sending.new_key()
    )
    sending.depart(batch)
    for claimed in dispatch.claim("bench", MESSAGES, 1_000_000):
        dispatch.stamp(claimed.message_id, "bench")
    settling.settle(
        [
            Settled(one.id, Outcome(Verdict.ACCEPTED, f"carrier-{one.id}"))
            for one in Message.select(Message.id).where(Message.batch == batch)
        ]
    )
    found = [one.to for one in Message.select(Message.to).where(Message.batch == batch)]
    db.database.close()
    return found


def _letters(numbers: list[str]) -> list[tuple[str, bytes]]:
    """Two reports about each message, and replies for the rest: each its path and its body."""
    ids = range(1, len(numbers) + 1)
    reports = [_report(one, status) for one in ids for status in ("submitted", "delivered")]
    answers = WEBHOOKS - len(reports)
    texts = [_reply(number, numbers[number % len(numbers)]) for number in range(answers)]
    return reports + texts


def _report(message_id: int, status: str) -> tuple[str, bytes]:
    body = _body(message_uuid=f"carrier-{message_id}", status=status, to="46700000000")
    return "/webhooks/vonage/status", body


def _reply(number: int, sender: str) -> tuple[str, bytes]:
    body = _body(
        **{"from": sender.removeprefix("+")},
        message_uuid=f"reply-{number}",
        to=SENDER.removeprefix("+"),
        text="Yes, gladly!",
    )
    return "/webhooks/vonage/inbound", body


def _body(**fields: str) -> bytes:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"channel": "sms", "timestamp": at, **fields}).encode()


def _calls(letters: list[tuple[str, bytes]]) -> list[Call]:
    """Each one to three times, signed anew as the carrier does, in random order."""
    chance = random.Random(1)
    calls = [_signed(*one) for one in letters for _ in range(chance.randint(1, 3))]
    chance.shuffle(calls)
    return calls


def _signed(path: str, body: bytes) -> Call:
    bearer = f"Bearer {signature(_SETTINGS, body)}"
    return path, body, {"Authorization": bearer, "Content-Type": "application/json"}


def _rate(port: int, calls: list[Call]) -> float:
    """Calls a second, by as many processes as there are connections."""
    shares = [(port, calls[start::CONNECTIONS]) for start in range(CONNECTIONS)]
    with multiprocessing.get_context("spawn").Pool(CONNECTIONS) as pool:
        pool.map(time.sleep, [0.2] * CONNECTIONS)
        began = time.monotonic()
        pool.map(_post_all, shares, chunksize=1)
        return len(calls) / (time.monotonic() - began)


def _post_all(share: tuple[int, list[Call]]) -> None:
    port, calls = share
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for path, body, headers in calls:
        connection.request("POST" if body else "GET", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        # The carrier tries again what was not taken.
        assert answer.status == 200, (path, answer.status)
    connection.close()


def _wrong(letters: list[tuple[str, bytes]]) -> int:
    """How many messages and replies are not as they must be, and how many rules are broken."""
    replies.join_stored()
    told = sum(path.endswith("inbound") for path, _body in letters)
    stored = InboundText.select().where(InboundText.application.is_null(False)).count()
    undelivered = Message.select().where(Message.state != "delivered").count()
    return abs(stored - told) + undelivered + sum(rule.broken for rule in checks.check())


def _environ(here: World, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "SECRET_KEY": "b" * 48,
        "DATABASE_URL": f"sqlite:///{here.folder / 'bench.db'}",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "VONAGE_API_KEY": _SETTINGS.api_key,
        "VONAGE_API_SECRET": str(uuid.uuid4()),
        "VONAGE_SIGNATURE_SECRET": _SETTINGS.signature_secret,
    }


def _wait_for(port: int) -> None:
    while True:
        try:
            _post_all((port, [("/healthz", b"", {})]))
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
