"""Whom a row is about: the applicants of a case, found by what they are known by.

Two are one applicant if they have the same reference; or else the same mobile number; or the same
e-mail address, unless both name and number differ (an agency's address serves many); or the same
name, if one of the two has neither number nor address. Different references are always different
applications.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from webapp import db
from webapp.domain.applications import Details, Mobile
from webapp.domain.import_reading import Known, Reading
from webapp.domain.stages import STAGES
from webapp.lib import clock
from webapp.lib.phone import PhoneError

Stored = tuple[Any, ...]
"""An applicant as the table has them."""


@dataclass(eq=False)
class Applicant:
    """Somebody in the case, or about to be (without an id). `row` is the one of the file that is
    about them, 0 if none is yet; `stored` is what the table had when it was read.
    """

    id: int | None
    known: Known
    row: int = 0
    stored: Stored = ()


# Many share a placeholder or an agency's address. Comparing all of them would take minutes, and
# whoever has nothing surer to be known by is among the first.
_MOST_ALIKE = 20


class Census(NamedTuple):
    """What tells whether anybody came into a case or left it."""

    applicants: int
    newest_id: int


def everybody_in(case_id: int) -> list[Stored]:
    """The applicants of a case as they are now."""
    return db.rows(f"{_SELECT}WHERE case_id = ? ORDER BY id", (case_id,))


def census_of(everybody: Sequence[Stored]) -> Census:
    """The census of these applicants, as `everybody_in` gave them."""
    return Census(len(everybody), everybody[-1][0] if everybody else 0)


def census(case_id: int) -> Census:
    """The census of a case as it is now."""
    found = db.row(
        "SELECT count(*), coalesce(max(id), 0) FROM application WHERE case_id = ?", (case_id,)
    )
    return Census._make(found) if found else Census(0, 0)


def still_there(applicants: Sequence[Applicant]) -> bool:
    """Whether these are as they were read, which they remain until this transaction ends."""
    marks = db.marks(applicants)
    found = db.rows(
        f"{_SELECT}WHERE id IN ({marks}) ORDER BY id{db.for_update()}",
        [one.id for one in applicants],
    )
    return found == sorted(one.stored for one in applicants)


class Applicants:
    """Everybody in a case, those included whom the import adds."""

    def __init__(self, stored: Iterable[Stored], taken: Mapping[int, int]) -> None:
        """`taken` has, for the ids of those whom earlier rows were about, the numbers of these."""
        self._known_by: defaultdict[tuple[str, str], list[Applicant]] = defaultdict(list)
        for one in stored:
            self.add(_applicant(one, taken.get(one[0], 0)))

    def find(self, reading: Reading) -> tuple[str, Applicant] | None:
        """The field by which the row's applicant was found, and the applicant.

        Somebody whom an earlier row was about comes first, however they were found, and then the
        one of whom the row says nothing new. So a second import finds what the first one made.
        """
        found = None
        for field, value in _keys(reading.said):
            alike = islice(self._known_by[field, value], _MOST_ALIKE)
            same = [one for one in alike if _is_same(field, one.known, reading.said)]
            taken = next((one for one in same if one.row), None)
            if taken:
                return field, taken
            if same and found is None:
                found = field, min(same, key=lambda one: _distance(one.known, reading))
        return found

    def add(self, applicant: Applicant) -> None:
        """Let the applicant be found."""
        for key in _keys(applicant.known):
            self._known_by[key].append(applicant)

    def change(self, applicant: Applicant, known: Known) -> None:
        """From now on this is known of the applicant."""
        before, after = _keys(applicant.known), _keys(known)
        for key in before:
            if key not in after:
                self._known_by[key].remove(applicant)
        for key in after:
            if key not in before:
                self._known_by[key].append(applicant)
        applicant.known = known


_STAGE_ORDER = {stage: place for place, stage in enumerate(STAGES)}


def merged(known: Known, reading: Reading) -> Known:
    """What is known of an applicant with what the row adds; equal if that is nothing."""
    details, mobile = known
    said, said_mobile = reading.said
    news: dict[str, Any] = {field: value for field, value in vars(said).items() if value}
    # Where a name was cut is a guess, and must not undo what somebody knew.
    if reading.name_in_one and reading.said.name == known.name:
        news |= {"first_name": details.first_name, "last_name": details.last_name}
    if said.email.casefold() == details.email.casefold():
        news["email"] = details.email
    if not said.stage or _STAGE_ORDER[said.stage] < _STAGE_ORDER[details.stage]:
        news["stage"] = details.stage
    if said_mobile.number in ("", mobile.number):
        news["mobile"] = details.mobile
        said_mobile = mobile
    return Known(replace(details, **news), said_mobile)


_SELECT = (
    "SELECT id, first_name, last_name, email, mobile_typed, town, stage, reference, applied_at, "
    "mobile, mobile_country, mobile_problem FROM application "
)


def _applicant(found: Stored, row: int) -> Applicant:
    identity, first, last, email, typed, town, stage, reference, at_ms, number, country, code = (
        found
    )
    details = Details(first, last, email, typed, town, stage, reference, clock.from_ms(at_ms))
    mobile = Mobile(typed, number, country, PhoneError(code) if code else None)
    return Applicant(identity, Known(details, mobile), row, found)


def _keys(known: Known) -> list[tuple[str, str]]:
    """What an applicant is known by, the surest first."""
    keys = (
        ("reference", known.details.reference),
        ("mobile", known.mobile.number),
        ("email", known.details.email.casefold()),
        ("name", known.name.casefold()),
    )
    return [key for key in keys if key[1]]


def _is_same(field: str, one: Known, other: Known) -> bool:
    """Whether these two, who are the same in this field, are one applicant."""
    if field == "reference":
        return True
    if _differ(one.details.reference, other.details.reference):
        return False
    if field == "mobile":
        return True
    if field == "email":
        same_name = one.name.casefold() == other.name.casefold()
        return same_name or not _differ(one.mobile.number, other.mobile.number)
    return not (_has_contact_data(one) and _has_contact_data(other))


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _has_contact_data(known: Known) -> bool:
    return bool(known.mobile.number or known.details.email)


def _distance(known: Known, reading: Reading) -> tuple[bool, bool]:
    return merged(known, reading) != known, known.name != reading.said.name
