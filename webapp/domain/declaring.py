"""How a table says what it holds about candidates (the list itself is domain.personal_data)."""

from enum import Enum
from typing import NamedTuple

from webapp.lib.words import Sentence

EMPTY = "''"
NOTHING = "NULL"
# What an erased person is called: a name that tells nothing, and needs no translation.
NAMELESS = "'#' || t.id"


class Shown(Enum):
    """How a value reads."""

    TEXT = "text"
    MOMENT = "moment"
    STAGE = "stage"
    STATE = "state"
    WORD = "word"


class Column(NamedTuple):
    """A column. `words` are what the disclosure calls it (None: it is not shown), `erased` the SQL
    that takes its place (None: it stays), `why` the reason where one of them is missing.

    `value` is SQL that is shown instead of the column, of the row `t`.
    """

    name: str
    words: Sentence | None = None
    erased: str | None = None
    why: str = ""
    value: str = ""
    shown: Shown = Shown.TEXT


class Held(NamedTuple):
    """A table with data about candidates. The SQL is about its row `t`; `{ids}` stands for the
    applications in question.

    `theirs` says which rows are about them, `waits` which of these stay as they are for now.
    """

    table: str
    words: Sentence
    theirs: str
    columns: tuple[Column, ...]
    waits: str = ""


def moment(name: str, words: Sentence) -> Column:
    """A time: shown, and kept for the statistics."""
    return Column(name, words, why="a time without a name", shown=Shown.MOMENT)


def kept(why: str, *names: str) -> tuple[Column, ...]:
    """Columns that are neither shown nor erased, all for the same reason."""
    return tuple(Column(name, why=why) for name in names)


def worked(name: str, words: Sentence) -> Column:
    """Which colleague did something: shown by name, and kept."""
    value = f'(SELECT u.name FROM "user" u WHERE u.id = t.{name})'
    return Column(name, words, why="who worked", value=value)


THEIR_MESSAGES = "SELECT m.id FROM message m WHERE m.application_id IN ({ids})"
# Those that found no application, but came from their numbers to the same parent organisation,
# are theirs too.
THEIR_REPLIES = (
    "SELECT i.id FROM inbound_text i WHERE i.application_id IN ({ids}) "
    'UNION SELECT i.id FROM application a JOIN "case" c ON c.id = a.case_id '
    "JOIN inbound_text i ON i.from_number = a.mobile AND i.tray_id = c.root_id "
    "WHERE a.id IN ({ids}) AND a.mobile <> '' "
    'UNION SELECT i.id FROM message m JOIN inbound_text i ON i.from_number = m."to" '
    "AND i.tray_id = m.root_id WHERE m.application_id IN ({ids}) AND m.\"to\" <> ''"
)
# By the number of today, and by those that were written to.
THEIR_STOPS = (
    'SELECT o.id FROM application a JOIN "case" c ON c.id = a.case_id '
    "JOIN opt_out o ON o.root_id = c.root_id AND o.number_hash = a.number_hash "
    "WHERE a.id IN ({ids}) AND a.number_hash <> '' "
    "UNION SELECT o.id FROM message m "
    "JOIN opt_out o ON o.root_id = m.root_id AND o.number_hash = m.number_hash "
    "WHERE m.application_id IN ({ids}) AND m.number_hash <> ''"
)
THEIR_INVITATIONS = "SELECT v.id FROM invitation v WHERE v.application_id IN ({ids})"
THEIR_BOOKINGS = f"SELECT b.id FROM booking b WHERE b.invitation_id IN ({THEIR_INVITATIONS})"
THEIR_PROPOSALS = f"SELECT p.id FROM proposal p WHERE p.invitation_id IN ({THEIR_INVITATIONS})"
