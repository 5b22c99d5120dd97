"""E-mail to candidates: two contact types in one queue, and a subject beside the text."""

from peewee import BooleanField, CharField

from webapp import db as dialect

_OPEN = "state = 'queued' OR state = 'claimed' OR state = 'sending' OR state = 'unconfirmed'"


def up(migrator, db):
    """New columns and another index of what waits; all that there is are SMS."""
    subject = CharField(max_length=200, default="")
    migrator.migrate(
        migrator.add_column("message", "contact_type", CharField(max_length=8, default="sms")),
        migrator.add_column("message", "subject", subject),
        migrator.add_column("batch", "subject", subject),
        migrator.add_column("batch", "email_instead", BooleanField(default=False)),
        migrator.add_column("template", "subject", subject),
        migrator.add_column("template_version", "subject", subject),
        migrator.drop_index("message", "message_open"),
    )
    db.execute_sql(
        f"CREATE INDEX message_open ON message (state, contact_type, send_after, id) WHERE {_OPEN}"
    )
    # An address has up to 254 characters, the name of an organisation up to 120.
    dialect.widen("message", "to")
    dialect.widen("message", "sender")
    db.execute_sql(
        "INSERT INTO outlet (id, next_slot_us, paused_words) "
        "SELECT 2, 0, '' FROM outlet WHERE id = 1"
    )
