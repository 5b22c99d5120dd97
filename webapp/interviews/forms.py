"""The forms of interviews and of their times."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from webapp.domain import people
from webapp.domain.interviews import Details
from webapp.domain.series import Series
from webapp.lib import clock
from webapp.web.forms import SomethingVisible, WholeNumber

WEEKDAYS = (
    SelectChoice(0, _l("Monday")),
    SelectChoice(1, _l("Tuesday")),
    SelectChoice(2, _l("Wednesday")),
    SelectChoice(3, _l("Thursday")),
    SelectChoice(4, _l("Friday")),
    SelectChoice(5, _l("Saturday")),
    SelectChoice(6, _l("Sunday")),
)


class InterviewForm(FlaskForm):
    """What an interview says of itself, and who holds it."""

    title = StringField(_l("Title"), [SomethingVisible(_l("Write a title.")), Length(max=120)])
    minutes = WholeNumber(
        _l("Length in minutes"),
        [NumberRange(5, 720, _l("An interview lasts from 5 minutes to 12 hours."))],
    )
    place = StringField(_l("Place"), [Length(max=160)])
    video_url = StringField(
        _l("Video address"),
        [
            Optional(),
            Length(max=500),
            Regexp(r"^https://\S+$", message=_l("A video address begins with https://.")),
        ],
    )
    information = TextAreaField(_l("Information for the candidate"), [Length(max=2000)])
    change_hours = WholeNumber(
        _l("Candidates can change until (hours before)"),
        [NumberRange(0, 720, _l("Between 0 hours and 30 days before."))],
    )
    reminds_day_before = BooleanField(_l("Remind the day before"))
    reminds_hour_before = BooleanField(_l("Remind an hour before"))
    tells_when_free = BooleanField(_l("Tell those without a time when one becomes free"))
    interviewers = SelectMultipleField(_l("Interviewers"), coerce=int)

    def offer(self, root_id: int) -> "InterviewForm":
        """Fill in who can be chosen; returns the form."""
        self.interviewers.choices = [
            SelectChoice(one.id, one.name) for one in people.colleagues(root_id)
        ]
        return self

    def details(self) -> Details:
        """What was written, for the verbs."""
        return Details(**{name: self[name].data or "" for name in _TEXTS}, **self._rest())

    def _rest(self) -> dict[str, object]:
        return {name: self[name].data for name in Details._fields if name not in _TEXTS}


class PlacesForm(FlaskForm):
    """How many candidates a time has room for."""

    places = WholeNumber(
        _l("Places"), [NumberRange(1, 100, _l("Between 1 and 100 candidates at once."))]
    )


class TimeForm(PlacesForm):
    """One time."""

    day = DateField(_l("Day"), [DataRequired(_l("Write a date, such as 2026-12-02."))])
    begin = TimeField(_l("From"), [DataRequired(_l("Write a time, such as 09:00."))])

    def starts(self, zone: ZoneInfo) -> list[datetime]:
        """The beginning, in UTC; nothing where the clocks of the zone never show it."""
        moment = clock.in_zone(datetime.combine(self.day.data, self.begin.data), zone)
        return [moment] if moment else []


class SeriesForm(FlaskForm):
    """Many times: on which days, from when to when, how often, and what is skipped."""

    first = DateField(_l("First day"), [DataRequired(_l("Write a date, such as 2026-12-02."))])
    last = DateField(_l("Last day"), [DataRequired(_l("Write a date, such as 2026-12-02."))])
    weekdays = SelectMultipleField(_l("Weekdays"), coerce=int, choices=list(WEEKDAYS))
    begin = TimeField(_l("From"), [DataRequired(_l("Write a time, such as 09:00."))])
    end = TimeField(_l("To"), [DataRequired(_l("Write a time, such as 12:00."))])
    every = WholeNumber(
        _l("Every (minutes)"), [NumberRange(5, 720, _l("Every 5 minutes to every 12 hours."))]
    )
    pause_begin = TimeField(_l("Pause from"), [Optional()])
    pause_end = TimeField(_l("Pause to"), [Optional()])
    skips_holidays = BooleanField(_l("Skip public holidays"))
    places = WholeNumber(
        _l("Places at each time"),
        [NumberRange(1, 100, _l("Between 1 and 100 candidates at once."))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that a pause has two ends, in order: neither field can tell that alone."""
        if not super().validate(extra_validators):
            return False
        begin, end = self.pause_begin.data, self.pause_end.data
        if bool(begin) != bool(end):
            self.pause_end.errors = [gettext("Write when the pause begins and when it ends.")]
        elif begin and end and end <= begin:
            self.pause_end.errors = [gettext("The pause ends before it begins.")]
        return not self.pause_end.errors

    def series(self, minutes: int) -> Series:
        """What was written, for an interview of so many minutes."""
        begin, end = self.pause_begin.data, self.pause_end.data
        return Series(
            first=self.first.data,
            last=self.last.data,
            weekdays=frozenset(self.weekdays.data or ()),
            begin=self.begin.data,
            end=self.end.data,
            every=self.every.data,
            minutes=minutes,
            pause=(begin, end) if begin and end else None,
        )


def first_error(errors: Iterable[Iterable[str]]) -> str:
    """The first thing that is wrong with a form."""
    return next(str(one) for messages in errors for one in messages)


_TEXTS = ("title", "place", "video_url", "information")
