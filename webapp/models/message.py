"""Messages: what was sent in one go, each text in it, and what came of it."""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application, Case
from webapp.models.organisation import Organisation
from webapp.models.template import Template, TemplateVersion
from webapp.models.user import User


class Batch(BaseModel):
    """One send. `key` was put into the form when it was shown, so that sending it twice (double
    click, Back, retry) finds the first batch. `root` is the organisation that pays.
    `template_version` is what the template said when its text was taken over.
    `selection` lists the applications that were chosen, skipped ones among them
    (domain.recipients.write_selection); `cancelled_at` is when its user took it back. One that
    `is_automatic` was sent by Hej itself in answer to a candidate; its user is who wrote to them.
    `contact_type` is the one that was chosen; with `email_instead`, those whom SMS cannot reach
    got an e-mail with this `subject`. `calendar` is the iCalendar file that its e-mails carry.
    When it was to leave, as they chose it (domain.timing): `planned_for` and `not_after` are
    what clocks show ("2026-11-30T09:00"), empty for now and for no choice; `planned_zone` is whose
    clocks, empty for each recipient's own. Its first message leaves at `send_after`.
    """

    id = BigAutoField()
    key = CharField(max_length=32, unique=True)
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    case = ForeignKeyField(Case, backref="batches", on_delete="RESTRICT", index=False)
    case_id: int
    user = ForeignKeyField(User, backref="batches", on_delete="RESTRICT")
    user_id: int
    template = ForeignKeyField(Template, null=True, backref="+", on_delete="SET NULL")
    template_id: int | None
    template_version = ForeignKeyField(
        TemplateVersion, null=True, backref="+", on_delete="SET NULL", index=False
    )
    template_version_id: int | None
    contact_type = CharField(max_length=8, default="sms")
    email_instead = BooleanField(default=False)
    is_test = BooleanField(default=False)
    is_automatic = BooleanField(default=False)
    subject = CharField(max_length=200, default="")
    text = TextField()
    calendar = TextField(default="")
    selection = TextField(default="")
    recipients = IntegerField()
    credits = IntegerField()
    undo_seconds = IntegerField()
    created_at = UtcField()
    send_after = UtcField()
    planned_for = CharField(max_length=16, default="")
    planned_zone = CharField(max_length=64, default="")
    not_after = CharField(max_length=16, default="")
    passes_quiet = BooleanField(default=False)
    cancelled_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("case", "id"), False),
            (("root", "created_at"), False),
            (("user", "created_at"), False),
        )


class Message(BaseModel):
    """One text to one person, and the queue it waits in. The states are domain.states's.

    `to` is a number in E.164 or an e-mail address, `sender` the name or number that the SMS came
    from, or the name beside our own address. Only an e-mail has a subject, and it costs nothing.
    `number_hash` is that of `to` (lib.number_hash): it says whom it was for when `to` is erased.
    `zone` names the clocks by which quiet hours hold it, unless it `passes_quiet` hours; it is
    empty where no hour disturbs (an e-mail, a test to oneself).
    """

    id = BigAutoField()
    batch = ForeignKeyField(Batch, backref="messages", on_delete="RESTRICT", index=False)
    batch_id: int
    application = ForeignKeyField(
        Application, null=True, backref="messages", on_delete="SET NULL", index=False
    )
    application_id: int | None
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    contact_type = CharField(max_length=8, default="sms")
    to = TextField()
    number_hash = CharField(max_length=32, default="")
    sender = TextField()
    subject = CharField(max_length=200, default="")
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
    state_at = UtcField()
    created_at = UtcField()
    send_after = UtcField()
    send_before = UtcField()
    zone = CharField(max_length=64, default="")
    passes_quiet = BooleanField(default=False)
    claimed_by = CharField(max_length=40, default="")
    lease_until = UtcField(null=True)
    attempts = IntegerField(default=0)
    sent_at = UtcField(null=True)
    carrier_id = CharField(max_length=100, default="")
    carrier_code = CharField(max_length=16, default="")
    carrier_words = CharField(max_length=300, default="")

    class Meta:
        indexes = (
            (("batch", "application"), True),
            (("batch", "state"), False),
            (("application", "id"), False),
            (("root", "created_at"), False),
            (("root", "to"), False),
        )


Message.add_index(
    Message.index(
        Message.state,
        Message.contact_type,
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


class CarrierReceipt(BaseModel):
    """What the carrier reported of one message, once per status, as it came."""

    id = BigAutoField()
    carrier_id = CharField(max_length=100)
    client_ref = CharField(max_length=100, default="")
    message = ForeignKeyField(Message, null=True, backref="receipts", on_delete="SET NULL")
    message_id: int | None
    status = CharField(max_length=16)
    code = CharField(max_length=16, default="")
    words = CharField(max_length=300, default="")
    price = DecimalField(max_digits=12, decimal_places=6, null=True)
    currency = CharField(max_length=8, default="")
    segments = IntegerField(null=True)
    at = UtcField()
    received_at = UtcField()

    class Meta:
        indexes = ((("carrier_id", "status"), True),)


class InboundText(BaseModel):
    """A text from somebody, stored before anything is made of it.

    `joined_at` is when it was joined to the application it answers, or else put into the `tray`
    of the parent organisation whose number it was sent to (domain.inbound). `answered_at` is when
    a person (`answered_by`) said that it wants no SMS as an answer.
    """

    id = BigAutoField()
    carrier_id = CharField(max_length=100, unique=True)
    from_number = CharField(max_length=16)
    to = CharField(max_length=16)
    text = TextField()
    application = ForeignKeyField(
        Application, null=True, backref="replies", on_delete="SET NULL", index=False
    )
    application_id: int | None
    at = UtcField()
    received_at = UtcField()
    answered_at = UtcField(null=True)
    answered_by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    answered_by_id: int | None
    joined_at = UtcField(null=True)
    tray = ForeignKeyField(Organisation, null=True, backref="+", on_delete="SET NULL", index=False)
    tray_id: int | None

    class Meta:
        indexes = ((("application", "id"), False), (("from_number", "id"), False))


InboundText.add_index(
    InboundText.index(InboundText.id, where=SQL("joined_at IS NULL"), name="inbound_text_unjoined")
)
InboundText.add_index(
    InboundText.index(
        InboundText.tray,
        InboundText.id,
        where=SQL("tray_id IS NOT NULL"),
        name="inbound_text_tray",
    )
)


class WebhookCall(BaseModel):
    """A signed call that was taken, by the hash of its unique name (`jti`), kept for as long as a
    copy of it could still be believed.
    """

    jti_hash = CharField(max_length=64, primary_key=True)
    at = UtcField(index=True)


class Outlet(BaseModel):
    """A way out, to the carrier or to the mail server (domain.outlet): its shared throttle, and
    whether it is paused and why.
    """

    id = IntegerField(primary_key=True)
    next_slot_us = BigIntegerField(default=0)
    paused_at = UtcField(null=True)
    paused_words = CharField(max_length=300, default="")
    try_again_at = UtcField(null=True)


class WorkerBeat(BaseModel):
    """When each worker was last seen."""

    name = CharField(max_length=40, primary_key=True)
    seen_at = UtcField(index=True)
