"""Time zones: of countries, and what clocks show when they change."""

from datetime import UTC, datetime

import phonenumbers
import pytest
from babel.core import get_global

from webapp.lib import zones
from webapp.lib.zones import Odd

STOCKHOLM = "Europe/Stockholm"


def test_every_country_that_has_numbers_has_a_zone():
    without = [one for one in phonenumbers.SUPPORTED_REGIONS if not zones.of_country(one)]

    assert without == []


def test_of_several_zones_one_of_the_countrys_own_counts():
    several = {
        country: known
        for country, known in get_global("territory_zones").items()
        if len(known) > 1 and country.isalpha() and country != "ZZ"
    }

    wrong = [one for one, known in several.items() if zones.of_country(one) not in known]

    assert wrong == []


@pytest.mark.parametrize(("country", "several"), [("SE", False), ("DE", False), ("US", True)])
def test_some_countries_have_several_clocks(country: str, several: bool):
    assert zones.has_several(country) is several


def test_nothing_is_known_of_what_is_no_country():
    assert (zones.of_country(""), zones.of_country("XX")) == (None, None)


@pytest.mark.parametrize(
    ("text", "hour", "odd"),
    [
        # 29 March 2026: 02:00 becomes 03:00. 25 October: 03:00 becomes 02:00.
        ("2026-03-29T01:59", (0, 59), None),
        ("2026-03-29T02:30", (1, 30), Odd.SKIPPED),
        ("2026-03-29T03:30", (1, 30), None),
        ("2026-10-25T02:30", (0, 30), Odd.TWICE),
        ("2026-10-25T03:00", (2, 0), None),
        ("2026-11-25T09:00", (8, 0), None),
    ],
)
def test_on_the_days_when_the_clocks_change(text: str, hour: tuple[int, int], odd: Odd | None):
    wall = datetime.fromisoformat(text)

    moment = zones.to_utc(wall, STOCKHOLM)

    assert moment == datetime(wall.year, wall.month, wall.day, *hour, tzinfo=UTC)
    assert zones.what_is_odd(wall, STOCKHOLM) is odd


def test_the_second_time_of_an_hour_that_comes_twice():
    wall = datetime.fromisoformat("2026-10-25T02:30")

    second = zones.to_utc(wall, STOCKHOLM, second=True)

    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert zones.to_wall(second, STOCKHOLM) == wall
