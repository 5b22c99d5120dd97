"""SIGKILL, again and again, on real workers and a real web server.

What came of it is read from the carrier's own record: nothing was sent twice, nothing was lost,
and what nobody could know was told by the receipts.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

from tests import make
from tests.cast import CANDIDATE_NUMBERS, SECRET_KEY
from tests.cli.hej import free_port
from tests.killable import Killable, killable
from tests.running import Carrier, running_simulator, wait_until
from webapp.domain import checks, dispatch
from webapp.domain.people import Person
from webapp.domain.states import HOLDING, LEFT
from webapp.lib import clock
from webapp.models import Message, WorkerBeat

ROUNDS = {"sqlite": 20, "postgresql": 10}
A_SEND = 30
LEASE_S = 2
SECRETS = {
    "SECRET_KEY": SECRET_KEY,
    "VONAGE_API_KEY": "key",
    "VONAGE_API_SECRET": "secret",
    "VONAGE_SIGNATURE_SECRET": "a signature secret of enough length",
    "VONAGE_RATE_PER_S": "100",
}


def test_killing_workers_and_the_web_server_doubles_nothing_and_loses_nothing(
    database: str, alma: Person
):
    case = make.case(alma)
    people = make.candidates(case, A_SEND)
    kind = database.partition(":")[0]
    rounds, random = ROUNDS[kind], Random(kind)
    make.credits(case, 100_000)

    def is_busy(worker: Killable, least: int) -> bool:
        """Whether it has so many calls under way; there is always something to send."""
        if not Message.select().where(Message.state == "queued").exists():
            make.departed(case, alma, people)
        return _is_sending(worker) >= least

    with carrier_and_processes(database) as (carrier, web, workers):
        for number in range(rounds):
            victim, in_hand = workers[number % 2], random.randint(1, 8)
            wait_until(lambda one=victim: _is_up(one))
            wait_until(lambda one=victim, least=in_hand: is_busy(one, least))
            victim.kill_and_restart()
            if number % 2:
                web.kill_and_restart()
        wait_until(lambda: _is_over(carrier))
        taken = [one["client_ref"] for one in carrier.messages()]

    assert max(Counter(taken).values()) == 1
    assert _nobody_got_two_of_a_batch(taken)
    assert {one.client_ref for one in Message.select().where(Message.state.in_(LEFT))} == set(taken)
    assert not [rule.sentence for rule in checks.check() if rule.broken]
    # What a worker was about to send when it died, and the carrier never got, ends too.
    dispatch.give_up(clock.now() + timedelta(days=4))
    assert Message.select().where(Message.state.in_(HOLDING)).count() == 0
    assert not [rule.sentence for rule in checks.check() if rule.broken]


@contextmanager
def carrier_and_processes(database: str) -> Iterator[tuple[Carrier, Killable, list[Killable]]]:
    """A carrier with slow, lossy and refused answers, our web server, and two workers."""
    port = free_port()
    settings = SECRETS | {"DATABASE_URL": database}
    with running_simulator(
        callback_url=f"http://127.0.0.1:{port}",
        api_key=SECRETS["VONAGE_API_KEY"],
        api_secret=SECRETS["VONAGE_API_SECRET"],
        signature_secret=SECRETS["VONAGE_SIGNATURE_SECRET"],
    ) as carrier:
        # No receipt comes before a lease ends: only the stamp keeps messages from going twice.
        late = {"receipts": "out-of-order", "deliver_after_s": LEASE_S + 1}
        carrier.behave("*", latency_ms=200, **late)
        carrier.behave(CANDIDATE_NUMBERS[0], answer="drop-after", **late)
        carrier.behave(CANDIDATE_NUMBERS[1], answer="drop-before")
        carrier.behave(CANDIDATE_NUMBERS[2], answer=422, code="1430")
        carrier.behave(CANDIDATE_NUMBERS[3], answer=429, retry_after_s=1, times=10)
        carrier.behave(CANDIDATE_NUMBERS[4], receipts="twice", outcome="undeliverable")
        settings["VONAGE_API_HOST"] = carrier.host
        worker = ("tests.dispatch.worker_process", str(LEASE_S))
        with (
            killable(
                "webapp.cli", "serve", "--without-worker", f"--port={port}", **settings
            ) as web,
            killable(*worker, **settings) as one,
            killable(*worker, **settings) as two,
        ):
            yield carrier, web, [one, two]


def _is_up(worker: Killable) -> bool:
    return WorkerBeat.select().where(WorkerBeat.name.startswith(f"{worker.pid}-")).exists()


def _is_sending(worker: Killable) -> int:
    """How many calls of a worker process are under way (it has claimed others besides)."""
    return (
        Message.select()
        .where(Message.state == "sending", Message.claimed_by.startswith(f"{worker.pid}-"))
        .count()
    )


def _is_over(carrier: Carrier) -> bool:
    """Whether nothing is under way, and all that the carrier took is known to have left."""
    waiting = Message.state.in_(("queued", "claimed", "sending"))
    if Message.select().where(waiting).exists():
        return False
    taken = {one["client_ref"] for one in carrier.messages()}
    left = {one.client_ref for one in Message.select().where(Message.state.in_(LEFT))}
    return taken <= left


def _nobody_got_two_of_a_batch(client_refs: list[str]) -> bool:
    chosen = Message.select().where(Message.client_ref.in_(client_refs))
    return max(Counter((one.batch_id, one.application_id) for one in chosen).values()) == 1
