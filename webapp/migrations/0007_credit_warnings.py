"""Who is warned of low credits, whether they were, and what was asked of the refills."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class RefillRequest(_Table):
    id = BigAutoField()
    key = CharField(max_length=32, unique=True)
    root = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    amount = IntegerField()
    message = TextField(default="")
    by = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    at = BigIntegerField()
    withdrawn_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("root", "id"), False),)


def up(migrator, db):
    """New columns of users and accounts; requests for refills."""
    migrator.migrate(
        migrator.add_column("user", "watches_credits", BooleanField(default=False)),
        migrator.add_column("user", "low_credits_at", BigIntegerField(null=True)),
        migrator.add_column("account", "warned_at", BigIntegerField(null=True)),
    )
    with db.bind_ctx((RefillRequest,), bind_refs=False, bind_backrefs=False):
        db.create_tables((RefillRequest,), safe=False)
