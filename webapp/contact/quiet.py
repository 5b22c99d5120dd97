"""The warning that an SMS would come in quiet hours, where its readers are."""

from datetime import datetime

from webapp.domain import quiet_hours
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.quiet_hours import Disturbed, clock_time
from webapp.lib.words import Sentence, say
from webapp.web.filters import country_name


def warnings(case: CaseFacts, plan: Plan, now: datetime) -> list[Sentence]:
    """A sentence for each country in which it is quiet hours now; nothing is held back."""
    countries = {one.recipient.country for one in plan.sendable}
    quiet = (case.quiet_from, case.quiet_to)
    found = quiet_hours.disturbed(countries, case.country, case.time_zone, quiet, now)
    hours = {"begin": clock_time(case.quiet_from), "end": clock_time(case.quiet_to)}
    return [_sentence(one, hours, is_only=len(countries) == 1) for one in found]


def _sentence(one: Disturbed, hours: dict[str, object], *, is_only: bool) -> Sentence:
    if one.in_parts:
        return say(
            "It is %(time)s in a part of %(country)s. Quiet hours are %(begin)s to %(end)s.",
            time=one.time,
            country=country_name(one.country),
            **hours,
        )
    if is_only:
        return say(
            "It is %(time)s where the candidates are. Quiet hours are %(begin)s to %(end)s.",
            time=one.time,
            **hours,
        )
    return say(
        "It is %(time)s in %(country)s. Quiet hours are %(begin)s to %(end)s.",
        time=one.time,
        country=country_name(one.country),
        **hours,
    )
