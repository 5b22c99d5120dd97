"""Conversations: moves between stages, notes, and who has seen what."""

from peewee import BigAutoField, BigIntegerField, CharField, ForeignKeyField, Model, TextField


class _Table(Model):
    class Meta:
        legacy_table_names = False


class User(_Table):
    id = BigAutoField()


class Application(_Table):
    id = BigAutoField()


class StageChange(_Table):
    id = BigAutoField()
    application = ForeignKeyField(Application, on_delete="CASCADE", index=False)
    user = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
    from_stage = CharField(max_length=16)
    to_stage = CharField(max_length=16)
    at = BigIntegerField()

    class Meta:
        indexes = ((("application", "at", "id"), False),)


class Note(_Table):
    id = BigAutoField()
    application = ForeignKeyField(Application, on_delete="CASCADE", index=False)
    user = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    text = TextField()
    at = BigIntegerField()
    changed_at = BigIntegerField(null=True)
    deleted_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("application", "at", "id"), False),)


class ConversationSeen(_Table):
    id = BigAutoField()
    user = ForeignKeyField(User, on_delete="CASCADE", index=False)
    application = ForeignKeyField(Application, on_delete="CASCADE")
    until = BigIntegerField()

    class Meta:
        indexes = ((("user", "application"), True),)


def up(migrator, db):
    """Three new tables."""
    tables = (StageChange, Note, ConversationSeen)
    with db.bind_ctx(tables, bind_refs=False, bind_backrefs=False):
        db.create_tables(tables, safe=False)
