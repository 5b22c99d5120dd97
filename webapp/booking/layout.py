"""Laying out a candidate's page: slots become days, parts of a day, and times in a named zone."""

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import dates

from webapp.domain.bookings import Choice
from webapp.lib import clock, day_words
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
    """What is booked: its day in words, whole and in pieces, and from when to when."""

    day: str
    weekday: str
    number: str
    month: str
    begin: str
    end: str
    exact: str


def days(choices: list[Choice], zone: ZoneInfo, language: str) -> list[Day]:
    """The days on which there is something to choose, in order, in the interview's zone."""
    local = [(clock.from_ms(one.starts_at).astimezone(zone), one) for one in choices]
    return [
        _day(on, list(on_it), language)
        for on, on_it in groupby(local, key=lambda pair: pair[0].date())
    ]


def moment(starts_at: int, ends_at: int, zone: ZoneInfo, language: str) -> Moment:
    """A booked slot (milliseconds since 1970) in the interview's zone."""
    begin = clock.from_ms(starts_at).astimezone(zone)
    end = clock.from_ms(ends_at).astimezone(zone)
    return Moment(
        day=day_words.day(begin, language),
        weekday=day_words.weekday(begin, language),
        number=str(begin.day),
        month=day_words.month(begin, language),
        begin=day_words.clock_time(begin, language),
        end=day_words.clock_time(end, language),
        exact=_exact(begin),
    )


def zone_name(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The zone as people know it, with its letters on that day: "Stockholm (CET)"."""
    city = dates.get_timezone_location(zone, locale=language, return_city=True)
    return f"{city} ({at.astimezone(zone):%Z})"


def _day(on: date, pairs: list[tuple[datetime, Choice]], language: str) -> Day:
    times = [
        (_part(at), Time(one.slot_id, day_words.clock_time(at, language), _exact(at), one.free > 0))
        for at, one in pairs
    ]
    return Day(
        on=on,
        weekday=day_words.short_weekday(on, language),
        number=str(on.day),
        name=day_words.day(on, language),
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
