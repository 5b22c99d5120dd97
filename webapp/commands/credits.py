"""hej credits: refilling, and checking the ledger."""

import json

import click

from config import Config
from webapp.commands.start import open_database
from webapp.domain import checks
from webapp.domain import credits as ledger
from webapp.models import Organisation


@click.group()
def credits() -> None:
    """Refill credits, or check the rules of the ledger."""


@credits.command("top-up")
@click.argument("organisation")
@click.argument("amount", type=click.IntRange(min=1))
@click.option("--note", required=True, help="Why, such as the order's number; kept for good.")
def top_up(organisation: str, amount: int, note: str) -> None:
    """Add AMOUNT credits to a parent organisation, given by its name or id."""
    open_database(Config.from_env())
    root = _find(organisation)
    balance = ledger.top_up(root.id, amount, note)
    click.echo(f"{root.name}: {amount:,} credits added, {balance.available:,} available.")


@credits.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(as_json: bool) -> None:
    """Check every rule of the ledger and of sending. Exit status 1 if one is broken."""
    open_database(Config.from_env())
    rules = checks.check()
    is_ok = not any(rule.broken for rule in rules)
    if as_json:
        click.echo(json.dumps({"rules": [_as_json(rule) for rule in rules], "ok": is_ok}))
    else:
        for rule in rules:
            state = f"BROKEN {rule.broken:,} times" if rule.broken else "kept"
            click.echo(f"{rule.number}  {rule.sentence}  Looked at {rule.figure:,}: {state}.")
    raise SystemExit(0 if is_ok else 1)


def _as_json(rule: checks.Rule) -> dict[str, object]:
    return {
        "number": rule.number,
        "rule": rule.sentence,
        "figure": rule.figure,
        "broken": rule.broken,
    }


def _find(name_or_id: str) -> Organisation:
    """The parent organisation of this name or id; raises ClickException."""
    wanted = name_or_id.strip()
    number = int(wanted) if wanted.isdecimal() else 0
    found = list(
        Organisation.select().where((Organisation.name == wanted) | (Organisation.id == number))
    )
    if not found:
        raise click.ClickException(f"There is no organisation {name_or_id!r}.")
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise click.ClickException(f"Several organisations are called so. Give an id: {ids}.")
    if found[0].parent_id is not None:
        root = Organisation.get_by_id(found[0].root_id)
        raise click.ClickException(f"The credits of {found[0].name} are those of {root.name}.")
    return found[0]
