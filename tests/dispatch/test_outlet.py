"""The one way out: a throttle that all workers share, and a pause with its reason."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.running import wait_until
from tests.together import at_once
from webapp.domain import outlet
from webapp.lib import clock

RATE = 30


def test_slots_are_spaced_by_the_rate_whoever_takes_them(database: str):
    taken = at_once([lambda: outlet.take_slots(5, RATE) for _ in range(8)])

    slots = sorted(slot for some in taken for slot in some)
    assert len(slots) == 40
    assert min(later - earlier for earlier, later in pairwise(slots)) >= 1 / RATE


def test_nobody_may_catch_up_on_time_that_has_passed(database: str):
    [first] = outlet.take_slots(1, RATE)
    later = wait_until(lambda: (now := clock.now().timestamp()) > first + 1 / RATE and now)

    [slot] = outlet.take_slots(1, RATE)

    assert slot >= later


def test_the_carrier_may_ask_for_a_rest(database: str):
    asked = clock.now().timestamp()

    outlet.hold_back(9)
    outlet.hold_back(5)

    [slot] = outlet.take_slots(1, RATE)
    assert slot >= asked + 9


@pytest.mark.parametrize("seconds", [86_400, 999_999_999])
def test_but_not_for_longer_than_a_claim_waits(database: str, seconds: float):
    outlet.hold_back(seconds)

    [slot] = outlet.take_slots(1, RATE)

    assert slot <= clock.now().timestamp() + outlet.LONGEST_HOLD_S + 1


def test_a_pause_keeps_its_beginning_and_takes_the_latest_reason(database: str):
    now = clock.now()

    outlet.pause("The account is out of money.", now)
    outlet.pause("The carrier does not accept our sign-in.", now + timedelta(minutes=1))

    assert outlet.current_pause() == (now, "The carrier does not accept our sign-in.")
    assert outlet.may_take(9, now + timedelta(minutes=1)) == 0


def test_one_trial_a_minute_whoever_asks_first(database: str):
    now = clock.now()
    outlet.pause("The account is out of money.", now)
    then = now + timedelta(seconds=outlet.TRY_AGAIN_S)

    trials = at_once([lambda: outlet.may_take(5, then) for _ in range(6)])

    assert sorted(trials) == [0, 0, 0, 0, 0, 1]


def test_without_a_pause_everybody_takes_what_they_want(database: str):
    now = clock.now()
    outlet.pause("The account is out of money.", now)

    outlet.resume()
    outlet.resume()

    assert outlet.current_pause() is None
    assert outlet.may_take(5, now) == 5
