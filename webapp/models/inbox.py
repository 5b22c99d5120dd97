"""Who takes care of a conversation and when, and what became of texts that found no place."""

from peewee import SQL, BigAutoField, CharField, ForeignKeyField

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application
from webapp.models.message import InboundText
from webapp.models.user import User


class ConversationAssignment(BaseModel):
    """A user answers what this applicant writes, from `at` until `ended_at`; `by` gave it to them.

    Without one it is for whoever is responsible for the case.
    """

    id = BigAutoField()
    application = ForeignKeyField(
        Application, backref="assignments", on_delete="CASCADE", index=False
    )
    application_id: int
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
    user_id: int
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("application", "id"), False),)


ConversationAssignment.add_index(
    ConversationAssignment.index(
        ConversationAssignment.application,
        unique=True,
        where=SQL("ended_at IS NULL"),
        name="conversation_assignment_open",
    )
)


class Snooze(BaseModel):
    """A conversation wants nobody before `until`, unless the applicant writes again or somebody
    ends it (`ended_at`). The clock ends it too, and then nothing is written.
    """

    id = BigAutoField()
    application = ForeignKeyField(Application, backref="snoozes", on_delete="CASCADE", index=False)
    application_id: int
    until = UtcField()
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("application", "id"), False),)


Snooze.add_index(
    Snooze.index(
        Snooze.application,
        unique=True,
        where=SQL("ended_at IS NULL"),
        name="snooze_open",
    )
)


class ReplyMove(BaseModel):
    """A text was moved from one application (or the tray) to another (or back into the tray)."""

    id = BigAutoField()
    reply = ForeignKeyField(InboundText, backref="moves", on_delete="CASCADE")
    reply_id: int
    from_application = ForeignKeyField(
        Application, null=True, backref="+", on_delete="SET NULL", index=False
    )
    from_application_id: int | None
    to_application = ForeignKeyField(
        Application, null=True, backref="+", on_delete="SET NULL", index=False
    )
    to_application_id: int | None
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()


class SetAside(BaseModel):
    """A text in a tray wants nothing more, for this reason; without `by` Hej itself said so."""

    id = BigAutoField()
    reply = ForeignKeyField(InboundText, backref="+", unique=True, on_delete="CASCADE")
    reply_id: int
    reason = CharField(max_length=200)
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
