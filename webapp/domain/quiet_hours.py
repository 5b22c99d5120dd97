"""Quiet hours: when an SMS would disturb, where the people are who would get it."""

from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.core import get_global

_DAY_MINUTES = 24 * 60


class Disturbed(NamedTuple):
    """A country in which it is quiet hours now, and what the clock shows there.

    `in_parts` is set where that is so in some of its time zones only.
    """

    country: str
    time: str
    in_parts: bool


def disturbed(
    countries: Iterable[str],
    home_country: str,
    home_zone: str,
    quiet: tuple[int, int],
    now: datetime,
) -> list[Disturbed]:
    """In which of these countries it is quiet now; `quiet` is minutes after midnight, from and to.

    At home the organisation's own zone counts. Elsewhere a number tells the country and no more:
    where that has several zones, one in which it is quiet is enough.
    """
    found = []
    for country in sorted(set(countries)):
        zones = (home_zone,) if country == home_country else _zones(country)
        local = [now.astimezone(ZoneInfo(zone)) for zone in zones]
        awoken = [moment for moment in local if is_quiet(moment, quiet)]
        if awoken:
            in_parts = len(awoken) < len(local)
            found.append(Disturbed(country, f"{awoken[0]:%H:%M}", in_parts))
    return found


def is_quiet(local: datetime, quiet: tuple[int, int]) -> bool:
    """Whether a local moment lies within quiet hours, which may pass midnight."""
    begin, end = quiet
    minute = local.hour * 60 + local.minute
    # Counted from their beginning, so that midnight is nothing special. From 8 to 8 is never.
    return (minute - begin) % _DAY_MINUTES < (end - begin) % _DAY_MINUTES


def clock_time(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{to_time(minutes):%H:%M}"


def to_time(minutes: int) -> time:
    """Minutes after midnight as a time of day."""
    return time(*divmod(minutes % _DAY_MINUTES, 60))


def to_minutes(of_day: time) -> int:
    """A time of day as minutes after midnight."""
    return of_day.hour * 60 + of_day.minute


@lru_cache(maxsize=256)
def _zones(country: str) -> tuple[str, ...]:
    """The time zones of a country; none where its code is not known."""
    return tuple(get_global("territory_zones").get(country, ()))
