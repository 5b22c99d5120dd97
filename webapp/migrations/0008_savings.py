"""What sends could have cost less, by character."""

from peewee import BigAutoField, BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class Batch(_Table):
    id = BigAutoField()


class Saving(_Table):
    id = BigAutoField()
    batch = ForeignKeyField(Batch, on_delete="RESTRICT", index=False)
    root = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    character = CharField(max_length=8)
    credits = IntegerField()
    at = BigIntegerField()

    class Meta:
        indexes = ((("root", "at"), False), (("batch", "character"), True))


def up(migrator, db):
    """One new table."""
    with db.bind_ctx((Saving,), bind_refs=False, bind_backrefs=False):
        db.create_tables((Saving,), safe=False)
