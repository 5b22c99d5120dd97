"""Credits: what goes in, what is held, and who gets the last ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import IntegrityError

from tests import make
from tests.cast import Cast
from tests.together import at_once
from webapp import db
from webapp.domain import checks, credits, sending
from webapp.domain.credits import Balance, NotEnoughCredits
from webapp.domain.people import Person
from webapp.models import Batch, LedgerEntry, Message


def test_a_refill_can_be_spent_by_everyone_below_the_parent_organisation(cast: Cast):
    make.credits(cast.group, 10)

    balance = make.credits(cast.alma, 5)

    assert balance == credits.balance(cast.group.id) == Balance(15, 0, 0)
    assert credits.balance(cast.other_group.id) == Balance(0, 0, 0)
    assert all(rule.broken == 0 for rule in checks.check())


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refill_of_nothing_is_refused(cast: Cast, amount: int):
    with pytest.raises(ValueError, match="1 credit or more"):
        credits.top_up(cast.group.id, amount, "typed wrongly")

    assert LedgerEntry.select().count() == 0


def test_a_refill_says_who_booked_it_and_why(cast: Cast):
    credits.top_up(cast.group.id, 100, "Invoice 7", cast.cleo.id)

    entry = LedgerEntry.get()
    assert (entry.kind, entry.available_delta, entry.note) == ("top_up", 100, "Invoice 7")
    assert entry.by_id == cast.cleo.id


def test_a_correction_takes_away_what_is_there_and_not_more(cast: Cast):
    make.credits(cast.group, 10)

    credits.adjust(cast.group.id, -10, "booked twice")
    with pytest.raises(NotEnoughCredits) as raised:
        credits.adjust(cast.group.id, -3, "and again")

    assert raised.value.missing == 3
    assert credits.balance(cast.group.id) == Balance(0, 0, 0)
    assert [entry.available_delta for entry in LedgerEntry.select().order_by(LedgerEntry.id)] == [
        10,
        -10,
    ]


def test_sending_holds_the_price_and_undo_gives_it_back(alma: Person):
    case = make.case(alma)
    make.credits(case, 10)

    batch = make.batch(case, alma, make.candidates(case, 3), "x" * 161)
    held = credits.balance(case.root_id)
    sending.cancel(batch)

    assert held == Balance(4, 6, 0)
    assert credits.balance(case.root_id) == Balance(10, 0, 0)


def test_the_price_is_the_one_at_the_moment_of_sending(alma: Person):
    case = make.case(alma)
    make.credits(case, 10)
    batch = make.batch(case, alma, make.candidates(case, 1))

    make.price(case, "SE", 4)
    sending.cancel(batch)

    assert credits.balance(case.root_id) == Balance(10, 0, 0)


def test_eight_at_once_cannot_sell_the_last_credits_twice(alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 8)
    make.credits(case, 3)

    results = at_once(
        [lambda one=one: make.batch(case, alma, [one], "Are you free?") for one in people]
    )

    assert sum(isinstance(result, Batch) for result in results) == 3
    assert sum(isinstance(result, NotEnoughCredits) for result in results) == 5
    assert credits.balance(case.root_id) == Balance(0, 3, 0)
    assert Message.select().count() == Batch.select().count() == 3
    assert all(rule.broken == 0 for rule in checks.check())


def test_two_parent_organisations_never_pay_for_each_other(alma: Person, dag: Person):
    hers, his = make.case(alma), make.case(dag)
    make.credits(hers, 1)
    make.credits(his, 5)

    with pytest.raises(NotEnoughCredits) as raised:
        make.batch(hers, alma, make.candidates(hers, 3))
    make.batch(his, dag, make.candidates(his, 3))

    assert raised.value.missing == 2
    assert credits.balance(hers.root_id) == Balance(1, 0, 0)
    assert credits.balance(his.root_id) == Balance(2, 3, 0)


def test_a_charge_is_booked_once_however_often_it_is_told(alma: Person):
    case = make.case(alma)
    make.credits(case, 5)
    [message] = make.messages(make.batch(case, alma, make.candidates(case, 1)))
    charge = credits.Charge(message.id, case.root_id, 1)
    credits.post(credits.Kind.CAPTURE, [charge], message.created_at)

    with pytest.raises(IntegrityError), db.transaction():
        credits.post(credits.Kind.CAPTURE, [charge], message.created_at)

    assert credits.balance(case.root_id) == Balance(4, 0, 1)


@make.one_database_for_all_examples
@given(amounts=st.lists(st.integers(-50, 50), max_size=12))
def test_any_refills_and_corrections_add_up(sqlite_database: str, amounts: list[int]):
    with make.rolled_back():
        root = make.organisation().id
        expected = 0
        for amount in amounts:
            if expected + amount >= 0:
                credits.adjust(root, amount, "corrected")
                expected += amount
            else:
                with pytest.raises(NotEnoughCredits):
                    credits.adjust(root, amount, "corrected")

        assert credits.balance(root) == Balance(expected, 0, 0)
        assert all(rule.broken == 0 for rule in checks.check())
