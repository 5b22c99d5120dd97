"""Time zones: which one a telephone number's country has, and what its clocks do.

A number tells its country and no more. Where a country has several zones, its capital's counts:
the data that could tell more by area codes is large, and does not know mobile numbers.
"""

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

# The capital's zone (where nobody lives, the largest station's), of countries with several, and
# of those that the list of zones by country leaves out.
_CAPITALS = {
    "AC": "Atlantic/St_Helena",
    "AQ": "Antarctica/McMurdo",
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "TA": "Atlantic/St_Helena",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Midway",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}


class Odd(StrEnum):
    """What is odd about a time of day, on a day on which the clocks change."""

    SKIPPED = "skipped"
    TWICE = "twice"


def of_country(country: str) -> str | None:
    """The name of the zone that counts for a country (ISO 3166); None if nothing is known of it."""
    zones = get_global("territory_zones").get(country, ())
    return _CAPITALS.get(country) or (zones[0] if len(zones) == 1 else None)


def has_several(country: str) -> bool:
    """Whether the clocks of a country do not all show the same now."""
    zones = get_global("territory_zones").get(country, ())
    now = datetime.now(UTC)
    return len({now.astimezone(_zone(zone)).utcoffset() for zone in zones}) > 1


def to_utc(wall: datetime, zone: str, *, second: bool = False) -> datetime:
    """The moment at which a clock there shows `wall` (without a zone).

    Of a time that comes twice it is the first, or the `second`; one that is skipped means as
    long after the change as it would have been: 02:30, when 02:00 becomes 03:00, is 03:30.
    """
    return wall.replace(tzinfo=_zone(zone), fold=int(second)).astimezone(UTC)


def to_wall(moment: datetime, zone: str) -> datetime:
    """What a clock there shows at a moment, without a zone."""
    return moment.astimezone(_zone(zone)).replace(tzinfo=None)


def what_is_odd(wall: datetime, zone: str) -> Odd | None:
    """Whether the clocks there never show this time that day, or show it twice."""
    if to_wall(to_utc(wall, zone), zone) != wall:
        return Odd.SKIPPED
    comes_again = to_utc(wall, zone) != to_utc(wall, zone, second=True)
    return Odd.TWICE if comes_again else None


def place(zone: str) -> str:
    """The place that a zone is called by: "New York" for "America/New_York"."""
    return zone.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
