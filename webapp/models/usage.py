"""Sums of the ledger, kept in the same transaction as its entries (domain.usage).

`day` counts the days since 1970 in UTC.
"""

from peewee import BigAutoField, BigIntegerField, CharField, ForeignKeyField, IntegerField

from webapp.db import BaseModel, UtcField
from webapp.models.case import Case
from webapp.models.credit import Account
from webapp.models.message import Batch
from webapp.models.organisation import Organisation
from webapp.models.user import User


class LedgerLine(BaseModel):
    """What one reads of the ledger: the entries of one kind, batch and day in one line; a refill
    or a correction is a line of its own. `at` is the latest of its entries.
    """

    id = BigAutoField()
    account = ForeignKeyField(Account, backref="lines", on_delete="RESTRICT", index=False)
    account_id: int
    kind = CharField(max_length=8)
    batch = ForeignKeyField(Batch, null=True, backref="+", on_delete="RESTRICT", index=False)
    batch_id: int | None
    day = IntegerField()
    entries = IntegerField()
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()
    by = ForeignKeyField(User, null=True, backref="+", on_delete="RESTRICT", index=False)
    by_id: int | None
    note = CharField(max_length=200, default="")
    at = UtcField()

    class Meta:
        indexes = (
            (("batch", "kind", "day"), True),
            (("account", "at", "id"), False),
            (("account", "kind", "at", "id"), False),
        )


class LedgerDay(BaseModel):
    """The entries of one account, day and kind."""

    id = BigAutoField()
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    account_id: int
    day = IntegerField()
    kind = CharField(max_length=8)
    entries = IntegerField()
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()

    class Meta:
        indexes = ((("account", "day", "kind"), True),)


class UsageDay(BaseModel):
    """The credits that were charged on one day for one case, user and template (0: none).

    `organisation` is where the case belonged when they were.
    """

    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    organisation = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    organisation_id: int
    case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT", index=False)
    case_id: int
    user = ForeignKeyField(User, backref="+", on_delete="RESTRICT", index=False)
    user_id: int
    template_id = BigIntegerField(default=0)
    day = IntegerField()
    messages = IntegerField()
    credits = BigIntegerField()

    class Meta:
        indexes = ((("root", "day", "organisation", "case", "user", "template_id"), True),)
