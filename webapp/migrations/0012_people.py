"""Invitations, forgotten passwords, a time zone per user, and browsers that say what they are."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    Model,
)


class _Table(Model):
    class Meta:
        legacy_table_names = False


class User(_Table):
    id = BigAutoField()


class UserLink(_Table):
    id = BigAutoField()
    user = ForeignKeyField(User, backref="links", on_delete="CASCADE")
    by = ForeignKeyField(User, backref="+", null=True, on_delete="SET NULL", index=False)
    purpose = CharField(
        max_length=12,
        constraints=[Check("purpose IN ('invitation', 'password')", name="link_purpose_known")],
    )
    token_hash = CharField(max_length=64, unique=True)
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)


class PasswordRequest(_Table):
    id = BigAutoField()
    email = CharField(max_length=254)
    at = BigIntegerField()


COLUMNS = (
    ("user", "time_zone", CharField(max_length=64, default="")),
    ("user", "is_invited", BooleanField(default=False)),
    ("session", "agent", CharField(max_length=200, default="")),
)


def up(migrator, db):
    """Two new tables, and columns of users and sessions."""
    migrator.migrate(*(migrator.add_column(*column) for column in COLUMNS))
    tables = (UserLink, PasswordRequest)
    with db.bind_ctx(tables, bind_refs=False, bind_backrefs=False):
        db.create_tables(tables, safe=False)
