"""Texts that come in are stored first, by themselves, and joined to whom they answer afterwards.

A text that was stored cannot be lost: what fails while it is joined leaves it unjoined, and it is
tried again with the next text that comes, and by the worker.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.gateways.sms import InboundText as Inbound
from webapp.lib import clock

_log = logging.getLogger(__name__)


class Stored(NamedTuple):
    """A text as it was stored; sent `at` and `received_at` in milliseconds since 1970."""

    id: int
    carrier_id: str
    from_number: str
    to: str
    text: str
    at: int
    received_at: int

    @property
    def reply(self) -> Inbound:
        """As it came."""
        sent_at = clock.from_ms(self.at)
        return Inbound(self.carrier_id, self.from_number, self.to, self.text, sent_at)

    @property
    def said_at(self) -> int:
        """When it was written, in milliseconds, whatever the clock there: not after it came."""
        return min(self.at, self.received_at)

    @property
    def moment(self) -> datetime:
        """When it was received."""
        return clock.from_ms(self.received_at)


class Place(NamedTuple):
    """Where a text belongs: to an application, or else into the tray of a parent organisation."""

    application_id: int | None = None
    tray_id: int | None = None


def store(reply: Inbound, now: datetime | None = None) -> bool:
    """Keep a text; False if it was known already."""
    stored = db.execute(
        'INSERT INTO inbound_text (carrier_id, from_number, "to", text, at, received_at) '
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (carrier_id) DO NOTHING",
        (
            reply.carrier_id,
            reply.from_number[:16],
            reply.to[:16],
            reply.text,
            clock.to_ms(reply.at),
            clock.to_ms(now or clock.now()),
        ),
    )
    return stored == 1


def join_each(place: Callable[[Stored], Place]) -> int:
    """Have `place` find where each stored text belongs, in a transaction for each; return how
    many found their place.

    One that fails is logged, and stays unjoined for the next call.
    """
    waiting = db.rows("SELECT id FROM inbound_text WHERE joined_at IS NULL ORDER BY id")
    return sum(_join(text_id, place) for (text_id,) in waiting)


def owners(number: str) -> list[int]:
    """The parent organisations whose sender a number is, somewhere in their trees."""
    found = db.rows(
        "SELECT DISTINCT root_id FROM organisation WHERE sender IN (?, ?)",
        (number, number.removeprefix("+")),
    )
    return [root_id for (root_id,) in found]


def unowned() -> list[tuple[str, int]]:
    """The numbers of ours that texts came to and that are nobody's, or several parent
    organisations' at once, each with how many of its texts are therefore in no tray.
    """
    found = db.rows(
        'SELECT i."to", count(*) FROM inbound_text i WHERE i.application_id IS NULL '
        "AND i.from_number <> '' "
        'AND i.tray_id IS NULL AND i.joined_at IS NOT NULL GROUP BY i."to" ORDER BY i."to"'
    )
    return [(number, count) for number, count in found if len(owners(number)) != 1]


def set_aside(text_id: int, reason: str, by_id: int | None, now: datetime) -> None:
    """A text in a tray wants nothing more; a second call changes nothing. Without `by_id` Hej
    itself has done what it says.
    """
    db.execute(
        "INSERT INTO set_aside (reply_id, reason, by_id, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (reply_id) DO NOTHING",
        (text_id, reason[:200], by_id, clock.to_ms(now)),
    )


def waiting() -> int:
    """How many texts are stored and not joined."""
    found = db.row("SELECT count(*) FROM inbound_text WHERE joined_at IS NULL")
    return int(found[0]) if found else 0


def _join(text_id: int, place: Callable[[Stored], Place]) -> bool:
    try:
        with db.transaction():
            text = _take(text_id)
            if text is None:
                return False
            _put(text, place(text))
            return True
    except Exception:
        _log.exception("Inbound text %d could not be joined; it is kept and tried again.", text_id)
        return False


def _take(text_id: int) -> Stored | None:
    """The text, if nobody else has joined it: of two who try at once, one gets it."""
    found = db.row(
        "UPDATE inbound_text SET joined_at = ? WHERE id = ? AND joined_at IS NULL "
        'RETURNING id, carrier_id, from_number, "to", text, at, received_at',
        (clock.now_ms(), text_id),
    )
    return Stored._make(found) if found else None


def _put(text: Stored, where: Place) -> None:
    if where == Place():
        _log.warning("Inbound text %d came to a number that is nobody's alone.", text.id)
    db.execute(
        "UPDATE inbound_text SET application_id = ?, tray_id = ? WHERE id = ?",
        (where.application_id, where.tray_id, text.id),
    )
