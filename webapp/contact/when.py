"""Choosing when a text leaves, in the contact window."""

from datetime import datetime, timedelta
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from webapp.domain import timing
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.timing import When
from webapp.lib import clock, zones
from webapp.lib.words import Sentence, say
from webapp.lib.zones import Odd
from webapp.web.filters import meeting

_MORNING = 9


class Times(NamedTuple):
    """What the window shows of a choice; `at` and `until` as the fields of a form hold them.

    `words` say when it leaves, where that is not at once.
    """

    is_later: bool
    at: str
    until: str
    own_clocks: bool
    place: str
    may_pass: bool
    passes: bool
    earliest: str
    words: Sentence | None


def read(case: CaseFacts, sent: MultiDict[str, str]) -> When:
    """The choice in a form: what it says of a later time counts only where later is chosen."""
    passes = bool(sent.get("passes_quiet"))
    if sent.get("when") != "later":
        return When(zone=case.time_zone, passes_quiet=passes)
    at = timing.read(sent.get("at", ""))
    return When(
        at=at,
        not_after=timing.read(sent.get("until", "")),
        own_zones=sent.get("clocks") == "own",
        zone=case.time_zone,
        passes_quiet=passes,
        lacks_time=at is None,
    )


def build(case: CaseFacts, when: When, plan: Plan, now: datetime) -> Times:
    """What to show of a choice, for those whom this plan reaches."""
    here = zones.to_wall(now, case.time_zone)
    tomorrow = (here + timedelta(days=1)).replace(hour=_MORNING, minute=0)
    return Times(
        is_later=when.at is not None or when.lacks_time,
        at=timing.write(when.at) or timing.write(tomorrow),
        until=timing.write(when.not_after),
        own_clocks=when.own_zones,
        place=zones.place(case.time_zone),
        may_pass=case.quiet_may_pass,
        passes=when.passes_quiet,
        earliest=timing.write(here),
        words=_words(when, plan),
    )


def odd(when: When, plan: Plan) -> list[Sentence]:
    """What to know of a time on a day on which the clocks of somebody's zone change."""
    if when.at is None:
        return []
    clocks = {one.leaving.zone for one in plan.sendable if one.leaving}
    found = {
        zones.what_is_odd(when.at, zone) for zone in (clocks if when.own_zones else {when.zone})
    }
    time = f"{when.at:%H:%M}"
    sentences = {
        Odd.SKIPPED: say("The clocks skip %(time)s that day: it leaves an hour later.", time=time),
        Odd.TWICE: say(
            "The clocks show %(time)s twice that day: it leaves at the first.", time=time
        ),
    }
    return [sentence for kind, sentence in sentences.items() if kind in found]


def _words(when: When, plan: Plan) -> Sentence | None:
    if when.at is None or not plan.sendable:
        return None
    first = min(one.leaving.send_after for one in plan.sendable if one.leaving)
    if when.own_zones:
        return say("Leaves when their clocks show %(time)s", time=f"{when.at:%H:%M}")
    return say("Leaves %(time)s", time=meeting(clock.to_ms(first), when.zone))
