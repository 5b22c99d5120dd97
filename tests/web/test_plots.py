"""Plots: from figures to shapes."""

from itertools import pairwise

import pytest

from webapp.web import plots

BALANCES = [(100, 50), (101, 40), (102, 80), (103, 80)]


def test_a_balance_keeps_its_height_until_it_changes():
    plot = plots.balance(BALANCES, [(102, 40)], 20, 0, None)

    assert plot.line.count("H") == 3
    assert plot.line.count("V") == 2
    assert plot.now.value == 80
    assert plot.now.x == plot.right
    assert [mark.value for mark in plot.refills] == [40]
    assert plot.refills[0].y == plot.now.y


def test_higher_is_further_up_and_nothing_is_outside():
    plot = plots.balance(BALANCES, [], 20, 10, 2)

    assert plot.now.y < plot.warning.y < plot.bottom
    assert all(0 <= level.at <= plot.bottom for level in plot.levels)
    assert all(plot.left < day.at <= plot.right for day in plot.days)


def test_the_forecast_goes_on_beyond_the_warning_level():
    balances = [(day, 412) for day in range(70, 101)]

    plot = plots.balance(balances, [], 150, 15, 17)

    assert plot.reached is not None
    assert plot.reached.value == 117
    assert plot.reached.y == plot.warning.y
    assert plot.now.x < plot.reached.x < plot.right
    assert plot.ahead.startswith(f"M{plot.now.x} {plot.now.y}L")


@pytest.mark.parametrize("days_left", [None, 0])
def test_without_a_forecast_nothing_is_dashed(days_left: int | None):
    plot = plots.balance(BALANCES, [], 150, 0, days_left)

    assert plot.ahead == ""
    assert plot.reached is None


def test_a_level_too_far_away_is_not_marked():
    plot = plots.balance(BALANCES, [], 20, 1, 400)

    assert plot.reached is None
    assert plot.ahead != ""


def test_a_balance_of_nothing_lies_on_the_ground():
    plot = plots.balance([(1, 0)], [], 0, 0, None, plots.NARROW)

    assert plot.now.y == plot.bottom


def test_bars_stand_on_each_other():
    plot = plots.use([[3, 2], [0, 0], [0, 4]], 10, 12)

    lower, upper, alone = plot.bars
    assert (lower.series, upper.series, alone.series) == (0, 1, 1)
    assert upper.y < lower.y
    assert lower.x == upper.x < alone.x
    assert abs(upper.y + upper.height + 1 - lower.y) < 0.11
    assert alone.x + alone.width <= plot.right


@pytest.mark.parametrize(
    ("highest", "levels"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (651, [0, 200, 400, 600, 800]),
        (1_000_000, [0, 500_000, 1_000_000]),
    ],
)
def test_levels_are_round(highest: int, levels: list[int]):
    assert plots.nice_levels(highest) == levels


@pytest.mark.parametrize("width", [plots.WIDE, plots.NARROW])
@pytest.mark.parametrize("days", [30, 90, 365])
def test_the_words_of_days_have_room(width: int, days: int):
    plot = plots.use([[1]] * days, 0, days - 1, width)

    places = [day.at for day in plot.days]
    assert min(after - before for before, after in pairwise(places)) >= 45
