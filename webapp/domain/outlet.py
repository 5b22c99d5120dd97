"""The ways out, to the carrier and to the mail server: whether each is paused and why, and the
one throttle of all workers for the carrier.
"""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from webapp import db
from webapp.lib import clock

TRY_AGAIN_S = 60
LONGEST_HOLD_S = 20
# Spacing a little wider than the rate, so that a send that wakes up some milliseconds late can
# never make one too many in any second.
_SPARE = 1.03


class Way(IntEnum):
    """A way out. The value is its row's id."""

    CARRIER = 1
    MAIL = 2


class Pause(NamedTuple):
    """Sending stands still since then, for this reason."""

    since: datetime
    words: str


def pause(words: str, now: datetime, way: Way = Way.CARRIER) -> None:
    """Stop all sending on this way, because our account there is at fault; tried again in a
    minute.

    A second call keeps the time of the first.
    """
    db.execute(
        "UPDATE outlet SET paused_at = coalesce(paused_at, ?), paused_words = ?, "
        "try_again_at = ? WHERE id = ?",
        (clock.to_ms(now), words, clock.to_ms(now + timedelta(seconds=TRY_AGAIN_S)), way),
    )


def resume(way: Way = Way.CARRIER) -> None:
    """Send again; does nothing when sending was not paused."""
    db.execute(
        "UPDATE outlet SET paused_at = NULL, paused_words = '', try_again_at = NULL "
        "WHERE id = ? AND paused_at IS NOT NULL",
        (way,),
    )


def current_pause(way: Way = Way.CARRIER) -> Pause | None:
    """The pause that is in force on this way, if any."""
    found = db.row("SELECT paused_at, paused_words FROM outlet WHERE id = ?", (way,))
    if found is None or found[0] is None:
        return None
    return Pause(clock.from_ms(found[0]), found[1])


def may_take(wanted: int, now: datetime, way: Way = Way.CARRIER) -> int:
    """How many messages may be claimed: all that are wanted, none while paused, and one as a
    trial when the pause has lasted its minute.
    """
    found = db.row("SELECT paused_at, try_again_at FROM outlet WHERE id = ?", (way,))
    if found is None or found[0] is None:
        return wanted
    trial = db.execute(
        "UPDATE outlet SET try_again_at = ? WHERE id = ? AND try_again_at <= ?",
        (clock.to_ms(now + timedelta(seconds=TRY_AGAIN_S)), way, clock.to_ms(now)),
    )
    return min(wanted, trial)


def take_slots(count: int, rate_per_s: int) -> list[float]:
    """The moments, in seconds since 1970, at which the caller may send `count` messages.

    Slots are handed out once, to whichever worker asks first, at no more than the rate.
    """
    step_us = round(1_000_000 / rate_per_s * _SPARE)
    now_us = clock.now_us()
    found = db.row(
        "UPDATE outlet SET next_slot_us = "
        "CASE WHEN next_slot_us > ? THEN next_slot_us ELSE ? END + ? WHERE id = 1 "
        "RETURNING next_slot_us",
        (now_us, now_us, count * step_us),
    )
    end_us = found[0] if found else now_us + count * step_us
    return [(end_us - number * step_us) / 1_000_000 for number in range(count, 0, -1)]


def hold_back(seconds: float) -> None:
    """Hand out no slot for so long, because the carrier asked us to slow down.

    Never for longer than a claim comfortably waits, whatever the carrier says: the messages
    themselves are tried later anyway, and a wrong header may not stop everybody.
    """
    until_us = clock.now_us() + round(min(seconds, LONGEST_HOLD_S) * 1_000_000)
    db.execute(
        "UPDATE outlet SET next_slot_us = ? WHERE id = 1 AND next_slot_us < ?",
        (until_us, until_us),
    )
