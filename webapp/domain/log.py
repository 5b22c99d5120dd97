"""The log of an organisation: who did what and when. Entries are added and never changed."""

import json
from enum import StrEnum

from webapp import db
from webapp.lib import clock
from webapp.lib.words import Sentence, say


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
}


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
