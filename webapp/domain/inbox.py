"""The inbox: the conversations that want an answer, whose they are, and a page of them at a time.

A conversation is an application whose person wrote. It is for whoever it was given to, or else
for whoever is responsible for the case, and for those who stand in for them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp import db
from webapp.domain import rights
from webapp.domain.substitutes import STANDING_IN

PAGE_SIZE = 25
SHOWS = ("mine", "organisation", "unknown", "snoozed", "done")
ORDERS = ("newest", "longest")

# The conversations that want somebody: an answer, or the decision whether they said STOP. As a
# union, because each half is an index of its own.
_OPEN = (
    "a.id IN (SELECT w.id FROM application w WHERE w.needs_reply_at IS NOT NULL UNION "
    "SELECT i.application_id FROM stop_doubt d JOIN inbound_text i ON i.id = d.reply_id "
    "WHERE d.decided_at IS NULL AND i.application_id IS NOT NULL)"
)
_DOUBTS = (
    "(SELECT i.application_id AS id, max(d.at) AS at FROM stop_doubt d "
    "JOIN inbound_text i ON i.id = d.reply_id "
    "WHERE d.decided_at IS NULL AND i.application_id IS NOT NULL GROUP BY i.application_id)"
)
# A rest ends by the clock, and with whatever came after it began.
_FROM = (
    'FROM application a JOIN "case" c ON c.id = a.case_id '
    "JOIN organisation o ON o.id = c.organisation_id "
    "LEFT JOIN conversation_assignment g ON g.application_id = a.id AND g.ended_at IS NULL "
    f"LEFT JOIN {_DOUBTS} s ON s.id = a.id "
    "LEFT JOIN snooze z ON z.application_id = a.id AND z.ended_at IS NULL "
    'AND z."until" > ? AND z.at >= a.needs_reply_at AND s.id IS NULL '
)
_OWNER = "coalesce(g.user_id, c.responsible_id)"
_IS_MINE = f"({_OWNER} = ? OR {_OWNER} IN ({STANDING_IN}))"


class Reader(NamedTuple):
    """Whose inbox it is: a user, the paths of the organisations from which on downwards they may
    contact candidates, and the moment (milliseconds) at which they look.
    """

    user_id: int
    paths: tuple[str, ...]
    now: int

    @property
    def trays(self) -> list[int]:
        """The parent organisations whose unknown numbers they see: where they may contact in the
        parent organisation itself.
        """
        return [int(path.strip("/")) for path in self.paths if path.count("/") == len("//")]


class Asked(NamedTuple):
    """What the inbox is asked for; anything unknown counts as the default."""

    show: str = "mine"
    q: str = ""
    order: str = "newest"
    after: str = ""

    @classmethod
    def of(cls, show: str, q: str, order: str, after: str) -> "Asked":
        """What an address asks for."""
        return cls(
            show if show in SHOWS else "mine",
            q.strip()[:100],
            order if order in ORDERS else "newest",
            after[:40],
        )


class Counts(NamedTuple):
    """How many conversations (and unknown numbers) there are behind each tab."""

    mine: int
    organisation: int
    snoozed: int
    unknown: int


class Listed(NamedTuple):
    """One conversation. Times are milliseconds since 1970.

    `owner_id` has it; `assigned` says whether it was given to them, and not theirs because they
    are responsible for the case. `rests_until` and `rests_by` are set while it is snoozed.
    """

    id: int
    first_name: str
    last_name: str
    case_id: int
    case_title: str
    owner_id: int
    owner_name: str
    assigned: bool
    at: int
    might_be_stop: bool
    rests_until: int | None
    rests_by: str | None

    @property
    def key(self) -> str:
        """Where it stands in the list, for the page that comes after it."""
        return f"{int(self.might_be_stop)}-{self.at}-{self.id}"


class Words(NamedTuple):
    """The last that somebody wrote, and how much of it waits."""

    text_id: int
    text: str
    at: int


def count_mine(reader: Reader) -> int:
    """How many conversations wait for this reader, those of whom they stand in for included.

    One query: every page shows it.
    """
    if not reader.paths:
        return 0
    within, patterns = rights.within(reader.paths)
    found = db.row(
        f"SELECT count(*) {_FROM}WHERE {_OPEN} AND {within} AND z.id IS NULL AND {_IS_MINE}",
        [reader.now, *patterns, *_me(reader)],
    )
    return int(found[0]) if found else 0


def counts(reader: Reader) -> Counts:
    """What is behind the tabs."""
    within, patterns = rights.within(reader.paths)
    found = db.row(
        f"SELECT count(CASE WHEN z.id IS NULL AND {_IS_MINE} THEN 1 END), "
        "count(CASE WHEN z.id IS NULL THEN 1 END), count(z.id) "
        f"{_FROM}WHERE {_OPEN} AND {within}",
        [*_me(reader), reader.now, *patterns],
    )
    mine, organisation, snoozed = found or (0, 0, 0)
    return Counts(mine, organisation, snoozed, _count_unknown(reader))


def page_of(reader: Reader, asked: Asked) -> list[Listed]:
    """A page of what "mine", "organisation" or "snoozed" shows, and one more if there are more.

    First what might mean STOP, then by when the person wrote last; snoozed ones by when they come
    back.
    """
    within, patterns = rights.within(reader.paths)
    conditions = [_OPEN, within]
    values: list[Any] = [reader.now, *patterns]
    conditions.append("z.id IS NOT NULL" if asked.show == "snoozed" else "z.id IS NULL")
    if asked.show == "mine":
        conditions.append(_IS_MINE)
        values += _me(reader)
    for word in asked.q.casefold().split():
        conditions.append(_matches())
        values += [db.containing(word)] * 3
    at = 'z."until"' if asked.show == "snoozed" else "coalesce(a.needs_reply_at, s.at)"
    is_rising = asked.show == "snoozed" or asked.order == "longest"
    condition, more = _after(asked.after, at, is_rising=is_rising)
    direction = "" if is_rising else "DESC"
    found = db.rows(
        "SELECT a.id, a.first_name, a.last_name, c.id, c.title, u.id, u.name, g.id IS NOT NULL, "
        f'{at}, s.id IS NOT NULL, z."until", y.name {_FROM}'
        f'JOIN "user" u ON u.id = {_OWNER} LEFT JOIN "user" y ON y.id = z.by_id '
        f"WHERE {' AND '.join([*conditions, condition])} "
        f"ORDER BY {_DOUBTFUL} DESC, {at} {direction}, a.id {direction} LIMIT ?",
        [*values, *more, PAGE_SIZE + 1],
    )
    return [_listed(one) for one in found]


def done(reader: Reader, asked: Asked) -> list[Listed]:
    """A page of the conversations that want nothing, the latest first, and one more if there are
    more; as `page_of`, but `at` is the id of the last text.
    """
    within, patterns = rights.within(reader.paths)
    conditions = [
        "a.needs_reply_at IS NULL",
        "s.id IS NULL",
        within,
        "NOT EXISTS (SELECT 1 FROM inbound_text n WHERE n.application_id = a.id AND n.id > i.id)",
    ]
    values: list[Any] = [reader.now, *patterns]
    for word in asked.q.casefold().split():
        conditions.append(_matches())
        values += [db.containing(word)] * 3
    _, before, _ = _key(asked.after)
    if before:
        conditions.append("i.id < ?")
        values.append(before)
    found = db.rows(
        "SELECT a.id, a.first_name, a.last_name, c.id, c.title, u.id, u.name, "
        f"i.answered_by_id IS NOT NULL, i.id, s.id IS NOT NULL, NULL, NULL {_FROM}"
        "JOIN inbound_text i ON i.application_id = a.id "
        f'JOIN "user" u ON u.id = coalesce(i.answered_by_id, {_OWNER}) '
        f"WHERE {' AND '.join(conditions)} ORDER BY i.id DESC LIMIT ?",
        [*values, PAGE_SIZE + 1],
    )
    return [_listed(one) for one in found]


def last_words(application_ids: Sequence[int]) -> dict[int, Words]:
    """The last that each of these wrote."""
    if not application_ids:
        return {}
    found = db.rows(
        "SELECT application_id, id, text, received_at FROM inbound_text WHERE id IN "
        "(SELECT max(id) FROM inbound_text WHERE application_id IN "
        f"({db.marks(application_ids)}) GROUP BY application_id)",
        application_ids,
    )
    return {one[0]: Words(*one[1:]) for one in found}


_DOUBTFUL = "(CASE WHEN s.id IS NULL THEN 0 ELSE 1 END)"


def _matches() -> str:
    """Whether a word is in the name, the case or what somebody wrote."""
    return (
        "(a.search LIKE ? ESCAPE '\\' OR c.search LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 "
        f"FROM inbound_text t WHERE t.application_id = a.id AND {db.matches('t.text')}))"
    )


def _after(key: str, at: str, *, is_rising: bool) -> tuple[str, list[int]]:
    """The condition for what comes after the row with this key."""
    if not key:
        return "1 = 1", []
    doubtful, moment, identity = _key(key)
    sign = ">" if is_rising else "<"
    condition = (
        f"({_DOUBTFUL} < ? OR ({_DOUBTFUL} = ? AND "
        f"({at} {sign} ? OR ({at} = ? AND a.id {sign} ?))))"
    )
    return condition, [doubtful, doubtful, moment, moment, identity]


def _key(key: str) -> tuple[int, int, int]:
    """The three numbers of a key; zeros for what is none."""
    numbers = [min(int(one), db.MOST_ID) for one in key.split("-") if one.isdecimal()]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == len("123") else (0, 0, 0)


def _listed(found: tuple[Any, ...]) -> Listed:
    one = Listed._make(found)
    return one._replace(assigned=bool(one.assigned), might_be_stop=bool(one.might_be_stop))


def _count_unknown(reader: Reader) -> int:
    if not reader.trays:
        return 0
    found = db.row(
        "SELECT count(*) FROM (SELECT 1 AS one FROM inbound_text i "
        "LEFT JOIN set_aside x ON x.reply_id = i.id WHERE i.application_id IS NULL "
        f"AND x.id IS NULL AND i.tray_id IN ({db.marks(reader.trays)}) "
        "GROUP BY i.tray_id, i.from_number) numbers",
        reader.trays,
    )
    return int(found[0]) if found else 0


def _me(reader: Reader) -> list[int]:
    return [reader.user_id, reader.user_id, reader.now, reader.now]
