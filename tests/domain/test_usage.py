"""The sums beside the ledger: equal to it whatever happens, and found out when they are not."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from webapp import db
from webapp.domain import checks, credits, dispatch, sending, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.domain.settling import Settled
from webapp.gateways.sms import Outcome, Verdict
from webapp.models import Application, LedgerDay, LedgerLine, Message, UsageDay


def test_sending_taking_back_and_expiry_keep_the_sums_equal(alma: Person):
    case = make.case(alma)
    make.credits(case, 50)
    settle_all(make.departed(case, alma, make.candidates(case, 4)), refuse_last=True)
    sending.cancel(make.batch(case, alma, ids(case)))
    late = make.departed(case, alma, ids(case))

    dispatch.expire(late[0].send_before + timedelta(minutes=1))

    assert broken() == []
    kinds = {line.kind for line in LedgerLine.select()}
    assert kinds == {"top_up", "reserve", "capture", "release"}
    assert UsageDay.get().credits == 3


def test_a_correction_and_a_refill_are_lines_of_their_own(cast: Cast):
    credits.top_up(cast.group.id, 10, "order 1", cast.cleo.id)
    credits.adjust(cast.group.id, -2, "booked twice", cast.cleo.id)

    lines = [(one.kind, one.available_delta, one.note) for one in LedgerLine.select()]
    assert sorted(lines) == [("adjust", -2, "booked twice"), ("top_up", 10, "order 1")]
    assert broken() == []


CORRUPTIONS = {
    "a line with other credits": (8, "UPDATE ledger_line SET available_delta = 7"),
    "a line of more entries": (8, "UPDATE ledger_line SET entries = entries + 1"),
    "a lost line": (8, "DELETE FROM ledger_line WHERE kind = 'capture'"),
    "a line of another day": (8, "UPDATE ledger_line SET day = day - 1"),
    "a day that holds less": (9, "UPDATE ledger_day SET held_delta = held_delta - 1"),
    "a day that used more": (9, "UPDATE ledger_day SET spent_delta = spent_delta + 1"),
    "a lost day": (9, "DELETE FROM ledger_day WHERE kind = 'reserve'"),
    "use of more credits": (10, "UPDATE usage_day SET credits = credits + 1"),
    "use of fewer messages": (10, "UPDATE usage_day SET messages = messages - 1"),
    "use without its template": (10, "UPDATE usage_day SET template_id = 99"),
    "lost use": (10, "DELETE FROM usage_day"),
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_sum_that_is_not_true_is_found(alma: Person, corruption: str):
    case = make.case(alma)
    make.credits(case, 50)
    settle_all(make.departed(case, alma, make.candidates(case, 2)))
    rule, statement = CORRUPTIONS[corruption]
    sound = broken()

    assert db.execute(statement) > 0

    assert sound == []
    assert broken() == [rule]


def test_days_of_two_accounts_are_apart(alma: Person, dag: Person):
    make.credits(alma, 5)
    make.credits(dag, 7)

    assert sorted(day.available_delta for day in LedgerDay.select()) == [5, 7]


def settle_all(messages: list[Message], *, refuse_last: bool = False) -> None:
    """The carrier takes them all, but for the last one if it is to be refused."""
    for claimed in dispatch.claim("a worker", 100, 1_000_000, now=messages[0].send_after):
        dispatch.stamp(claimed.message_id, "a worker", now=messages[0].send_after)
    for message in messages:
        refused = refuse_last and message is messages[-1]
        verdict = Verdict.REFUSED if refused else Verdict.ACCEPTED
        taken = "" if refused else f"carrier-{message.id}"
        settling.settle([Settled(message.id, Outcome(verdict, taken, ""))])


def ids(case: CaseFacts) -> list[int]:
    """The applications of a case."""
    return [one.id for one in Application.select().where(Application.case == case.id)]


def broken() -> list[int]:
    """The numbers of the rules that do not hold."""
    return [rule.number for rule in checks.check() if rule.broken]
