"""What nobody wants any more does not leave, also when it was under way just then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.dispatch.carriers import later
from webapp.domain import cases, checks, credits, dispatch, receipts, sending, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.lib import clock
from webapp.models import Message

Due = Callable[[int], list[Message]]
AFTER_BACKOFF = timedelta(hours=1)


def taken_back(message: Message) -> None:
    sending.cancel(message.batch)


def closed(message: Message) -> None:
    cases.close(message.batch.case_id)


def stopped(message: Message) -> None:
    make.stop(message.root_id, message.to)


@pytest.mark.parametrize("act", [taken_back, closed, stopped])
def test_it_is_not_tried_again_when_the_carrier_did_not_take_it(
    due: Due, case: CaseFacts, act: Callable[[Message], None]
):
    [message] = due(1)
    [call] = dispatch.claim("one", 1, 1000)
    assert dispatch.stamp(message.id, "one")

    act(message)
    settling.settle([later(call)])
    soon = clock.now() + AFTER_BACKOFF
    [again] = dispatch.claim("one", 1, 1000, now=soon)
    may_leave = dispatch.stamp(again.message_id, "one", soon)
    dispatch.put_back([again.message_id], "one", soon)

    assert not may_leave
    assert make.state(message) == "cancelled"
    assert credits.balance(case.root_id) == Balance(100, 0, 0)
    assert all(rule.broken == 0 for rule in checks.check())


@pytest.mark.parametrize("year", [1, 1969, 2090, 9999])
def test_a_time_that_cannot_be_is_that_of_the_arrival(due: Due, year: int):
    [message] = due(1)
    dispatch.claim("one", 1, 1000)
    dispatch.stamp(message.id, "one")
    impossible = datetime(year, 12, 31, tzinfo=UTC)

    receipts.receipt_came(replace(make.receipt(message), at=impossible))

    assert abs(Message.get_by_id(message.id).state_at - clock.now()) < timedelta(minutes=5)
