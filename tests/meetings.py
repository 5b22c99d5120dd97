"""Interviews, slots and invitations for tests, far enough ahead to be nobody's past."""

from datetime import UTC, datetime, timedelta

from webapp.domain import interviews, slots
from webapp.domain.cases import CaseFacts
from webapp.domain.interviews import Details
from webapp.domain.people import Person
from webapp.lib.tokens import new_token, stored_form
from webapp.models import Interview, Invitation

MORNING = datetime(2031, 3, 4, 8, 0, tzinfo=UTC)
"""When the first slot begins: a Tuesday, nine o'clock in Stockholm."""
BEFORE = MORNING - timedelta(days=7)


def interview(
    owner: Person, case: CaseFacts, *, slot_count: int = 3, places: int = 1, **details: object
) -> Interview:
    """The owner's, half an hour long, with slots one after the other from MORNING on."""
    about = Details("Meet us", 30)._replace(**details)  # type: ignore[arg-type]
    made = interviews.plan(case, owner.id, about, [owner.id], BEFORE)
    starts = [MORNING + timedelta(minutes=30 * number) for number in range(slot_count)]
    slots.add(made, starts, owner.id, places=places, now=BEFORE)
    return made


def invitation(
    owner: Person, interview: Interview, application_id: int, token: str = "", **changes: object
) -> int:
    """An invitation to all of an interview's slots, for a month from BEFORE on; its id."""
    values: dict[str, object] = {
        "interview": interview.id,
        "application": application_id,
        "token_hash": stored_form(token or new_token()),
        "uid": new_token(),
        "created_by": owner.id,
        "created_at": BEFORE,
        "expires_at": BEFORE + timedelta(days=30),
    }
    return Invitation.create(**{**values, **changes}).id  # type: ignore[no-any-return]


def slot_ids(interview: Interview) -> list[int]:
    """The slots of an interview in order of time."""
    return [one.id for one in slots.of_interview(interview.id, BEFORE)]
