"""Days and times in words, as the readers of each language that candidates have write them.

The patterns are CLDR's for a full date without its year, which Babel has for some of these
languages only: https://cldr.unicode.org/translation/date-time. Nothing in them is outside the
characters of a standard SMS: a day must not make a text dearer.
"""

from datetime import date, datetime, time

from babel import dates

_DAY = {
    "en": "EEEE d MMMM",
    "sv": "EEEE d MMMM",
    "nb": "EEEE d. MMMM",
    "da": "EEEE 'den' d. MMMM",
    "fi": "cccc d. MMMM",
}
_TIME = {"en": "HH:mm", "sv": "HH:mm", "nb": "HH:mm", "da": "HH.mm", "fi": "H.mm"}

LANGUAGES = tuple(_DAY)


def day(on: date, language: str) -> str:
    """A day without its year: "Tuesday 4 March", "tirsdag den 4. marts"."""
    return _written(on, _DAY[language], language)


def clock_time(at: time | datetime, language: str) -> str:
    """A time by the clock that `at` is in: "09:00", "9.00"."""
    return str(dates.format_time(at, _TIME[language], locale=language))


def weekday(on: date, language: str) -> str:
    """A weekday by itself: "Tuesday"."""
    return _written(on, "cccc", language)


def short_weekday(on: date, language: str) -> str:
    """The same where there is little room: "Tue"."""
    return _written(on, "ccc", language)


def month(on: date, language: str) -> str:
    """A month by itself: "March", "maaliskuu"."""
    return _written(on, "LLLL", language)


def _written(on: date, pattern: str, language: str) -> str:
    return str(dates.format_date(on, pattern, locale=language))
