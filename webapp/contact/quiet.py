"""What quiet hours do to a send, in words, before it leaves."""

from collections import Counter

from webapp.domain.contacting import Plan
from webapp.domain.timing import Leaving
from webapp.lib import zones
from webapp.lib.words import Sentence, say_n


def waiting(plan: Plan) -> list[Sentence]:
    """How many get it only when their quiet hours end, by the time that their clocks show then."""
    mornings = Counter(
        _clock(one.leaving) for one in plan.by_sms if one.leaving and one.leaving.waits
    )
    return [_sentence(number, len(plan.by_sms), time) for time, number in mornings.items()]


def _clock(leaving: Leaving) -> str:
    return f"{zones.to_wall(leaving.send_after, leaving.zone):%H:%M}"


def _sentence(number: int, sendable: int, time: str) -> Sentence:
    return say_n(
        "%(num)d of %(sendable)d gets it at %(time)s: it is night there.",
        "%(num)d of %(sendable)d get it at %(time)s: it is night there.",
        number,
        sendable=sendable,
        time=time,
    )
