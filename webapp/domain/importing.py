"""Applications from a spreadsheet into a case: who is new, who is known already, what is refused.

A row adds to what is known of its applicant: an empty cell takes nothing away, and nobody goes
back to an earlier stage. A row with an unreadable value is refused as a whole. Of two rows about
one applicant the first counts, and the second is refused.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Literal, NamedTuple

from webapp import db
from webapp.domain import recipients, stages
from webapp.domain.applications import Mobile, columns, insert_all, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.import_matching import (
    Applicant,
    Applicants,
    census,
    census_of,
    everybody_in,
    merged,
    still_there,
)
from webapp.domain.import_reading import Known, Reading, RowError, read_row
from webapp.domain.stages import STAGES
from webapp.lib import clock, phone
from webapp.lib.spreadsheet import Row, Table
from webapp.lib.words import Sentence, say

# A piece is written within a quarter of a second, also where the disk is slow it is about one.
ROWS_AT_ONCE = 2_000
_MANY = 500

Outcome = Literal["added", "updated", "unchanged", "refused"]


class RowResult(NamedTuple):
    """What became of one row: what to look at twice, and if it was refused, the errors.

    `mobile` is E.164; that of a refused row is as it was written.
    """

    number: int
    name: str
    mobile: str
    outcome: Outcome
    notes: list[Sentence]
    errors: list[RowError]

    @property
    def mobile_display(self) -> str:
        """The number for readers, asked only for the rows that are shown: it takes its time."""
        return phone.display(self.mobile)


class Report:
    """What an import did, or would do: each row, how many of each outcome, and all errors."""

    def __init__(self, rows: list[RowResult]) -> None:
        outcomes = Counter(row.outcome for row in rows)
        self.added = outcomes["added"]
        self.updated = outcomes["updated"]
        self.unchanged = outcomes["unchanged"]
        self.refused = outcomes["refused"]
        self.errors = [error for row in rows for error in row.errors]
        self.rows = rows

    def as_json(self) -> dict[str, object]:
        """The report for programs: three counts, and the errors in English."""
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [
                {"row": row, "field": field, "message": str(message)}
                for row, field, message in self.errors
            ],
        }


def import_rows(
    case: CaseFacts,
    table: Table,
    *,
    dry_run: bool,
    progress: Callable[[int], object] = lambda number: None,
    by_id: int | None = None,
) -> Report:
    """Add the people of a table to a case, or bring them up to date.

    Refused rows are reported, and the others are in. A dry run reports the same and writes
    nothing. A second call with the same table adds nobody. A large table is written piece by
    piece, each in one transaction, so that nobody else waits long; `progress` is told the number
    of rows after each piece. `by_id` is who imports, None for a program.
    """
    importing = _Import(case, by_id)
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        piece = table.rows[start : start + ROWS_AT_ONCE]
        importing.take(piece, dry_run=dry_run)
        progress(len(piece))
    return Report(importing.results)


class _Piece:
    """What some rows of a file make of the applicants, decided and not yet written."""

    def __init__(self, applicants: Applicants, served: Collection[str]) -> None:
        self.results: list[RowResult] = []
        self.added: list[Applicant] = []
        self.found: list[Applicant] = []
        self.updated: list[Applicant] = []
        self._applicants = applicants
        self._served = served

    def take(self, reading: Reading) -> RowResult:
        """Decide what a row is about."""
        if reading.errors:
            return _refused(reading, reading.errors)
        found = self._applicants.find(reading)
        if found is None:
            return self._add(reading)
        field, applicant = found
        if applicant.row:
            again = say(
                "Row %(row)d is about the same applicant. Keep one of the two rows, or give each "
                "a reference of its own.",
                row=applicant.row,
            )
            return _refused(reading, [RowError(reading.number, field, again)])
        return self._update(applicant, reading)

    def _add(self, reading: Reading) -> RowResult:
        details, mobile = reading.said
        known = Known(replace(details, stage=details.stage or "applied"), mobile)
        applicant = Applicant(None, known, reading.number)
        self._applicants.add(applicant)
        self.added.append(applicant)
        return self._result(applicant, "added", [])

    def _update(self, applicant: Applicant, reading: Reading) -> RowResult:
        applicant.row = reading.number
        self.found.append(applicant)
        before, after = applicant.known, merged(applicant.known, reading)
        notes = _changes(before, after, reading.said)
        if after == before:
            return self._result(applicant, "unchanged", notes)
        self._applicants.change(applicant, after)
        self.updated.append(applicant)
        return self._result(applicant, "updated", notes)

    def _result(self, applicant: Applicant, outcome: Outcome, notes: list[Sentence]) -> RowResult:
        known = applicant.known
        notes += _obstacle(known.mobile, self._served)
        return RowResult(applicant.row, known.name, known.mobile.number, outcome, notes, [])


class _Import:
    """What the rows of one file make of a case, piece by piece."""

    def __init__(self, case: CaseFacts, by_id: int | None) -> None:
        self.results: list[RowResult] = []
        self._case = case
        self._by_id = by_id
        self._served = recipients.prices(case.root_id)
        # Who was found by which row of this file.
        self._taken: dict[int, int] = {}
        self._read()

    def take(self, rows: list[Row], *, dry_run: bool) -> None:
        """Decide what these rows are about, and write it unless this is a dry run."""
        readings = [read_row(row, self._case, self._served) for row in rows]
        piece = self._think(readings)
        while not (dry_run or self._write(piece)):
            # Somebody else has changed the case in the meantime. Thinking takes a while, in which
            # others want to write too; so it is never done within the transaction.
            self._read()
            piece = self._think(readings)
        self.results += piece.results

    def _read(self) -> None:
        """Learn who is in the case now."""
        now_there = everybody_in(self._case.id)
        self._applicants = Applicants(now_there, self._taken)
        self._census = census_of(now_there)

    def _think(self, readings: list[Reading]) -> _Piece:
        piece = _Piece(self._applicants, self._served)
        piece.results = [piece.take(reading) for reading in readings]
        return piece

    def _write(self, piece: _Piece) -> bool:
        """Write a piece; False if the case is no longer as it was read."""
        case_id = self._case.id
        with db.transaction():
            if not _lock(case_id, piece.updated) or census(case_id) != self._census:
                return False
            _insert(case_id, piece.added)
            _record_moves(piece.updated, self._by_id)
            _update(piece.updated)
            if piece.added or piece.updated:
                recount([case_id])
            self._census = census(case_id)
        self._taken |= {one.id: one.row for one in (*piece.added, *piece.found) if one.id}
        return True


def _refused(reading: Reading, errors: list[RowError]) -> RowResult:
    name, mobile = reading.said.name, reading.said.mobile.typed
    return RowResult(reading.number, name, mobile, "refused", [], errors)


def _changes(before: Known, after: Known, said: Known) -> list[Sentence]:
    """What a reader should look at twice before this applicant is updated."""
    notes = []
    if after.name != before.name:
        notes.append(say("The name was %(name)s.", name=before.name))
    if before.mobile.number and after.mobile.number != before.mobile.number:
        number = phone.display(before.mobile.number)
        notes.append(say("The mobile number was %(number)s.", number=number))
    if said.details.stage and said.details.stage != after.details.stage:
        stage = STAGES[after.details.stage]
        notes.append(say("The stage stays at %(stage)s, which is further on.", stage=stage))
    return notes


def _obstacle(mobile: Mobile, served: Collection[str]) -> list[Sentence]:
    """Why this applicant can get no SMS, if so."""
    if not mobile.number:
        return [recipients.INVALID_NUMBER if mobile.typed else recipients.NO_MOBILE]
    return [] if mobile.country in served else [recipients.COUNTRY_NOT_ALLOWED]


def _lock(case_id: int, applicants: list[Applicant]) -> bool:
    """Let nobody else import into this case, or change these, until this transaction ends.

    False if one of them is no longer as it was read. Applications before their case, as the other
    verbs take them. The case is locked by an update of nothing, because FOR UPDATE would also
    hold up everybody who only points at it.
    """
    unchanged = all(
        still_there(applicants[start : start + _MANY]) for start in range(0, len(applicants), _MANY)
    )
    db.execute('UPDATE "case" SET applications_count = applications_count WHERE id = ?', (case_id,))
    return unchanged


def _insert(case_id: int, applicants: list[Applicant]) -> None:
    if not applicants:
        return
    ids = db.reserve_ids("application", len(applicants))
    rows = []
    for one, identity in zip(applicants, ids, strict=True):
        one.id = identity
        rows.append({"id": identity, "case_id": case_id, **_columns(one.known)})
    insert_all(rows)


def _record_moves(applicants: list[Applicant], by_id: int | None) -> None:
    """Write down whom the file takes on to another stage."""
    for stage in STAGES:
        moved = [one.id for one in applicants if one.id and one.known.details.stage == stage]
        for ids in db.in_chunks(moved):
            stages.record(f"id IN ({db.marks(ids)})", ids, stage, by_id)


def _update(applicants: list[Applicant]) -> None:
    if not applicants:
        return
    rows = [{**_columns(one.known), "id": one.id} for one in applicants]
    changed = ", ".join(f"{column} = ?" for column in rows[0] if column != "id")
    db.execute_many(
        f"UPDATE application SET {changed} WHERE id = ?", [tuple(row.values()) for row in rows]
    )


def _columns(known: Known) -> dict[str, object]:
    details, mobile = known
    applied_at = details.applied_at or clock.now()
    return {"applied_at": clock.to_ms(applied_at), **columns(details, mobile)}
