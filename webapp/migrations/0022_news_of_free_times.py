"""Interviews say whether a time that becomes free is told to those who found none."""

from peewee import BooleanField


def up(migrator, db):
    """Interviews that were planned before tell it too."""
    migrator.migrate(
        migrator.add_column("interview", "tells_when_free", BooleanField(default=True))
    )
