"""Credits: what goes in, what is held, and a ledger that nobody can rewrite."""

from tests import make
from tests.cast import Cast
from webapp.domain import checks, credits
from webapp.domain.credits import Balance


def test_a_refill_can_be_spent_by_everyone_below_the_parent_organisation(cast: Cast):
    make.credits(cast.group, 10)

    balance = make.credits(cast.alma, 5)

    assert balance == credits.balance(cast.group.id) == Balance(15, 0, 0)
    assert credits.balance(cast.other_group.id) == Balance(0, 0, 0)
    assert all(rule.broken == 0 for rule in checks.check())
