"""hej renew-hashes: after SECRET_KEY has changed."""

import click

from config import Config
from webapp import db
from webapp.commands import start
from webapp.domain import key_mark


@click.command("renew-hashes")
@click.option("--lose", type=int, default=0, help="How many opt-outs you accept to lose.")
def renew_hashes(lose: int) -> None:
    """Make the hashes of numbers anew, after SECRET_KEY has changed.

    Stop `hej serve` and `hej worker` first. Opt-outs whose number was erased are only known by
    the old key: they are lost, and whoever they were may be written to again.
    """
    start.bind_database(Config.from_env())
    db.check_schema()
    would_be = key_mark.prospect()
    if would_be.lost != lose:
        raise click.ClickException(
            f"{would_be.lost} opt-outs of erased numbers would be lost, {would_be.kept} kept. "
            "Better bring the old SECRET_KEY back. To go on all the same: "
            f"hej renew-hashes --lose {would_be.lost}"
        )
    key_mark.renew()
    click.echo(f"Made anew. {would_be.kept} opt-outs are kept, {would_be.lost} are lost.")
