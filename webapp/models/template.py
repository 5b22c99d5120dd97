"""Communication templates: prepared texts of one contact type and one purpose."""

from peewee import BigAutoField, CharField, ForeignKeyField, IntegerField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation
from webapp.models.user import User


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
    subject = CharField(max_length=200, default="")
    body = TextField()
    created_at = UtcField()
    archived_at = UtcField(null=True)

    class Meta:
        indexes = ((("organisation", "contact_type", "name"), False),)


class TemplateVersion(BaseModel):
    """What a template said once; the one with the highest number is what it says now.

    `user` is who saved it, None for Hej itself.
    """

    id = BigAutoField()
    template = ForeignKeyField(Template, backref="versions", on_delete="CASCADE", index=False)
    template_id: int
    number = IntegerField()
    name = CharField(max_length=80)
    purpose = CharField(max_length=24)
    language = CharField(max_length=8)
    subject = CharField(max_length=200, default="")
    body = TextField()
    user = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    user_id: int | None
    saved_at = UtcField()

    class Meta:
        indexes = ((("template", "number"), True),)
