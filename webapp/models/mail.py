"""E-mail that Hej writes: what waits to be sent, and what became of it."""

from peewee import SQL, BigAutoField, CharField, Check, ForeignKeyField, IntegerField, TextField

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application
from webapp.models.organisation import Organisation


class Mail(BaseModel):
    """One e-mail to one address, and the queue it waits in.

    `key` names the occasion, so that the same occasion never writes twice. `calendar` is an
    iCalendar file that goes with the text. Both are emptied once the server has taken the e-mail
    or refused it for good: the text may hold a link that only its reader should have.
    `application` is whom it is to or about, where that is a candidate.
    """

    id = BigAutoField()
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    application = ForeignKeyField(
        Application, null=True, backref="+", on_delete="SET NULL", index=False
    )
    application_id: int | None
    key = CharField(max_length=80, unique=True)
    to = CharField(max_length=254)
    subject = CharField(max_length=200)
    text = TextField()
    calendar = TextField(default="")
    state = CharField(
        max_length=12,
        constraints=[
            Check(
                "state IN ('queued', 'claimed', 'sending', 'unconfirmed', 'accepted', 'refused')",
                name="mail_state_known",
            )
        ],
    )
    state_at = UtcField()
    created_at = UtcField()
    send_after = UtcField()
    claimed_by = CharField(max_length=40, default="")
    lease_until = UtcField(null=True)
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
Mail.add_index(
    Mail.index(
        Mail.application,
        where=SQL("application_id IS NOT NULL"),
        name="mail_application",
    )
)
