"""The ledger as people read it: one line per send and day, newest first, each with the balance
that it left.
"""

from typing import NamedTuple

from webapp import db
from webapp.domain.states import Kind
from webapp.domain.usage import DAY_MS
from webapp.lib.words import Sentence, say

PAGE_SIZE = 25
MOST_EXPORTED = 50_000

# What the ledger can be narrowed to. Only kinds that change the balance are lines: that reserved
# credits were then used changes nothing in it.
FILTERS: dict[str, tuple[Sentence, tuple[Kind, ...]]] = {
    "": (say("All"), (Kind.TOP_UP, Kind.ADJUST, Kind.RESERVE, Kind.RELEASE)),
    "used": (say("Used"), (Kind.RESERVE,)),
    "refills": (say("Refills"), (Kind.TOP_UP, Kind.ADJUST)),
    "returned": (say("Returned"), (Kind.RELEASE,)),
}


class Line(NamedTuple):
    """One line. `at` is in milliseconds, `credits` how the balance changed, `balance` what it then
    was; `who` is empty for Hej itself.
    """

    id: int
    at: int
    day: int
    kind: str
    entries: int
    credits: int
    who: str
    note: str
    case_title: str
    balance: int

    @property
    def place(self) -> str:
        """Where it stands in the ledger, for the address of the next page."""
        return f"{self.at}-{self.id}"


class Lines(NamedTuple):
    """A page of the ledger, and whether there is more on either side of it."""

    lines: list[Line]
    has_newer: bool
    has_older: bool


def page(root_id: int, shown: str = "", before: str = "", after: str = "") -> Lines:
    """The newest lines, or those next to a place: older than `before`, or newer than `after`.

    `shown` is a key of FILTERS. A place that is none counts as not given.
    """
    older_than, newer_than = _place(before), _place(after)
    backwards = newer_than is not None
    found = _lines(root_id, shown, newer_than or older_than, backwards, PAGE_SIZE + 1)
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if backwards:
        return Lines(found[::-1], has_newer=more, has_older=True)
    return Lines(found, has_newer=older_than is not None, has_older=more)


def export(root_id: int, shown: str = "") -> list[Line]:
    """The newest lines for a file, at most `MOST_EXPORTED`."""
    kinds = FILTERS[shown][1]
    found = db.rows(
        f"SELECT {_COLUMNS}, a.available - l.newer + l.available_delta "
        "FROM account a JOIN (SELECT n.*, sum(n.available_delta) OVER "
        "(ORDER BY n.at DESC, n.id DESC) AS newer FROM ledger_line n WHERE n.account_id = "
        "(SELECT id FROM account WHERE organisation_id = ?)) l ON l.account_id = a.id "
        f"{_JOINS} WHERE l.kind IN ({db.marks(kinds)}) ORDER BY l.at DESC, l.id DESC LIMIT ?",
        (root_id, *kinds, MOST_EXPORTED),
    )
    return [Line._make((*one[:-1], int(one[-1]))) for one in found]


_COLUMNS = (
    "l.id, l.at, l.day, l.kind, l.entries, l.available_delta, coalesce(u.name, ''), l.note, "
    "coalesce(c.title, '')"
)
_JOINS = (
    'LEFT JOIN "user" u ON u.id = l.by_id LEFT JOIN batch b ON b.id = l.batch_id '
    'LEFT JOIN "case" c ON c.id = b.case_id'
)
# What came after a line on its own day; later days are summed already (ledger_day).
_NEWER_THAT_DAY = (
    "(SELECT coalesce(sum(n.available_delta), 0) FROM ledger_line n "
    "WHERE n.account_id = l.account_id AND n.at >= l.at "
    f"AND n.at < (CAST(l.day AS BIGINT) + 1) * {DAY_MS} "
    "AND (n.at > l.at OR n.id > l.id))"
)


def _lines(
    root_id: int, shown: str, place: tuple[int, int] | None, backwards: bool, most: int
) -> list[Line]:
    kinds = FILTERS[shown][1]
    sign, order = (">", "ASC") if backwards else ("<", "DESC")
    beyond = f"AND (l.at, l.id) {sign} (?, ?) " if place else ""
    found = db.rows(
        f"SELECT {_COLUMNS}, {_NEWER_THAT_DAY} FROM ledger_line l {_JOINS} "
        "WHERE l.account_id = (SELECT id FROM account WHERE organisation_id = ?) "
        f"AND l.kind IN ({db.marks(kinds)}) {beyond}"
        f"ORDER BY l.at {order}, l.id {order} LIMIT ?",
        (root_id, *kinds, *(place or ()), most),
    )
    ends = _ends_of_days(root_id, min((one[2] for one in found), default=0))
    return [Line._make((*one[:-1], ends[one[2]] - int(one[-1]))) for one in found]


def _ends_of_days(root_id: int, first: int) -> dict[int, int]:
    """The balance at the end of each day with entries, from the first on."""
    found = db.rows(
        "SELECT a.available, d.day, sum(d.available_delta) FROM account a "
        "JOIN ledger_day d ON d.account_id = a.id AND d.day >= ? WHERE a.organisation_id = ? "
        "GROUP BY a.available, d.day ORDER BY d.day DESC",
        (first, root_id),
    )
    ends: dict[int, int] = {}
    later = 0
    for available, day, moved in found:
        ends[day] = available - later
        later += int(moved)
    return ends


def _place(text: str) -> tuple[int, int] | None:
    at, _, identity = text.partition("-")
    if not (at.isdecimal() and identity.isdecimal() and len(text) < 38):
        return None
    return min(int(at), db.MOST_ID), min(int(identity), db.MOST_ID)
