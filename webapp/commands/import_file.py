"""hej import: applications from a spreadsheet."""

import json
import sys
from pathlib import Path

import click

from config import Config
from webapp.commands.start import open_database
from webapp.domain import cases, importing
from webapp.domain.cases import CaseFacts
from webapp.domain.importing import Report
from webapp.lib.spreadsheet import SpreadsheetError, Table, read_table


@click.command("import")
@click.argument("case")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def import_file(case: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Add the applications in a CSV file to a case.

    CASE is its id or reference. A second run with the same file adds nobody. Exit status 1 if a
    row was refused; the others are in.
    """
    open_database(Config.from_env())
    facts = _find(case)
    try:
        report = _import(facts, read_table(_read(file)), dry_run)
    except SpreadsheetError as problem:
        raise click.ClickException(f"{file}: {problem.sentence}") from None
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _show(report, facts, dry_run)
    raise SystemExit(1 if report.errors else 0)


def _find(id_or_reference: str) -> CaseFacts:
    found = cases.find_by_name(id_or_reference)
    if not found:
        raise click.ClickException(f"There is no case {id_or_reference!r}.")
    if len(found) > 1:
        which = "; ".join(f"{one.id} ({one.title}, {one.organisation_name})" for one in found)
        raise click.ClickException(f"Several cases are called so. Give an id: {which}.")
    return found[0]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}.") from None


def _import(case: CaseFacts, table: Table, dry_run: bool) -> Report:
    """Import with a bar that grows, on standard error, where it takes more than a moment."""
    with click.progressbar(
        length=len(table.rows),
        label=f"{len(table.rows):,} rows",
        file=sys.stderr,
        hidden=len(table.rows) <= importing.ROWS_AT_ONCE,
    ) as bar:
        return importing.import_rows(case, table, dry_run=dry_run, progress=bar.update)


def _show(report: Report, case: CaseFacts, dry_run: bool) -> None:
    for row in report.rows:
        click.echo(f"Row {row.number}: {row.outcome}  {row.name}  {row.mobile}".rstrip())
        for note in row.notes:
            click.echo(f"    {note}")
        for error in report.errors:
            if error.row == row.number:
                click.echo(f"    {error.field_name}: {error.message}")
    did = "Would be done" if dry_run else "Done"
    click.echo(
        f"{did} in case {case.id}, {case.title}: {report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.refused} refused."
    )
