"""Credits: an account per parent organisation, and the ledger that explains it."""

from peewee import BigAutoField, BigIntegerField, CharField, Check, ForeignKeyField

from webapp.db import BaseModel, UtcField
from webapp.models.message import Message
from webapp.models.organisation import Organisation
from webapp.models.user import User


class Account(BaseModel):
    """The credits of one parent organisation: free to use, held for what is on its way, spent.

    `warned_at` is set while the balance is at its warning level and people were told.
    """

    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, unique=True, on_delete="RESTRICT", backref="+")
    organisation_id: int
    available = BigIntegerField(
        default=0, constraints=[Check("available >= 0", name="available_not_negative")]
    )
    held = BigIntegerField(default=0, constraints=[Check("held >= 0", name="held_not_negative")])
    spent = BigIntegerField(default=0, constraints=[Check("spent >= 0", name="spent_not_negative")])
    warned_at = UtcField(null=True)


class LedgerEntry(BaseModel):
    """One movement of credits. Append-only: the database refuses to change or delete it."""

    id = BigAutoField()
    account = ForeignKeyField(Account, backref="entries", on_delete="RESTRICT", index=False)
    account_id: int
    kind = CharField(
        max_length=8,
        constraints=[
            Check(
                "kind IN ('top_up', 'adjust', 'reserve', 'capture', 'release', 'absorb')",
                name="kind_known",
            )
        ],
    )
    message = ForeignKeyField(Message, null=True, backref="entries", on_delete="RESTRICT")
    message_id: int | None
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()
    key = CharField(max_length=64, unique=True)
    by = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    by_id: int | None
    note = CharField(max_length=200, default="")
    at = UtcField()

    class Meta:
        indexes = ((("account", "at"), False),)
