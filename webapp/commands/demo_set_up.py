"""hej demo-set-up: what hej demo does in its folder before it serves."""

import secrets
import sys

import click

from config import Config
from webapp.commands import demo_folder, start
from webapp.commands.migrate import prepare_tables
from webapp.domain import demo as demo_data


@click.command(hidden=True)
@click.argument("url")
def demo_set_up(url: str) -> None:
    """Make settings, tables and data where they are missing; say who can sign in where."""
    demo_folder.write_settings(url)
    start.bind_database(Config.from_env())
    prepare_tables()
    password = _fill(sys.stdin.read())
    click.echo(f"\n  Hej             {url}/")
    click.echo(f"  Phones          {url}/simulator/   (the simulated carrier)")
    click.echo(f"  Mailboxes       {url}/simulator/#mailboxes")
    click.echo(f"\n  Password of all accounts: {password}\n")
    for account in demo_data.ACCOUNTS:
        click.echo(f"  {account.email:<18}{account.name}, {account.can}")
    click.echo()


def _fill(given: str) -> str:
    """Fill an empty database; the password that counts from now on."""
    known = demo_folder.read_password()
    chosen = given or known or secrets.token_urlsafe(9)
    if demo_data.is_empty():
        demo_data.seed(chosen)
    elif chosen != known:
        demo_data.set_password(chosen)
    demo_folder.keep_password(chosen)
    return chosen
