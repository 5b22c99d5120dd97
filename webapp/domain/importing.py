"""Applications from a spreadsheet into a case: who is new, who is known already, what is refused.

A row adds to what is known of its applicant: an empty cell takes nothing away, and nobody goes
back to an earlier stage. A row with an unreadable value is refused as a whole. Of two rows about
one applicant the first counts, and the second is refused.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Literal, NamedTuple

from webapp import db
from webapp.domain import recipients
from webapp.domain.applications import STAGES, Mobile, columns, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.import_matching import Applicant, Applicants, Stored, everybody_in, merged
from webapp.domain.import_reading import Known, Reading, RowError, read_row
from webapp.lib import clock, phone
from webapp.lib.spreadsheet import Table
from webapp.lib.words import Sentence, say

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


def import_rows(case: CaseFacts, table: Table, *, dry_run: bool) -> Report:
    """Add the people of a table to a case, or bring them up to date, in one transaction.

    Refused rows are reported, and the others are in. A dry run reports the same and writes
    nothing. A second call with the same table adds nobody.
    """
    served = recipients.prices(case.root_id)
    readings = [read_row(row, case, served) for row in table.rows]
    wanted = _Import(everybody_in(case.id), served, readings)
    if dry_run:
        return wanted.report
    with db.transaction():
        _lock(case.id)
        # Thinking takes seconds for a large file, in which others want to write too. So it is
        # done before, and again only if somebody changed the case in the meantime.
        now_there = everybody_in(case.id)
        if now_there != wanted.before:
            wanted = _Import(now_there, served, readings)
        _insert(wanted.new_rows(case.id))
        _update(wanted.changed_rows())
        recount([case.id])
    return wanted.report


class _Import:
    """What the rows of one file make of a case, decided and not yet written."""

    def __init__(
        self, before: list[Stored], served: Collection[str], readings: list[Reading]
    ) -> None:
        self.before = before
        self._added: list[Applicant] = []
        self._updated: list[Applicant] = []
        self._served = served
        self._applicants = Applicants(before)
        self.report = Report([self._take(reading) for reading in readings])

    def new_rows(self, case_id: int) -> list[dict[str, object]]:
        """The rows to add."""
        return [{"case_id": case_id, **_columns(one.known)} for one in self._added]

    def changed_rows(self) -> list[dict[str, object]]:
        """The rows to change, each with its id last."""
        return [{**_columns(one.known), "id": one.id} for one in self._updated]

    def _take(self, reading: Reading) -> RowResult:
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
        self._added.append(applicant)
        return self._result(applicant, "added", [])

    def _update(self, applicant: Applicant, reading: Reading) -> RowResult:
        applicant.row = reading.number
        before, after = applicant.known, merged(applicant.known, reading)
        notes = _changes(before, after, reading.said)
        if after == before:
            return self._result(applicant, "unchanged", notes)
        self._applicants.change(applicant, after)
        self._updated.append(applicant)
        return self._result(applicant, "updated", notes)

    def _result(self, applicant: Applicant, outcome: Outcome, notes: list[Sentence]) -> RowResult:
        known = applicant.known
        notes += _obstacle(known.mobile, self._served)
        return RowResult(applicant.row, known.name, known.mobile.number, outcome, notes, [])


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


def _lock(case_id: int) -> None:
    """Let nobody else import into this case, or change its applications, before we are done.

    Applications before their case, as the other verbs take them. The case is locked by an update
    of nothing, because FOR UPDATE would also hold up everybody who only points at it.
    """
    db.rows(
        f"SELECT id FROM application WHERE case_id = ? ORDER BY id{db.for_update()}", (case_id,)
    )
    db.execute('UPDATE "case" SET applications_count = applications_count WHERE id = ?', (case_id,))


def _insert(rows: list[dict[str, object]]) -> None:
    if rows:
        db.insert_rows("application", list(rows[0]), [tuple(row.values()) for row in rows])


def _update(rows: list[dict[str, object]]) -> None:
    if rows:
        changed = ", ".join(f"{column} = ?" for column in rows[0] if column != "id")
        db.execute_many(
            f"UPDATE application SET {changed} WHERE id = ?", [tuple(row.values()) for row in rows]
        )


def _columns(known: Known) -> dict[str, object]:
    details, mobile = known
    applied_at = details.applied_at or clock.now()
    return {"applied_at": clock.to_ms(applied_at), **columns(details, mobile)}
