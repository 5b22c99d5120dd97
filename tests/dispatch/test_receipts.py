"""Receipts: late, twice, in any order, early, about nobody."""

import itertools
from collections.abc import Callable
from threading import Event

import pytest

from tests import make
from tests.dispatch.carriers import accepted, unknown
from tests.dispatch.test_settling import stamped
from tests.running import wait_until
from tests.together import at_once
from webapp import db
from webapp.domain import checks, credits, receipts, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.gateways.sms import ReceiptStatus
from webapp.models import CarrierReceipt, Message

Due = Callable[[int], list[Message]]
SUBMITTED, DELIVERED = ReceiptStatus.SUBMITTED, ReceiptStatus.DELIVERED
REJECTED, UNDELIVERABLE = ReceiptStatus.REJECTED, ReceiptStatus.UNDELIVERABLE


@pytest.fixture
def sent(due: Due) -> Message:
    """A message that the carrier has taken."""
    [message] = due(1)
    settling.settle([accepted(call) for call in stamped()])
    return message


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SUBMITTED, "accepted"),
        (DELIVERED, "delivered"),
        (REJECTED, "undelivered"),
        (UNDELIVERABLE, "undelivered"),
    ],
)
def test_each_status_has_its_state(sent: Message, status: ReceiptStatus, state: str):
    news = receipts.receipt_came(make.receipt(sent, status))

    assert (news, make.state(sent)) == (True, state)


@pytest.mark.parametrize(
    "order", list(itertools.permutations([SUBMITTED, UNDELIVERABLE, DELIVERED]))
)
def test_the_order_does_not_matter(sent: Message, order: tuple[ReceiptStatus, ...]):
    for status in (*order, *order):
        receipts.receipt_came(make.receipt(sent, status))

    assert make.state(sent) == "delivered"
    assert CarrierReceipt.select().count() == 3


def test_the_second_of_the_same_is_no_news(sent: Message):
    news = [receipts.receipt_came(make.receipt(sent)) for _ in range(2)]

    assert (news, CarrierReceipt.select().count()) == ([True, False], 1)


def test_a_failure_says_why(sent: Message):
    receipts.receipt_came(make.receipt(sent, UNDELIVERABLE))

    assert Message.get_by_id(sent.id).carrier_code == "1260"


def test_what_was_not_delivered_is_charged_all_the_same(sent: Message, case: CaseFacts):
    receipts.receipt_came(make.receipt(sent, UNDELIVERABLE))

    assert credits.balance(case.root_id) == Balance(99, 0, 1)
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_receipt_for_nobody_is_kept_and_changes_nothing(sent: Message):
    stranger = make.receipt(sent, carrier_id="never seen", client_ref="of somebody else")

    news = receipts.receipt_came(stranger)

    assert (news, make.state(sent)) == (True, "accepted")
    assert CarrierReceipt.get().message_id is None


def test_a_receipt_without_our_reference_is_known_by_the_carriers(sent: Message):
    receipts.receipt_came(make.receipt(sent, client_ref=""))

    assert make.state(sent) == "delivered"


def test_a_message_that_has_no_carriers_name_is_not_found_by_an_empty_one(due: Due):
    [message] = due(1)

    receipts.receipt_came(make.receipt(message, carrier_id=" ", client_ref=""))

    assert make.state(message) == "queued"


def test_a_receipt_settles_what_was_unconfirmed(due: Due, case: CaseFacts):
    [message] = due(1)
    settling.settle([unknown(call) for call in stamped()])

    receipts.receipt_came(make.receipt(message, UNDELIVERABLE))

    assert make.state(message) == "undelivered"
    assert Message.get_by_id(message.id).carrier_id == f"carrier-{message.id}"
    assert credits.balance(case.root_id) == Balance(99, 0, 1)


def test_two_names_for_one_message_are_shown_as_a_broken_rule(sent: Message):
    receipts.receipt_came(make.receipt(sent, carrier_id="a second acceptance"))

    broken = [rule.number for rule in checks.check() if rule.broken]
    assert broken == [6]


@pytest.mark.parametrize("order", [(SUBMITTED, UNDELIVERABLE, DELIVERED), (DELIVERED, SUBMITTED)])
def test_what_came_without_our_reference_before_the_answer_counts_once_that_is_there(
    due: Due, case: CaseFacts, order: tuple[ReceiptStatus, ...]
):
    [message] = due(1)
    [call] = stamped()
    for status in order:
        receipts.receipt_came(make.receipt(message, status, client_ref=""))
    before = make.state(message)

    settling.settle([accepted(call)])

    assert (before, make.state(message)) == ("sending", "delivered")
    assert {one.message_id for one in CarrierReceipt.select()} == {message.id}
    assert credits.balance(case.root_id) == Balance(99, 0, 1)
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_failure_that_came_first_still_says_why(due: Due):
    [message] = due(1)
    [call] = stamped()
    receipts.receipt_came(make.receipt(message, UNDELIVERABLE, client_ref=""))

    settling.settle([accepted(call)])

    found = Message.get_by_id(message.id)
    assert (found.state, found.carrier_code) == ("undelivered", "1260")


def test_one_report_with_our_reference_brings_those_without_along(due: Due):
    [message] = due(1)
    settling.settle([unknown(call) for call in stamped()])
    receipts.receipt_came(make.receipt(message, DELIVERED, client_ref=""))

    receipts.receipt_came(make.receipt(message, SUBMITTED))

    assert make.state(message) == "delivered"


def test_so_does_a_repeat_of_it_that_has_our_reference(due: Due):
    [message] = due(1)
    settling.settle([unknown(call) for call in stamped()])
    receipts.receipt_came(make.receipt(message, client_ref=""))

    news = receipts.receipt_came(make.receipt(message))

    assert (news, make.state(message)) == (False, "delivered")
    assert [one.message_id for one in CarrierReceipt.select()] == [message.id]


def test_a_report_and_the_answer_at_the_same_moment_find_each_other(due: Due):
    [message] = due(1)
    [call] = stamped()
    stored, settled = Event(), Event()

    def report() -> None:
        with db.transaction():
            receipts.receipt_came(make.receipt(message, client_ref=""))
            stored.set()
            wait_until(lambda: settled.is_set() or somebody_waits())

    def settle() -> None:
        stored.wait()
        settling.settle([accepted(call)])
        settled.set()

    results = at_once([report, settle])

    assert results == [None, None]
    assert make.state(message) == "delivered"


def somebody_waits() -> bool:
    """Whether another transaction waits for this one. On SQLite everybody does who writes."""
    return db.is_sqlite() or bool(db.rows("SELECT 1 FROM pg_locks WHERE NOT granted"))
