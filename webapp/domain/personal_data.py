"""What Hej holds about candidates: each table, how it is shown to them, and how it is erased.

One list for two verbs: `disclosure` shows what has words here, `erasing` replaces what has
something to be replaced by. Every column of a table in HELD is in its list, and says why where it
is not shown or stays. Every other table is in OTHERS with its columns of text. A test compares
both with the models, so a new column that nobody thought about fails it.
"""

from enum import Enum
from typing import NamedTuple

from webapp.lib.words import Sentence, say

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


def _user(identity: str) -> str:
    return f'(SELECT u.name FROM "user" u WHERE u.id = {identity})'


_THEIR_MESSAGES = "SELECT m.id FROM message m WHERE m.application_id IN ({ids})"
_THEIR_REPLIES = (
    "SELECT i.id FROM inbound_text i WHERE i.application_id IN ({ids}) "
    # A text from their number that answers nothing of ours is theirs too.
    "UNION SELECT i.id FROM inbound_text i JOIN application a ON a.mobile = i.from_number "
    "WHERE a.id IN ({ids}) AND a.mobile <> '' AND i.application_id IS NULL"
)
_THEIR_STOPS = (
    'SELECT o.id FROM application a JOIN "case" c ON c.id = a.case_id '
    "JOIN opt_out o ON o.root_id = c.root_id AND o.number = a.mobile "
    "WHERE a.id IN ({ids}) AND a.mobile <> ''"
)

# In the order in which it is shown. It is taken from the end, as everybody takes these rows who
# wants several, so that no two transactions wait for each other.
HELD: tuple[Held, ...] = (
    Held(
        "application",
        say("The application"),
        "t.id IN ({ids})",
        (
            Column("first_name", say("First name"), NAMELESS),
            Column("last_name", say("Last name"), EMPTY),
            Column("sort_name", erased=NAMELESS, why="the name again, to sort by"),
            Column("search", erased=EMPTY, why="name, town, e-mail and number again, to search"),
            Column("email", say("E-mail"), EMPTY),
            Column("town", say("Town"), EMPTY),
            Column("mobile", say("Mobile number"), EMPTY),
            Column("mobile_typed", say("Mobile number as it was written"), EMPTY),
            Column("mobile_country", say("Country of the mobile number"), EMPTY),
            Column("mobile_problem", erased=EMPTY, why="a code of ours for what is wrong with it"),
            Column("reference", say("Reference in another system"), EMPTY),
            Column(
                "case_id",
                say("Case"),
                why="the statistics",
                value="(SELECT c.title || ', ' || c.reference FROM \"case\" c "
                "WHERE c.id = t.case_id)",
            ),
            Column("stage", say("Stage"), why="the statistics", shown=Shown.STAGE),
            moment("applied_at", say("Applied")),
            moment("contacted_at", say("Last contacted")),
            Column("needs_reply_at", say("Waits for an answer since"), NOTHING, shown=Shown.MOMENT),
            moment("anonymised_at", say("Erased")),
            *kept("names the row", "id"),
        ),
    ),
    Held(
        "erasure",
        say("Requests to be erased"),
        "t.application_id IN ({ids})",
        (
            moment("at", say("Asked for")),
            moment("done_at", say("Done")),
            Column("by_id", say("Seen to by"), why="who worked", value=_user("t.by_id")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "message",
        say("What was written to them"),
        "t.application_id IN ({ids})",
        (
            moment("created_at", say("Written")),
            Column("to", say("To"), EMPTY),
            Column("text", say("Text"), EMPTY),
            Column(
                "batch_id",
                say("Sent by"),
                why="who worked",
                value='(SELECT u.name FROM batch b JOIN "user" u ON u.id = b.user_id '
                "WHERE b.id = t.batch_id)",
            ),
            Column("sender", say("From"), why="our own name or number"),
            Column("state", say("What became of it"), why="the ledger", shown=Shown.STATE),
            moment("state_at", say("Since")),
            moment("sent_at", say("Handed to the carrier")),
            Column("segments", say("Number of SMS"), why="the ledger"),
            Column("credits", say("Credits"), why="the ledger"),
            Column("carrier_words", say("What the carrier said"), EMPTY),
            Column("carrier_id", say("The carrier's name for it"), why="proof of what was charged"),
            *kept("names the row", "id", "application_id", "root_id", "client_ref"),
            *kept("a code of the carrier's", "carrier_code"),
            *kept(
                "how it was sent",
                "send_after",
                "send_before",
                "claimed_by",
                "lease_until",
                "attempts",
            ),
        ),
        waits="t.state IN ('queued', 'claimed', 'sending', 'unconfirmed')",
    ),
    Held(
        "carrier_receipt",
        say("What the carrier reported of it"),
        f"t.message_id IN ({_THEIR_MESSAGES})",
        (
            moment("at", say("When")),
            Column("status", say("Report"), why="the ledger"),
            Column("words", say("In words"), EMPTY),
            moment("received_at", say("Received")),
            Column("carrier_id", say("The carrier's name for it"), why="proof of what was charged"),
            *kept("names the row", "id", "client_ref", "message_id"),
            *kept("what the carrier charged us", "price", "currency", "segments"),
            *kept("a code of the carrier's", "code"),
        ),
    ),
    Held(
        "stop_doubt",
        say("Replies that may have meant STOP"),
        f"t.reply_id IN ({_THEIR_REPLIES})",
        (
            moment("at", say("When")),
            Column("number", say("Number"), EMPTY),
            moment("decided_at", say("Decided")),
            Column(
                "decided_by_id", say("Decided by"), why="who worked", value=_user("t.decided_by_id")
            ),
            *kept("names the row", "id", "root_id", "reply_id"),
        ),
    ),
    Held(
        "opt_out",
        say("Numbers that stopped SMS"),
        f"t.id IN ({_THEIR_STOPS})",
        (
            moment("at", say("When")),
            Column("number", say("Number"), why="nobody may write to it again"),
            Column("reason", say("Why"), EMPTY),
            *kept("names the row", "id", "root_id"),
        ),
    ),
    Held(
        "inbound_text",
        say("What they wrote"),
        f"t.id IN ({_THEIR_REPLIES})",
        (
            moment("at", say("When")),
            Column("from_number", say("From"), EMPTY),
            Column("text", say("Text"), EMPTY),
            Column("to", say("To"), why="our own number"),
            moment("received_at", say("Received")),
            Column(
                "answered_at",
                say("Answered"),
                # Nobody is left who could be answered.
                "coalesce(t.answered_at, t.received_at)",
                shown=Shown.MOMENT,
            ),
            *kept("names the row", "id", "application_id"),
            *kept("the carrier's name for it, so that it is not taken twice", "carrier_id"),
        ),
    ),
    Held(
        "batch",
        say("Sends"),
        "t.id IN (SELECT m.batch_id FROM message m WHERE m.application_id IN ({ids}))",
        (
            Column(
                "text", erased=EMPTY, why="the text before it was merged; messages show it merged"
            ),
            *kept("names the row", "id", "key", "case_id", "root_id"),
            *kept("shown with the message", "user_id", "created_at"),
            *kept("numbers of rows that name nobody", "selection"),
            *kept(
                "the statistics", "contact_type", "is_test", "recipients", "credits", "template_id"
            ),
            *kept(
                "how it was sent",
                "template_version_id",
                "undo_seconds",
                "send_after",
                "cancelled_at",
            ),
        ),
        # Others may still read what was sent to them all, unless it speaks of this one.
        waits="EXISTS (SELECT 1 FROM message m JOIN application a ON a.id = m.application_id "
        "WHERE m.batch_id = t.id AND a.anonymised_at IS NULL AND a.id NOT IN ({ids})) "
        "AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id IN ({ids}) "
        "AND a.anonymised_at IS NULL AND ("
        "(a.first_name <> '' AND t.text LIKE '%' || a.first_name || '%') "
        "OR (a.last_name <> '' AND t.text LIKE '%' || a.last_name || '%') "
        "OR (a.email <> '' AND t.text LIKE '%' || a.email || '%') "
        "OR (a.mobile_typed <> '' AND t.text LIKE '%' || a.mobile_typed || '%') "
        "OR (a.mobile <> '' AND t.text LIKE '%' || a.mobile || '%')))",
    ),
)

# Tables that say nothing about candidates, with their columns of text.
OTHERS: dict[str, str] = {
    "organisation": "path name country time_zone language sender csm_name csm_email csm_phone "
    "own_settings",
    "destination": "country",
    "user": "email name phone language theme password_hash",
    "session": "token_hash",
    "sign_in_attempt": "key",
    "pending_sign_in": "token_hash",
    "user_totp": "secret",
    "recovery_code": "code_hash",
    "access_group": "name",
    "access_group_right": "right",
    "assignment": "",
    # Of users and cases; candidates are in it by the numbers of their applications only.
    "log_entry": "kind subject details",
    # To users; a text goes once it is sent.
    "mail": "key to subject text state claimed_by words",
    "case": "reference title search location",
    "template": "name contact_type purpose language body",
    "template_version": "name purpose language body",
    "webhook_call": "jti_hash",
    "outlet": "paused_words",
    "worker_beat": "name",
    "account": "",
    "ledger_entry": "kind key note",
    "ledger_line": "kind note",
    "ledger_day": "kind",
    "usage_day": "",
    "refill_request": "key message",
    "saving": "character",
}
