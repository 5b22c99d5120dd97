"""Worlds of the same shape, one per recruiter, so that what belongs to one can be asked for by
another.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import make, meetings
from tests.cast import CANDIDATE_NUMBERS, Cast
from webapp.db import BaseModel
from webapp.domain import bookings, dispatch, log, notes, organisations, refill_requests, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.domain.rights import Right
from webapp.lib import clock, stop_links
from webapp.models import (
    ALL,
    AccessGroup,
    AccessGroupRight,
    Assignment,
    Batch,
    InboundText,
    Interview,
    Invitation,
    LogEntry,
    Message,
    Note,
    Organisation,
    RefillRequest,
    Slot,
    Template,
    TemplateVersion,
    User,
)

# What changes by looking: when somebody was last seen, and who tried to sign in.
_OF_SESSIONS = ("session", "sign_in_attempt")


@dataclass(frozen=True)
class World:
    """One recruiter's case, and something of everything that hangs on it."""

    person: Person
    case: CaseFacts
    application_ids: list[int]
    batch: Batch
    unconfirmed: Message
    template: Template
    version: TemplateVersion
    group: AccessGroup
    assignment: Assignment
    refill_request: RefillRequest
    text: InboundText
    unknown: InboundText
    elsewhere_id: int
    deputy: Person
    note: Note
    token: str
    booking_token: str
    invitation: Invitation
    slot: Slot
    like_it: Interview

    @property
    def ids(self) -> dict[str, Any]:
        """A value for each parameter in the addresses of views."""
        return {
            "case_id": self.case.id,
            "application_id": self.application_ids[0],
            "batch_id": self.batch.id,
            "message_id": self.unconfirmed.id,
            "organisation_id": self.case.organisation_id,
            "parent_id": self.person.root_id,
            "user_id": self.assignment.user_id,
            "group_id": self.group.id,
            "assignment_id": self.assignment.id,
            "template_id": self.template.id,
            "version_id": self.version.id,
            "request_id": self.refill_request.id,
            "text_id": self.text.id,
            "unknown_id": self.unknown.id,
            "note_id": self.note.id,
            "token": self.token,
            "interview_id": self.invitation.interview_id,
            "invitation_id": self.invitation.id,
            "slot_id": self.slot.id,
            "filename": "favicon.svg",
        }


def build(person: Person) -> World:
    """A case with three applications: one message is unconfirmed, and a batch still waits."""
    case = make.case(person)
    make.credits(case, 100)
    people = make.candidates(case, 3)
    organisation = Organisation.get_by_id(case.organisation_id)
    template = make.template(organisation)
    group = AccessGroup.create(organisation=case.root_id, name=f"Readers {person.id}")
    AccessGroupRight.create(access_group=group, right=Right.CASE_VIEW.value)
    make.person(organisation, f"reader-{person.id}@example.org", "Reader", "", group.name)
    unconfirmed = _unconfirmed(case, person, people[0])
    invitation = _invited(case, person, people[2])
    return World(
        person=person,
        case=case,
        application_ids=people,
        text=_replied(people[0]),
        unknown=_unknown(case),
        deputy=_deputy(case, person),
        elsewhere_id=make.application(make.case(person), CANDIDATE_NUMBERS[0]).id,
        unconfirmed=unconfirmed,
        token=stop_links.token(unconfirmed.id),
        booking_token=f"link-of-{person.id}",
        invitation=invitation,
        slot=invitation.bookings.get().slot,
        like_it=meetings.interview(person, case),
        batch=make.batch(case, person, people[1:2], "Are you free on Friday?"),
        template=template,
        version=templates.latest(template),
        group=group,
        refill_request=_asked(case, person),
        note=notes.write(people[0], person.id, "Prefers mornings"),
        assignment=Assignment.get(Assignment.access_group == group),
    )


def _invited(case: CaseFacts, person: Person, application_id: int) -> Invitation:
    """Somebody invited to an interview, who has booked its first time."""
    interview = meetings.interview(person, case)
    made = meetings.invitation(person, interview, application_id, f"link-of-{person.id}")
    bookings.book(made, meetings.slot_ids(interview)[0], now=meetings.BEFORE)
    Invitation.update(expires_at=meetings.MORNING).execute()
    return Invitation.get_by_id(made)


def administering(person: Person, *, everything: bool = False) -> Person:
    """The same person, who from now on also administers their organisation, or the whole tree."""
    [group] = organisations.groups(
        Organisation.get_by_id(person.root_id), organisations.ADMINISTRATOR
    )
    Assignment.get_or_create(
        user=person.id,
        access_group=group,
        organisation=person.root_id if everything else person.organisation_id,
    )
    return person


def sister(cast: Cast) -> Person:
    """A recruiter of the organisation beside Alma's, under the same parent organisation."""
    return make.person(
        cast.home, "sister@example.org", "Sister Recruiter", "+46701740694", organisations.RECRUITER
    )


def newcomer(cast: Cast) -> Person:
    """Somebody of Alma's organisation whom no access group was given yet."""
    return make.person(cast.care, "new@example.org", "New Colleague", "+46701740693")


def viewer(cast: Cast) -> Person:
    """Somebody of Alma's organisation who only looks at cases."""
    made = newcomer(cast)
    group = AccessGroup.create(organisation=cast.group, name="Viewer")
    AccessGroupRight.create(access_group=group, right=Right.CASE_VIEW.value)
    Assignment.create(user=made.id, access_group=group, organisation=cast.care)
    return made


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but who is signed in, or tried to."""
    return {
        model._meta.table_name: sorted(_rows(model), key=str)
        for model in ALL
        if model._meta.table_name not in _OF_SESSIONS
    }


def _rows(model: type[BaseModel]) -> Any:
    rows = model.select(*_columns(model)).tuples()
    of_sign_ins = log.AREAS["sign-in"][1]
    return rows.where(LogEntry.kind.not_in(of_sign_ins)) if model is LogEntry else rows


def _columns(model: type[BaseModel]) -> list[Any]:
    return [one for one in model._meta.sorted_fields if one is not User.last_seen_at]


def without_rights(person: Person) -> None:
    """Take every access group from somebody."""
    Assignment.delete().where(Assignment.user == person.id).execute()


def _asked(case: CaseFacts, person: Person) -> RefillRequest:
    """An open request of this person for credits."""
    Organisation.update(csm_email="csm@example.org").where(
        Organisation.id == case.root_id
    ).execute()
    key = f"{person.id:032}"
    refill_requests.ask(Organisation.get_by_id(case.root_id), person, 10, "Please", key=key)
    made: RefillRequest = RefillRequest.get(RefillRequest.key == key)
    return made


def _deputy(case: CaseFacts, person: Person) -> Person:
    """Somebody who may contact wherever anybody of the parent organisation may."""
    return make.person(
        Organisation.get_by_id(case.root_id),
        f"deputy-{person.id}@example.org",
        "Deputy",
        "",
        organisations.ADMINISTRATOR,
    )


def _replied(application_id: int) -> InboundText:
    """What this applicant wrote, and waits for an answer."""
    make.replied(application_id, "Yes, gladly!")
    made: InboundText = InboundText.get(InboundText.application == application_id)
    return made


def _unknown(case: CaseFacts) -> InboundText:
    """What somebody whom nobody knows wrote to the number of a parent organisation."""
    now = clock.now()
    made: InboundText = InboundText.create(
        carrier_id=f"unknown-{case.id}",
        from_number=CANDIDATE_NUMBERS[-1],
        to="+46701740699",
        text="Who is this?",
        tray=case.root_id,
        at=now,
        received_at=now,
        joined_at=now,
    )
    return made


def _unconfirmed(case: CaseFacts, person: Person, application_id: int) -> Message:
    """A message whose sender died after it had begun."""
    [message] = make.departed(case, person, [application_id])
    now = clock.now()
    dispatch.claim("a worker that died", 1, 1000, now=now)
    assert dispatch.stamp(message.id, "a worker that died", now)
    dispatch.recover(now + timedelta(seconds=dispatch.LEASE_S + 1))
    assert make.state(message) == "unconfirmed"
    return message
