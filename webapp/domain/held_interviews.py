"""What is held about a candidate in interviews: their invitations, bookings and proposals."""

from webapp.domain.declaring import (
    EMPTY,
    THEIR_BOOKINGS,
    THEIR_INVITATIONS,
    THEIR_PROPOSALS,
    Column,
    Held,
    Shown,
    kept,
    moment,
    worked,
)
from webapp.lib.words import say

_THEIRS = f"t.invitation_id IN ({THEIR_INVITATIONS})"
_SLOT = "(SELECT s.starts_at FROM slot s WHERE s.id = t.slot_id)"

HELD: tuple[Held, ...] = (
    Held(
        "reminder",
        say("Reminders of interviews"),
        f"t.booking_id IN ({THEIR_BOOKINGS})",
        (
            moment("due_at", say("Due")),
            moment("done_at", say("Done")),
            Column("outcome", say("What became of it"), why="a word of ours", shown=Shown.WORD),
            *kept("names the row", "id", "booking_id", "kind"),
        ),
    ),
    Held(
        "proposed_time",
        say("Times that they proposed"),
        f"t.proposal_id IN ({THEIR_PROPOSALS})",
        (moment("starts_at", say("When")), *kept("names the row", "id", "proposal_id")),
    ),
    Held(
        "proposal",
        say("What they wrote when no time fitted"),
        _THEIRS,
        (
            moment("at", say("When")),
            Column("words", say("Text"), EMPTY),
            # Nobody is left who could be answered.
            Column(
                "answer",
                say("Answer"),
                "CASE t.answer WHEN '' THEN 'declined' ELSE t.answer END",
                shown=Shown.WORD,
            ),
            Column(
                "answered_at",
                say("Answered"),
                "coalesce(t.answered_at, t.at)",
                shown=Shown.MOMENT,
            ),
            worked("answered_by_id", say("Answered by")),
            *kept("names the row", "id", "invitation_id"),
        ),
    ),
    Held(
        "booking",
        say("Interviews that they booked"),
        _THEIRS,
        (
            Column(
                "slot_id",
                say("Interview on"),
                why="the statistics",
                value=_SLOT,
                shown=Shown.MOMENT,
            ),
            moment("booked_at", say("Booked")),
            worked("booked_by_id", say("Booked for them by")),
            moment("ended_at", say("Ended")),
            Column("ending", say("How"), why="the statistics", shown=Shown.WORD),
            Column("reason", say("Why"), EMPTY),
            worked("ended_by_id", say("Ended by")),
            Column(
                "attended",
                say("Came"),
                why="the statistics",
                value="CASE WHEN t.attended THEN 'yes' WHEN NOT t.attended THEN 'no' END",
                shown=Shown.WORD,
            ),
            moment("attended_at", say("Written down")),
            *kept("names the row", "id", "invitation_id", "place"),
        ),
    ),
    Held(
        "invitation_slot",
        say("Times that they were offered"),
        _THEIRS,
        (
            Column("slot_id", say("When"), why="the statistics", value=_SLOT, shown=Shown.MOMENT),
            *kept("names the row", "id", "invitation_id"),
        ),
    ),
    Held(
        "invitation",
        say("Invitations to interviews"),
        "t.application_id IN ({ids})",
        (
            Column(
                "interview_id",
                say("Interview"),
                why="the statistics",
                value="(SELECT n.title FROM interview n WHERE n.id = t.interview_id)",
            ),
            moment("created_at", say("Invited")),
            worked("created_by_id", say("Invited by")),
            moment("opened_at", say("Opened")),
            moment("expires_at", say("Good until")),
            moment("revoked_at", say("Ended")),
            *kept("names the row", "id", "application_id", "message_id"),
            *kept("hashes and numbers by which links and calendars find it", "token_hash", "uid"),
            *kept("how it was made", "sequence", "offers_all", "language"),
        ),
    ),
)
