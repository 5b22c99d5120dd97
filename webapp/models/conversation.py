"""What a conversation holds beside its messages: moves between stages, notes, and who saw what."""

from peewee import BigAutoField, CharField, ForeignKeyField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application
from webapp.models.user import User


class StageChange(BaseModel):
    """An application went from one stage to another; `user` is None where a program moved it."""

    id = BigAutoField()
    application = ForeignKeyField(
        Application, backref="stage_changes", on_delete="CASCADE", index=False
    )
    application_id: int
    user = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    user_id: int | None
    from_stage = CharField(max_length=16)
    to_stage = CharField(max_length=16)
    at = UtcField()

    class Meta:
        indexes = ((("application", "at", "id"), False),)


class Note(BaseModel):
    """What a user wrote about an application for their colleagues. A deleted one keeps its row,
    without its text.
    """

    id = BigAutoField()
    application = ForeignKeyField(Application, backref="notes", on_delete="CASCADE", index=False)
    application_id: int
    user = ForeignKeyField(User, backref="+", on_delete="RESTRICT", index=False)
    user_id: int
    text = TextField()
    at = UtcField()
    changed_at = UtcField(null=True)
    deleted_at = UtcField(null=True)

    class Meta:
        indexes = ((("application", "at", "id"), False),)


class ConversationSeen(BaseModel):
    """Up to which moment a user has seen a conversation."""

    id = BigAutoField()
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
    user_id: int
    application = ForeignKeyField(Application, backref="+", on_delete="CASCADE")
    application_id: int
    until = UtcField()

    class Meta:
        indexes = ((("user", "application"), True),)
