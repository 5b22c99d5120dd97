"""Laying out a candidate's page: slots become days, parts of a day, and times in a named zone."""

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, dates

from webapp.domain.bookings import Choice
from webapp.lib import clock
from webapp.lib.words import Sentence, say

MORNING, AFTERNOON, EVENING = say("Morning"), say("Afternoon"), say("Evening")


class Time(NamedTuple):
    """One slot on a day: when it begins there, and for machines, by the clock there as well."""

    slot_id: int
    clock: str
    exact: str
    is_free: bool


class Day(NamedTuple):
    """A day with slots, as its tile shows it; `free` places in all."""

    on: date
    weekday: str
    number: str
    name: str
    free: int
    parts: list[tuple[Sentence, list[Time]]]


class Moment(NamedTuple):
    """What is booked: its day in words, and from when to when."""

    weekday: str
    number: str
    month: str
    begin: str
    end: str
    exact: str


def days(choices: list[Choice], zone: ZoneInfo, locale: Locale) -> list[Day]:
    """The days on which there is something to choose, in order, in the interview's zone."""
    local = [(clock.from_ms(one.starts_at).astimezone(zone), one) for one in choices]
    return [
        _day(on, list(on_it), locale)
        for on, on_it in groupby(local, key=lambda pair: pair[0].date())
    ]


def moment(starts_at: int, ends_at: int, zone: ZoneInfo, locale: Locale) -> Moment:
    """A booked slot (milliseconds since 1970) in the interview's zone."""
    begin = clock.from_ms(starts_at).astimezone(zone)
    end = clock.from_ms(ends_at).astimezone(zone)
    return Moment(
        weekday=_written(begin.date(), "EEEE", locale),
        number=str(begin.day),
        month=_written(begin.date(), "MMMM", locale),
        begin=f"{begin:%H:%M}",
        end=f"{end:%H:%M}",
        exact=_exact(begin),
    )


def zone_name(at: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """The zone as people know it, with its letters on that day: "Stockholm (CET)"."""
    city = dates.get_timezone_location(zone, locale=locale, return_city=True)
    return f"{city} ({at.astimezone(zone):%Z})"


def _day(on: date, pairs: list[tuple[datetime, Choice]], locale: Locale) -> Day:
    times = [
        (_part(at), Time(one.slot_id, f"{at:%H:%M}", _exact(at), one.free > 0))
        for at, one in pairs
    ]
    return Day(
        on=on,
        weekday=_written(on, "EEE", locale),
        number=str(on.day),
        name=_written(on, "EEEE d MMMM", locale),
        free=sum(max(0, one.free) for _, one in pairs),
        parts=[
            (part, [time for _, time in in_it])
            for part, in_it in groupby(times, key=lambda pair: pair[0])
        ],
    )


def _part(at: datetime) -> Sentence:
    if at.hour < 12:
        return MORNING
    return AFTERNOON if at.hour < 17 else EVENING


def _exact(at: datetime) -> str:
    """For a `datetime` attribute, which pages compare with the clock of the phone."""
    return at.isoformat(timespec="minutes")


def _written(on: date, pattern: str, locale: Locale) -> str:
    return str(dates.format_date(on, pattern, locale=locale))
