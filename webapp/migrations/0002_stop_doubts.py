"""Replies that a person reads: which of them were answered, and which might mean STOP.

A copy of the models as they were: the models go on, this stays as it is.
"""

from peewee import SQL, BigAutoField, BigIntegerField, CharField, ForeignKeyField, Model
from playhouse.migrate import migrate


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class InboundText(_Table):
    id = BigAutoField()


class StopDoubt(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE", index=False)
    number = CharField(max_length=16)
    reply = ForeignKeyField(InboundText, backref="+", unique=True, on_delete="CASCADE")
    at = BigIntegerField()
    decided_at = BigIntegerField(null=True)
    decided_by = ForeignKeyField(User, backref="+", null=True, on_delete="SET NULL", index=False)


StopDoubt.add_index(
    StopDoubt.index(
        StopDoubt.root,
        StopDoubt.number,
        where=SQL("decided_at IS NULL"),
        name="stop_doubt_open",
    )
)


def up(migrator, db):
    """A table of doubts; and when a reply was answered otherwise than by SMS."""
    with db.bind_ctx((StopDoubt,), bind_refs=False, bind_backrefs=False):
        db.create_tables((StopDoubt,), safe=False)
    migrate(migrator.add_column("inbound_text", "answered_at", BigIntegerField(null=True)))
