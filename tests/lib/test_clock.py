"""Moments and the milliseconds that the database keeps."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib import clock

moments = st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_moment_comes_back_cut_to_its_millisecond(moment):
    kept = clock.from_ms(clock.to_ms(moment))

    assert timedelta(0) <= moment - kept < timedelta(milliseconds=1)


@given(st.integers(min_value=-(10**12), max_value=10**13))
def test_milliseconds_come_back_exactly(milliseconds):
    assert clock.to_ms(clock.from_ms(milliseconds)) == milliseconds


def test_the_same_moment_in_two_zones_is_one_number():
    noon_utc = datetime(2025, 1, 1, 12, tzinfo=UTC)
    one_in_stockholm = datetime(2025, 1, 1, 13, tzinfo=timezone(timedelta(hours=1)))

    assert clock.to_ms(noon_utc) == clock.to_ms(one_in_stockholm)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        clock.to_ms(datetime(2025, 1, 1))  # noqa: DTZ001


def test_now_is_now_in_utc():
    before = clock.now_ms()

    now = clock.now()

    assert now.tzinfo is UTC
    assert before <= clock.to_ms(now) <= clock.now_ms()
