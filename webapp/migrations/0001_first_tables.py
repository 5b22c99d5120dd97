"""The tables of the first version.

A copy of the models as they were: the models go on, this stays as it is.
"""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DateField,
    DecimalField,
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
    parent = ForeignKeyField("self", backref="+", null=True, on_delete="RESTRICT")
    root_id = BigIntegerField(default=0)
    path = CharField(index=True)
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
    created_at = BigIntegerField()


class Destination(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", index=False)
    country = CharField(max_length=2)
    credits_per_sms = IntegerField(
        default=1, constraints=[Check("credits_per_sms > 0", name="price_positive")]
    )

    class Meta:
        indexes = ((("organisation", "country"), True),)


class User(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT")
    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=120)
    phone = CharField(max_length=16, default="")
    language = CharField(max_length=8, default="")
    theme = CharField(max_length=8, default="system")
    undo_seconds = IntegerField(
        null=True, constraints=[Check("undo_seconds BETWEEN 0 AND 100", name="undo_range")]
    )
    shortcuts_enabled = BooleanField(default=True)
    password_hash = CharField(max_length=255)
    created_at = BigIntegerField()
    inactivated_at = BigIntegerField(null=True)


class Session(_Table):
    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    created_at = BigIntegerField()
    seen_at = BigIntegerField()


class SignInAttempt(_Table):
    id = BigAutoField()
    key = CharField(max_length=300)
    at = BigIntegerField()

    class Meta:
        indexes = ((("key", "at"), False),)


class AccessGroup(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", index=False)
    name = CharField(max_length=80)

    class Meta:
        indexes = ((("organisation", "name"), True),)


class AccessGroupRight(_Table):
    id = BigAutoField()
    access_group = ForeignKeyField(AccessGroup, backref="+", on_delete="CASCADE", index=False)
    right = CharField(max_length=64)

    class Meta:
        indexes = ((("access_group", "right"), True),)


class Assignment(_Table):
    id = BigAutoField()
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
    access_group = ForeignKeyField(AccessGroup, backref="+", on_delete="CASCADE")
    organisation = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE")

    class Meta:
        indexes = ((("user", "access_group", "organisation"), True),)


class Case(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    reference = CharField(max_length=40)
    title = CharField(max_length=160)
    search = CharField(max_length=300)
    location = CharField(max_length=80, default="")
    positions = IntegerField(default=1)
    closes_on = DateField(null=True)
    responsible = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    applications_count = IntegerField(default=0)
    not_contacted_count = IntegerField(default=0)
    needs_reply_count = IntegerField(default=0)
    no_mobile_count = IntegerField(default=0)
    created_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("root", "reference"), True), (("organisation", "created_at"), False))


class Application(_Table):
    id = BigAutoField()
    case = ForeignKeyField(Case, backref="+", on_delete="CASCADE", index=False)
    reference = CharField(max_length=80, default="")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80, default="")
    sort_name = CharField(max_length=170)
    search = CharField(max_length=600)
    email = CharField(max_length=254, default="")
    town = CharField(max_length=80, default="")
    mobile_typed = CharField(max_length=80, default="")
    mobile = CharField(max_length=16, default="")
    mobile_country = CharField(max_length=2, default="")
    mobile_problem = CharField(max_length=16, default="")
    stage = CharField(max_length=16, default="applied")
    applied_at = BigIntegerField()
    contacted_at = BigIntegerField(null=True)
    needs_reply_at = BigIntegerField(null=True)

    class Meta:
        indexes = (
            (("case", "sort_name", "id"), False),
            (("case", "stage", "id"), False),
            (("case", "applied_at", "id"), False),
            (("case", "contacted_at", "id"), False),
            (("mobile", "id"), False),
        )


Application.add_index(
    Application.index(
        Application.case,
        Application.needs_reply_at,
        where=SQL("needs_reply_at IS NOT NULL"),
        name="application_needs_reply",
    )
)
Application.add_index(
    Application.index(
        Application.case,
        Application.id,
        where=SQL("mobile = ''"),
        name="application_no_mobile",
    )
)


class Template(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", index=False)
    name = CharField(max_length=80)
    contact_type = CharField(max_length=8, default="sms")
    purpose = CharField(max_length=24)
    language = CharField(max_length=8)
    body = TextField()
    created_at = BigIntegerField()
    archived_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("organisation", "contact_type", "name"), False),)


class Batch(_Table):
    id = BigAutoField()
    key = CharField(max_length=32, unique=True)
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    case = ForeignKeyField(Case, backref="+", on_delete="RESTRICT", index=False)
    user = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    template = ForeignKeyField(Template, backref="+", null=True, on_delete="SET NULL")
    contact_type = CharField(max_length=8, default="sms")
    is_test = BooleanField(default=False)
    text = TextField()
    selection = TextField(default="")
    recipients = IntegerField()
    credits = IntegerField()
    undo_seconds = IntegerField()
    created_at = BigIntegerField()
    send_after = BigIntegerField()
    cancelled_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("case", "id"), False), (("root", "created_at"), False))


class Message(_Table):
    id = BigAutoField()
    batch = ForeignKeyField(Batch, backref="+", on_delete="RESTRICT", index=False)
    application = ForeignKeyField(Application, null=True, on_delete="SET NULL", index=False)
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    to = CharField(max_length=16)
    sender = CharField(max_length=16)
    text = TextField()
    segments = IntegerField()
    credits = IntegerField(constraints=[Check("credits >= 0", name="credits_not_negative")])
    client_ref = CharField(max_length=40, unique=True)
    state = CharField(
        max_length=12,
        constraints=[
            Check(
                "state IN ('queued', 'claimed', 'sending', 'unconfirmed', 'accepted', 'delivered', "
                "'undelivered', 'refused', 'cancelled', 'expired', 'not_sent')",
                name="state_known",
            )
        ],
    )
    state_at = BigIntegerField()
    created_at = BigIntegerField()
    send_after = BigIntegerField()
    send_before = BigIntegerField()
    claimed_by = CharField(max_length=40, default="")
    lease_until = BigIntegerField(null=True)
    attempts = IntegerField(default=0)
    sent_at = BigIntegerField(null=True)
    carrier_id = CharField(max_length=100, default="")
    carrier_code = CharField(max_length=16, default="")
    carrier_words = CharField(max_length=300, default="")

    class Meta:
        indexes = (
            (("batch", "application"), True),
            (("batch", "state"), False),
            (("application", "id"), False),
            (("root", "created_at"), False),
        )


Message.add_index(
    Message.index(
        Message.state,
        Message.send_after,
        Message.id,
        # As OR, because SQLite only sees that state = 'queued' implies one of the terms.
        where=SQL(
            "state = 'queued' OR state = 'claimed' OR state = 'sending' OR state = 'unconfirmed'"
        ),
        name="message_open",
    )
)


Message.add_index(
    Message.index(
        Message.carrier_id,
        where=SQL("carrier_id <> ''"),
        name="message_carrier_id",
    )
)


class CarrierReceipt(_Table):
    id = BigAutoField()
    carrier_id = CharField(max_length=100)
    client_ref = CharField(max_length=100, default="")
    message = ForeignKeyField(Message, backref="+", null=True, on_delete="SET NULL")
    status = CharField(max_length=16)
    code = CharField(max_length=16, default="")
    words = CharField(max_length=300, default="")
    price = DecimalField(max_digits=12, decimal_places=6, null=True)
    currency = CharField(max_length=8, default="")
    segments = IntegerField(null=True)
    at = BigIntegerField()
    received_at = BigIntegerField()

    class Meta:
        indexes = ((("carrier_id", "status"), True),)


class InboundText(_Table):
    id = BigAutoField()
    carrier_id = CharField(max_length=100, unique=True)
    from_number = CharField(max_length=16)
    to = CharField(max_length=16)
    text = TextField()
    application = ForeignKeyField(Application, null=True, on_delete="SET NULL", index=False)
    at = BigIntegerField()
    received_at = BigIntegerField()

    class Meta:
        indexes = ((("application", "id"), False), (("from_number", "id"), False))


class OptOut(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="CASCADE", index=False)
    number = CharField(max_length=16)
    reason = CharField(max_length=200, default="")
    at = BigIntegerField()

    class Meta:
        indexes = ((("root", "number"), True),)


class WebhookCall(_Table):
    jti_hash = CharField(max_length=64, primary_key=True)
    at = BigIntegerField(index=True)


class Outlet(_Table):
    id = IntegerField(primary_key=True)
    next_slot_us = BigIntegerField(default=0)
    paused_at = BigIntegerField(null=True)
    paused_words = CharField(max_length=300, default="")
    try_again_at = BigIntegerField(null=True)


class WorkerBeat(_Table):
    name = CharField(max_length=40, primary_key=True)
    seen_at = BigIntegerField(index=True)


class Account(_Table):
    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, backref="+", unique=True, on_delete="RESTRICT")
    available = BigIntegerField(
        default=0, constraints=[Check("available >= 0", name="available_not_negative")]
    )
    held = BigIntegerField(default=0, constraints=[Check("held >= 0", name="held_not_negative")])
    spent = BigIntegerField(default=0, constraints=[Check("spent >= 0", name="spent_not_negative")])


class LedgerEntry(_Table):
    id = BigAutoField()
    account = ForeignKeyField(Account, backref="+", on_delete="RESTRICT", index=False)
    kind = CharField(
        max_length=8,
        constraints=[
            Check(
                "kind IN ('top_up', 'adjust', 'reserve', 'capture', 'release', 'absorb')",
                name="kind_known",
            )
        ],
    )
    message = ForeignKeyField(Message, backref="+", null=True, on_delete="RESTRICT")
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()
    key = CharField(max_length=64, unique=True)
    by = ForeignKeyField(User, backref="+", null=True, on_delete="RESTRICT", index=False)
    note = CharField(max_length=200, default="")
    at = BigIntegerField()

    class Meta:
        indexes = ((("account", "at"), False),)


TABLES = (
    Organisation,
    Destination,
    User,
    Session,
    SignInAttempt,
    AccessGroup,
    AccessGroupRight,
    Assignment,
    Case,
    Application,
    Template,
    Batch,
    Message,
    CarrierReceipt,
    InboundText,
    OptOut,
    WebhookCall,
    Outlet,
    WorkerBeat,
    Account,
    LedgerEntry,
)


def up(migrator, db):
    """Create every table; the ledger also gets the triggers that keep it append-only."""
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    dialect.append_only("ledger_entry")
    dialect.tune_queue("message")
