"""What is held about a candidate at their application: who they are, and what colleagues noted."""

from webapp.domain.declaring import (
    EMPTY,
    NAMELESS,
    NOTHING,
    Column,
    Held,
    Shown,
    kept,
    moment,
    worked,
)
from webapp.lib.words import say

_THEIRS = "t.application_id IN ({ids})"

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
            Column("number_hash", erased=EMPTY, why="the number again, to compare"),
            Column("mobile_country", say("Country of the mobile number"), EMPTY),
            Column("mobile_problem", erased=EMPTY, why="a code of ours for what is wrong with it"),
            Column("reference", say("Reference in another system"), EMPTY),
            Column("language", say("Language that they chose"), EMPTY),
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
        _THEIRS,
        (
            moment("at", say("Asked for")),
            moment("done_at", say("Done")),
            worked("by_id", say("Seen to by")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "stage_change",
        say("Moves from stage to stage"),
        _THEIRS,
        (
            moment("at", say("When")),
            Column("from_stage", say("From"), why="the statistics", shown=Shown.STAGE),
            Column("to_stage", say("To"), why="the statistics", shown=Shown.STAGE),
            worked("user_id", say("Moved by")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "note",
        say("Notes about them"),
        _THEIRS,
        (
            moment("at", say("Written")),
            Column("text", say("Text"), EMPTY),
            worked("user_id", say("Written by")),
            moment("changed_at", say("Changed")),
            # A note without its text is one that was deleted.
            Column(
                "deleted_at", say("Deleted"), "coalesce(t.deleted_at, t.at)", shown=Shown.MOMENT
            ),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "conversation_assignment",
        say("Who was to answer them"),
        _THEIRS,
        (
            worked("user_id", say("Given to")),
            moment("at", say("Since")),
            Column("ended_at", say("Until"), "coalesce(t.ended_at, t.at)", shown=Shown.MOMENT),
            worked("by_id", say("Given by")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "snooze",
        say("When answering them was put off"),
        _THEIRS,
        (
            moment("at", say("When")),
            moment("until", say("Until")),
            Column("ended_at", say("Ended"), "coalesce(t.ended_at, t.at)", shown=Shown.MOMENT),
            worked("by_id", say("Put off by")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
    Held(
        "conversation_seen",
        say("Who has read what they wrote"),
        _THEIRS,
        (
            worked("user_id", say("Read by")),
            moment("until", say("Up to")),
            *kept("names the row", "id", "application_id"),
        ),
    ),
)
