"""Candidates choose the language of their pages, and invitations say in which they were written."""

from peewee import CharField


def up(migrator, db):
    """Those who were invited before go on in their organisation's language."""
    migrator.migrate(
        migrator.add_column("application", "language", CharField(max_length=8, default="")),
        migrator.add_column("invitation", "language", CharField(max_length=8, default="")),
    )
