"""Organisations: a tree whose root, the parent organisation, owns the credits."""

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from webapp.db import BaseModel, UtcField


class Organisation(BaseModel):
    """A node of the tree. `path` lists the ids from the root down to this one: "/1/4/".

    `root_id` is the parent organisation, which owns the credits (its own id for itself).
    `quiet_from` and `quiet_to` are minutes after midnight; `quiet_may_pass` lets its people send
    in quiet hours all the same. The caps (`most_...`, in SMS, to a number on its day in texts, and
    `password_above`, in recipients) and `monthly_budget` (credits) are unlimited where they are
    None; `warning_level` (credits), `rejection_by_sms`, `totp_required`, `confirms_opt_outs` and
    `colleague_minutes` (within which a text after a colleague's is asked about) count for the whole
    tree and are read from its root. So do `retention_days`; before `retention_from` nothing is
    anonymised by them.

    `own_settings` names, each followed by a space, the settings that a sub-organisation has of
    its own; the others are copies of what stands above (domain.settings). `is_active` says
    whether neither it nor anything above it is deactivated (domain.tree).
    """

    id = BigAutoField()
    parent = ForeignKeyField("self", null=True, backref="children", on_delete="RESTRICT")
    parent_id: int | None
    root_id = BigIntegerField(default=0)
    path = TextField(index=True)
    name = CharField(max_length=120)
    country = CharField(max_length=2)
    time_zone = CharField(max_length=64)
    language = CharField(max_length=8)
    sender = CharField(max_length=16)
    undo_seconds = IntegerField(
        default=10, constraints=[Check("undo_seconds BETWEEN 0 AND 100", name="undo_range")]
    )
    csm_name = CharField(max_length=120, default="")
    csm_email = CharField(max_length=254, default="")
    csm_phone = CharField(max_length=32, default="")
    quiet_from = IntegerField(default=20 * 60)
    quiet_to = IntegerField(default=8 * 60)
    quiet_may_pass = BooleanField(default=False)
    retention_days = IntegerField(default=180)
    retention_from = UtcField(null=True)
    rejection_by_sms = BooleanField(default=False)
    totp_required = BooleanField(default=False)
    confirms_opt_outs = BooleanField(default=True)
    most_per_batch = IntegerField(null=True)
    most_per_user_day = IntegerField(null=True)
    most_per_hour = IntegerField(null=True)
    password_above = IntegerField(null=True)
    most_per_number_day = IntegerField(null=True)
    colleague_minutes = IntegerField(default=60)
    monthly_budget = IntegerField(null=True)
    warning_level = IntegerField(default=50)
    created_at = UtcField()
    deactivated_at = UtcField(null=True)
    own_settings = CharField(max_length=120, default="")
    is_active = BooleanField(default=True)

    @property
    def is_parent(self) -> bool:
        """Whether it is the root of its tree, which owns the credits."""
        return self.parent_id is None


class Destination(BaseModel):
    """A country to which a parent organisation may send, and what one SMS there costs."""

    id = BigAutoField()
    organisation = ForeignKeyField(
        Organisation, backref="destinations", on_delete="CASCADE", index=False
    )
    organisation_id: int
    country = CharField(max_length=2)
    credits_per_sms = IntegerField(
        default=1, constraints=[Check("credits_per_sms > 0", name="price_positive")]
    )

    class Meta:
        indexes = ((("organisation", "country"), True),)
