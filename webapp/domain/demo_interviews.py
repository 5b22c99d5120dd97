"""The demo's interview: planned, with times on its two days of the next two weeks."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.domain import cases, interviews, series, slots
from webapp.domain.interviews import Details
from webapp.domain.series import Series
from webapp.models import Case

MINUTES = 45


def seed(case: Case, user_id: int, now: datetime) -> None:
    """An interview of this case on Tuesdays and Thursdays, to which nobody is invited yet."""
    facts = cases.find(case.id)
    assert facts is not None
    zone = ZoneInfo(facts.time_zone)
    details = Details("First interview", MINUTES, place="Main entrance, Granvik")
    interview = interviews.plan(facts, user_id, details, [user_id], now)
    first = now.astimezone(zone).date() + timedelta(days=1)
    weeks = Series(
        first=first,
        last=first + timedelta(days=13),
        weekdays=frozenset((1, 3)),
        begin=time(9),
        end=time(12),
        every=MINUTES,
        minutes=MINUTES,
    )
    slots.add(interview, series.starts(weeks, zone), user_id, now=now)
