"""What an organisation would take from the one above it, as its tabs show it."""

from typing import NamedTuple

from webapp.domain.quiet_hours import clock_time
from webapp.lib import phone
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Organisation
from webapp.web.choices import language_name
from webapp.web.filters import country_name


class Above(NamedTuple):
    """The organisation above, and its settings in words."""

    name: str
    settings: dict[str, str | Sentence]


def above(organisation: Organisation) -> Above | None:
    """What stands above an organisation; None for the parent organisation."""
    upper = organisation.parent
    if upper is None:
        return None
    return Above(
        upper.name,
        {
            "country": country_name(upper.country),
            "time_zone": upper.time_zone.replace("_", " "),
            "language": language_name(upper.language),
            "sender": phone.display(upper.sender),
            "undo_seconds": say_n("%(num)d second", "%(num)d seconds", upper.undo_seconds),
            "quiet_hours": hours(upper),
            "number_day": a_day(upper),
        },
    )


def hours(organisation: Organisation) -> Sentence:
    """Quiet hours in words."""
    if organisation.quiet_from == organisation.quiet_to:
        return say("none")
    return say(
        "%(begin)s to %(end)s",
        begin=clock_time(organisation.quiet_from),
        end=clock_time(organisation.quiet_to),
    )


def a_day(organisation: Organisation) -> Sentence:
    """How many SMS one number gets a day, in words."""
    most = organisation.most_per_number_day
    return say("no limit") if most is None else say_n("%(num)d SMS", "%(num)d SMS", most)
