"""E-mails to users and to candidates may carry a calendar entry."""

from peewee import TextField


def up(migrator, db):
    """What waits has none."""
    migrator.migrate(
        *(migrator.add_column(one, "calendar", TextField(default="")) for one in ("mail", "batch"))
    )
