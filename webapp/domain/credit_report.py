"""What the Credits tab tells: the balance over time, what was used, by whom, and for how long
the rest will do. Nothing here writes. It reads the sums beside the ledger, never its entries.

A day is a number, counted from 1970 in UTC (domain.usage).
"""

from collections import Counter
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


class Tops(NamedTuple):
    """What used the most credits, of each sort."""

    cases: list[Top]
    templates: list[Top]
    users: list[Top]


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


def tops(organisation: Organisation, since: int) -> Tops:
    """The cases, templates and users that used the most credits from a day on."""
    source, values = _within(organisation, since)
    # One pass over the use for all three: over a year it is the dearest part of the page.
    found = db.rows(
        "SELECT s.case_id, s.template_id, s.user_id, sum(s.credits) "
        f"FROM {source} GROUP BY s.case_id, s.template_id, s.user_id",
        values,
    )
    most = [_most((one[place], int(one[3])) for one in found) for place in range(3)]
    whole = sum(int(one[3]) for one in found)
    names = _names([[identity for identity, _ in those] for those in most])
    cases, templates, users = (
        [
            Top(identity, names.get((place, identity), ""), credits, round(100 * credits / whole))
            for identity, credits in those
        ]
        for place, those in enumerate(most)
    )
    return Tops(cases, templates, users)


def _most(used: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ids that used the most credits with how many, the most first."""
    total: Counter[int] = Counter()
    for identity, credits in used:
        total[identity] += credits
    ranked = sorted(total.items(), key=lambda one: (-one[1], one[0]))
    return [one for one in ranked[:MOST_IN_TOP] if one[1]]


def _names(ids: list[list[int]]) -> dict[tuple[int, int], str]:
    """What cases, templates and users with these ids are called, by place in that order and id."""
    parts, values = [], []
    for place, (table, name) in enumerate(
        (("case", "title"), ("template", "name"), ("user", "name"))
    ):
        marks = db.marks(ids[place])
        parts.append(f'SELECT {place}, id, {name} FROM "{table}" WHERE id IN ({marks})')
        values += ids[place]
    found = db.rows(" UNION ALL ".join(parts), values)
    return {(place, identity): name for place, identity, name in found}


def _within(organisation: Organisation, since: int) -> tuple[str, list[object]]:
    """The use of the whole tree by its index, of a part of it by the paths."""
    if organisation.is_parent:
        return "usage_day s WHERE s.root_id = ? AND s.day >= ?", [organisation.id, since]
    return (
        "usage_day s JOIN organisation o ON o.id = s.organisation_id "
        "WHERE s.root_id = ? AND s.day >= ? AND o.path LIKE ?",
        [organisation.root_id, since, f"{organisation.path}%"],
    )
