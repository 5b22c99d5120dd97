"""Interviews: slots, invitations, bookings, proposals, reminders and calendar feeds."""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class _Table(Model):
    class Meta:
        legacy_table_names = False


class User(_Table):
    id = BigAutoField()


class Case(_Table):
    id = BigAutoField()


class Application(_Table):
    id = BigAutoField()


class Message(_Table):
    id = BigAutoField()


class Interview(_Table):
    id = BigAutoField()
    case = ForeignKeyField(Case, on_delete="CASCADE")
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
    created_by = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    created_at = BigIntegerField()
    cancelled_at = BigIntegerField(null=True)


class Interviewer(_Table):
    id = BigAutoField()
    interview = ForeignKeyField(Interview, on_delete="CASCADE", index=False)
    user = ForeignKeyField(User, on_delete="RESTRICT")

    class Meta:
        indexes = ((("interview", "user"), True),)


class Slot(_Table):
    id = BigAutoField()
    interview = ForeignKeyField(Interview, on_delete="CASCADE", index=False)
    starts_at = BigIntegerField(index=True)
    ends_at = BigIntegerField(constraints=[Check("ends_at > starts_at", name="slot_has_length")])
    places = IntegerField(
        default=1, constraints=[Check("places BETWEEN 1 AND 100", name="places_range")]
    )
    created_at = BigIntegerField()
    withdrawn_at = BigIntegerField(null=True)


Slot.add_index(
    Slot.index(
        Slot.interview,
        Slot.starts_at,
        unique=True,
        where=SQL("withdrawn_at IS NULL"),
        name="slot_offered",
    )
)


class Invitation(_Table):
    id = BigAutoField()
    interview = ForeignKeyField(Interview, on_delete="CASCADE", index=False)
    application = ForeignKeyField(Application, on_delete="CASCADE")
    message = ForeignKeyField(Message, null=True, on_delete="SET NULL")
    token_hash = CharField(max_length=64, unique=True)
    uid = CharField(max_length=40, unique=True)
    sequence = IntegerField(default=0)
    offers_all = BooleanField(default=True)
    created_by = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)
    opened_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("interview", "application"), False),)


class InvitationSlot(_Table):
    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, on_delete="CASCADE", index=False)
    slot = ForeignKeyField(Slot, on_delete="CASCADE")

    class Meta:
        indexes = ((("invitation", "slot"), True),)


class Booking(_Table):
    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, on_delete="CASCADE", index=False)
    slot = ForeignKeyField(Slot, on_delete="CASCADE", index=False)
    place = IntegerField()
    booked_at = BigIntegerField()
    booked_by = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)
    ended_at = BigIntegerField(null=True)
    ending = CharField(
        max_length=12,
        default="",
        constraints=[Check("ending IN ('', 'moved', 'cancelled')", name="ending_known")],
    )
    ended_by = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)
    reason = CharField(max_length=300, default="")
    attended = BooleanField(null=True)
    attended_at = BigIntegerField(null=True)


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


class Proposal(_Table):
    id = BigAutoField()
    invitation = ForeignKeyField(Invitation, on_delete="CASCADE")
    words = CharField(max_length=500, default="")
    at = BigIntegerField()
    answer = CharField(
        max_length=12,
        default="",
        constraints=[Check("answer IN ('', 'accepted', 'declined')", name="answer_known")],
    )
    answered_at = BigIntegerField(null=True)
    answered_by = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)


class ProposedTime(_Table):
    id = BigAutoField()
    proposal = ForeignKeyField(Proposal, on_delete="CASCADE", index=False)
    starts_at = BigIntegerField()

    class Meta:
        indexes = ((("proposal", "starts_at"), True),)


class Reminder(_Table):
    id = BigAutoField()
    booking = ForeignKeyField(Booking, on_delete="CASCADE", index=False)
    kind = CharField(
        max_length=8, constraints=[Check("kind IN ('day', 'hour')", name="reminder_kind_known")]
    )
    due_at = BigIntegerField()
    done_at = BigIntegerField(null=True)
    outcome = CharField(max_length=16, default="")

    class Meta:
        indexes = ((("booking", "kind"), True),)


Reminder.add_index(
    Reminder.index(Reminder.due_at, where=SQL("done_at IS NULL"), name="reminder_open")
)


class CalendarFeed(_Table):
    user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    created_at = BigIntegerField()


TABLES = (
    Interview,
    Interviewer,
    Slot,
    Invitation,
    InvitationSlot,
    Booking,
    Proposal,
    ProposedTime,
    Reminder,
    CalendarFeed,
)


def up(migrator, db):
    """New tables only."""
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
