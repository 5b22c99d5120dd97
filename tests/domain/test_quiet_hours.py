"""Quiet hours, where the people are."""

from datetime import UTC, datetime

import pytest

from webapp.domain import quiet_hours
from webapp.domain.quiet_hours import Disturbed

NIGHT = (20 * 60, 8 * 60)
# 19:30 in Stockholm, 20:30 in Helsinki, 13:30 in New York, 08:30 in Honolulu.
EVENING = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "is_quiet"),
    [
        (NIGHT, "20:00", True),
        (NIGHT, "00:00", True),
        (NIGHT, "07:59", True),
        (NIGHT, "08:00", False),
        (NIGHT, "19:59", False),
        ((60, 120), "01:30", True),
        ((60, 120), "02:00", False),
        ((480, 480), "08:00", False),
    ],
)
def test_they_may_pass_midnight(quiet: tuple[int, int], at: str, is_quiet: bool):
    moment = datetime.strptime(f"2026-11-25 {at} +0000", "%Y-%m-%d %H:%M %z")

    assert quiet_hours.is_quiet(moment, quiet) is is_quiet


def test_the_clock_there_counts():
    found = quiet_hours.disturbed(["SE", "FI", "SE"], "SE", "Europe/Stockholm", NIGHT, EVENING)

    assert found == [Disturbed("FI", "20:30", in_parts=False)]


def test_at_home_it_is_the_organisations_own_zone():
    found = quiet_hours.disturbed(["SE"], "SE", "Asia/Tokyo", NIGHT, EVENING)

    assert found == [Disturbed("SE", "03:30", in_parts=False)]


def test_where_a_country_has_several_zones_one_is_enough():
    early = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)

    [found] = quiet_hours.disturbed(["US"], "SE", "Europe/Stockholm", NIGHT, early)

    assert found.in_parts


def test_a_country_that_nobody_knows_is_not_quiet():
    assert quiet_hours.disturbed(["", "XX"], "SE", "Europe/Stockholm", NIGHT, EVENING) == []
