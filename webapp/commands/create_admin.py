"""hej create-admin: the first person who may do everything."""

import sys

import click
from peewee import IntegrityError

from config import Config
from webapp import db
from webapp.commands.start import open_database
from webapp.domain import organisations, passwords, people
from webapp.models import Organisation


@click.command()
@click.argument("email")
@click.option("--organisation", required=True, help="The parent organisation; made if new.")
@click.option("--name", help="As colleagues see it; otherwise the first part of the address.")
@click.option("--password-stdin", is_flag=True, help="Read the password's line from stdin.")
def create_admin(email: str, organisation: str, name: str | None, password_stdin: bool) -> None:
    """Add an administrator, EMAIL, to a parent organisation.

    The organisation is made when there is none of that name. The password is asked for.
    """
    _check_email(email)
    open_database(Config.from_env())
    password = _read_password(email, password_stdin)
    try:
        with db.transaction():
            root = _root(organisation)
            groups = organisations.groups(root, organisations.ADMINISTRATOR)
            people.register(root.id, email, name or email.partition("@")[0], password, groups)
    except IntegrityError:
        raise click.ClickException(f"There is already a user {email}.") from None
    click.echo(f"{email} administers {root.name}.")


def _check_email(email: str) -> None:
    mailbox, _, domain = email.strip().rpartition("@")
    if not mailbox or not domain or any(letter.isspace() for letter in email.strip()):
        raise click.BadParameter("Write a full e-mail address.", param_hint="EMAIL")


def _read_password(email: str, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    problem = passwords.problem(password, email)
    if problem:
        raise click.ClickException(f"The password will not do. {problem}")
    return password


def _root(name: str) -> Organisation:
    name = name.strip()
    if not name:
        raise click.BadParameter("Write the organisation's name.", param_hint="--organisation")
    known = Organisation.get_or_none(Organisation.name == name, Organisation.parent.is_null())
    return known or organisations.found(name)
