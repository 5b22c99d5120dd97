"""Time zones and languages to choose from, for organisations and for users."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from webapp.web.language import LANGUAGES

_PARTS_OF_THE_WORLD = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def time_zones(now: str) -> list[SelectChoice]:
    """The IANA zones by part of the world, each called by its place: typing finds it."""
    zones = _zones()
    if all(now != zone for zone, _, _ in zones):
        zones = ((now, now, ""), *zones)
    return [
        SelectChoice(zone, place, optgroup=part) if part else SelectChoice(zone, place)
        for zone, place, part in zones
    ]


def languages(now: str) -> list[SelectChoice]:
    """The languages that Hej speaks, each called as its speakers call it."""
    return [SelectChoice(code, language_name(code)) for code in sorted({*LANGUAGES, now})]


def language_name(code: str) -> str:
    """A language as its speakers call it."""
    return (Locale.parse(code).display_name or code).capitalize()


def own_time_zones(now: str, inherited: str) -> list[SelectChoice]:
    """The same for one user, who may leave it to their organisation."""
    words = _("As the organisation (%(choice)s)", choice=inherited.replace("_", " "))
    return [SelectChoice("", words), *time_zones(now or inherited)]


def own_languages(now: str, inherited: str) -> list[SelectChoice]:
    """The languages for one user, who may leave it to their organisation."""
    words = _("As the organisation (%(choice)s)", choice=language_name(inherited))
    return [SelectChoice("", words), *languages(now or inherited)]


@lru_cache(maxsize=1)
def _zones() -> tuple[tuple[str, str, str], ...]:
    found = []
    for zone in sorted(available_timezones()):
        part, _, place = zone.partition("/")
        if place and part in _PARTS_OF_THE_WORLD:
            found.append((zone, place.replace("_", " "), part))
    return tuple(found)
