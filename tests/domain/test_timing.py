"""When a text leaves: for any clocks, hours and choice it disturbs nobody, and not too late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain import quiet_hours, timing, waking_hours
from webapp.domain.timing import Leaving, When, read
from webapp.lib import zones

STOCKHOLM = "Europe/Stockholm"
ZONES = st.sampled_from(
    [STOCKHOLM, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Apia", "UTC"]
)
# Two years, with every change of the clocks in them.
MOMENTS = st.datetimes(read("2026-01-01T00:00"), read("2027-12-31T00:00")).map(
    lambda one: one.replace(tzinfo=UTC)
)
MINUTES = st.integers(0, 24 * 60 - 1)
QUIET = st.tuples(MINUTES, MINUTES)
AHEAD = st.none() | st.integers(0, 60 * 24 * 60)


@given(now=MOMENTS, zone=ZONES, clocks=ZONES, quiet=QUIET, ahead=AHEAD, own=st.booleans())
def test_nobody_is_disturbed_and_what_leaves_has_time_to(
    now: datetime, zone: str, clocks: str, quiet: tuple[int, int], ahead: int | None, own: bool
):
    at = None
    if ahead is not None:
        at = zones.to_wall(now + timedelta(minutes=ahead), clocks).replace(second=0, microsecond=0)

    found = timing.leaving(When(at, own_zones=own, zone=clocks), zone, quiet, now)

    if isinstance(found, Leaving):
        assert not quiet_hours.is_quiet(zones.to_wall(found.send_after, zone), quiet)
        assert now <= found.send_after < found.send_before
        assert found.send_after - now < timedelta(days=63)
    else:
        assert "has passed there" in str(found)


@given(moment=MOMENTS, zone=ZONES, quiet=QUIET)
def test_what_is_brought_forward_or_put_off_disturbs_nobody(
    moment: datetime, zone: str, quiet: tuple[int, int]
):
    earlier = waking_hours.until_then(moment, zone, quiet)
    later = waking_hours.from_then_on(moment, zone, quiet)

    assert moment - timedelta(days=2) < earlier <= moment <= later < moment + timedelta(days=2)
    for one in (earlier, later):
        assert not quiet_hours.is_quiet(zones.to_wall(one, zone), quiet)


@given(now=MOMENTS, zone=ZONES, quiet=QUIET, hours=st.integers(1, 48))
def test_what_may_not_leave_after_a_time_leaves_before_it_or_not_at_all(
    now: datetime, zone: str, quiet: tuple[int, int], hours: int
):
    last = zones.to_wall(now + timedelta(hours=hours), zone)

    found = timing.leaving(When(not_after=last, zone=zone), zone, quiet, now)

    if isinstance(found, Leaving):
        assert found.send_before == zones.to_utc(last, zone)
        assert found.send_after < found.send_before
    else:
        assert "after the last time" in str(found)


@pytest.mark.parametrize(
    ("wall", "leaves"),
    [
        # The clocks go from 02:00 to 03:00, and back again in autumn.
        (read("2027-03-28T02:30"), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (read("2027-10-31T02:30"), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (read("2027-10-31T09:00"), datetime(2027, 10, 31, 8, 0, tzinfo=UTC)),
        (read("2027-10-30T09:00"), datetime(2027, 10, 30, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_clocks_change_and_the_hour_stays(wall: datetime, leaves: datetime):
    found = timing.leaving(
        When(wall, zone=STOCKHOLM), STOCKHOLM, (0, 0), leaves - timedelta(days=9)
    )

    assert isinstance(found, Leaving)
    assert found.send_after == leaves


def test_by_their_own_clocks_each_gets_it_at_the_same_hour():
    nine = When(read("2027-06-01T09:00"), own_zones=True)
    now = datetime(2027, 5, 30, tzinfo=UTC)

    for zone in (STOCKHOLM, "America/New_York", "Pacific/Auckland"):
        found = timing.leaving(nine, zone, (20 * 60, 8 * 60), now)
        assert isinstance(found, Leaving)
        assert zones.to_wall(found.send_after, zone) == nine.at


def test_why_a_time_cannot_be_is_said():
    now = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)

    def why(when: When) -> str:
        return str(timing.problem(when, now))

    assert why(When(lacks_time=True)) == "Choose the day and the time to send."
    assert "has passed" in why(When(read("2027-06-01T11:00")))
    assert "within 90 days" in why(When(read("2027-09-01T11:00")))
    assert "before the time to send" in why(
        When(read("2027-06-02T09:00"), not_after=read("2027-06-02T08:00"))
    )
    assert timing.problem(When(read("2027-06-02T09:00")), now) is None


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_years_that_other_clocks_cannot_show_are_bounded(typed: str):
    now = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
    nine = read("2027-06-02T09:00")

    for zone in ("Pacific/Apia", "America/New_York"):
        assert timing.problem(When(read(typed), own_zones=False, zone=zone), now)
        timing.leaving(When(nine, not_after=read(typed), own_zones=True), zone, (0, 0), now)
