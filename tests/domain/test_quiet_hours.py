"""Quiet hours: which moments are in them, and when they end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain import quiet_hours
from webapp.lib import zones

NIGHT = (20 * 60, 8 * 60)
STOCKHOLM = "Europe/Stockholm"
# 19:30 in Stockholm, 20:30 in Helsinki.
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


def test_they_end_by_the_clock_there():
    at_home = quiet_hours.end_of(EVENING, STOCKHOLM, NIGHT)
    in_helsinki = quiet_hours.end_of(EVENING, "Europe/Helsinki", NIGHT)

    assert at_home is None
    assert in_helsinki == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        # The night of 29 March 2026 is an hour shorter, that of 25 October an hour longer.
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
    ],
)
def test_they_end_at_eight_also_when_the_clocks_change(evening: datetime, morning: datetime):
    assert quiet_hours.end_of(evening, STOCKHOLM, NIGHT) == morning


@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from([STOCKHOLM, "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"]),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_their_end_is_later_and_within_a_day_or_so(minutes: int, zone: str, quiet: tuple[int, int]):
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    end = quiet_hours.end_of(moment, zone, quiet)

    if end is not None:
        assert moment < end <= moment + timedelta(hours=25)
        assert quiet_hours.is_quiet(zones.to_wall(moment, zone), quiet)
