"""Monthly budgets: how many credits an organisation and those below it may use in a month.

A month is that of the organisation's time zone. What is reserved counts as used until it comes
back.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.lib.words import Sentence, say_n
from webapp.models import Organisation

MOST = 1_000_000


class Budget(NamedTuple):
    """An organisation with a budget, in credits per month."""

    name: str
    path: str
    root_id: int
    time_zone: str
    credits: int


def choose(organisation: Organisation, budget: int | None, by_id: int) -> None:
    """Set the budget of an organisation below a parent organisation; None takes it away.

    Raises ValueError for a parent organisation, and unless the budget is from 0 to `MOST`.
    """
    if organisation.is_parent:
        raise ValueError("A parent organisation owns the credits: it has no budget.")
    if budget is not None and not 0 <= budget <= MOST:
        raise ValueError(f"A budget must be from 0 to {MOST} credits.")
    with db.transaction():
        Organisation.update(monthly_budget=budget).where(
            Organisation.id == organisation.id
        ).execute()
        log.record(Did.BUDGET_SET, organisation.id, by_id, organisation.name, credits=budget)


def used(organisation: Organisation, now: datetime) -> int:
    """What an organisation and those below it have used this month, with what is reserved."""
    path, root_id, zone = organisation.path, organisation.root_id, organisation.time_zone
    return _used(path, root_id, zone, now)


def problem(
    organisation_path: str, price: int, now: datetime, *, is_booked: bool = False
) -> Sentence | None:
    """Why a send at this price would exceed a budget, of the organisation or of one above it.

    What costs nothing, such as an e-mail, never does.

    `is_booked`: the price is reserved already, in the caller's transaction. It holds the account
    that all of the tree's sends must change, so no two of them can both take what is left.
    """
    if not price:
        return None
    for budget in _on_the_way(organisation_path):
        before = _used(budget.path, budget.root_id, budget.time_zone, now)
        before -= price if is_booked else 0
        if before + price > budget.credits:
            return say_n(
                "%(name)s has used %(used)s of its %(budget)s credits for this month, and this "
                "costs %(num)d. Choose fewer, or ask an administrator to raise the budget.",
                "%(name)s has used %(used)s of its %(budget)s credits for this month, and this "
                "costs %(num)d. Choose fewer, or ask an administrator to raise the budget.",
                price,
                name=budget.name,
                used=before,
                budget=budget.credits,
            )
    return None


def _on_the_way(organisation_path: str) -> list[Budget]:
    """The budgets of an organisation and of those above it."""
    ids = [int(part) for part in organisation_path.strip("/").split("/")]
    marks = db.marks(ids)
    found = db.rows(
        "SELECT name, path, root_id, time_zone, monthly_budget FROM organisation "
        f"WHERE id IN ({marks}) AND parent_id IS NOT NULL AND monthly_budget IS NOT NULL "
        "ORDER BY path",
        ids,
    )
    return [Budget._make(one) for one in found]


def _used(path: str, root_id: int, time_zone: str, now: datetime) -> int:
    local = now.astimezone(ZoneInfo(time_zone))
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = db.row(
        "SELECT coalesce(-sum(l.available_delta), 0) FROM ledger_line l "
        "JOIN account a ON a.id = l.account_id JOIN batch b ON b.id = l.batch_id "
        'JOIN "case" c ON c.id = b.case_id JOIN organisation o ON o.id = c.organisation_id '
        "WHERE a.organisation_id = ? AND l.at >= ? AND o.path LIKE ?",
        (root_id, clock.to_ms(month), f"{path}%"),
    )
    return max(0, int(found[0])) if found else 0
