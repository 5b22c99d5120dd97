"""From figures to shapes: what the plots of a page are drawn from, in plain numbers.

Pure functions, without words or colours: templates/ui/plots.html draws them. Each plot is made
for a width of its own (in pixels at its natural size), because a text that is only scaled down
cannot be read on a telephone.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

Place = Callable[[float], float]
"""From a value to its place in pixels."""

WIDE = 700
NARROW = 300
_TOP = 26
_BELOW = 28
_LEFT = 44
_RIGHT = 8
_BAR_SHARE = 0.68
_GAP = 1.0


class Tick(NamedTuple):
    """A mark on an axis: where it is, and the value it stands for."""

    at: float
    value: int


class Mark(NamedTuple):
    """A point with the value it stands for."""

    x: float
    y: float
    value: int


class Bar(NamedTuple):
    """One part of a stacked bar; `series` counts from 0, at the bottom."""

    x: float
    y: float
    width: float
    height: float
    series: int


class BalancePlot(NamedTuple):
    """The balance over time. `line` and `area` are paths; `ahead` is the dashed forecast, empty
    where there is none. `days` and `levels` are the ticks of the two axes.
    """

    width: int
    height: int
    left: float
    right: float
    bottom: float
    line: str
    area: str
    ahead: str
    now: Mark
    reached: Mark | None
    refills: list[Mark]
    warning: Mark
    days: list[Tick]
    levels: list[Tick]


class UsePlot(NamedTuple):
    """Credits used per day, each bar stacked from its series."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    bars: list[Bar]
    days: list[Tick]
    levels: list[Tick]


def balance(
    balances: Sequence[tuple[int, int]],
    refills: Sequence[tuple[int, int]],
    warning_level: int,
    per_day: int,
    days_left: int | None,
    width: int = WIDE,
) -> BalancePlot:
    """The balance at the end of each day (day, credits), with the days of refills (day, credits),
    and straight on from the last at `per_day` credits a day.
    """
    height = 270 if width >= WIDE else 220
    bottom = height - _BELOW
    first, today = balances[0][0], balances[-1][0]
    ahead_days = _ahead(days_left, today - first)
    levels = nice_levels(max([credits for _, credits in balances] + [warning_level, 1]))
    x = _scale(first, today + ahead_days, _LEFT, width - _RIGHT)
    y = _scale(0, levels[-1], bottom, _TOP)
    credits_of = dict(balances)
    now = Mark(x(today), y(balances[-1][1]), balances[-1][1])
    line = _steps([(x(day), y(credits)) for day, credits in balances])
    reached = None
    if days_left and days_left <= ahead_days:
        reached = Mark(x(today + days_left), y(warning_level), today + days_left)
    return BalancePlot(
        width=width,
        height=height,
        left=_LEFT,
        right=width - _RIGHT,
        bottom=bottom,
        line=line,
        area=f"{line}V{bottom:.1f}H{x(first):.1f}Z",
        ahead=_ahead_line(x, y, today, balances[-1][1], per_day, ahead_days),
        now=now,
        reached=reached,
        refills=[Mark(x(day), y(credits_of[day]), credits) for day, credits in refills],
        warning=Mark(_LEFT, y(warning_level), warning_level),
        days=_day_ticks(first, today + ahead_days, x, width),
        levels=[Tick(y(level), level) for level in levels],
    )


def use(stacks: Sequence[Sequence[int]], first: int, today: int, width: int = WIDE) -> UsePlot:
    """One bar per day from `first` to `today`; each stack holds its series from the bottom up."""
    height = 160
    bottom = height - _BELOW
    levels = nice_levels(max([sum(stack) for stack in stacks] + [1]), most=2)
    slot = (width - _RIGHT - _LEFT) / max(len(stacks), 1)
    y = _scale(0, levels[-1], bottom, 10)
    bars = []
    for place, stack in enumerate(stacks):
        below = 0
        for series, credits in enumerate(stack):
            if credits:
                bars.append(_bar(_LEFT + place * slot, slot, y(below), y(below + credits), series))
            below += credits
    x = _scale(first, today + 1, _LEFT, width - _RIGHT)
    return UsePlot(
        width=width,
        height=height,
        left=_LEFT,
        right=width - _RIGHT,
        bottom=bottom,
        bars=bars,
        days=_day_ticks(first, today, lambda day: x(day + 0.5), width),
        levels=[Tick(y(level), level) for level in levels],
    )


def nice_levels(highest: int, most: int = 4) -> list[int]:
    """Round levels from 0 to at or above the highest value, at most `most` above 0."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * most >= highest:
                return [level * step * factor for level in range(_parts(highest, step * factor))]
        step *= 10


def _parts(highest: int, step: int) -> int:
    return -(-highest // step) + 1


def _ahead(days_left: int | None, past: int) -> int:
    """For how many days the forecast is drawn: past the warning level, but never so far that the
    past becomes too small to see.
    """
    return min(days_left + max(3, days_left // 4), past * 3 // 4) if days_left else 0


def _scale(from_value: float, to_value: float, from_px: float, to_px: float) -> Place:
    span = (to_value - from_value) or 1

    def place(value: float) -> float:
        return round(from_px + (value - from_value) * (to_px - from_px) / span, 1)

    return place


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """A line that keeps its height until the next point, as a balance does."""
    (x, y), *others = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for next_x, next_y in others:
        parts.append(f"H{next_x:.1f}")
        if next_y != y:
            parts.append(f"V{next_y:.1f}")
            y = next_y
    return "".join(parts)


def _ahead_line(x: Place, y: Place, today: int, credits: int, per_day: int, days: int) -> str:
    if not (days and per_day):
        return ""
    days_to_nothing = min(days, credits / per_day)
    end = max(0.0, credits - days_to_nothing * per_day)
    return f"M{x(today):.1f} {y(credits):.1f}L{x(today + days_to_nothing):.1f} {y(end):.1f}"


def _bar(left: float, slot: float, from_y: float, to_y: float, series: int) -> Bar:
    width = max(slot * _BAR_SHARE, 0.6)
    height = max(from_y - to_y - _GAP, 0.8)
    return Bar(round(left + (slot - width) / 2, 1), to_y, round(width, 1), round(height, 1), series)


def _day_ticks(first: int, last: int, x: Place, width: int) -> list[Tick]:
    """Whole weeks, as many as have room for their words."""
    room = max(2, int(width // 95))
    every = 7
    while (last - first) // every + 1 > room:
        every *= 2
    # The words stand around their tick, so the very edges are left free.
    return [Tick(x(day), day) for day in range(first + 1, last, every)]
