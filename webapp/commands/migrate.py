"""hej migrate: the tables."""

import click

from config import Config
from webapp import db
from webapp.commands import start
from webapp.domain import key_mark, organisations


@click.command()
def migrate() -> None:
    """Create the database, or bring it up to this version."""
    start.bind_database(Config.from_env())
    for name in prepare_tables():
        click.echo(f"Applied {name}.")
    click.echo("The database is up to date.")


def prepare_tables() -> list[str]:
    """Bring the tables of the bound database up to date; the names of what was applied.

    Raises SchemaError when the database is newer than this version, and OtherKey when it was
    filled under another SECRET_KEY.
    """
    applied = db.migrate()
    db.check_schema()
    organisations.ensure_outlet()
    key_mark.check()
    return applied
