"""What an administrator decides for an organisation, and the log of who did what."""

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

from webapp import db as dialect


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class LogEntry(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    user = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)
    kind = CharField(max_length=40)
    subject = CharField(max_length=200, default="")
    details = TextField(default="{}")
    at = BigIntegerField()

    class Meta:
        indexes = ((("root", "id"), False), (("organisation", "id"), False))


COLUMNS = {
    "deactivated_at": BigIntegerField(null=True),
    "quiet_from": IntegerField(default=20 * 60),
    "quiet_to": IntegerField(default=8 * 60),
    "retention_days": IntegerField(default=180),
    "rejection_by_sms": BooleanField(default=False),
    "totp_required": BooleanField(default=False),
    "most_per_batch": IntegerField(null=True),
    "most_per_user_day": IntegerField(null=True),
    "most_per_hour": IntegerField(null=True),
    "password_above": IntegerField(null=True),
    "monthly_budget": IntegerField(null=True),
    "warning_level": IntegerField(default=50),
}


def up(migrator, db):
    """New columns of organisations; the log, which nobody can rewrite."""
    migrator.migrate(
        *(migrator.add_column("organisation", name, field) for name, field in COLUMNS.items())
    )
    with db.bind_ctx((LogEntry,), bind_refs=False, bind_backrefs=False):
        db.create_tables((LogEntry,), safe=False)
    dialect.append_only("log_entry")
