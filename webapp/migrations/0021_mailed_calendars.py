"""E-mails may carry a calendar entry."""

from peewee import TextField


def up(migrator, db):
    """What waits has none."""
    migrator.migrate(migrator.add_column("mail", "calendar", TextField(default="")))
