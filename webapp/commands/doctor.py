"""hej doctor: what is wrong with this installation, and what to do about it."""

import click

from config import Config, ConfigError
from webapp.commands import examinations
from webapp.commands.examinations import Finding, Weight

_MARKS = {Weight.GOOD: "ok   ", Weight.NOTE: "note ", Weight.MEND: "MEND "}


@click.command()
def doctor() -> None:
    """Look for what is wrong, and say what to do.

    It looks at settings, addresses, database, carrier, webhooks, worker, clock and mail.
    It changes nothing and sends nothing. Exit status 1 if something must be mended.
    """
    to_mend = 0
    try:
        config = Config.from_env()
    except ConfigError as error:
        _show(Finding(Weight.MEND, "Settings", str(error)))
        raise SystemExit(1) from None
    for finding in examinations.examine(config):
        _show(finding)
        to_mend += finding.weight is Weight.MEND
    raise SystemExit(1 if to_mend else 0)


def _show(finding: Finding) -> None:
    click.echo(f"{_MARKS[finding.weight]} {finding.part:<10}{finding.words}")
