"""What a send could have cost less."""

from peewee import BigAutoField, CharField, ForeignKeyField, IntegerField

from webapp.db import BaseModel, UtcField
from webapp.models.message import Batch
from webapp.models.organisation import Organisation


class Saving(BaseModel):
    """The credits that one character cost in one batch, and a plain one would not have."""

    id = BigAutoField()
    batch = ForeignKeyField(Batch, backref="+", on_delete="RESTRICT", index=False)
    batch_id: int
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    character = CharField(max_length=8)
    credits = IntegerField()
    at = UtcField()

    class Meta:
        indexes = ((("root", "at"), False), (("batch", "character"), True))
