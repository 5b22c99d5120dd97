"""Mail that waits to be sent."""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    CharField,
    Check,
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


class Mail(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    key = CharField(max_length=80, unique=True)
    to = CharField(max_length=254)
    subject = CharField(max_length=200)
    text = TextField()
    state = CharField(
        max_length=12,
        constraints=[
            Check(
                "state IN ('queued', 'claimed', 'sending', 'unconfirmed', 'accepted', 'refused')",
                name="mail_state_known",
            )
        ],
    )
    state_at = BigIntegerField()
    created_at = BigIntegerField()
    send_after = BigIntegerField()
    claimed_by = CharField(max_length=40, default="")
    lease_until = BigIntegerField(null=True)
    attempts = IntegerField(default=0)
    words = CharField(max_length=300, default="")


Mail.add_index(
    Mail.index(
        Mail.state,
        Mail.send_after,
        Mail.id,
        where=SQL("state = 'queued' OR state = 'claimed' OR state = 'sending'"),
        name="mail_open",
    )
)


def up(migrator, db):
    """One new table."""
    with db.bind_ctx((Mail,), bind_refs=False, bind_backrefs=False):
        db.create_tables((Mail,), safe=False)
