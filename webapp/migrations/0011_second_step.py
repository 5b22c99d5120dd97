"""Two-step sign-in: authenticator apps, recovery codes, and who is between the two steps."""

from peewee import BigAutoField, BigIntegerField, BooleanField, CharField, ForeignKeyField, Model


class _Table(Model):
    class Meta:
        legacy_table_names = False


class User(_Table):
    id = BigAutoField()


class PendingSignIn(_Table):
    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    created_at = BigIntegerField()


class UserTotp(_Table):
    user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
    secret = CharField(max_length=255)
    confirmed_at = BigIntegerField(null=True)
    last_step = BigIntegerField(default=0)


class RecoveryCode(_Table):
    id = BigAutoField()
    user = ForeignKeyField(User, on_delete="CASCADE", index=False)
    code_hash = CharField(max_length=64)
    used_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("user", "code_hash"), True),)


def up(migrator, db):
    """Three new tables, and a column of sessions."""
    migrator.migrate(migrator.add_column("session", "must_set_up", BooleanField(default=False)))
    tables = (PendingSignIn, UserTotp, RecoveryCode)
    with db.bind_ctx(tables, bind_refs=False, bind_backrefs=False):
        db.create_tables(tables, safe=False)
