"""The database: SQLite to begin with, PostgreSQL when that is outgrown.

Everything in which the two differ stands in this file. The rest of the house writes Peewee
queries, or SQL with `?` for each value, and runs it through `rows`, `row` and `execute`.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import peewee
from playhouse.migrations import Runner
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from webapp.lib import clock

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 10
POOL_SIZE = 64
# Both keep ids in 64 bits: a larger number is nobody's.
MOST_ID = 2**63 - 1
_CHUNK = 500

database = peewee.DatabaseProxy()

# FULL, not NORMAL: a power cut must not forget that a message was being sent.
_PRAGMAS = {
    # As a pragma, because the pool takes the driver's `timeout` for its own.
    "busy_timeout": BUSY_TIMEOUT_S * 1000,
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    # What is erased is overwritten in the file, not only let go of.
    "secure_delete": 1,
    "cache_size": -2000,
    "temp_store": "memory",
}


class SchemaError(Exception):
    """The database is older or newer than this version of Hej; the text says what to do."""


class BaseModel(peewee.Model):
    """What all tables share: this database, and words joined by underscores as their names."""

    class Meta:
        database = database
        legacy_table_names = False


class UtcField(peewee.BigIntegerField):
    """A moment in UTC, kept as milliseconds since 1970 (the same order and SQL on both)."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """Milliseconds, from a moment with a zone (or milliseconds)."""
        return clock.to_ms(value) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        """The moment, in UTC."""
        return None if value is None else clock.from_ms(value)


def open_database(url: str) -> None:
    """Bind the models to the database at this URL; nothing connects before the first query."""
    _dialect.cache_clear()
    if url.startswith("sqlite:///"):
        database.initialize(_sqlite(url.removeprefix("sqlite:///")))
    else:
        database.initialize(_postgresql(url))


def _sqlite(path: str) -> PooledSqliteDatabase:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = PooledSqliteDatabase(
        path,
        max_connections=POOL_SIZE,
        pragmas=_PRAGMAS,
        # A deferred transaction that reads before it writes fails with "locked" under load.
        lock_type="IMMEDIATE",
        check_same_thread=False,
    )
    made.register_function(_small, "small", 1)
    return made


def _small(text: str | None) -> str | None:
    """What SQLite's own lower() leaves out: all letters but A to Z. That one stays as it is,
    because an index is built with it.
    """
    return text.lower() if text else text


def _postgresql(url: str) -> PooledPostgresqlDatabase:
    parts = urlsplit(url)
    given = {
        "host": parts.hostname,
        "port": parts.port,
        "user": parts.username and unquote(parts.username),
        "password": parts.password and unquote(parts.password),
    }
    if parts.query:
        given |= dict(pair.split("=", 1) for pair in unquote(parts.query).split("&"))
    return PooledPostgresqlDatabase(
        parts.path.lstrip("/"),
        max_connections=POOL_SIZE,
        stale_timeout=300,
        prefer_psycopg3=True,
        # A plan prepared while the queue was empty made claims a hundred times slower.
        prepare_threshold=None,
        **{name: value for name, value in given.items() if value},
    )


def is_sqlite() -> bool:
    """Whether the bound database is SQLite (one writer at a time, a file on this machine)."""
    return isinstance(database.obj, peewee.SqliteDatabase)


def transaction() -> AbstractContextManager[Any]:
    """A write transaction (IMMEDIATE on SQLite); inside another one, a part of it."""
    return database.atomic()


def snapshot() -> AbstractContextManager[Any]:
    """A transaction that only reads, and sees the database as it was when it began to."""
    return database.transaction("DEFERRED" if is_sqlite() else "REPEATABLE READ")


def marks(values: Collection[object]) -> str:
    """What stands for these values between the brackets of an IN: `?, ?, ?`; nothing is in none."""
    return ", ".join("?" * len(values)) or "NULL"


def rows(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query as tuples; `?` stands for a value."""
    return database.execute_sql(_dialect(sql), values).fetchall()  # type: ignore[no-any-return]


def row(sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a query, or None."""
    return database.execute_sql(_dialect(sql), values).fetchone()  # type: ignore[no-any-return]


def execute(sql: str, values: Sequence[Any] = ()) -> int:
    """Run a statement; the number of rows that it changed."""
    return database.execute_sql(_dialect(sql), values).rowcount  # type: ignore[no-any-return]


def containing(text: str) -> str:
    """The pattern with which `LIKE ? ESCAPE '\\'` finds this text, and nothing is a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def matches(*columns: str) -> str:
    """SQL that tells whether one of these columns contains a text, whatever its capitals; for each
    it wants a value, the pattern of the text in small letters (`containing`).
    """
    small = "small" if is_sqlite() else "lower"
    found = " OR ".join(f"{small}({column}) LIKE ? ESCAPE '\\'" for column in columns)
    return f"({found})"


def execute_many(sql: str, values: Iterable[Sequence[Any]]) -> None:
    """Run a statement once per tuple, through the driver's own loop."""
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
        database.cursor().executemany(_dialect(sql), values)


def insert_rows(
    table: str,
    columns: Sequence[str],
    values: Iterable[tuple[Any, ...]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Many new rows at once, inside the caller's transaction; `same` is equal in all of them.

    PostgreSQL takes them by COPY, SQLite by the driver's executemany: 1.0 to 1.2 times the
    driver's own floor, where one model instance per row costs forty times that.
    """
    same = same or {}
    names = ", ".join(f'"{column}"' for column in (*columns, *same))
    tail = tuple(same.values())
    whole = (value + tail for value in values)
    if is_sqlite():
        places = marks((*columns, *tail))
        execute_many(f'INSERT INTO "{table}" ({names}) VALUES ({places})', whole)
        return
    with (
        peewee.__exception_wrapper__,  # type: ignore[attr-defined]
        database.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
    ):
        for value in whole:
            copy.write_row(value)


def reserve_ids(table: str, count: int) -> Sequence[int]:
    """Ids for `count` rows that the caller's transaction inserts, in rising order.

    Known beforehand, they let the rows that point at them go in by bulk too.
    """
    if is_sqlite():
        # Nobody else can write before the caller's IMMEDIATE transaction ends.
        found = row(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        first = found[0] + 1 if found else 1
        return range(first, first + count)
    sql = f"SELECT nextval(pg_get_serial_sequence('\"{table}\"', 'id')) FROM generate_series(1, ?)"
    return sorted(number for (number,) in rows(sql, (count,)))


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids by rising number, as many at a time as one statement may well name.

    Each has a most: 32,766 values on SQLite, 65,535 on PostgreSQL.
    """
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))


def skip_locked() -> str:
    """The end of a sub-select whose rows this transaction takes before others can."""
    return "" if is_sqlite() else " FOR NO KEY UPDATE SKIP LOCKED"


def for_update() -> str:
    """The end of a select whose rows stay as they are until this transaction ends.

    Their keys were to stay anyway: so nobody is held up who only points at them.
    """
    return "" if is_sqlite() else " FOR NO KEY UPDATE"


def hold(table: str, condition: str, values: Sequence[Any] = ()) -> None:
    """Hold these rows until this transaction ends, taken by rising id as everybody does.

    For whoever changes several at once: a statement takes them in any order, and two of those
    may wait for each other. SQLite has one writer at a time and needs none of it.
    """
    if not is_sqlite():
        rows(f'SELECT id FROM "{table}" WHERE {condition} ORDER BY id{for_update()}', values)


def hold_names(names: Iterable[str]) -> None:
    """Hold these names until this transaction ends, for what has no row yet that could be held.

    Taken in one order, so that no two transactions wait for each other. SQLite has one writer at
    a time and needs none of it.
    """
    if not is_sqlite():
        hashes = (hashlib.sha256(name.encode()).digest()[:8] for name in set(names))
        keys = sorted(int.from_bytes(one, signed=True) for one in hashes)
        rows("SELECT pg_advisory_xact_lock(key) FROM unnest(?::bigint[]) AS key", (keys,))


def empty_log() -> bool:
    """Let the log of changes forget what rows said before; False where it is being read just now.

    SQLite's write-ahead log keeps old pages until it is written over. What PostgreSQL keeps of
    them is its own to clean up (autovacuum).
    """
    if not is_sqlite():
        return True
    # Waiting for readers would hold up all who write.
    row("PRAGMA busy_timeout = 0")
    try:
        found = row("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(found and found[0] == 0)
    finally:
        row(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")


def pending_migrations() -> list[str]:
    """Names of the migrations that this version has and the database has not."""
    return [one.name for one in _runner().status() if one.path and not one.applied]


def migrate() -> list[str]:
    """Create the tables, or bring them up to this version; the names of what was applied."""
    return list(_runner().up())


def check_schema() -> None:
    """Raise SchemaError unless the tables are those of this version."""
    status = _runner().status()
    if any(one.path is None for one in status):
        raise SchemaError("The database is newer than this version of Hej: upgrade Hej.")
    if any(not one.applied for one in status):
        raise SchemaError("The database is older than this version of Hej: run `hej migrate`.")


def append_only(table: str) -> None:
    """Let a table take new rows and nothing else: UPDATE and DELETE fail in the database."""
    if is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            database.execute_sql(
                f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    database.execute_sql(
        f'CREATE FUNCTION "{table}_append_only"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    database.execute_sql(
        f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{table}_append_only"()'
    )


def widen(table: str, column: str) -> None:
    """Let a column hold texts of any length (SQLite never minded)."""
    if not is_sqlite():
        database.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text')


def is_append_only(table: str) -> bool:
    """Whether what `append_only` did to a table is still in force."""
    if is_sqlite():
        sql = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? "
            "AND name IN (tbl_name || '_no_update', tbl_name || '_no_delete')"
        )
        return row(sql, (table,)) == (2,)
    sql = "SELECT count(*) FROM pg_trigger WHERE tgname = ? AND tgenabled <> 'D'"
    return row(sql, (f"{table}_append_only",)) == (1,)


def tune_queue(table: str) -> None:
    """Have PostgreSQL clean up after a table whose rows change often (SQLite needs nothing)."""
    if not is_sqlite():
        database.execute_sql(
            f'ALTER TABLE "{table}" SET (autovacuum_vacuum_scale_factor = 0.01, '
            "autovacuum_vacuum_cost_delay = 0, fillfactor = 70)"
        )


def _runner() -> Runner:
    return Runner(database.obj, str(MIGRATIONS))


@lru_cache(maxsize=512)
def _dialect(sql: str) -> str:
    """The statement with this driver's marks for values; a literal % is doubled for psycopg."""
    return sql if is_sqlite() else sql.replace("%", "%%").replace("?", "%s")
