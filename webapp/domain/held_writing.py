"""What is held about a candidate in what was written to them and by them."""

from webapp.domain.declaring import (
    EMPTY,
    NOTHING,
    THEIR_MESSAGES,
    THEIR_REPLIES,
    THEIR_STOPS,
    Column,
    Held,
    Shown,
    kept,
    moment,
    worked,
)
from webapp.domain.states import HOLDING
from webapp.lib.words import say

_HOLDING = ", ".join(f"'{state}'" for state in HOLDING)

HELD: tuple[Held, ...] = (
    Held(
        "message",
        say("What was written to them"),
        "t.application_id IN ({ids})",
        (
            moment("created_at", say("Written")),
            Column("to", say("To"), EMPTY),
            *kept(
                "the number as a keyed hash: whom a STOP that comes later is about", "number_hash"
            ),
            Column("subject", say("Subject"), EMPTY),
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
                "contact_type",
                "send_after",
                "send_before",
                "zone",
                "passes_quiet",
                "claimed_by",
                "lease_until",
                "attempts",
            ),
        ),
        waits=f"t.state IN ({_HOLDING})",
    ),
    Held(
        "carrier_receipt",
        say("What the carrier reported of it"),
        f"t.message_id IN ({THEIR_MESSAGES})",
        (
            moment("at", say("When")),
            Column("status", say("Report"), why="the ledger", shown=Shown.STATE),
            Column("words", say("In words"), EMPTY),
            moment("received_at", say("Received")),
            Column("carrier_id", say("The carrier's name for it"), why="proof of what was charged"),
            *kept("names the row", "id", "client_ref", "message_id"),
            *kept("what the carrier charged us", "price", "currency", "segments"),
            *kept("a code of the carrier's", "code"),
        ),
    ),
    Held(
        "mail",
        say("E-mails to them and about them"),
        "t.application_id IN ({ids})",
        (
            moment("created_at", say("Written")),
            Column(
                "to",
                say("To"),
                EMPTY,
                # Those about them went to colleagues.
                value="CASE WHEN t.key LIKE 'candidate:%' THEN t.\"to\" END",
            ),
            Column("subject", say("Subject"), EMPTY),
            Column("text", say("Text"), EMPTY),
            Column("calendar", say("Calendar entry"), EMPTY),
            Column(
                "state",
                say("What became of it"),
                "CASE t.state WHEN 'queued' THEN 'refused' ELSE t.state END",
                shown=Shown.STATE,
            ),
            moment("state_at", say("Since")),
            Column("words", say("What the mail server said"), EMPTY),
            *kept("names the row", "id", "application_id", "root_id"),
            *kept("names the occasion, so that nothing is told twice", "key"),
            *kept("how it was sent", "send_after", "claimed_by", "lease_until", "attempts"),
        ),
        waits="t.state IN ('claimed', 'sending')",
    ),
    Held(
        "stop_doubt",
        say("Replies that may have meant STOP"),
        f"t.reply_id IN ({THEIR_REPLIES})",
        (
            moment("at", say("When")),
            moment("decided_at", say("Decided")),
            worked("decided_by_id", say("Decided by")),
            *kept("the number as a keyed hash", "number_hash"),
            *kept("names the row", "id", "root_id", "reply_id"),
        ),
    ),
    Held(
        "opt_out",
        say("Numbers that stopped SMS"),
        f"t.id IN ({THEIR_STOPS})",
        (
            moment("at", say("When")),
            Column("number", say("Number"), EMPTY),
            *kept("the number as a keyed hash: nobody may write to it again", "number_hash"),
            Column("cause", say("How"), why="the proof of it", shown=Shown.WORD),
            Column("reason", say("Why"), EMPTY),
            moment("lifted_at", say("Started again")),
            worked("by_id", say("Decided by")),
            *kept("names the row", "id", "root_id"),
            *kept("the proof of it", "reply_id", "message_id", "lifted_by_reply_id"),
            *kept("shown as a message", "confirmation_id"),
        ),
    ),
    Held(
        "set_aside",
        say("What they wrote that wanted no answer"),
        f"t.reply_id IN ({THEIR_REPLIES})",
        (
            moment("at", say("When")),
            Column("reason", say("Why"), EMPTY),
            worked("by_id", say("Decided by")),
            *kept("names the row", "id", "reply_id"),
        ),
    ),
    Held(
        "reply_move",
        say("What they wrote that was moved to another application"),
        f"t.reply_id IN ({THEIR_REPLIES})",
        (
            moment("at", say("When")),
            worked("by_id", say("Moved by")),
            *kept("names the row", "id", "reply_id", "from_application_id", "to_application_id"),
        ),
    ),
    Held(
        "inbound_text",
        say("What they wrote"),
        f"t.id IN ({THEIR_REPLIES})",
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
            worked("answered_by_id", say("Answered by")),
            Column("tray_id", erased=NOTHING, why="where it waited for a person"),
            *kept("names the row", "id", "application_id", "joined_at"),
            *kept("the carrier's name for it, so that it is not taken twice", "carrier_id"),
        ),
    ),
)

_SPEAKS_OF_THEM = " OR ".join(
    f"(a.{one} <> '' AND t.subject || ' ' || t.text LIKE '%' || a.{one} || '%')"
    for one in ("first_name", "last_name", "email", "mobile_typed", "mobile")
)

BATCHES = Held(
    "batch",
    say("Sends"),
    "t.id IN (SELECT m.batch_id FROM message m WHERE m.application_id IN ({ids}))",
    (
        Column("subject", erased=EMPTY, why="the subject before it was merged"),
        Column("text", erased=EMPTY, why="the text before it was merged; messages show it merged"),
        Column("calendar", erased=EMPTY, why="the entry of an interview; its booking is shown"),
        *kept("names the row", "id", "key", "case_id", "root_id"),
        *kept("shown with the message", "user_id", "created_at"),
        *kept("numbers of rows that name nobody", "selection"),
        *kept(
            "the statistics",
            "contact_type",
            "is_test",
            "is_automatic",
            "recipients",
            "credits",
            "template_id",
        ),
        *kept(
            "how it was sent",
            "email_instead",
            "template_version_id",
            "undo_seconds",
            "planned_for",
            "planned_zone",
            "not_after",
            "passes_quiet",
            "send_after",
            "cancelled_at",
        ),
    ),
    # Others may still read what was sent to them all, unless it speaks of this one.
    waits="EXISTS (SELECT 1 FROM message m JOIN application a ON a.id = m.application_id "
    "WHERE m.batch_id = t.id AND a.anonymised_at IS NULL AND a.id NOT IN ({ids})) "
    "AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id IN ({ids}) "
    "AND a.anonymised_at IS NULL AND ("
    f"{_SPEAKS_OF_THEM}))",
)
