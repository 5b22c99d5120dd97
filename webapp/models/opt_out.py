"""Opt-outs: who stopped SMS and started them again, and what might have meant that."""

from peewee import SQL, BigAutoField, CharField, Check, ForeignKeyField, IntegerField

from webapp.db import BaseModel, UtcField
from webapp.models.message import InboundText, Message
from webapp.models.organisation import Organisation
from webapp.models.user import User


class OptOut(BaseModel):
    """A number stopped SMS from one parent organisation and all below it; a row for each time.

    It stands until `lifted_at`, when its owner started them again (`lifted_by_reply` is the text,
    or None where it was by a link). `number` is only there to be shown: everything compares
    `number_hash` (lib.number_hash), which stays when the number is erased. `reason` is what was
    written, `reply` the text that it stood in; `message` the one whose link was used, or that the
    carrier refused; `by` whoever decided or imported it. `confirmation` is the one message that
    may still leave: it says that there come no more.
    """

    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="opt_outs", on_delete="CASCADE", index=False)
    root_id: int
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
    reply_id: int | None
    message = ForeignKeyField(Message, null=True, backref="+", on_delete="SET NULL", index=False)
    message_id: int | None
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
    lifted_at = UtcField(null=True, index=True)
    lifted_by_reply = ForeignKeyField(
        InboundText, null=True, backref="+", on_delete="SET NULL", index=False
    )
    lifted_by_reply_id: int | None
    confirmation = ForeignKeyField(
        Message, null=True, backref="+", unique=True, on_delete="SET NULL"
    )
    confirmation_id: int | None

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


class KeyMark(BaseModel):
    """Which secret key the hashes of numbers were made with: its fingerprint, in one row."""

    id = IntegerField(primary_key=True)
    fingerprint = CharField(max_length=32)
    at = UtcField()


class StopDoubt(BaseModel):
    """A reply that might mean STOP: SMS to its number wait until a person has decided."""

    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE", index=False)
    root_id: int
    number_hash = CharField(max_length=32)
    reply = ForeignKeyField(InboundText, backref="+", unique=True, on_delete="CASCADE")
    reply_id: int
    at = UtcField()
    decided_at = UtcField(null=True)
    decided_by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    decided_by_id: int | None


StopDoubt.add_index(
    StopDoubt.index(
        StopDoubt.root,
        StopDoubt.number_hash,
        where=SQL("decided_at IS NULL"),
        name="stop_doubt_open",
    )
)
