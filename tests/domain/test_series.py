"""A series of times: weekdays, pauses, holidays, and the two nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.series import Series, SeriesError, public_holidays, starts

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 30)


def a_series(**changes: object) -> Series:
    """Tuesday and Thursday of one week, 9 to 12, every 45 minutes."""
    usual = Series(
        first=MONDAY,
        last=date(2026, 12, 6),
        weekdays=frozenset({1, 3}),
        begin=time(9),
        end=time(12),
        every=45,
        minutes=45,
    )
    return usual._replace(**changes)


def local(found: list[datetime]) -> list[str]:
    return [f"{one.astimezone(STOCKHOLM):%a %H:%M}" for one in found]


def test_it_fills_the_mornings_of_its_weekdays() -> None:
    found = starts(a_series(), STOCKHOLM)

    of_a_day = ["09:00", "09:45", "10:30", "11:15"]
    assert local(found) == [f"{day} {at}" for day in ("Tue", "Thu") for at in of_a_day]


def test_after_the_pause_it_goes_on_when_the_pause_ends() -> None:
    series = a_series(
        weekdays=frozenset({1}),
        begin=time(10),
        end=time(14),
        every=60,
        minutes=60,
        pause=(time(11, 30), time(12, 15)),
    )

    found = starts(series, STOCKHOLM)

    assert local(found) == ["Tue 10:00", "Tue 12:15"]


def test_holidays_are_left_out() -> None:
    series = a_series(first=date(2026, 12, 21), last=date(2026, 12, 27), weekdays=frozenset({3, 4}))

    found = starts(series, STOCKHOLM, public_holidays("SE", series.first, series.last))

    assert {f"{one:%d}" for one in found} == {"24"}


def test_a_country_that_nobody_knows_has_no_holidays() -> None:
    assert public_holidays("XX", MONDAY, MONDAY) == frozenset()


def test_the_night_that_has_no_half_past_two() -> None:
    sunday = date(2026, 3, 29)
    series = a_series(
        first=sunday,
        last=sunday,
        weekdays=frozenset({6}),
        begin=time(1),
        end=time(4),
        every=30,
        minutes=30,
    )

    found = starts(series, STOCKHOLM)

    assert local(found) == ["Sun 01:00", "Sun 01:30", "Sun 03:00", "Sun 03:30"]


def test_nobody_is_met_while_the_one_before_is_still_there() -> None:
    sunday = date(2026, 3, 29)
    series = a_series(
        first=sunday, last=sunday, weekdays=frozenset({6}), begin=time(1, 30), end=time(4)
    )

    found = starts(series, STOCKHOLM)

    assert local(found) == ["Sun 01:30"]


def test_the_night_that_has_half_past_two_twice() -> None:
    sunday = date(2026, 10, 25)
    series = a_series(
        first=sunday,
        last=sunday,
        weekdays=frozenset({6}),
        begin=time(2),
        end=time(3),
        every=30,
        minutes=30,
    )

    found = starts(series, STOCKHOLM)

    assert found == [
        datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last": date(2026, 11, 29)}, "backwards"),
        ({"end": time(9)}, "backwards"),
        ({"every": 30}, "overlap"),
        ({"last": date(2028, 1, 1)}, "too_long"),
        ({"last": date(2027, 11, 1), "every": 5, "minutes": 5}, "too_many"),
        ({"minutes": 200, "every": 200}, "none"),
        ({"weekdays": frozenset()}, "none"),
    ],
)
def test_what_cannot_be_says_why(changes: dict[str, object], code: str) -> None:
    with pytest.raises(SeriesError) as caught:
        starts(a_series(**changes), STOCKHOLM)

    assert caught.value.code == code


@given(
    first=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    begin=st.times(max_value=time(20)),
    minutes=st.integers(5, 120),
    longer=st.integers(0, 60),
    pause=st.none() | st.tuples(st.times(), st.times()).map(lambda two: tuple(sorted(two))),
    zone=st.sampled_from(["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_none_overlaps_another_nor_the_pause(first, begin, minutes, longer, pause, zone) -> None:  # type: ignore[no-untyped-def]
    series = Series(
        first, first, frozenset(range(7)), begin, time(23, 59), minutes + longer, minutes, pause
    )
    try:
        found = starts(series, ZoneInfo(zone))
    except SeriesError:
        return

    length = timedelta(minutes=minutes)
    assert all(later - earlier >= length for earlier, later in pairwise(found))
    wall = [one.astimezone(ZoneInfo(zone)) for one in found]
    for one in wall:
        of_day = one.hour * 60 + one.minute
        assert one.date() == first
        if pause and pause[0] != pause[1]:
            before = of_day + minutes <= pause[0].hour * 60 + pause[0].minute
            assert before or of_day >= pause[1].hour * 60 + pause[1].minute
