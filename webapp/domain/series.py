"""A series of times: every 45 minutes from 9 to 12, Tuesday and Thursday, but not at lunch.

Pure arithmetic in the zone of the interview. A time that the clocks skip when summer begins is
left out, and so is one that would begin before the meeting before it is over because of that;
one that they show twice when it ends counts once, the first time.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp.lib import clock

MOST_STARTS = 500
MOST_DAYS = 366


class SeriesError(ValueError):
    """A series that cannot be; `code` says why, and `webapp.interviews` says it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Series(NamedTuple):
    """From `first` to `last`, both included, on these weekdays (Monday is 0).

    Each meeting lasts `minutes`, and one begins every `every` minutes as long as it is over by
    `end`. None overlaps the pause: the one after it begins when it ends.
    """

    first: date
    last: date
    weekdays: frozenset[int]
    begin: time
    end: time
    every: int
    minutes: int
    pause: tuple[time, time] | None = None


def starts(
    series: Series, zone: ZoneInfo, holidays: frozenset[date] = frozenset()
) -> list[datetime]:
    """The beginnings, in UTC and in order.

    Raises SeriesError: `backwards` (the last day or time is before the first), `overlap` (one
    begins before the one before is over), `too_long` (more than a year), `too_many`, or `none`.
    """
    _check(series)
    found: list[datetime] = []
    for day in _days(series, holidays):
        for of_day in _times(series):
            moment = _moment(day, of_day, zone)
            if moment and (not found or moment >= found[-1] + timedelta(minutes=series.minutes)):
                found.append(moment)
        if len(found) > MOST_STARTS:
            raise SeriesError("too_many")
    if not found:
        raise SeriesError("none")
    return found


def public_holidays(country: str, first: date, last: date) -> frozenset[date]:
    """The public holidays of a country (ISO 3166) between two days; none where it is not known."""
    # Here, because it is needed on one page only.
    from holidays import country_holidays

    try:
        known = country_holidays(country, years=range(first.year, last.year + 1))
    except NotImplementedError:
        return frozenset()
    return frozenset(day for day in known if first <= day <= last)


def _check(series: Series) -> None:
    if series.last < series.first or series.end <= series.begin:
        raise SeriesError("backwards")
    if series.every < series.minutes:
        raise SeriesError("overlap")
    if series.last - series.first > timedelta(days=MOST_DAYS):
        raise SeriesError("too_long")


def _days(series: Series, holidays: frozenset[date]) -> Iterator[date]:
    for number in range((series.last - series.first).days + 1):
        day = series.first + timedelta(days=number)
        if day.weekday() in series.weekdays and day not in holidays:
            yield day


def _times(series: Series) -> Iterator[int]:
    """Minutes after midnight at which a meeting begins on each day."""
    begin, end = _minutes(series.begin), _minutes(series.end)
    pause_from, pause_to = (_minutes(one) for one in series.pause or (time.min, time.min))
    while begin + series.minutes <= end:
        if begin < pause_to and begin + series.minutes > pause_from:
            begin = pause_to
            continue
        yield begin
        begin += series.every


def _moment(day: date, of_day: int, zone: ZoneInfo) -> datetime | None:
    return clock.in_zone(datetime.combine(day, time(*divmod(of_day, 60))), zone)


def _minutes(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute
