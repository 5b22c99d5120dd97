"""One row of a spreadsheet as an application: what it says, and what is wrong with it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp.domain.applications import Details, Mobile, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.lib.dates import DateError, read_moment
from webapp.lib.spreadsheet import Row, split_name
from webapp.lib.words import Sentence, say
from webapp.models import Application


class RowError(NamedTuple):
    """Why a row was refused: its number in the spreadsheet, the field, and what to do."""

    row: int
    field: str
    message: Sentence

    @property
    def field_name(self) -> Sentence:
        """The field, for readers."""
        return _FIELDS[self.field]


class Known(NamedTuple):
    """What is known of an applicant, or what a row says of one: empty where it says nothing."""

    details: Details
    mobile: Mobile

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.details.first_name} {self.details.last_name}".strip()


class Reading(NamedTuple):
    """A row as it was understood. `name_in_one` if first and last name were not apart in it."""

    number: int
    said: Known
    name_in_one: bool
    errors: list[RowError]


def read_row(row: Row, case: CaseFacts, served: Collection[str]) -> Reading:
    """Understand a row of a file for this case, whose organisation may send to `served`.

    An unreadable value is an error, so that nobody is silently out of reach or out of date. A row
    with errors is not to be used.
    """
    values = defaultdict(str, {field: _without_dash(cell) for field, cell in row.values.items()})
    said = Known(
        _details(values, ZoneInfo(case.time_zone)),
        read_mobile(values["mobile"], case.country, served),
    )
    return Reading(
        row.number,
        said,
        name_in_one=not (values["first_name"] or values["last_name"]),
        errors=[RowError(row.number, *problem) for problem in _problems(values, said)],
    )


_FIELDS = {
    "reference": say("Reference"),
    "name": say("Name"),
    "first_name": say("First name"),
    "last_name": say("Last name"),
    "email": say("E-mail"),
    "mobile": say("Mobile number"),
    "town": say("Town"),
    "stage": say("Stage"),
    "applied_on": say("Applied on"),
}


def _without_dash(cell: str) -> str:
    """The cell, or nothing where a dash says that there is nothing."""
    return "" if cell in ("-", "–", "—") else cell


def _details(values: dict[str, str], zone: ZoneInfo) -> Details:
    first_name, last_name = _names(values)
    return Details(
        first_name,
        last_name,
        email=values["email"],
        mobile=values["mobile"],
        town=values["town"],
        stage=_STAGE_OF.get(values["stage"].casefold(), ""),
        reference=values["reference"],
        applied_at=_moment(values["applied_on"], zone),
    )


def _names(values: dict[str, str]) -> tuple[str, str]:
    """First and last name; one that has no column is what the full name has beside the other."""
    first, last, full = values["first_name"], values["last_name"], values["full_name"]
    if not first and not last:
        return split_name(full)
    return first or full.removesuffix(last).strip(), last or full.removeprefix(first).strip()


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return read_moment(text, zone)
    except DateError:
        return None


# What other systems call the stages, in English, Swedish, Norwegian, Danish and Finnish.
_STAGE_WORDS = {
    "applied": "applied, new, new application, received, ansökt, sökt, ny, ny ansökan, inkommen, "
    "mottagen, søkt, ny søknad, mottatt, innkommet, ansøgt, ny ansøgning, modtaget, hakenut, "
    "uusi, uusi hakemus, vastaanotettu",
    "screening": "screening, review, in review, under review, shortlisted, urval, granskning, "
    "under granskning, vurdering, under vurdering, utvelgelse, udvælgelse, esikarsinta, "
    "esivalinta, arviointi, arvioinnissa",
    "interview": "interview, interviewing, intervju, till intervju, kallad till intervju, "
    "til intervju, innkalt til intervju, samtale, jobsamtale, til samtale, indkaldt til samtale, "
    "haastattelu, haastattelussa, kutsuttu haastatteluun",
    "offer": "offer, offered, offer made, erbjudande, erbjuden, tilbud, tilbudt, tarjous, "
    "työtarjous",
    "hired": "hired, employed, anställd, ansatt, ansat, palkattu, valittu",
    "rejected": "rejected, declined, not selected, unsuccessful, avslag, avvisad, ej aktuell, "
    "avslått, avvist, ikke aktuell, afslag, afvist, ikke aktuel, hylätty, ei valittu",
}
_STAGE_OF = {word: stage for stage, words in _STAGE_WORDS.items() for word in words.split(", ")}

_NO_NAME = say("There is no name. Write the candidate's name.")
_NO_ADDRESS = say("This is not an e-mail address. Write one, like name@example.org.")
_NO_STAGE = say(
    "This stage is not known. Write Applied, Screening, Interview, Offer, Hired or Rejected, or "
    "leave the cell empty."
)
_NO_DATE = say("This date could not be read. Write year-month-day, for example 2026-03-31.")

_ADDRESS = re.compile(r"[^@\s,;:<>\"]+@[^@\s,;:<>\"]+\.[^@\s,;:<>\".]+")


def _problems(values: dict[str, str], said: Known) -> Iterator[tuple[str, Sentence]]:
    """What is wrong with a row, by field."""
    if not said.name:
        yield "name", _NO_NAME
    yield from _too_long(said.details)
    if said.mobile.problem:
        yield "mobile", said.mobile.problem.sentence
    if values["email"] and not _ADDRESS.fullmatch(values["email"]):
        yield "email", _NO_ADDRESS
    if values["stage"] and not said.details.stage:
        yield "stage", _NO_STAGE
    if values["applied_on"] and said.details.applied_at is None:
        yield "applied_on", _NO_DATE


_LIMITS = {
    "reference": Application.reference.max_length,
    "first_name": Application.first_name.max_length,
    "last_name": Application.last_name.max_length,
    "email": Application.email.max_length,
    "mobile": Application.mobile_typed.max_length,
    "town": Application.town.max_length,
}


def _too_long(details: Details) -> Iterator[tuple[str, Sentence]]:
    for field, most in _LIMITS.items():
        text = getattr(details, field)
        # The table keeps the text casefolded too, and that can be longer: ß becomes ss.
        if max(len(text), len(text.casefold())) > most:
            yield field, say("This is longer than %(most)d characters. Shorten it.", most=most)
