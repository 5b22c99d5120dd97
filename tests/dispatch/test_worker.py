"""The worker with the real gateway and a carrier on loopback."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.running import Carrier, running_simulator, wait_until
from webapp import db
from webapp.domain import checks, credits, dispatch, erasing, outlet, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.people import Person
from webapp.domain.worker import Worker
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import Outgoing, SmsGateway
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.models import Erasure, Message, WorkerBeat

Due = Callable[[int], list[Message]]
RATE = 500


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """A carrier that reports to nobody."""
    with running_simulator() as one:
        yield one


@contextmanager
def working(make_gateway: Callable[[], SmsGateway], threads: int = 4) -> Iterator[Worker]:
    """A worker that sends meanwhile, and has ended afterwards."""
    worker = Worker(make_gateway, RATE, threads=threads)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()


def through(carrier: Carrier) -> Callable[[], SmsGateway]:
    """What makes a gateway to this carrier."""
    settings = VonageSettings(api_key="key", api_secret="secret", api_host=carrier.host)
    return lambda: VonageGateway(settings)


def states() -> Counter[str]:
    return Counter(one.state for one in Message.select())


def is_idle() -> bool:
    return not states().keys() & {"queued", "claimed", "sending"}


def test_everything_that_is_due_is_sent_once(due: Due, case: CaseFacts, carrier: Carrier):
    messages = due(30)

    with working(through(carrier)):
        wait_until(is_idle)

    assert states() == {"accepted": 30}
    assert sorted(one["client_ref"] for one in carrier.messages()) == sorted(
        one.client_ref for one in messages
    )
    assert len(carrier.requests()) == 30
    assert {one.carrier_id for one in Message.select()} == {
        one["message_uuid"] for one in carrier.messages()
    }
    assert credits.balance(case.root_id) == Balance(70, 0, 30)
    assert dispatch.last_beat() is not None


def test_a_chore_that_fails_stops_no_sending(case: CaseFacts, alma: Person, carrier: Carrier):
    gone, ines = (make.application(case, number) for number in CANDIDATE_NUMBERS[:2])
    [message] = make.departed(case, alma, [gone.id])
    Message.update(state="unconfirmed").execute()
    erasing.erase([gone.id], alma.id)
    settling.count_as_not_sent(message.id)
    db.append_only("erasure")
    make.departed(case, alma, [ines.id])

    with working(through(carrier)):
        wait_until(lambda: states()["accepted"] == 1)

    assert Erasure.get().done_at is None


def test_the_carrier_gets_exactly_what_was_written(case: CaseFacts, alma: Person, carrier: Carrier):
    ines = make.application(case, CANDIDATE_NUMBERS[0], "Łucja")
    make.departed(case, alma, [ines.id], "Hej %FIRSTNAME%! 100 % sant… €\nNy rad")

    with working(through(carrier)):
        wait_until(is_idle)

    [taken] = carrier.messages()
    assert taken["text"] == Message.get().text
    assert (taken["to"], taken["from"]) == (CANDIDATE_NUMBERS[0], "Northern")


def test_each_answer_ends_where_it_must(due: Due, case: CaseFacts, carrier: Carrier):
    carrier.behave(CANDIDATE_NUMBERS[0], answer=422, code="1430")
    carrier.behave(CANDIDATE_NUMBERS[1], answer="drop-after")
    carrier.behave(CANDIDATE_NUMBERS[2], answer="drop-before")
    carrier.behave(CANDIDATE_NUMBERS[3], answer=503)
    carrier.behave(CANDIDATE_NUMBERS[4], answer="garbage")
    carrier.behave(CANDIDATE_NUMBERS[5], answer=429, retry_after_s=1, times=1)
    due(7)

    with working(through(carrier)):
        wait_until(is_idle)

    assert [one.state for one in Message.select().order_by(Message.id)] == [
        "refused",
        "unconfirmed",
        "unconfirmed",
        "unconfirmed",
        "unconfirmed",
        "accepted",
        "accepted",
    ]
    assert len(carrier.requests()) == 8
    assert credits.balance(case.root_id) == Balance(94, 4, 2)
    assert all(rule.broken == 0 for rule in checks.check())


def test_an_account_without_money_pauses_and_loses_nothing(
    due: Due, case: CaseFacts, carrier: Carrier
):
    carrier.behave("*", answer=402)
    due(20)

    with working(through(carrier)):
        wait_until(outlet.current_pause)

    pause = outlet.current_pause()
    assert pause is not None
    assert "out of money" in pause.words
    assert states() == {"queued": 20}
    assert {one.attempts for one in Message.select()} == {0}
    assert credits.balance(case.root_id) == Balance(80, 20, 0)


def test_a_carrier_that_cannot_be_reached_is_tried_again_later(due: Due):
    due(2)
    nowhere = VonageSettings(api_key="key", api_secret="secret", api_host="127.0.0.1:1")

    with working(lambda: VonageGateway(nowhere)):
        wait_until(lambda: all(one.attempts == 1 for one in Message.select()))

    assert states() == {"queued": 2}


def test_who_stopped_meanwhile_gets_nothing(due: Due, case: CaseFacts, carrier: Carrier):
    messages = due(3)
    dispatch.claim("dead", 1, RATE, lease_s=0)
    make.stop(case.root_id, messages[0].to, "Stop")

    with working(through(carrier)):
        wait_until(is_idle)

    assert states() == {"cancelled": 1, "accepted": 2}
    assert len(carrier.messages(messages[0].to)) == 0


def test_a_worker_that_stops_ends_its_calls_and_leaves_the_rest(due: Due, carrier: Carrier):
    # All of them would take a quarter of a minute.
    carrier.behave("*", latency_ms=500)
    due(60)

    with working(through(carrier), threads=2) as worker:
        wait_until(lambda: states()["sending"])
        worker.stop()

    found = states()
    assert found.keys() == {"queued", "accepted"}
    assert found["accepted"] == len(carrier.messages())


def test_a_gateway_that_breaks_leaves_its_message_to_the_lease(due: Due, case: CaseFacts):
    class Broken:
        """Breaks the promise never to raise."""

        def send(self, message: Outgoing) -> None:
            raise RuntimeError("unforeseen")

        def close(self) -> None:
            pass

    due(3)

    with working(Broken):  # type: ignore[arg-type]
        wait_until(lambda: states()["sending"] == 3)
    dispatch.recover(max(one.lease_until for one in Message.select()))

    assert states() == {"unconfirmed": 3}
    assert credits.balance(case.root_id) == Balance(97, 3, 0)


def test_an_answer_that_cannot_be_written_just_now_is_written_later(
    due: Due,
    case: CaseFacts,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    class Refusing:
        """Says no, and at that moment somebody else begins to write for long."""

        def send(self, message: Outgoing) -> Outcome:
            others.begin()
            return Outcome(Verdict.REFUSED, code="1430")

        def close(self) -> None:
            pass

    [message] = due(1)
    wait_only_briefly(database, monkeypatch)
    others = Others(database)

    with working(Refusing, threads=1), others:
        wait_until(lambda: f"Message {message.id} could not" in caplog.text)
        others.end()
        wait_until(is_idle)

    assert states() == {"refused": 1}
    assert credits.balance(case.root_id) == Balance(100, 0, 0)


class Others:
    """Somebody who writes in one long transaction, on a connection of their own."""

    def __init__(self, url: str) -> None:
        self._connection: Any = (
            sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
            if db.is_sqlite()
            else psycopg.connect(url)
        )

    def begin(self) -> None:
        self._connection.execute(
            "BEGIN IMMEDIATE" if db.is_sqlite() else "LOCK TABLE message IN EXCLUSIVE MODE"
        )

    def end(self) -> None:
        self._connection.rollback()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self._connection.close()


def wait_only_briefly(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the database so that waiting for somebody else's writing fails soon."""
    db.database.obj.close_all()
    monkeypatch.setitem(db._PRAGMAS, "busy_timeout", 20)
    db.open_database(url if db.is_sqlite() else f"{url}&options=-c%20lock_timeout%3D20")


def test_two_workers_share_the_work(due: Due, carrier: Carrier):
    # One of them alone would be busy for some seconds.
    carrier.behave("*", latency_ms=300)

    with working(through(carrier)), working(through(carrier)):
        wait_until(lambda: WorkerBeat.select().count() == 2)
        due(40)
        wait_until(is_idle)

    assert len({one.claimed_by for one in Message.select()}) == 2
    assert Counter(one["client_ref"] for one in carrier.messages()).most_common(1)[0][1] == 1
    assert len(carrier.messages()) == 40
