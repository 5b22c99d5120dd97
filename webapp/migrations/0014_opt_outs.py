"""Opt-outs that outlive the number: its keyed hash, why it was, and when it was lifted.

The hashes want the secret key, which whoever migrates has told by then (lib.installation).
"""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
    Model,
)

from webapp import db as dialect
from webapp.lib import number_hash


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class InboundText(_Table):
    id = BigAutoField()


class Message(_Table):
    id = BigAutoField()


class OptOut(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE", index=False)
    number_hash = CharField(max_length=32)
    number = CharField(max_length=16, default="")
    cause = CharField(
        max_length=8,
        constraints=[
            Check("cause IN ('text', 'decision', 'link', 'carrier', 'import')", name="cause_known")
        ],
    )
    reason = CharField(max_length=200, default="")
    reply = ForeignKeyField(InboundText, null=True, backref="+", on_delete="SET NULL", index=False)
    message = ForeignKeyField(Message, null=True, backref="+", on_delete="SET NULL", index=False)
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    at = BigIntegerField()
    lifted_at = BigIntegerField(null=True, index=True)
    lifted_by_reply = ForeignKeyField(
        InboundText, null=True, backref="+", on_delete="SET NULL", index=False
    )
    confirmation = ForeignKeyField(
        Message, null=True, backref="+", unique=True, on_delete="SET NULL"
    )

    class Meta:
        indexes = ((("root", "at"), False), (("root", "number_hash", "at"), False))


OptOut.add_index(
    OptOut.index(
        OptOut.root,
        OptOut.number_hash,
        unique=True,
        where=SQL("lifted_at IS NULL"),
        name="opt_out_standing",
    )
)


class KeyMark(_Table):
    id = IntegerField(primary_key=True)
    fingerprint = CharField(max_length=32)
    at = BigIntegerField()


class StopDoubt(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE", index=False)
    number_hash = CharField(max_length=32)
    reply = ForeignKeyField(InboundText, backref="+", unique=True, on_delete="CASCADE")
    at = BigIntegerField()
    decided_at = BigIntegerField(null=True)
    decided_by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)


StopDoubt.add_index(
    StopDoubt.index(
        StopDoubt.root,
        StopDoubt.number_hash,
        where=SQL("decided_at IS NULL"),
        name="stop_doubt_open",
    )
)

TABLES = (OptOut, StopDoubt, KeyMark)


def up(migrator, db):
    """Add the hashes where numbers stand, and write opt-outs and doubts anew with theirs."""
    for table in ("application", "message"):
        column = CharField(max_length=32, default="")
        migrator.migrate(migrator.add_column(table, "number_hash", column))
    migrator.migrate(
        migrator.add_column("batch", "is_automatic", BooleanField(default=False)),
        migrator.add_column("organisation", "confirms_opt_outs", BooleanField(default=True)),
        migrator.drop_index("application", "application_mobile_id"),
        migrator.add_index("application", ("number_hash", "id")),
    )
    _fill("application", "mobile")
    _fill("message", '"to"')
    stopped = dialect.rows("SELECT root_id, number, reason, at FROM opt_out ORDER BY id")
    doubted = dialect.rows(
        "SELECT root_id, number, reply_id, at, decided_at, decided_by_id FROM stop_doubt "
        "ORDER BY id"
    )
    db.execute_sql("DROP TABLE opt_out")
    db.execute_sql("DROP TABLE stop_doubt")
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    dialect.execute_many(
        "INSERT INTO opt_out (root_id, number_hash, number, cause, reason, at) "
        "VALUES (?, ?, ?, 'text', ?, ?)",
        [(root, number_hash.of(number), number, *rest) for root, number, *rest in stopped],
    )
    dialect.execute_many(
        "INSERT INTO stop_doubt (root_id, number_hash, reply_id, at, decided_at, decided_by_id) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(root, number_hash.of(number), *rest) for root, number, *rest in doubted],
    )


def _fill(table, column):
    numbers = dialect.rows(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
    dialect.execute_many(
        f"UPDATE {table} SET number_hash = ? WHERE id = ?",
        [(number_hash.of(number), identity) for identity, number in numbers],
    )
