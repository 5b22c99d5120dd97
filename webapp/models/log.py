"""The log: who did what and when."""

from peewee import BigAutoField, CharField, ForeignKeyField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation
from webapp.models.user import User


class LogEntry(BaseModel):
    """One thing that somebody did. Append-only: the database refuses to change or delete it.

    `kind` is one of domain.log's, `subject` what it was done to in words, `details` a JSON object.
    """

    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    organisation = ForeignKeyField(Organisation, backref="log", on_delete="RESTRICT", index=False)
    organisation_id: int
    user = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    user_id: int | None
    kind = CharField(max_length=40)
    subject = CharField(max_length=200, default="")
    details = TextField(default="{}")
    at = UtcField()

    class Meta:
        indexes = ((("root", "id"), False), (("organisation", "id"), False))
