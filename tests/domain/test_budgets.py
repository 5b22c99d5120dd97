"""Monthly budgets of organisations below a parent organisation."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.together import at_once
from webapp.domain import budgets, checks, credits, organisations, sending
from webapp.domain.people import Person
from webapp.domain.refusals import NotSendable
from webapp.lib import clock
from webapp.models import Batch, Message


@pytest.fixture
def limited(cast: Cast) -> Cast:
    """The cast with 50 credits, of which Emergency care may use 3 in a month."""
    make.credits(cast.group, 50)
    budgets.choose(cast.care, 3, cast.cleo.id)
    return cast


def test_a_send_within_the_budget_goes_and_one_beyond_does_not(limited: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 4)
    make.batch(case, alma, people[:2])

    with pytest.raises(NotSendable) as raised:
        make.batch(case, alma, people[2:])

    assert str(raised.value) == (
        "Emergency care has used 2 of its 3 credits for this month, and this costs 2. "
        "Choose fewer, or ask an administrator to raise the budget."
    )
    assert Message.select().count() == 2
    assert credits.balance(limited.group.id).held == 2
    make.batch(case, alma, people[2:3])
    assert budgets.used(limited.care, clock.now()) == 3


def test_what_comes_back_can_be_used_again(limited: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 3)
    sending.cancel(make.batch(case, alma, people))

    make.batch(case, alma, people)

    assert budgets.used(limited.care, clock.now()) == 3


def test_others_are_not_held_by_it(limited: Cast, alma: Person):
    elsewhere = make.case(alma, limited.home)

    batch = make.batch(elsewhere, alma, make.candidates(elsewhere, 4))

    assert batch.credits == 4


def test_a_budget_above_counts_for_those_below(cast: Cast, alma: Person):
    make.credits(cast.group, 50)
    ward = organisations.add_below(cast.care, "Ward 7")
    budgets.choose(cast.care, 2, cast.cleo.id)
    case = make.case(alma, ward)

    with pytest.raises(NotSendable, match="Emergency care has used 0 of its 2 credits"):
        make.batch(case, alma, make.candidates(case, 3))


def test_another_month_begins_anew(limited: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 6)
    make.batch(case, alma, people[:3], now=clock.now() - timedelta(days=40))

    make.batch(case, alma, people[3:])

    assert Message.select().count() == 6


def test_sends_at_once_never_exceed_it_together(limited: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 8)

    results = at_once(
        [lambda one=one: make.batch(case, alma, [one], "Are you free?") for one in people]
    )

    assert sum(isinstance(result, Batch) for result in results) == 3
    assert sum(isinstance(result, NotSendable) for result in results) == 5
    assert all(rule.broken == 0 for rule in checks.check())


@pytest.mark.parametrize("budget", [-1, 1_000_001])
def test_a_budget_that_is_none_is_refused(cast: Cast, budget: int):
    with pytest.raises(ValueError, match="from 0 to"):
        budgets.choose(cast.care, budget, cast.cleo.id)


def test_a_parent_organisation_has_none(cast: Cast):
    with pytest.raises(ValueError, match="owns the credits"):
        budgets.choose(cast.group, 5, cast.cleo.id)
