"""Erasing what tells who somebody is; what the ledger and the statistics need stays.

What is erased, and by what it is replaced, is the list in domain.personal_data. A message that is
under way keeps its number and its text until it is known what became of it: the worker comes back
for it (`finish`). Its state, times and credits stay for good, so that the ledger can be proved.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import log, personal_data, replies, settling
from webapp.domain.applications import cases_of, recount
from webapp.domain.log import Did
from webapp.domain.personal_data import Held
from webapp.domain.states import HOLDING, State
from webapp.lib import clock

UNDER_WAY = (State.CLAIMED, State.SENDING, State.UNCONFIRMED)
_AT_ONCE = 20


class Preview(NamedTuple):
    """What erasing these applications would do: what goes, and what still has to end before."""

    applications: int
    messages: int
    replies: int
    queued: int
    under_way: int


def preview(application_ids: Collection[int]) -> Preview:
    """Count what would go with these applications."""
    marks = _marks(application_ids)
    values = list(application_ids)
    states = dict(
        db.rows(
            f"SELECT state, count(*) FROM message WHERE application_id IN ({marks}) GROUP BY state",
            values,
        )
    )
    counted = db.row(f"SELECT count(*) FROM inbound_text WHERE application_id IN ({marks})", values)
    return Preview(
        applications=len(values),
        messages=sum(states.values()),
        replies=int(counted[0]) if counted else 0,
        queued=states.get(State.QUEUED.value, 0),
        under_way=sum(states.get(state, 0) for state in UNDER_WAY),
    )


def erase(application_ids: Collection[int], by_id: int | None, now: datetime | None = None) -> int:
    """Erase these applications because their person asked for it; how many that were.

    SMS that still wait are cancelled and their credits released. A second call changes nothing.
    """
    now = now or clock.now()
    with db.transaction():
        anonymised = anonymise(application_ids, now)
        db.execute_many(
            "INSERT INTO erasure (application_id, by_id, at) VALUES (?, ?, ?) "
            "ON CONFLICT (application_id) DO NOTHING",
            [(one, by_id, clock.to_ms(now)) for one in anonymised],
        )
        _end(anonymised, now)
        for one in anonymised:
            organisation_id, title = _where(one)
            log.record(Did.CANDIDATE_ERASED, organisation_id, by_id, title, application=one)
        return len(anonymised)


def finish(now: datetime | None = None) -> int:
    """Erase what was still under way when somebody was erased and has ended; how many are done."""
    now = now or clock.now()
    waiting = db.rows(
        "SELECT application_id FROM erasure WHERE done_at IS NULL LIMIT ?", (_AT_ONCE,)
    )
    if not waiting:
        return 0
    with db.transaction():
        ids = [identity for (identity,) in waiting]
        anonymise(ids, now)
        return _end(ids, now)


def anonymise(application_ids: Collection[int], now: datetime) -> list[int]:
    """Take out of these applications, and of all that hangs on them, who they are.

    In the caller's transaction. Returns those that had not been anonymised before; of the others
    only goes what came since.
    """
    ids = sorted(application_ids)
    if not ids:
        return []
    # All rows are held before any is changed: later nothing leads to some of them.
    found = [(held, _rows_of(held, ids)) for held in reversed(personal_data.HELD)]
    _settle_doubts(ids, now)
    _take_back(ids, now)
    for held, row_ids in found:
        _replace(held, row_ids, ids)
    marks = _marks(ids)
    new = db.rows(
        "UPDATE application SET anonymised_at = ? "
        f"WHERE anonymised_at IS NULL AND id IN ({marks}) RETURNING id",
        (clock.to_ms(now), *ids),
    )
    recount(cases_of(ids))
    return sorted(identity for (identity,) in new)


def empty_sends(case_id: int) -> None:
    """Empty what the sends of a case still say when all of its candidates were anonymised: their
    texts before merging, and tests to users. In the caller's transaction.
    """
    db.hold("batch", "case_id = ?", (case_id,))
    db.execute("UPDATE batch SET text = '' WHERE case_id = ?", (case_id,))
    tests = "application_id IS NULL AND batch_id IN (SELECT id FROM batch WHERE case_id = ?)"
    db.hold("message", tests, (case_id,))
    db.execute(
        "UPDATE message SET \"to\" = '', text = '' "
        f"WHERE state NOT IN ({_marks(HOLDING)}) AND {tests}",
        (*HOLDING, case_id),
    )


def _settle_doubts(ids: Sequence[int], now: datetime) -> None:
    """Nobody will be able to read what might be STOP: so it counts as one."""
    doubted = db.rows(
        "SELECT DISTINCT d.root_id, d.number FROM stop_doubt d "
        "JOIN inbound_text i ON i.id = d.reply_id "
        f"WHERE d.decided_at IS NULL AND i.application_id IN ({_marks(ids)})",
        ids,
    )
    for root_id, number in doubted:
        replies.stop(root_id, number, "", now)


def _take_back(ids: Sequence[int], now: datetime) -> None:
    waiting = db.rows(
        "SELECT id FROM message "
        f"WHERE state = 'queued' AND application_id IN ({_marks(ids)}) ORDER BY id",
        ids,
    )
    settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def _rows_of(held: Held, ids: Sequence[int]) -> list[int]:
    """The rows of a table that are about these applications, held by rising id."""
    condition, values = _filled(held.theirs, ids)
    found = db.rows(
        f'SELECT t.id FROM "{held.table}" t WHERE {condition} ORDER BY t.id{db.for_update()}',
        values,
    )
    return [identity for (identity,) in found]


def _replace(held: Held, row_ids: Sequence[int], ids: Sequence[int]) -> None:
    """Replace in these rows what is to be replaced, unless they stay as they are for now."""
    changes = ", ".join(
        f'"{column.name}" = {column.erased}' for column in held.columns if column.erased
    )
    if not changes:
        return
    unless, values = _filled(held.waits, ids) if held.waits else ("1 = 0", [])
    for some in db.in_chunks(row_ids):
        db.execute(
            f'UPDATE "{held.table}" AS t SET {changes} '
            f"WHERE t.id IN ({_marks(some)}) AND NOT ({unless})",
            (*some, *values),
        )


def _end(ids: Sequence[int], now: datetime) -> int:
    """Those of these requests are done of which no message is under way any more."""
    if not ids:
        return 0
    return db.execute(
        "UPDATE erasure SET done_at = ? "
        f"WHERE done_at IS NULL AND application_id IN ({_marks(ids)}) "
        "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.application_id = erasure.application_id "
        f"AND m.state IN ({_marks(HOLDING)}))",
        (clock.to_ms(now), *ids, *HOLDING),
    )


def _where(application_id: int) -> tuple[int, str]:
    """The organisation and the title of an application's case."""
    found = db.row(
        'SELECT c.organisation_id, c.title FROM application a JOIN "case" c ON c.id = a.case_id '
        "WHERE a.id = ?",
        (application_id,),
    )
    return (int(found[0]), str(found[1])) if found else (0, "")


def _filled(sql: str, ids: Sequence[int]) -> tuple[str, list[int]]:
    """SQL of the list for these applications, with its values."""
    return sql.replace("{ids}", _marks(ids)), list(ids) * sql.count("{ids}")


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
