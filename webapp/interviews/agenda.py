"""The interviews ahead, day by day, and what waits for the recruiter in them."""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import agenda
from webapp.domain.agenda import Ahead, Reader
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.web import access
from webapp.web.access import needs
from webapp.web.filters import meeting_parts, zone

agenda_area = Blueprint("agenda", __name__)


class Time(NamedTuple):
    """A booked time as it is written where it takes place; `elsewhere` is that zone, where it is
    not the reader's own.
    """

    booked: Ahead
    begin: str
    end: str
    elsewhere: str


class Day(NamedTuple):
    """The times of one day."""

    words: str
    times: list[Time]


@agenda_area.get("/interviews")
@needs(Right.CASE_VIEW)
def show() -> ResponseReturnValue:
    """Who comes when: to the interviews that one holds, or to all of one's organisation's."""
    shown = request.args.get("show", "")
    shown = shown if shown in agenda.SHOWS else agenda.SHOWS[0]
    paths = tuple(access.grants().heads(Right.CASE_VIEW))
    reader = Reader(current_user.person.id, paths, shown == "organisation")
    now_ms, after = clock.now_ms(), request.args.get("after", "")
    found = agenda.ahead(reader, now_ms, after)
    times = found[: agenda.PAGE_SIZE]
    return render_template(
        "interviews/agenda.html",
        nav="interviews",
        show=shown,
        after=after,
        more=times[-1].key if len(found) > len(times) else "",
        days=_days(times),
        open_ends=[] if after else agenda.open_ends(reader, now_ms),
        now_ms=now_ms,
    )


def _days(times: list[Ahead]) -> list[Day]:
    laid_out = [(meeting_parts(one.starts_at, one.time_zone)[0], _time(one)) for one in times]
    return [
        Day(words, [time for _, time in found])
        for words, found in groupby(laid_out, key=itemgetter(0))
    ]


def _time(one: Ahead) -> Time:
    begin = meeting_parts(one.starts_at, one.time_zone)[1]
    end = meeting_parts(one.ends_at, one.time_zone)[1]
    return Time(one, begin, end, "" if one.time_zone == zone().key else one.time_zone)
