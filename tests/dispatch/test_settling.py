"""What the carrier answers, written down with its credits; whichever proof comes first wins."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import make
from tests.dispatch.carriers import accepted, account_fault, later, refused, unknown
from tests.together import at_once
from webapp import db
from webapp.domain import cases, checks, credits, dispatch, outlet, receipts, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.dispatch import Claimed
from webapp.domain.people import Person
from webapp.domain.settling import MOST_ATTEMPTS, Settled
from webapp.domain.states import STEPS, State, sources
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import ReceiptStatus
from webapp.lib import clock
from webapp.models import LedgerEntry, Message

Due = Callable[[int], list[Message]]
HOUR = timedelta(hours=1)


def stamped(most: int = 100, **options: object) -> list[Claimed]:
    """What is due, claimed and stamped: a call is under way."""
    claimed = dispatch.claim("one", most, 1000, **options)  # type: ignore[arg-type]
    assert all(
        dispatch.stamp(one.message_id, "one", options.get("now"))  # type: ignore[arg-type]
        for one in claimed
    )
    return claimed


@pytest.mark.parametrize(
    ("answer", "state", "balance"),
    [
        (accepted, "accepted", Balance(99, 0, 1)),
        (refused, "refused", Balance(100, 0, 0)),
        (unknown, "unconfirmed", Balance(99, 1, 0)),
        (later, "queued", Balance(99, 1, 0)),
        (account_fault, "queued", Balance(99, 1, 0)),
    ],
)
def test_every_answer_has_its_state_and_its_credits(
    due: Due, case: CaseFacts, answer: Callable[[Claimed], Settled], state: str, balance: Balance
):
    [message] = due(1)
    [call] = stamped()

    settling.settle([answer(call)])
    settling.settle([answer(call)])

    assert make.state(message) == state
    assert credits.balance(case.root_id) == balance
    assert LedgerEntry.select().where(LedgerEntry.message == message.id).count() <= 2
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_refusal_says_why_and_the_person_was_not_contacted(due: Due, case: CaseFacts):
    [message] = due(1)
    [call] = stamped()

    settling.settle([refused(call)])

    found = Message.get_by_id(message.id)
    assert found.carrier_code == "1430"
    assert found.carrier_words == "The carrier does not know this mobile number."
    assert make.facts(case.id).not_contacted_count == 1


def test_one_settling_of_many_answers_is_all_of_them(due: Due, case: CaseFacts):
    messages = due(5)
    calls = stamped()

    settling.settle([make_answer(call) for make_answer, call in zip(ANSWERS, calls, strict=True)])

    states = [make.state(message) for message in messages]
    assert states == ["accepted", "refused", "unconfirmed", "queued", "accepted"]
    assert credits.balance(case.root_id) == Balance(96, 2, 2)


ANSWERS = [accepted, refused, unknown, later, accepted]


def test_answers_about_nothing_change_nothing(due: Due):
    [message] = due(1)

    settling.settle([Settled(999_999, Outcome(Verdict.ACCEPTED, "x"))])
    settling.settle([Settled(message.id, Outcome(verdict)) for verdict in LATE])

    assert make.state(message) == "queued"


LATE = [Verdict.REFUSED, Verdict.RETRY, Verdict.UNKNOWN]


def test_a_retry_waits_longer_each_time_and_ends(due: Due, case: CaseFacts):
    [message] = due(1)
    now = clock.now() + timedelta(seconds=1)
    waits = []

    for _ in range(MOST_ATTEMPTS - 1):
        [call] = stamped(now=now)
        settling.settle([later(call)], now)
        send_after = Message.get_by_id(message.id).send_after
        waits.append((send_after - now).total_seconds())
        assert stamped(now=send_after - timedelta(milliseconds=1)) == []
        now = send_after
    [call] = stamped(now=now)
    settling.settle([later(call)], now)

    assert waits == [10, 20, 40, 80, 160, 300, 300]
    assert make.state(message) == "refused"
    assert credits.balance(case.root_id) == Balance(100, 0, 0)
    assert "Nothing was sent" in Message.get_by_id(message.id).carrier_words


def test_the_carrier_says_how_long_to_wait(due: Due):
    [message] = due(1)
    now = clock.now() + timedelta(seconds=1)
    [call] = stamped(now=now)

    settling.settle([later(call, after_s=7)], now)

    assert Message.get_by_id(message.id).send_after == now + timedelta(seconds=7)


def test_what_waits_too_long_for_its_next_try_expires(due: Due, case: CaseFacts):
    [message] = due(1)
    [call] = stamped()
    settling.settle([later(call, after_s=5 * 3600)])

    dispatch.expire(message.send_before)

    assert make.state(message) == "expired"
    assert credits.balance(case.root_id) == Balance(100, 0, 0)


def test_a_fault_of_the_account_pauses_all_sending_until_a_trial_works(due: Due, case: CaseFacts):
    due(3)
    now = clock.now() + timedelta(seconds=1)
    [call] = stamped(1, now=now)
    settling.settle([account_fault(call)], now)
    minute = timedelta(seconds=outlet.TRY_AGAIN_S)

    paused = stamped(now=now + minute - timedelta(milliseconds=1))
    pause = outlet.current_pause()
    trial = stamped(now=now + minute)
    meanwhile = stamped(now=now + minute)
    settling.settle([account_fault(trial[0])], now + minute)
    second_trial = stamped(now=now + 2 * minute)
    settling.settle([accepted(second_trial[0])], now + 2 * minute)
    rest = stamped(now=now + 2 * minute)

    assert (len(paused), len(trial), len(meanwhile)) == (0, 1, 0)
    assert (len(second_trial), len(rest)) == (1, 2)
    assert pause == (now, "Our account at the carrier is out of money.")
    assert outlet.current_pause() is None


def test_a_pause_uses_up_no_try(due: Due):
    [message] = due(1)
    now = clock.now() + timedelta(seconds=1)

    for _ in range(MOST_ATTEMPTS + 2):
        [call] = stamped(now=now)
        settling.settle([account_fault(call)], now)
        now += timedelta(seconds=outlet.TRY_AGAIN_S)

    found = Message.get_by_id(message.id)
    assert (found.state, found.attempts) == ("queued", 0)


def test_a_receipt_that_comes_before_the_answer_counts_once(due: Due, case: CaseFacts):
    [message] = due(1)
    [call] = stamped()

    receipts.receipt_came(make.receipt(message))
    settling.settle([accepted(call)])

    assert make.state(message) == "delivered"
    assert credits.balance(case.root_id) == Balance(99, 0, 1)


@pytest.mark.parametrize("answer", [unknown, later, refused])
def test_proof_beats_every_other_answer_that_comes_after_it(
    due: Due, case: CaseFacts, answer: Callable[[Claimed], Settled]
):
    [message] = due(1)
    [call] = stamped()

    receipts.receipt_came(make.receipt(message, ReceiptStatus.SUBMITTED))
    settling.settle([answer(call)])

    assert make.state(message) == "accepted"
    assert credits.balance(case.root_id) == Balance(99, 0, 1)


def test_what_waits_for_another_try_and_is_proven_sent_is_never_sent_again(
    due: Due, case: CaseFacts
):
    [message] = due(1)
    now = clock.now() + timedelta(seconds=1)
    [call] = stamped(now=now)
    settling.settle([later(call)], now)

    receipts.receipt_came(make.receipt(message, ReceiptStatus.SUBMITTED))

    assert make.state(message) == "accepted"
    assert stamped(now=now + HOUR) == []
    assert credits.balance(case.root_id) == Balance(99, 0, 1)


def test_what_is_claimed_for_another_try_and_is_proven_sent_is_not_sent_either(due: Due):
    [message] = due(1)
    now = clock.now() + timedelta(seconds=1)
    [call] = stamped(now=now)
    settling.settle([later(call)], now)
    [claimed] = dispatch.claim("two", 1, 1000, now=now + HOUR)

    receipts.receipt_came(make.receipt(message, ReceiptStatus.SUBMITTED))

    assert not dispatch.stamp(claimed.message_id, "two", now + HOUR)
    dispatch.put_back([claimed.message_id], "two")
    assert make.state(message) == "accepted"


def test_a_person_decides_that_it_was_not_sent_and_late_proof_is_the_houses_loss(
    due: Due, case: CaseFacts
):
    [message] = due(1)
    [call] = stamped()
    settling.settle([unknown(call)])

    decided = [settling.count_as_not_sent(message.id), settling.count_as_not_sent(message.id)]
    before = (credits.balance(case.root_id), make.facts(case.id).not_contacted_count)
    receipts.receipt_came(make.receipt(message))

    assert decided == [True, False]
    assert before == (Balance(100, 0, 0), 1)
    assert make.state(message) == "delivered"
    assert credits.balance(case.root_id) == Balance(100, 0, 0)
    assert make.facts(case.id).not_contacted_count == 0
    assert LedgerEntry.select().where(LedgerEntry.kind == "absorb").count() == 1
    assert all(rule.broken == 0 for rule in checks.check())


@pytest.mark.parametrize("state", ["queued", "sending", "accepted"])
def test_nobody_decides_that_of_what_is_not_unconfirmed(due: Due, state: str):
    [message] = due(1)
    if state != "queued":
        [call] = stamped()
        settling.settle([accepted(call)] if state == "accepted" else [])

    assert not settling.count_as_not_sent(message.id)
    assert make.state(message) == state


def test_however_much_waits_closing_the_case_takes_it_all_back(case: CaseFacts, alma: Person):
    make.credits(case, 1000)
    chosen = make.candidates(case, 90)
    for _ in range(7):
        make.batch(case, alma, chosen)
    if db.is_sqlite():
        # As many values in a statement as a chunk has, and some more.
        db.database.connection().setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 550)

    closed = cases.close(case.id)

    assert closed == 630
    assert credits.balance(case.root_id) == Balance(1100, 0, 0)
    assert make.facts(case.id).not_contacted_count == 90


def test_answers_and_receipts_at_once_never_wait_in_a_circle(
    due: Due, case: CaseFacts, dag: Person
):
    other = make.case(dag)
    make.credits(other, 100)
    hers, his = due(40), make.departed(other, dag, make.candidates(other, 40))
    calls = stamped(80)
    mixed = [accepted(call) if call.message_id % 3 else refused(call) for call in calls]
    sent = [m for m in hers + his if m.id % 3]

    def report(messages: list[Message]) -> None:
        for message in messages:
            receipts.receipt_came(make.receipt(message, ReceiptStatus.SUBMITTED))

    results = at_once(
        [
            lambda: settling.settle(mixed[::2]),
            lambda: settling.settle(mixed[:0:-2]),
            lambda: report(sent),
            lambda: report(sent[::-1]),
        ]
    )

    assert results == [None] * 4
    assert credits.balance(case.root_id).held == credits.balance(other.root_id).held == 0
    assert all(rule.broken == 0 for rule in checks.check())


def test_the_table_of_steps_reaches_every_state_and_leaves_every_open_one():
    ends = {State.DELIVERED}
    assert {after for _, after in STEPS} == set(State)
    assert {before for before, _ in STEPS} == set(State) - ends
    assert sources(State.NOT_SENT) == (State.UNCONFIRMED,)
