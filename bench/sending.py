"""A send to 10,000 recipients, from the click to "reserved", beside the database's own floor."""

import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.pages import TEXT
from bench.timing import Figure, Pair, at_most
from bench.world import World, world
from webapp import db
from webapp.domain import sending
from webapp.domain.recipients import write_selection
from webapp.models import Batch

RECIPIENTS = 10_000
ROUNDS = 9


def run() -> Iterator[Figure]:
    """The whole request, beside `executemany` of the rows that it wrote, by sqlite3 alone."""
    with world() as here:
        case = here.case(RECIPIENTS)
        ids = write_selection(here.ids_of(case))
        subjects, references = [], []
        for _ in range(ROUNDS):
            form = {"key": sending.new_key(), "ids": ids, "text": TEXT}
            start = time.perf_counter()
            here.post(f"/cases/{case.id}/contact", **form)
            subjects.append(time.perf_counter() - start)
            batch = Batch.select().order_by(Batch.id.desc()).get()
            references.append(_floor(here, batch.id))
            # What was taken back does not count as texted a moment ago: each round is a first.
            sending.cancel(batch)
            db.database.close()
        yield at_most(
            f"a send to {RECIPIENTS:,}, from the click to reserved", _pair(subjects, references), 4
        )


def _floor(here: World, batch_id: int) -> float:
    """Seconds that sqlite3 needs to write the batch's messages and ledger entries elsewhere, into
    the same tables with the same indexes and constraints, in one durable transaction.
    """
    messages = db.rows("SELECT * FROM message WHERE batch_id = ?", (batch_id,))
    entries = db.rows(
        "SELECT e.* FROM ledger_entry e JOIN message m ON m.id = e.message_id WHERE m.batch_id = ?",
        (batch_id,),
    )
    elsewhere = _empty_tables(here.folder / f"floor-{batch_id}.db")
    start = time.perf_counter()
    elsewhere.execute("BEGIN IMMEDIATE")
    for table, rows in (("message", messages), ("ledger_entry", entries)):
        marks = ", ".join("?" * len(rows[0]))
        elsewhere.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    elsewhere.execute("COMMIT")
    seconds = time.perf_counter() - start
    elsewhere.close()
    return seconds


def _empty_tables(path: Path) -> sqlite3.Connection:
    """The two tables as the migrations make them, durable as ours are."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    made = db.rows(
        "SELECT sql FROM sqlite_master WHERE tbl_name IN ('message', 'ledger_entry') "
        "AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC"
    )
    for (sql,) in made:
        connection.execute(sql)
    return connection


def _pair(subjects: list[float], references: list[float]) -> Pair:
    ratios = [one / other for one, other in zip(subjects, references, strict=True)]
    return Pair(
        statistics.median(subjects), statistics.median(references), statistics.median(ratios)
    )
