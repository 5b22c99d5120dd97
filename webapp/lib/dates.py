"""Dates as people and spreadsheets write them.

Day and month stand in the European order: 03/04/2026 is 3 April everywhere that we read.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.lib import clock

_YEARS = range(1970, 2101)


class DateError(ValueError):
    """Text that is no date, or one in another century."""


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment of a date, with or without a time, in UTC; raises DateError.

    Takes ISO 8601, day-month-year in figures or with the month's name in English, Swedish,
    Norwegian, Danish or Finnish, and the serial numbers that spreadsheets make of dates. `zone`
    is where it was written; a date alone is the first moment of its day there.
    """
    try:
        moment = _as_written(text)
    except ValueError as error:
        raise DateError(text) from error
    if moment.year not in _YEARS:
        raise DateError(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return clock.from_ms(clock.to_ms(moment))


_TIME = r"(?:[ T,]+(?:klo?\.? )?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?)?"
_DATES = [
    re.compile(date + _TIME)
    for date in (
        r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})\.?",
        r"(?P<day>\d{1,2})[./-] ?(?P<month>\d{1,2})[./ -] ?(?P<year>\d{4}|\d\d)\.?",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[. -]{1,2}(?P<month>[^\W\d_]{3,})[., -]{1,2}"
        r"(?P<year>\d{4}|\d\d)",
    )
]
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


def _as_written(text: str) -> datetime:
    """The moment, without a zone unless one is written; raises ValueError."""
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text.replace(",", ".")))
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return _from_parts(found)
    return datetime.fromisoformat(text)


def _from_serial(days: float) -> datetime:
    """The moment so many days after the spreadsheets' day 0, which is 30 December 1899."""
    day_zero = datetime(1899, 12, 30)  # noqa: DTZ001  # local, like the dates beside it
    return day_zero + timedelta(seconds=round(days * 86_400))


def _from_parts(found: re.Match[str]) -> datetime:
    year = found["year"]
    return datetime(  # noqa: DTZ001  # the caller knows the zone
        int(year) if len(year) == 4 else 2000 + int(year),
        _month(found["month"]),
        int(found["day"]),
        int(found["hour"] or 0),
        int(found["minute"] or 0),
        int(found["second"] or 0),
    )


# How the months' names begin. In Finnish March is maaliskuu, and November is marraskuu.
_MONTHS = (
    ("jan", "tam"),
    ("feb", "hel"),
    ("mar", "maa"),
    ("apr", "huh"),
    ("maj", "may", "mai", "tou"),
    ("jun", "kes"),
    ("jul", "hei"),
    ("aug", "elo"),
    ("sep", "syy"),
    ("okt", "oct", "lok"),
    ("nov", "marr"),
    ("dec", "des", "jou"),
)
_MONTH_OF = {start: month for month, starts in enumerate(_MONTHS, start=1) for start in starts}


def _month(text: str) -> int:
    """1 to 12 from figures or a name; 0 if it is no month."""
    if text.isdecimal():
        return int(text)
    name = text.casefold()
    return _MONTH_OF.get(name[:4]) or _MONTH_OF.get(name[:3], 0)
