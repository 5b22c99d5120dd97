"""Interviews: the times that are offered, who is invited, and what was booked."""

from peewee import (
    SQL,
    BigAutoField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application, Case
from webapp.models.message import Message
from webapp.models.user import User


class Interview(BaseModel):
    """A meeting that a case's candidates are invited to, held once per slot.

    Moments are in UTC; `time_zone` is where it takes place, and how its times are written.
    `change_hours` before a slot candidates can no longer change or cancel it themselves.
    `tells_when_free`: those who found no time are told when one becomes free.
    """

    id = BigAutoField()
    case = ForeignKeyField(Case, backref="interviews", on_delete="CASCADE")
    case_id: int
    title = CharField(max_length=120)
    place = CharField(max_length=160, default="")
    video_url = CharField(max_length=500, default="")
    information = TextField(default="")
    minutes = IntegerField(constraints=[Check("minutes BETWEEN 5 AND 720", name="minutes_range")])
    time_zone = CharField(max_length=64)
    change_hours = IntegerField(
        default=24, constraints=[Check("change_hours BETWEEN 0 AND 720", name="change_hours_range")]
    )
    reminds_day_before = BooleanField(default=True)
    reminds_hour_before = BooleanField(default=False)
    tells_when_free = BooleanField(default=True)
    created_by = ForeignKeyField(User, backref="+", on_delete="RESTRICT", index=False)
    created_by_id: int
    created_at = UtcField()
    cancelled_at = UtcField(null=True)


class Interviewer(BaseModel):
    """Somebody who holds an interview."""

    id = BigAutoField()
    interview = ForeignKeyField(Interview, backref="interviewers", on_delete="CASCADE", index=False)
    interview_id: int
    user = ForeignKeyField(User, backref="interviews", on_delete="RESTRICT")
    user_id: int

    class Meta:
        indexes = ((("interview", "user"), True),)


class Slot(BaseModel):
    """One time of an interview, for so many candidates at once."""

    id = BigAutoField()
    interview = ForeignKeyField(Interview, backref="slots", on_delete="CASCADE", index=False)
    interview_id: int
    starts_at = UtcField(index=True)
    ends_at = UtcField(constraints=[Check("ends_at > starts_at", name="slot_has_length")])
    places = IntegerField(
        default=1, constraints=[Check("places BETWEEN 1 AND 100", name="places_range")]
    )
    created_at = UtcField()
    withdrawn_at = UtcField(null=True)


Slot.add_index(
    Slot.index(
        Slot.interview,
        Slot.starts_at,
        unique=True,
        where=SQL("withdrawn_at IS NULL"),
        name="slot_offered",
    )
)


class Invitation(BaseModel):
    """A candidate's one link to an interview. The link itself is kept only as its hash.

    `offers_all`: every slot of the interview, those that are added later among them; otherwise
    those in InvitationSlot. `uid` names the booking to calendars and `sequence` rises with each
    change of it (RFC 5545, 3.8.7.4), so that a calendar moves the entry that it has.
    `opened_at` is when a person, not a scanner of links, first saw the page. `language` is that of
    the template it was made from, empty for the organisation's.
    """

    id = BigAutoField()
    interview = ForeignKeyField(Interview, backref="invitations", on_delete="CASCADE", index=False)
    interview_id: int
    application = ForeignKeyField(Application, backref="invitations", on_delete="CASCADE")
    application_id: int
    message = ForeignKeyField(Message, null=True, backref="+", on_delete="SET NULL")
    message_id: int | None
    token_hash = CharField(max_length=64, unique=True)
    uid = CharField(max_length=40, unique=True)
    sequence = IntegerField(default=0)
    offers_all = BooleanField(default=True)
    language = CharField(max_length=8, default="")
    created_by = ForeignKeyField(User, backref="+", on_delete="RESTRICT", index=False)
    created_by_id: int
    created_at = UtcField()
    expires_at = UtcField()
    revoked_at = UtcField(null=True)
    opened_at = UtcField(null=True)

    class Meta:
        indexes = ((("interview", "application"), False),)


class InvitationSlot(BaseModel):
    """One of the slots that an invitation offers."""

    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, backref="+", on_delete="CASCADE", index=False)
    invitation_id: int
    slot = ForeignKeyField(Slot, backref="+", on_delete="CASCADE")
    slot_id: int

    class Meta:
        indexes = ((("invitation", "slot"), True),)


class Booking(BaseModel):
    """A candidate's place in a slot, until it is moved or cancelled (`ended_at`, `ending`).

    The two unique indexes are the last wall: one booking per place, and one per candidate.
    `booked_by` and `ended_by` are None for the candidates themselves.
    """

    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, backref="bookings", on_delete="CASCADE", index=False)
    invitation_id: int
    slot = ForeignKeyField(Slot, backref="bookings", on_delete="CASCADE", index=False)
    slot_id: int
    place = IntegerField()
    booked_at = UtcField()
    booked_by = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    booked_by_id: int | None
    ended_at = UtcField(null=True)
    ending = CharField(
        max_length=12,
        default="",
        constraints=[Check("ending IN ('', 'moved', 'cancelled')", name="ending_known")],
    )
    ended_by = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    ended_by_id: int | None
    reason = CharField(max_length=300, default="")
    attended = BooleanField(null=True)
    attended_at = UtcField(null=True)


Booking.add_index(
    Booking.index(
        Booking.slot,
        Booking.place,
        unique=True,
        where=SQL("ended_at IS NULL"),
        name="booking_of_a_place",
    )
)
Booking.add_index(
    Booking.index(
        Booking.invitation,
        unique=True,
        where=SQL("ended_at IS NULL"),
        name="booking_of_an_invitation",
    )
)
Booking.add_index(Booking.index(Booking.invitation, Booking.id, name="booking_history"))


class Proposal(BaseModel):
    """None of the times fits: what the candidate proposes instead.

    It waits until `answered_at`. `answer` is the recruiter's; without one, the candidate proposed
    something else since.
    """

    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, backref="proposals", on_delete="CASCADE")
    invitation_id: int
    words = CharField(max_length=500, default="")
    at = UtcField()
    answer = CharField(
        max_length=12,
        default="",
        constraints=[Check("answer IN ('', 'accepted', 'declined')", name="answer_known")],
    )
    answered_at = UtcField(null=True)
    answered_by = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    answered_by_id: int | None


class ProposedTime(BaseModel):
    """A beginning that a candidate proposes."""

    id = BigAutoField()
    proposal = ForeignKeyField(Proposal, backref="times", on_delete="CASCADE", index=False)
    proposal_id: int
    starts_at = UtcField()

    class Meta:
        indexes = ((("proposal", "starts_at"), True),)


class Reminder(BaseModel):
    """A booking's reminder: when it is due, and what became of it (`outcome`, at `done_at`)."""

    id = BigAutoField()
    booking = ForeignKeyField(Booking, backref="reminders", on_delete="CASCADE", index=False)
    booking_id: int
    kind = CharField(
        max_length=8, constraints=[Check("kind IN ('day', 'hour')", name="reminder_kind_known")]
    )
    due_at = UtcField()
    done_at = UtcField(null=True)
    outcome = CharField(max_length=16, default="")

    class Meta:
        indexes = ((("booking", "kind"), True),)


Reminder.add_index(
    Reminder.index(Reminder.due_at, where=SQL("done_at IS NULL"), name="reminder_open")
)


class CalendarFeed(BaseModel):
    """A user's private calendar address; a new one replaces it, and without a row there is none."""

    user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
    user_id: int
    token_hash = CharField(max_length=64, unique=True)
    created_at = UtcField()
