"""Every version of a template, and of which one a batch was made."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    CharField,
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


class Template(_Table):
    id = BigAutoField()


class TemplateVersion(_Table):
    id = BigAutoField()
    template = ForeignKeyField(Template, on_delete="CASCADE", index=False)
    number = IntegerField()
    name = CharField(max_length=80)
    purpose = CharField(max_length=24)
    language = CharField(max_length=8)
    body = TextField()
    user = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)
    saved_at = BigIntegerField()

    class Meta:
        indexes = ((("template", "number"), True),)


def up(migrator, db):
    """A new table with a first version of each template, which their batches were made from."""
    with db.bind_ctx((TemplateVersion,), bind_refs=False, bind_backrefs=False):
        db.create_tables((TemplateVersion,), safe=False)
    made_from = ForeignKeyField(
        TemplateVersion, field=TemplateVersion.id, null=True, on_delete="SET NULL", index=False
    )
    migrator.migrate(migrator.add_column("batch", "template_version_id", made_from))
    db.execute_sql(
        "INSERT INTO template_version "
        "(template_id, number, name, purpose, language, body, saved_at) "
        "SELECT id, 1, name, purpose, language, body, created_at FROM template"
    )
    db.execute_sql(
        "UPDATE batch SET template_version_id = "
        "(SELECT v.id FROM template_version v WHERE v.template_id = batch.template_id)"
    )
