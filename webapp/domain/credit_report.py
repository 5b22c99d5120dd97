"""What the Credits tab tells: the balance over time, what was used, by whom, and for how long
the rest will do. Nothing here writes. It reads the sums beside the ledger, never its entries.

A day is a number, counted from 1970 in UTC (domain.usage).
"""

from collections.abc import Iterable
from typing import NamedTuple

from webapp import db
from webapp.domain.states import Kind
from webapp.models import Organisation

FORECAST_FROM_DAYS = 30
MOST_IN_TOP = 5


class Move(NamedTuple):
    """How one kind of entry changed the available credits on one day."""

    day: int
    kind: str
    credits: int


class DayBalance(NamedTuple):
    """The available credits at the end of a day."""

    day: int
    credits: int


class Forecast(NamedTuple):
    """How long the credits last: `per_day` on average, `days` until the warning level.

    `days` is None where nothing was used, and 0 where the level is reached already.
    """

    per_day: int
    days: int | None


class Used(NamedTuple):
    """The credits that one organisation used on one day."""

    day: int
    organisation_id: int
    name: str
    credits: int


class Top(NamedTuple):
    """Something that used credits: its id (0: none) and name, how many, and percent of all."""

    id: int
    name: str
    credits: int
    percent: int


def moves(root_id: int, since: int) -> list[Move]:
    """What changed the available credits from a day on, by day and kind, oldest first."""
    found = db.rows(
        "SELECT d.day, d.kind, d.available_delta FROM ledger_day d "
        "JOIN account a ON a.id = d.account_id "
        "WHERE a.organisation_id = ? AND d.day >= ? AND d.available_delta <> 0 "
        "ORDER BY d.day, d.kind",
        (root_id, since),
    )
    return [Move._make(one) for one in found]


def history(available: int, moved: Iterable[Move], first: int, today: int) -> list[DayBalance]:
    """The balance at the end of each day from `first` to `today`, reckoned back from now."""
    changes: dict[int, int] = {}
    for move in moved:
        changes[move.day] = changes.get(move.day, 0) + move.credits
    balances = []
    for day in range(today, first - 1, -1):
        balances.append(DayBalance(day, available))
        available -= changes.get(day, 0)
    return balances[::-1]


def refills(moved: Iterable[Move]) -> list[Move]:
    """The days on which credits were booked in, with how many."""
    return [move for move in moved if move.kind == Kind.TOP_UP]


def forecast(available: int, warning_level: int, root_id: int, today: int) -> Forecast:
    """How long the credits last at the average use of the last thirty days, rounded up; of fewer
    where the first credits came later.
    """
    first = today - FORECAST_FROM_DAYS + 1
    found = db.row(
        "SELECT coalesce(sum(CASE WHEN d.day >= ? THEN d.spent_delta ELSE 0 END), 0), min(d.day) "
        "FROM ledger_day d JOIN account a ON a.id = d.account_id WHERE a.organisation_id = ?",
        (first, root_id),
    )
    used, oldest = found if found else (0, None)
    days = today - max(first, today if oldest is None else oldest) + 1
    per_day = -(-int(used) // max(days, 1))
    if available <= warning_level:
        return Forecast(per_day, 0)
    return Forecast(per_day, (available - warning_level) // per_day if per_day else None)


def used_per_day(organisation: Organisation, since: int) -> list[Used]:
    """What an organisation and those below it used from a day on, by day and organisation."""
    # Summed before the names are looked up: not once per row.
    source, values = _within(organisation, since)
    found = db.rows(
        "SELECT u.day, u.organisation_id, o.name, u.credits FROM ("
        f"SELECT s.day, s.organisation_id, sum(s.credits) AS credits FROM {source} "
        "GROUP BY s.day, s.organisation_id) u "
        "JOIN organisation o ON o.id = u.organisation_id ORDER BY u.day, o.name",
        values,
    )
    return [Used(day, identity, name, int(credits)) for day, identity, name, credits in found]


def top_cases(organisation: Organisation, since: int) -> list[Top]:
    """The cases that used the most credits from a day on."""
    return _top(organisation, since, "case_id", '"case"', "title")


def top_templates(organisation: Organisation, since: int) -> list[Top]:
    """The templates that used the most; id 0 and no name for what was written freely."""
    return _top(organisation, since, "template_id", "template", "name")


def top_users(organisation: Organisation, since: int) -> list[Top]:
    """The users whose SMS used the most credits from a day on."""
    return _top(organisation, since, "user_id", '"user"', "name")


def _top(organisation: Organisation, since: int, column: str, table: str, name: str) -> list[Top]:
    source, values = _within(organisation, since)
    # The whole is summed over all groups, before the first few are taken.
    found = db.rows(
        f"SELECT u.id, coalesce(t.{name}, ''), u.credits, u.total FROM ("
        f"SELECT s.{column} AS id, sum(s.credits) AS credits, "
        f"sum(sum(s.credits)) OVER () AS total FROM {source} "
        f"GROUP BY s.{column} HAVING sum(s.credits) > 0 "
        f"ORDER BY credits DESC, s.{column} LIMIT {MOST_IN_TOP}) u "
        f"LEFT JOIN {table} t ON t.id = u.id ORDER BY u.credits DESC, u.id",
        values,
    )
    return [
        Top(identity, called, int(credits), round(100 * int(credits) / int(total)))
        for identity, called, credits, total in found
    ]


def _within(organisation: Organisation, since: int) -> tuple[str, list[object]]:
    """The use of the whole tree by its index, of a part of it by the paths."""
    if organisation.is_parent:
        return "usage_day s WHERE s.root_id = ? AND s.day >= ?", [organisation.id, since]
    return (
        "usage_day s JOIN organisation o ON o.id = s.organisation_id "
        "WHERE s.root_id = ? AND s.day >= ? AND o.path LIKE ?",
        [organisation.root_id, since, f"{organisation.path}%"],
    )
