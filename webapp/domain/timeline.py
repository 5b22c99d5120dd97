"""The timeline of an application: all that was written, done and answered, in one order.

`page_of` is the one function that reads it. It asks one query, which takes from each table only as
many rows as are shown, and it is paged by keys: the moment, the kind and the id of an entry.
"""

from collections.abc import Sequence
from typing import NamedTuple

from webapp import db
from webapp.domain import timing
from webapp.models import Application

PAGE_SIZE = 50
# An open page follows what comes; beyond this, its oldest entries are on the page before.
MOST_FOLLOWED = 200


class Key(NamedTuple):
    """Where an entry stands: its moment (milliseconds), its kind's rank and its id."""

    at: int
    rank: int
    id: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{self.at}.{self.rank}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key that an address names; None for what is none."""
        pieces = text.split(".")
        if len(pieces) != len(cls._fields) or len(text) > 60:
            return None
        if not all(piece.isascii() and piece.isdecimal() for piece in pieces):
            return None
        return cls(*(min(int(piece), db.MOST_ID) for piece in pieces))


class Entry(NamedTuple):
    """One thing that happened. `kind` is a key of `_SOURCES`, `at` is in milliseconds since 1970.

    Which of the others say something depends on the kind: `user_id` and `who` did it (0 and empty
    for the candidate or a program), `text` is what was written, `state` and `state_at` what became
    of it, `segments` and `credits` its size and price, `words` an explanation. A message has a
    `contact_type`, and an e-mail a `subject`.
    """

    kind: str
    id: int
    at: int
    user_id: int
    who: str
    text: str
    state: str
    state_at: int
    segments: int
    credits: int
    words: str
    contact_type: str
    subject: str

    @property
    def key(self) -> Key:
        """Where it stands in the order."""
        return Key(self.at, _RANKS[self.kind], self.id)


class Part(NamedTuple):
    """Some of a timeline, oldest first; `before` is the key of the entry before them, if any."""

    entries: list[Entry]
    before: Key | None


class _Source(NamedTuple):
    """Where entries of one kind come from: the columns of an Entry from `at` on, and the rows.

    `e` is the table whose ids they are, `mine` tells which rows are this application's, `means` are
    the columns that only messages have.
    """

    at: str
    columns: str
    table: str
    joins: str
    mine: str
    means: str = "'', ''"


_USER = 'LEFT JOIN "user" u ON u.id = {user} '
_NUMBER = (
    '(root_id, number_hash) = (SELECT c.root_id, a.number_hash FROM application a JOIN "case" c '
    "ON c.id = a.case_id WHERE a.id = ?)"
)
_INVITATIONS = "SELECT id FROM invitation WHERE application_id = ?"
_INVITED = "JOIN invitation v ON v.id = e.invitation_id JOIN interview n ON n.id = v.interview_id "
_SLOT = "JOIN slot s ON s.id = e.slot_id "

# A message that waits for its time stands with that: `state_at` is then still to come.
_LATER = timing.LATER.replace("m.", "e.")

# In the order in which they stand where several happened at the same moment.
_SOURCES: dict[str, _Source] = {
    "applied": _Source("applied_at", "0, '', '', '', 0, 0, 0, ''", "application", "", "id = ?"),
    "reply": _Source(
        "received_at",
        "0, '', e.text, CASE WHEN d.id IS NULL THEN '' WHEN d.decided_at IS NULL THEN 'doubted' "
        "ELSE 'decided' END, coalesce(e.answered_at, 0), 0, 0, ''",
        "inbound_text",
        "LEFT JOIN stop_doubt d ON d.reply_id = e.id",
        "application_id = ?",
    ),
    "decision": _Source(
        "decided_at",
        "coalesce(e.decided_by_id, 0), coalesce(u.name, ''), '', CASE WHEN EXISTS (SELECT 1 "
        "FROM opt_out o WHERE o.root_id = e.root_id AND o.number_hash = e.number_hash "
        "AND o.at = e.decided_at) THEN 'stopped' ELSE 'dismissed' END, 0, 0, 0, ''",
        "stop_doubt",
        _USER.format(user="e.decided_by_id"),
        "reply_id IN (SELECT id FROM inbound_text WHERE application_id = ?) "
        "AND decided_by_id IS NOT NULL",
    ),
    "stop": _Source(
        "at",
        "coalesce(e.by_id, 0), coalesce(u.name, ''), e.reason, e.cause, 0, 0, 0, ''",
        "opt_out",
        _USER.format(user="e.by_id"),
        _NUMBER,
    ),
    "start": _Source(
        "lifted_at", "0, '', '', '', 0, 0, 0, ''", "opt_out", "", f"lifted_at > 0 AND {_NUMBER}"
    ),
    "stage": _Source(
        "at",
        "coalesce(e.user_id, 0), coalesce(u.name, ''), e.from_stage, e.to_stage, 0, 0, 0, ''",
        "stage_change",
        _USER.format(user="e.user_id"),
        "application_id = ?",
    ),
    "note": _Source(
        "at",
        "e.user_id, u.name, e.text, CASE WHEN e.deleted_at IS NOT NULL THEN 'deleted' "
        "WHEN e.changed_at IS NOT NULL THEN 'changed' ELSE '' END, "
        "coalesce(e.deleted_at, e.changed_at, 0), 0, 0, ''",
        "note",
        _USER.format(user="e.user_id"),
        "application_id = ?",
    ),
    "opened": _Source(
        "opened_at",
        "0, '', n.title, '', 0, 0, 0, ''",
        "invitation",
        "JOIN interview n ON n.id = e.interview_id",
        "application_id = ? AND opened_at IS NOT NULL",
    ),
    "proposed": _Source(
        "at",
        "0, '', n.title, '', coalesce((SELECT min(t.starts_at) FROM proposed_time t "
        "WHERE t.proposal_id = e.id), 0), (SELECT count(*) FROM proposed_time t "
        "WHERE t.proposal_id = e.id), 0, e.words",
        "proposal",
        _INVITED,
        f"invitation_id IN ({_INVITATIONS})",
    ),
    "unbooked": _Source(
        "ended_at",
        "coalesce(e.ended_by_id, 0), coalesce(u.name, ''), n.title, '', s.starts_at, 0, 0, "
        "e.reason",
        "booking",
        f"{_INVITED}{_SLOT}{_USER.format(user='e.ended_by_id')}",
        f"ending = 'cancelled' AND invitation_id IN ({_INVITATIONS})",
    ),
    "booked": _Source(
        "booked_at",
        "coalesce(e.booked_by_id, 0), coalesce(u.name, ''), n.title, CASE WHEN EXISTS (SELECT 1 "
        "FROM booking p WHERE p.invitation_id = e.invitation_id AND p.ending = 'moved' "
        "AND p.ended_at = e.booked_at) THEN 'moved' ELSE '' END, s.starts_at, 0, 0, ''",
        "booking",
        f"{_INVITED}{_SLOT}{_USER.format(user='e.booked_by_id')}",
        f"invitation_id IN ({_INVITATIONS})",
    ),
    "message": _Source(
        "created_at",
        "b.user_id, u.name, e.text, CASE WHEN e.state = 'cancelled' AND b.cancelled_at IS NOT NULL "
        f"THEN 'undone' WHEN {_LATER} THEN 'scheduled' ELSE e.state END, "
        f"CASE WHEN {_LATER} THEN e.send_after ELSE e.state_at END, "
        "e.segments, e.credits, e.carrier_words",
        "message",
        f"JOIN batch b ON b.id = e.batch_id {_USER.format(user='b.user_id')}",
        "application_id = ?",
        "e.contact_type, e.subject",
    ),
}
_RANKS = {kind: rank for rank, kind in enumerate(_SOURCES)}


def page_of(
    application: Application,
    *,
    before: Key | None = None,
    after: Key | None = None,
    most: int = PAGE_SIZE,
) -> Part:
    """The newest entries of an application's timeline, oldest of them first.

    At most `most`, of those before and after these keys (both excluded) where they are given.
    """
    selects, values = [], list[object]()
    for kind, source in _SOURCES.items():
        bounds, given = _bounds(_RANKS[kind], source.at, before, after)
        selects.append(
            f"SELECT * FROM (SELECT '{kind}' AS kind, e.id AS id, e.{source.at} AS at, "
            f"{source.columns}, {source.means} FROM {source.table} e {source.joins} WHERE e.id IN ("
            f"SELECT id FROM {source.table} WHERE {source.mine}{bounds} "
            f"ORDER BY {source.at} DESC, id DESC LIMIT ?)) AS {kind}_rows"
        )
        values += [application.id, *given, most + 1]
    ranks = " ".join(f"WHEN '{kind}' THEN {rank}" for kind, rank in _RANKS.items())
    found = db.rows(
        f"SELECT * FROM ({' UNION ALL '.join(selects)}) AS entries "
        f"ORDER BY at DESC, CASE kind {ranks} END DESC, id DESC LIMIT ?",
        [*values, most + 1],
    )
    return _part(found, most)


def _bounds(
    rank: int, at: str, before: Key | None, after: Key | None
) -> tuple[str, Sequence[object]]:
    """The condition that rows of one kind lie between two keys, with its values."""
    bounds, values = "", list[object]()
    for sign, key in (("<", before), (">", after)):
        if key is not None:
            bounds += f" AND ({at}, id) {sign} (?, ?)"
            values += [key.at, _id_at(rank, key)]
    return bounds, values


def _id_at(rank: int, key: Key) -> int:
    """The id beside which a key stands among rows of this rank that happened at its moment."""
    if rank == key.rank:
        return key.id
    return db.MOST_ID if rank < key.rank else 0


def _part(found: list[tuple[object, ...]], most: int) -> Part:
    entries = [Entry._make(one) for one in found]
    before = entries[most].key if len(entries) > most else None
    return Part(entries[:most][::-1], before)
