"""Erasing what tells who somebody is; what the ledger and the statistics need stays.

What is erased, and by what it is replaced, is the list in domain.personal_data. A message that is
under way keeps its number and its text until it is known what became of it: the worker comes back
for it (`finish`). Its state, times and credits stay for good, so that the ledger can be proved.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import log, opt_outs, personal_data, settling
from webapp.domain.applications import cases_of, recount
from webapp.domain.declaring import THEIR_BOOKINGS, THEIR_REPLIES, Held
from webapp.domain.log import Did
from webapp.domain.opt_outs import Cause, Why
from webapp.domain.states import HOLDING, State
from webapp.lib import clock

_UNDER_WAY = (State.CLAIMED, State.SENDING, State.UNCONFIRMED)
AT_ONCE = 20
_HOLDING = ", ".join(f"'{state}'" for state in HOLDING)


def is_under_way(application: str) -> str:
    """SQL that tells whether an SMS or an e-mail to or about this application has not ended."""
    return (
        f"(EXISTS (SELECT 1 FROM message m WHERE m.application_id = {application} "
        f"AND m.state IN ({_HOLDING})) "
        f"OR EXISTS (SELECT 1 FROM mail e WHERE e.application_id = {application} "
        "AND e.state IN ('claimed', 'sending')))"
    )


class Preview(NamedTuple):
    """What erasing these applications would do: what goes, and what still has to end before."""

    applications: int
    messages: int
    replies: int
    queued: int
    under_way: int
    notes: int
    bookings: int


def preview(application_ids: Collection[int]) -> Preview:
    """Count what would go with these applications."""
    ids = sorted(application_ids)
    of_them = f"application_id IN ({db.marks(ids)})"
    states = dict(
        db.rows(f"SELECT state, count(*) FROM message WHERE {of_them} GROUP BY state", ids)
    )
    replies, values = _filled(THEIR_REPLIES, ids)
    return Preview(
        applications=len(ids),
        messages=sum(states.values()),
        replies=_count(f"({replies}) found", values),
        queued=states.get(State.QUEUED.value, 0),
        under_way=sum(states.get(state, 0) for state in _UNDER_WAY),
        notes=_count(f"note WHERE deleted_at IS NULL AND {of_them}", ids),
        bookings=len(_booked(ids, clock.now())),
    )


def erase(application_ids: Collection[int], by_id: int | None, now: datetime | None = None) -> int:
    """Erase these applications because their person asked for it; how many that were.

    SMS that still wait are cancelled and their credits released, booked times are given back, and
    links end. Nobody is told. A second call changes nothing.
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
    # Those that have ended come first: of others it may stay unknown for good what became of them.
    waiting = db.rows(
        "SELECT application_id FROM erasure WHERE done_at IS NULL ORDER BY "
        f"CASE WHEN {is_under_way('erasure.application_id')} THEN 1 ELSE 0 END, id DESC LIMIT ?",
        (AT_ONCE,),
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
    _end_interviews(ids, now)
    for held, row_ids in found:
        _replace(held, row_ids, ids)
    marks = db.marks(ids)
    new = db.rows(
        "UPDATE application SET anonymised_at = ? "
        f"WHERE anonymised_at IS NULL AND id IN ({marks}) RETURNING id",
        (clock.to_ms(now), *ids),
    )
    recount(cases_of(ids))
    return sorted(identity for (identity,) in new)


def forget_texts(text_ids: Sequence[int]) -> None:
    """Empty texts that found no application, and what was kept of them elsewhere; in the caller's
    transaction. An opt-out in one of them goes on to count.
    """
    for table, column in (
        ("inbound_text", "id"),
        ("set_aside", "reply_id"),
        ("opt_out", "reply_id"),
    ):
        held = next(one for one in personal_data.HELD if one.table == table)
        found = db.rows(
            f'SELECT id FROM "{table}" WHERE {column} IN ({db.marks(text_ids)}) '
            f"ORDER BY id{db.for_update()}",
            text_ids,
        )
        _replace(held, [identity for (identity,) in found], ())


def empty_sends(case_id: int) -> None:
    """Empty what the sends of a case still say when all of its candidates were anonymised: their
    texts before merging, and tests to users. In the caller's transaction.
    """
    db.hold("batch", "case_id = ?", (case_id,))
    db.execute(
        "UPDATE batch SET subject = '', text = '', calendar = '' WHERE case_id = ?", (case_id,)
    )
    tests = "application_id IS NULL AND batch_id IN (SELECT id FROM batch WHERE case_id = ?)"
    db.hold("message", tests, (case_id,))
    db.execute(
        "UPDATE message SET \"to\" = '', subject = '', text = '' "
        f"WHERE state NOT IN ({_HOLDING}) AND {tests}",
        (case_id,),
    )


def _settle_doubts(ids: Sequence[int], now: datetime) -> None:
    """Nobody will be able to read what might be STOP: so it counts as one."""
    doubted = db.rows(
        "SELECT d.root_id, d.number_hash, d.reply_id FROM stop_doubt d "
        "JOIN inbound_text i ON i.id = d.reply_id "
        f"WHERE d.decided_at IS NULL AND i.application_id IN ({db.marks(ids)}) ORDER BY d.id",
        ids,
    )
    for root_id, hashed, reply_id in doubted:
        opt_outs.stop(root_id, "", Why(Cause.TEXT, reply_id=reply_id), now, hashed=hashed)


def _take_back(ids: Sequence[int], now: datetime) -> None:
    waiting = db.rows(
        "SELECT id FROM message "
        f"WHERE state = 'queued' AND application_id IN ({db.marks(ids)}) ORDER BY id",
        ids,
    )
    settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def _end_interviews(ids: Sequence[int], now: datetime) -> None:
    """Give booked times back to others, and let links and reminders end."""
    now_ms = clock.to_ms(now)
    booked = _booked(ids, now)
    db.execute(
        f"UPDATE booking SET ended_at = ?, ending = 'cancelled' WHERE id IN ({db.marks(booked)})",
        (now_ms, *booked),
    )
    db.execute(
        "UPDATE invitation SET revoked_at = ? "
        f"WHERE revoked_at IS NULL AND application_id IN ({db.marks(ids)})",
        (now_ms, *ids),
    )
    bookings, values = _filled(THEIR_BOOKINGS, ids)
    db.execute(
        "UPDATE reminder SET done_at = ?, outcome = 'dropped' "
        f"WHERE done_at IS NULL AND booking_id IN ({bookings})",
        (now_ms, *values),
    )


def _booked(ids: Sequence[int], now: datetime) -> list[int]:
    """The bookings of these applications whose time has not passed."""
    found = db.rows(
        "SELECT b.id FROM booking b JOIN invitation v ON v.id = b.invitation_id "
        "JOIN slot s ON s.id = b.slot_id WHERE b.ended_at IS NULL AND s.ends_at > ? "
        f"AND v.application_id IN ({db.marks(ids)}) ORDER BY b.id",
        (clock.to_ms(now), *ids),
    )
    return [identity for (identity,) in found]


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
            f"WHERE t.id IN ({db.marks(some)}) AND NOT ({unless})",
            (*some, *values),
        )


def _end(ids: Sequence[int], now: datetime) -> int:
    """Those of these requests are done of which no message is under way any more."""
    if not ids:
        return 0
    return db.execute(
        "UPDATE erasure SET done_at = ? "
        f"WHERE done_at IS NULL AND application_id IN ({db.marks(ids)}) "
        f"AND NOT {is_under_way('erasure.application_id')}",
        (clock.to_ms(now), *ids),
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
    return sql.replace("{ids}", db.marks(ids)), list(ids) * sql.count("{ids}")


def _count(rows: str, values: Sequence[object]) -> int:
    found = db.row(f"SELECT count(*) FROM {rows}", values)
    return int(found[0]) if found else 0
