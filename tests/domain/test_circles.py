"""Several who change the same rows at once: everybody gets through, nobody waits in a circle.

On SQLite there is one writer at a time, and nothing to get wrong.
"""

from collections.abc import Callable
from threading import Event

import pytest

from tests import make
from tests.running import wait_until
from tests.together import at_once
from webapp import db
from webapp.domain import applications, dispatch, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person

Prepared = tuple[str, list[int], Callable[[], object]]


def move(case: CaseFacts, alma: Person, people: list[int]) -> Prepared:
    return "application", people, lambda: applications.move_to_stage(case.id, people, "offer")


def write_to(case: CaseFacts, alma: Person, people: list[int]) -> Prepared:
    return "application", people, lambda: make.batch(case, alma, people)


def take_back(case: CaseFacts, alma: Person, people: list[int]) -> Prepared:
    sent = make.departed(case, alma, people)
    batch, ids = sent[0].batch, [one.id for one in sent]
    return "message", ids, lambda: sending.cancel(batch)


def recover(case: CaseFacts, alma: Person, people: list[int]) -> Prepared:
    ids = [one.id for one in make.departed(case, alma, people)]
    dispatch.claim("dead", 9, 1000, lease_s=0)
    return "message", ids, dispatch.recover


@pytest.mark.parametrize("prepare", [move, write_to, take_back, recover])
def test_rows_are_taken_by_rising_id_wherever_they_lie(
    case: CaseFacts, alma: Person, prepare: Callable[..., Prepared]
):
    table, (first, second), act = prepare(case, alma, make.candidates(case, 2))
    column = {"application": "applied_at", "message": "send_after"}[table]
    let_it_lie_behind(table, column, first, second)
    taken, acted = Event(), Event()

    def hold_one_then_the_other() -> None:
        with db.transaction():
            change(table, column, first)
            taken.set()
            wait_until(lambda: acted.is_set() or somebody_waits())
            change(table, column, second)

    def at_the_same_time() -> None:
        taken.wait()
        read_rows_as_they_lie()
        act()
        acted.set()

    assert at_once([hold_one_then_the_other, at_the_same_time]) == [None, None]


def test_whoever_only_points_at_a_row_that_is_held_does_not_wait(case: CaseFacts, alma: Person):
    [ines] = make.candidates(case, 1)
    held, pointed = Event(), Event()

    def hold() -> None:
        with db.transaction():
            db.hold("application", "id = ?", (ines,))
            held.set()
            wait_until(lambda: pointed.is_set() or somebody_waits())
            assert db.is_sqlite() or pointed.is_set()

    def point() -> None:
        held.wait()
        db.execute(
            "INSERT INTO inbound_text "
            '(carrier_id, from_number, "to", text, application_id, at, received_at) '
            "VALUES ('one', '', '', '', ?, 0, 0)",
            (ines,),
        )
        pointed.set()

    assert at_once([hold, point]) == [None, None]


def let_it_lie_behind(table: str, column: str, first: int, second: int) -> None:
    """Whoever reads the rows as they lie comes to the second before the first."""
    place = f"(SELECT ctid FROM {table} WHERE id = ?)"
    while not db.is_sqlite() and db.row(f"SELECT {place} < {place}", (first, second)) == (True,):
        change(table, column, first)


def read_rows_as_they_lie() -> None:
    """From now on, on this connection, as in a table that is too small for its indexes."""
    for way in () if db.is_sqlite() else ("indexscan", "bitmapscan"):
        db.execute(f"SET enable_{way} = off")


def change(table: str, column: str, identity: int) -> None:
    db.execute(f"UPDATE {table} SET {column} = {column} - 1 WHERE id = ?", (identity,))


def somebody_waits() -> bool:
    """Whether another transaction waits for this one. On SQLite everybody does who writes."""
    return db.is_sqlite() or bool(db.rows("SELECT 1 FROM pg_locks WHERE NOT granted"))
