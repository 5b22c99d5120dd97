"""The stages of a recruitment, and the record of who moved whom from one to another."""

from collections.abc import Sequence
from datetime import datetime

from webapp import db
from webapp.lib import clock
from webapp.lib.words import Sentence, say

# In the order of a recruitment, with the words for them.
STAGES: dict[str, Sentence] = {
    "applied": say("Applied"),
    "screening": say("Screening"),
    "interview": say("Interview"),
    "offer": say("Offer"),
    "hired": say("Hired"),
    "rejected": say("Rejected"),
}


def record(
    theirs: str,
    values: Sequence[object],
    stage: str,
    by_id: int | None,
    now: datetime | None = None,
) -> None:
    """Write down that the applications for which `theirs` (SQL) holds are about to be moved.

    In the caller's transaction and before the move; those who are in the stage already are left
    out. `by_id` is who moves them, None for a program.
    """
    db.execute(
        "INSERT INTO stage_change (application_id, user_id, from_stage, to_stage, at) "
        f"SELECT id, ?, stage, ?, ? FROM application WHERE {theirs} AND stage <> ?",
        (by_id, stage, clock.to_ms(now or clock.now()), *values, stage),
    )
