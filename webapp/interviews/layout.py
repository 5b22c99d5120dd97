"""Laying out an interview's times, in a week of days or in a list: each with what it says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import get_locale

from webapp.domain.slots import Clash, SlotView
from webapp.lib import clock


class Time(NamedTuple):
    """A slot as it is shown. `look` is "free", "part" (some places are taken), "full" or "past"."""

    slot: SlotView
    begin: str
    end: str
    look: str
    names: list[str]
    clashes: list[Clash]


class Day(NamedTuple):
    """A day of the week that is shown."""

    on: date
    words: str
    times: list[Time]


class Week(NamedTuple):
    """A week from Monday on; `before` and `after` are the Mondays of those with times beside it."""

    number: int
    days: list[Day]
    before: date | None
    after: date | None


def times(
    found: Sequence[SlotView],
    names: dict[int, list[str]],
    clashes: Sequence[Clash],
    zone: ZoneInfo,
    now: datetime,
) -> list[tuple[date, Time]]:
    """All slots with their local day, in order; `names` by slot are those who have booked it."""
    return [
        (
            _local(one.starts_at, zone).date(),
            Time(
                one,
                f"{_local(one.starts_at, zone):%H:%M}",
                f"{_local(one.ends_at, zone):%H:%M}",
                _look(one, now),
                names.get(one.id, []),
                [clash for clash in clashes if clash.slot_id == one.id],
            ),
        )
        for one in found
    ]


def week(laid_out: Sequence[tuple[date, Time]], asked: date | None, today: date) -> Week | None:
    """The week of the day that was asked for, else the first that is not over; None without any."""
    mondays = sorted({_monday(on) for on, _ in laid_out})
    if not mondays:
        return None
    ahead = [one for one in mondays if one >= _monday(today)]
    shown = _monday(asked) if asked else (ahead or mondays[-1:])[0]
    days = [shown + timedelta(days=number) for number in range(7)]
    filled = [Day(on, _written(on), [time for day, time in laid_out if day == on]) for on in days]
    # A weekend is shown only where something happens on it.
    kept = [one for one in filled if one.times or one.on.weekday() < 5]
    return Week(
        number=shown.isocalendar().week,
        days=kept,
        before=max((one for one in mondays if one < shown), default=None),
        after=min((one for one in mondays if one > shown), default=None),
    )


def days(laid_out: Sequence[tuple[date, Time]]) -> list[Day]:
    """All days on which something is offered, in order."""
    return [
        Day(on, _written(on), [time for _, time in found])
        for on, found in groupby(laid_out, key=itemgetter(0))
    ]


def _written(on: date) -> str:
    return str(dates.format_date(on, "EEE d MMM", locale=get_locale()))


def _look(slot: SlotView, now: datetime) -> str:
    if slot.free == 0:
        return "full"
    if slot.starts_at <= clock.to_ms(now):
        return "past"
    return "part" if slot.booked else "free"


def _local(at: int, zone: ZoneInfo) -> datetime:
    return clock.from_ms(at).astimezone(zone)


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())
