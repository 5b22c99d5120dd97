"""What was asked of the Customer Success Manager."""

from peewee import BigAutoField, CharField, ForeignKeyField, IntegerField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation
from webapp.models.user import User


class RefillRequest(BaseModel):
    """Somebody asked for a refill. It is done when one is booked after it (domain)."""

    id = BigAutoField()
    key = CharField(max_length=32, unique=True)
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    amount = IntegerField()
    message = TextField(default="")
    by = ForeignKeyField(User, backref="+", on_delete="RESTRICT", index=False)
    by_id: int
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("root", "id"), False),)
