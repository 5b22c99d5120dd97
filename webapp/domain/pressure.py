"""What else somebody gets: messages of colleagues to them, and how many SMS a day are enough.

A person is recognised by the number, or the e-mail address, in all cases of a parent organisation.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from webapp import db
from webapp.domain.cases import CaseFacts
from webapp.domain.means import ContactType
from webapp.domain.recipients import among
from webapp.lib import clock, zones
from webapp.lib.words import Sentence, say, say_n

SAME_TEXT_MINUTES = 10
# Far enough for "yesterday", and for the whole of today by any clock.
_LOOK_BACK = timedelta(hours=48)
_LONGEST_UNDO_MS = 100_000
_DAY = timedelta(days=1)
# Of a message m of a batch b: whether it counts as a text to its number, and when it does.
COUNTS = "NOT b.is_test AND m.state NOT IN ('cancelled', 'refused', 'expired', 'not_sent')"
LEAVES_AT = (
    "CASE WHEN m.state IN ('queued', 'claimed') THEN m.send_after "
    "ELSE coalesce(m.sent_at, m.send_after) END"
)
SENT_BY_YOU = say("You sent this text a moment ago")


class Earlier(NamedTuple):
    """Another text to a number that has left, or will at `at`; milliseconds since 1970."""

    user_id: int
    user_name: str
    text: str
    is_automatic: bool
    created_at: int
    at: int

    def minutes_ago(self, now: datetime) -> int:
        """How long ago somebody sent it, or it left; negative for what is still to come."""
        was_sent_at_once = self.at <= self.created_at + _LONGEST_UNDO_MS
        return (clock.to_ms(now) - (self.created_at if was_sent_at_once else self.at)) // 60_000


@dataclass(frozen=True)
class Pressure:
    """What the numbers of some recipients get, and the parent organisation's limits for it."""

    now: datetime
    colleague_minutes: int = 0
    most_a_day: int | None = None
    earlier: dict[str, list[Earlier]] = field(default_factory=dict)

    def asked(
        self, to: str, text: str, user_id: int, contact_type: ContactType = ContactType.SMS
    ) -> Sentence | None:
        """Why one should be asked before this user sends this text to a number or an address
        (case-folded), or None.

        Whoever wrote after a colleague knows of it; the same text is never meant twice.
        """
        found = [one for one in self.earlier.get(to, ()) if not one.is_automatic]
        recent = [one for one in found if 0 <= one.minutes_ago(self.now) < self.colleague_minutes]
        if recent and recent[-1].user_id != user_id:
            return _by_colleague(recent[-1], self.now, contact_type)
        since = clock.to_ms(self.now - timedelta(minutes=SAME_TEXT_MINUTES))
        is_same = any(
            one.user_id == user_id and one.text == text and one.created_at > since for one in found
        )
        return SENT_BY_YOU if is_same else None

    def too_many(self, number: str, at: datetime, zone: str) -> Sentence | None:
        """Why a number gets no further text at this moment: on that day of its clocks it has as
        many as one may get.
        """
        if self.most_a_day is None:
            return None
        begin, end = day_of(at, zone)
        count = sum(begin <= one.at < end for one in self.earlier.get(number, ()))
        return full_day(self.most_a_day) if count >= self.most_a_day else None


# Where nobody gets anything else: for texts that only are looked at.
NONE = Pressure(clock.from_ms(0))


def load(case: CaseFacts, application_ids: Collection[int], now: datetime) -> Pressure:
    """What else those applicants of a case get from its parent organisation: since two days ago,
    and later. What was taken back or never left does not count, nor do tests.
    """
    earlier: dict[str, list[Earlier]] = {}
    for to, *values in _messages(case, application_ids, now):
        earlier.setdefault(to.casefold(), []).append(Earlier._make(values))
    return Pressure(now, case.colleague_minutes, case.most_per_number_day, earlier)


def day_of(at: datetime, zone: str) -> tuple[int, int]:
    """The day of a moment by the clocks of a zone: its first millisecond, and the next day's."""
    midnight = zones.to_wall(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end = zones.to_utc(midnight, zone), zones.to_utc(midnight + _DAY, zone)
    return clock.to_ms(begin), clock.to_ms(end)


def full_day(most: int) -> Sentence:
    """Why somebody gets no more that day."""
    return say_n("Gets %(num)d SMS that day already", "Gets %(num)d SMS that day already", most)


def _messages(
    case: CaseFacts, application_ids: Collection[int], now: datetime
) -> list[tuple[Any, ...]]:
    if not application_ids:
        return []
    condition, values = among(application_ids)
    theirs = f"FROM application a WHERE a.case_id = ? AND {condition}"
    return db.rows(
        'SELECT m."to", b.user_id, u.name, b.text, b.is_automatic, m.created_at, '
        f"{LEAVES_AT} FROM message m JOIN batch b ON b.id = m.batch_id "
        'JOIN "user" u ON u.id = b.user_id '
        f"WHERE m.root_id = ? AND m.\"to\" IN (SELECT a.mobile {theirs} AND a.mobile <> '' "
        f"UNION ALL SELECT a.email {theirs} AND a.email <> '') "
        f"AND m.send_after > ? AND {COUNTS} ORDER BY m.id",
        [case.root_id, *((case.id, *values) * 2), clock.to_ms(now - _LOOK_BACK)],
    )


def _by_colleague(one: Earlier, now: datetime, contact_type: ContactType) -> Sentence:
    minutes, name = one.minutes_ago(now), one.user_name
    if contact_type is ContactType.EMAIL:
        if minutes < 1:
            return say("E-mailed just now by %(name)s", name=name)
        return say_n(
            "E-mailed %(num)d minute ago by %(name)s",
            "E-mailed %(num)d minutes ago by %(name)s",
            minutes,
            name=name,
        )
    if minutes < 1:
        return say("Texted just now by %(name)s", name=name)
    return say_n(
        "Texted %(num)d minute ago by %(name)s",
        "Texted %(num)d minutes ago by %(name)s",
        minutes,
        name=name,
    )
