"""The interviews ahead: who comes when, to what its reader holds or to all that they may see."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp import db
from webapp.domain import rights

PAGE_SIZE = 50
MOST_OPEN = 50
SHOWS = ("mine", "organisation")

_CASE = 'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
_HOLDS = "EXISTS (SELECT 1 FROM interviewer w WHERE w.interview_id = n.id AND w.user_id = ?)"
_NAME = "a.first_name || ' ' || a.last_name"


class Reader(NamedTuple):
    """Whose agenda it is: a user, and the paths of the organisations from which on downwards they
    may see cases. `all_of_it`: whoever holds the interviews, not only those that are the user's.
    """

    user_id: int
    paths: tuple[str, ...]
    all_of_it: bool = False


class Ahead(NamedTuple):
    """A time that somebody has booked; moments in milliseconds since 1970.

    `names` are those who come, `interviewers` those who hold it.
    """

    slot_id: int
    interview_id: int
    title: str
    case_id: int
    case_title: str
    place: str
    video_url: str
    time_zone: str
    starts_at: int
    ends_at: int
    places: int
    names: tuple[str, ...] = ()
    interviewers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What comes after it is asked for by this."""
        return f"{self.starts_at}-{self.slot_id}"


class Open(NamedTuple):
    """Something that waits for the recruiter: a proposal, or whether somebody came to their time.

    `at` is when they proposed or when their time began, in milliseconds since 1970.
    """

    invitation_id: int
    interview_id: int
    title: str
    name: str
    is_proposal: bool
    at: int
    time_zone: str


def ahead(reader: Reader, now_ms: int, after: str = "") -> list[Ahead]:
    """A page of the booked times that are not over, the next one first, and one more if there are
    more; `after` is the key of the last one that was shown.
    """
    within, values = _within(reader)
    begin, slot_id = _key(after)
    found = db.rows(
        "SELECT s.id, n.id, n.title, c.id, c.title, n.place, n.video_url, n.time_zone, "
        f"s.starts_at, s.ends_at, s.places FROM slot s JOIN interview n ON n.id = s.interview_id "
        f"{_CASE}WHERE s.ends_at > ? AND (s.starts_at > ? OR (s.starts_at = ? AND s.id > ?)) "
        "AND EXISTS (SELECT 1 FROM booking b WHERE b.slot_id = s.id AND b.ended_at IS NULL) "
        f"AND {within} ORDER BY s.starts_at, s.id LIMIT ?",
        [now_ms, begin, begin, slot_id, *values, PAGE_SIZE + 1],
    )
    times = [Ahead._make((*one, (), ())) for one in found]
    comers = _named(
        f"SELECT b.slot_id, {_NAME} FROM booking b JOIN invitation v ON v.id = b.invitation_id "
        "JOIN application a ON a.id = v.application_id "
        "WHERE b.ended_at IS NULL AND b.slot_id IN ({ids}) ORDER BY b.place",
        [one.slot_id for one in times],
    )
    holders = _named(
        'SELECT w.interview_id, u.name FROM interviewer w JOIN "user" u ON u.id = w.user_id '
        "WHERE w.interview_id IN ({ids}) ORDER BY u.name, u.id",
        [one.interview_id for one in times],
    )
    return [
        one._replace(
            names=tuple(comers.get(one.slot_id, ())),
            interviewers=tuple(holders.get(one.interview_id, ())),
        )
        for one in times
    ]


def open_ends(reader: Reader, now_ms: int) -> list[Open]:
    """What waits for the recruiter, proposals before missing records, the longest waiting first;
    at most MOST_OPEN of each.
    """
    within, values = _within(reader)
    of_them = f"JOIN application a ON a.id = v.application_id {_CASE}"
    proposed = db.rows(
        f"SELECT v.id, n.id, n.title, {_NAME}, 1, p.at, n.time_zone FROM proposal p "
        f"JOIN invitation v ON v.id = p.invitation_id JOIN interview n ON n.id = v.interview_id "
        f"{of_them}WHERE p.answered_at IS NULL AND v.revoked_at IS NULL "
        f"AND n.cancelled_at IS NULL AND {within} ORDER BY p.at, p.id LIMIT ?",
        [*values, MOST_OPEN],
    )
    unrecorded = db.rows(
        f"SELECT v.id, n.id, n.title, {_NAME}, 0, s.starts_at, n.time_zone FROM slot s "
        "JOIN booking b ON b.slot_id = s.id AND b.ended_at IS NULL AND b.attended IS NULL "
        "JOIN invitation v ON v.id = b.invitation_id JOIN interview n ON n.id = s.interview_id "
        f"{of_them}WHERE s.ends_at <= ? AND a.anonymised_at IS NULL AND {within} "
        "ORDER BY s.starts_at, b.id LIMIT ?",
        [now_ms, *values, MOST_OPEN],
    )
    return [Open._make((*one[:4], bool(one[4]), *one[5:])) for one in [*proposed, *unrecorded]]


def _within(reader: Reader) -> tuple[str, list[Any]]:
    """The condition for what this reader's agenda has, with its values."""
    seen, patterns = rights.within(reader.paths)
    if reader.all_of_it:
        return seen, [*patterns]
    return f"{seen} AND {_HOLDS}", [*patterns, reader.user_id]


def _named(sql: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """Names by the id that they belong to."""
    named: dict[int, list[str]] = {}
    for identity, name in db.rows(sql.replace("{ids}", db.marks(ids)), ids):
        named.setdefault(identity, []).append(name)
    return named


def _key(key: str) -> tuple[int, int]:
    """The moment and the id of a key; zeros for what is none."""
    moment, _, identity = key.partition("-")
    if not (moment.isascii() and moment.isdecimal() and identity.isdecimal()):
        return 0, 0
    return min(int(moment), db.MOST_ID), min(int(identity), db.MOST_ID)
