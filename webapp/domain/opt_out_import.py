"""Numbers that stopped SMS somewhere else: read, looked at, and stopped here too.

What somebody said here themselves counts more than a list. A number that was started again since
stays so, unless the list gives a later date for it; so a file can be read twice.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from io import StringIO
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import doubts, log, opt_outs, recipients
from webapp.domain.log import Did
from webapp.domain.opt_outs import Cause
from webapp.lib import clock, number_hash, phone
from webapp.lib.dates import DateError, read_moment
from webapp.lib.phone import PhoneError
from webapp.lib.words import Sentence, say
from webapp.models import Organisation

MOST_ROWS = 50_000


class Unreadable(Exception):
    """Nothing was read; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Fate(StrEnum):
    """What becomes of a row."""

    STOPS = "stops"
    STANDS = "stands"
    LIFTED = "lifted"
    REFUSED = "refused"


class Result(NamedTuple):
    """One row: its number in the file, what stood there, and what becomes of it, in words."""

    row: int
    number: str
    fate: Fate
    words: Sentence


class Report(NamedTuple):
    """What a list comes to, row by row."""

    results: list[Result]

    def count(self, fate: str) -> int:
        """How many rows meet this fate."""
        return sum(one.fate == fate for one in self.results)


class _New(NamedTuple):
    number: str
    hashed: str
    at_ms: int


def import_numbers(
    root: Organisation, data: bytes, by_id: int, *, dry_run: bool, now: datetime | None = None
) -> Report:
    """Stop the numbers in a CSV file, or in lines of numbers; raises Unreadable.

    The first cell of a row that is a mobile number counts, and the first that is a date, if any.
    A dry run only tells. A second call with the same data stops nothing more.
    """
    now = now or clock.now()
    reader = _Reader(root, now)
    report = Report([reader.take(row, cells) for row, cells in _rows(data)])
    if not report.results:
        raise Unreadable(say("There is no number here. Write one in each line."))
    if not dry_run and reader.new:
        _write(root, reader.new, by_id, now)
    return report


class _Reader:
    """Decides about rows, one after the other."""

    def __init__(self, root: Organisation, now: datetime) -> None:
        self.new: list[_New] = []
        self._root, self._now = root, now
        self._served = recipients.prices(root.id)
        found = db.rows(
            "SELECT number_hash, max(lifted_at), sum(CASE WHEN lifted_at IS NULL THEN 1 ELSE 0 END)"
            " FROM opt_out WHERE root_id = ? GROUP BY number_hash",
            (root.id,),
        )
        self._stands = {hashed for hashed, _, standing in found if standing}
        self._lifted = {hashed: at for hashed, at, _ in found if at is not None}

    def take(self, row: int, cells: list[str]) -> Result:
        """What becomes of a row; it is kept in mind for those that follow."""
        try:
            number, rest = self._number(cells)
        except PhoneError as problem:
            written = next((cell for cell in cells if _has_digit(cell)), "".join(cells[:1]))
            return Result(row, written[:40], Fate.REFUSED, problem.sentence)
        hashed, said_ms = number_hash.of(number), self._date(rest)
        shown = phone.display(number)
        if said_ms is not None and said_ms > clock.to_ms(self._now):
            return Result(row, shown, Fate.REFUSED, say("Its date lies in the future."))
        if hashed in self._stands:
            return Result(row, shown, Fate.STANDS, say("Has stopped SMS already"))
        lifted_ms = self._lifted.get(hashed)
        if lifted_ms is not None and (said_ms is None or said_ms <= lifted_ms):
            return Result(row, shown, Fate.LIFTED, _LIFTED)
        self._stands.add(hashed)
        at_ms = clock.to_ms(self._now) if said_ms is None else said_ms
        self.new.append(_New(number, hashed, at_ms))
        return Result(row, shown, Fate.STOPS, say("Gets no more SMS"))

    def _number(self, cells: list[str]) -> tuple[str, list[str]]:
        problem = PhoneError("empty")
        for place, cell in enumerate(cells):
            if _has_digit(cell):
                try:
                    number = phone.parse_mobile(cell, self._root.country, self._served)
                except PhoneError as error:
                    problem = error
                else:
                    return number, cells[:place] + cells[place + 1 :]
        raise problem

    def _date(self, cells: list[str]) -> int | None:
        for cell in cells:
            try:
                return clock.to_ms(read_moment(cell.strip(), ZoneInfo(self._root.time_zone)))
            except DateError:
                continue
        return None


_LIFTED = say(
    "Has started SMS again since, so it stays so. Give a later date in its row if it was stopped "
    "after that."
)


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, numbered as a spreadsheet shows them, without headings."""
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max((";", "\t", ","), key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for row, cells in enumerate(reader, start=1):
            if row > MOST_ROWS:
                raise Unreadable(say("There are too many rows. Divide the file."))
            is_heading = row == 1 and not any(map(_has_digit, cells))
            if any(cell.strip() for cell in cells) and not is_heading:
                yield row, cells
    except csv.Error:
        raise Unreadable(say("This is no list that could be read. Save it as CSV.")) from None


def _decoded(data: bytes) -> str:
    try:
        text = data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Unreadable(say("This is no list that could be read. Save it as CSV."))
    return text


def _has_digit(cell: str) -> bool:
    return any(letter.isdecimal() for letter in cell)


def _write(root: Organisation, new: list[_New], by_id: int, now: datetime) -> None:
    """Whoever stopped or started at the same moment was first: their row stays."""
    with db.transaction():
        db.execute_many(
            "INSERT INTO opt_out (root_id, number_hash, number, cause, reason, by_id, at) "
            "VALUES (?, ?, ?, ?, '', ?, ?) "
            "ON CONFLICT (root_id, number_hash) WHERE lifted_at IS NULL DO NOTHING",
            [
                (root.id, one.hashed, one.number, Cause.IMPORT.value, by_id, one.at_ms)
                for one in new
            ],
        )
        doubts.settle_stopped(root.id, now)
        opt_outs.cancel_waiting(root.id, now)
        log.record(Did.OPT_OUTS_IMPORTED, root.id, by_id, root.name, rows=len(new))
