"""Communication templates: prepared texts of one contact type and one purpose."""

from peewee import BigAutoField, CharField, ForeignKeyField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation


class Template(BaseModel):
    """A prepared text; organisations below its own inherit it."""

    id = BigAutoField()
    organisation = ForeignKeyField(
        Organisation, backref="templates", on_delete="CASCADE", index=False
    )
    organisation_id: int
    name = CharField(max_length=80)
    contact_type = CharField(max_length=8, default="sms")
    purpose = CharField(max_length=24)
    language = CharField(max_length=8)
    body = TextField()
    created_at = UtcField()
    archived_at = UtcField(null=True)

    class Meta:
        indexes = ((("organisation", "contact_type", "name"), False),)
