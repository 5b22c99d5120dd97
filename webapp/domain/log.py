"""The log of an organisation: who did what and when. Entries are added and never changed."""

import json
from enum import StrEnum
from typing import NamedTuple

from webapp import db
from webapp.lib import clock
from webapp.lib.words import Sentence, say
from webapp.models import Organisation


class Did(StrEnum):
    """What somebody did. The value is what the table holds."""

    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_MOVED = "organisation_moved"
    ORGANISATION_DEACTIVATED = "organisation_deactivated"
    ORGANISATION_REACTIVATED = "organisation_reactivated"
    DESTINATION_SET = "destination_set"
    DESTINATION_REMOVED = "destination_removed"
    CAP_REACHED = "cap_reached"
    GROUP_CREATED = "access_group_created"
    GROUP_CHANGED = "access_group_changed"
    GROUP_DELETED = "access_group_deleted"
    ACCESS_GIVEN = "access_given"
    ACCESS_TAKEN = "access_taken"
    SECOND_STEP_TURNED_ON = "second_step_turned_on"
    SECOND_STEP_TURNED_OFF = "second_step_turned_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    USER_INVITED = "user_invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    USER_JOINED = "user_joined"
    USER_CHANGED = "user_changed"
    USER_INACTIVATED = "user_inactivated"
    USER_REACTIVATED = "user_reactivated"
    USER_SIGNED_OUT = "user_signed_out"
    SIGNED_IN = "signed_in"
    PASSWORD_REFUSED = "password_refused"  # noqa: S105
    CODE_REFUSED = "code_refused"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SESSIONS_ENDED = "sessions_ended"
    TEMPLATE_CREATED = "template_created"
    TEMPLATE_CHANGED = "template_changed"
    TEMPLATE_ARCHIVED = "template_archived"
    TEMPLATE_RESTORED = "template_restored"
    ABSENCE_SET = "absence_set"
    ABSENCE_ENDED = "absence_ended"
    REPLY_MOVED = "reply_moved"
    REPLY_SET_ASIDE = "reply_set_aside"
    SENT = "sent"
    TAKEN_BACK = "taken_back"
    RESCHEDULED = "rescheduled"
    INTERVIEW_PLANNED = "interview_planned"
    INTERVIEW_CHANGED = "interview_changed"
    INTERVIEW_CANCELLED = "interview_cancelled"
    SLOTS_OFFERED = "slots_offered"
    SLOT_WITHDRAWN = "slot_withdrawn"
    PLACES_SET = "places_set"
    BOOKED_FOR_CANDIDATE = "booked_for_candidate"
    BOOKING_CANCELLED = "booking_cancelled"
    INVITATION_REVOKED = "invitation_revoked"
    LOG_EXPORTED = "log_exported"
    LEDGER_EXPORTED = "ledger_exported"
    OPT_OUTS_IMPORTED = "opt_outs_imported"
    OPT_OUTS_EXPORTED = "opt_outs_exported"
    WARNING_LEVEL_SET = "warning_level_set"
    BUDGET_SET = "budget_set"
    REFILL_ASKED = "refill_asked"
    REFILL_REQUEST_WITHDRAWN = "refill_request_withdrawn"
    CREDITS_TOPPED_UP = "credits_topped_up"
    CREDITS_CORRECTED = "credits_corrected"
    CANDIDATE_DISCLOSED = "candidate_disclosed"
    CANDIDATE_ERASED = "candidate_erased"
    CASE_ANONYMISED = "case_anonymised"


# Each kind in words, as the log shows it.
WORDS: dict[Did, Sentence] = {
    Did.ORGANISATION_ADDED: say("Added an organisation"),
    Did.ORGANISATION_CHANGED: say("Changed an organisation"),
    Did.ORGANISATION_MOVED: say("Moved an organisation"),
    Did.ORGANISATION_DEACTIVATED: say("Deactivated an organisation"),
    Did.ORGANISATION_REACTIVATED: say("Reactivated an organisation"),
    Did.DESTINATION_SET: say("Allowed SMS to a country, or changed its price"),
    Did.DESTINATION_REMOVED: say("Stopped SMS to a country"),
    Did.CAP_REACHED: say("Ran into a limit for sending"),
    Did.GROUP_CREATED: say("Created an access group"),
    Did.GROUP_CHANGED: say("Changed an access group"),
    Did.GROUP_DELETED: say("Deleted an access group"),
    Did.ACCESS_GIVEN: say("Gave access"),
    Did.ACCESS_TAKEN: say("Took access away"),
    Did.SECOND_STEP_TURNED_ON: say("Turned on two-step sign-in"),
    Did.SECOND_STEP_TURNED_OFF: say("Turned off two-step sign-in"),
    Did.RECOVERY_CODE_USED: say("Signed in with a recovery code"),
    Did.USER_INVITED: say("Invited a user"),
    Did.INVITATION_WITHDRAWN: say("Withdrew an invitation"),
    Did.USER_JOINED: say("Accepted the invitation"),
    Did.USER_CHANGED: say("Changed a user"),
    Did.USER_INACTIVATED: say("Inactivated a user"),
    Did.USER_REACTIVATED: say("Reactivated a user"),
    Did.USER_SIGNED_OUT: say("Signed a user out everywhere"),
    Did.SIGNED_IN: say("Signed in"),
    Did.PASSWORD_REFUSED: say("Was refused for a wrong password"),
    Did.CODE_REFUSED: say("Was refused for a wrong code"),
    Did.PASSWORD_RESET: say("Set a new password by e-mail"),
    Did.PASSWORD_CHANGED: say("Changed the password"),
    Did.SESSIONS_ENDED: say("Signed out other browsers"),
    Did.TEMPLATE_CREATED: say("Created a template"),
    Did.TEMPLATE_CHANGED: say("Changed a template"),
    Did.TEMPLATE_ARCHIVED: say("Archived a template"),
    Did.TEMPLATE_RESTORED: say("Restored a template"),
    Did.ABSENCE_SET: say("Set an absence and who stands in"),
    Did.ABSENCE_ENDED: say("Ended an absence"),
    Did.REPLY_MOVED: say("Moved a reply to another application"),
    Did.REPLY_SET_ASIDE: say("Set a text from an unknown number aside"),
    Did.SENT: say("Wrote to candidates"),
    Did.TAKEN_BACK: say("Took messages back"),
    Did.RESCHEDULED: say("Chose another time for messages"),
    Did.INTERVIEW_PLANNED: say("Planned an interview"),
    Did.INTERVIEW_CHANGED: say("Changed an interview"),
    Did.INTERVIEW_CANCELLED: say("Cancelled an interview"),
    Did.SLOTS_OFFERED: say("Offered times for an interview"),
    Did.SLOT_WITHDRAWN: say("Withdrew a time of an interview"),
    Did.PLACES_SET: say("Changed the places of a time"),
    Did.BOOKED_FOR_CANDIDATE: say("Booked an interview for a candidate"),
    Did.BOOKING_CANCELLED: say("Cancelled a candidate's interview"),
    Did.INVITATION_REVOKED: say("Ended an invitation to an interview"),
    Did.LOG_EXPORTED: say("Exported the log"),
    Did.LEDGER_EXPORTED: say("Exported the ledger"),
    Did.OPT_OUTS_IMPORTED: say("Imported opt-outs"),
    Did.OPT_OUTS_EXPORTED: say("Exported opt-outs"),
    Did.WARNING_LEVEL_SET: say("Set the warning level"),
    Did.BUDGET_SET: say("Set a monthly budget"),
    Did.REFILL_ASKED: say("Asked for a refill"),
    Did.REFILL_REQUEST_WITHDRAWN: say("Withdrew a request for a refill"),
    Did.CREDITS_TOPPED_UP: say("Booked a refill"),
    Did.CREDITS_CORRECTED: say("Corrected the credits"),
    Did.CANDIDATE_DISCLOSED: say("Downloaded what is held about a candidate"),
    Did.CANDIDATE_ERASED: say("Erased a candidate"),
    Did.CASE_ANONYMISED: say("Anonymised a case"),
}

# What the log can be narrowed to. Each kind belongs to one of these.
AREAS: dict[str, tuple[Sentence, tuple[Did, ...]]] = {
    "organisation": (
        say("Organisations"),
        (
            Did.ORGANISATION_ADDED,
            Did.ORGANISATION_CHANGED,
            Did.ORGANISATION_MOVED,
            Did.ORGANISATION_DEACTIVATED,
            Did.ORGANISATION_REACTIVATED,
            Did.DESTINATION_SET,
            Did.DESTINATION_REMOVED,
        ),
    ),
    "access": (
        say("Access"),
        (
            Did.GROUP_CREATED,
            Did.GROUP_CHANGED,
            Did.GROUP_DELETED,
            Did.ACCESS_GIVEN,
            Did.ACCESS_TAKEN,
            Did.SECOND_STEP_TURNED_ON,
            Did.SECOND_STEP_TURNED_OFF,
            Did.USER_INVITED,
            Did.INVITATION_WITHDRAWN,
            Did.USER_JOINED,
            Did.USER_CHANGED,
            Did.USER_INACTIVATED,
            Did.USER_REACTIVATED,
            Did.USER_SIGNED_OUT,
            Did.ABSENCE_SET,
            Did.ABSENCE_ENDED,
        ),
    ),
    "sign-in": (
        say("Signing in"),
        (
            Did.SIGNED_IN,
            Did.PASSWORD_REFUSED,
            Did.CODE_REFUSED,
            Did.RECOVERY_CODE_USED,
            Did.PASSWORD_RESET,
            Did.PASSWORD_CHANGED,
            Did.SESSIONS_ENDED,
        ),
    ),
    "templates": (
        say("Templates"),
        (
            Did.TEMPLATE_CREATED,
            Did.TEMPLATE_CHANGED,
            Did.TEMPLATE_ARCHIVED,
            Did.TEMPLATE_RESTORED,
        ),
    ),
    "sending": (
        say("Sending"),
        (Did.SENT, Did.TAKEN_BACK, Did.RESCHEDULED, Did.CAP_REACHED, Did.OPT_OUTS_IMPORTED),
    ),
    "replies": (say("Replies"), (Did.REPLY_MOVED, Did.REPLY_SET_ASIDE)),
    "interviews": (
        say("Interviews"),
        (
            Did.INTERVIEW_PLANNED,
            Did.INTERVIEW_CHANGED,
            Did.INTERVIEW_CANCELLED,
            Did.SLOTS_OFFERED,
            Did.SLOT_WITHDRAWN,
            Did.PLACES_SET,
            Did.BOOKED_FOR_CANDIDATE,
            Did.BOOKING_CANCELLED,
            Did.INVITATION_REVOKED,
        ),
    ),
    "credits": (
        say("Credits"),
        (
            Did.CREDITS_TOPPED_UP,
            Did.CREDITS_CORRECTED,
            Did.WARNING_LEVEL_SET,
            Did.REFILL_ASKED,
            Did.REFILL_REQUEST_WITHDRAWN,
            Did.BUDGET_SET,
        ),
    ),
    "privacy": (
        say("Candidates' data"),
        (Did.CANDIDATE_DISCLOSED, Did.CANDIDATE_ERASED, Did.CASE_ANONYMISED),
    ),
    "exports": (say("Exports"), (Did.LOG_EXPORTED, Did.LEDGER_EXPORTED, Did.OPT_OUTS_EXPORTED)),
}

# What the details are called; whatever is not here is called by its own name.
DETAILS: dict[str, Sentence] = {
    "name_before": say("before"),
    "added": say("added"),
    "removed": say("removed"),
    "rights": say("rights"),
    "recipients": say("candidates"),
    "emails": say("by e-mail"),
    "slots": say("times"),
    "credits": say("credits"),
    "users": say("users"),
    "rows": say("rows"),
    "application": say("application"),
    "applications": say("applications"),
    "tries": say("tries"),
    "browsers": say("browsers"),
    "substitute": say("stands in"),
    "first": say("from"),
    "last": say("to"),
    "texts": say("texts"),
    "version": say("version"),
    "rejection_by_sms": say("rejections by SMS"),
}

PAGE_SIZE = 50
MOST_EXPORTED = 50_000


class Entry(NamedTuple):
    """One line of the log. `at` is in milliseconds since 1970; `who` is empty for Hej itself."""

    id: int
    did: str
    subject: str
    details: dict[str, object]
    who: str
    organisation_name: str
    at: int

    @property
    def words(self) -> Sentence | str:
        """What was done; a kind of another version of Hej as it is kept."""
        known = {kind.value: words for kind, words in WORDS.items()}
        return known.get(self.did, self.did)


def entries(
    organisation: Organisation,
    *,
    area: str = "",
    q: str = "",
    before: int | None = None,
    most: int = PAGE_SIZE,
) -> list[Entry]:
    """What was done in an organisation and below it, newest first: at most `most`, older than
    `before`.

    `area` is a key of AREAS, `q` is found in subjects and in users' names; without them, all.
    """
    conditions, values = _where(organisation)
    if area in AREAS:
        kinds = AREAS[area][1]
        conditions.append(f"l.kind IN ({db.marks(kinds)})")
        values += [kind.value for kind in kinds]
    if q.strip():
        conditions.append(db.matches("l.subject", "u.name"))
        values += [db.containing(q.strip().lower())] * 2
    if before is not None:
        conditions.append("l.id < ?")
        values.append(min(before, db.MOST_ID))
    found = db.rows(
        "SELECT l.id, l.kind, l.subject, l.details, coalesce(u.name, ''), o.name, l.at "
        "FROM log_entry l JOIN organisation o ON o.id = l.organisation_id "
        'LEFT JOIN "user" u ON u.id = l.user_id '
        f"WHERE {' AND '.join(conditions)} ORDER BY l.id DESC LIMIT ?",
        [*values, most],
    )
    return [Entry._make((*one[:3], json.loads(one[3]), *one[4:])) for one in found]


def _where(organisation: Organisation) -> tuple[list[str], list[object]]:
    """The whole tree by its index; a part of it by the paths."""
    if organisation.is_parent:
        return ["l.root_id = ?"], [organisation.id]
    return ["l.root_id = ?", "o.path LIKE ?"], [organisation.root_id, f"{organisation.path}%"]


def record(
    did: Did,
    organisation_id: int,
    user_id: int | None,
    subject: str = "",
    **details: object,
) -> None:
    """Write down what somebody did in an organisation, in the caller's transaction.

    `subject` says what it was done to, in words that stay true when that is renamed; `details`
    are plain values. Never put secrets or candidates' data into either.
    """
    db.execute(
        "INSERT INTO log_entry (root_id, organisation_id, user_id, kind, subject, details, at) "
        "SELECT root_id, id, ?, ?, ?, ?, ? FROM organisation WHERE id = ?",
        (
            user_id,
            did.value,
            subject[:200],
            json.dumps(details, ensure_ascii=False, default=str),
            clock.now_ms(),
            organisation_id,
        ),
    )


def record_about(did: Did, email: str, **details: object) -> None:
    """Write down what happened to the account with this address; nothing where there is none.

    It is one statement either way. In the caller's transaction.
    """
    db.execute(
        "INSERT INTO log_entry (root_id, organisation_id, user_id, kind, subject, details, at) "
        "SELECT o.root_id, o.id, u.id, ?, '', ?, ? FROM \"user\" u "
        "JOIN organisation o ON o.id = u.organisation_id WHERE u.email = ?",
        (did.value, json.dumps(details, ensure_ascii=False), clock.now_ms(), email),
    )
