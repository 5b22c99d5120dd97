"""Applications out of a CSV file as people make them: saved by Excel, exported, edited by hand.

CSV is RFC 4180 in theory. In practice the separator follows the country, the encoding follows
the program, headings are in the language of the house, and cells carry what spreadsheets do to
telephone numbers. All of that is read; what cannot be read is said with what to do.
"""

import csv
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple

from webapp.lib.sms_text import normalise
from webapp.lib.words import Sentence, say

MAX_ROWS = 50_000


class Row(NamedTuple):
    """One application: its row number as the spreadsheet shows it, and its values by field.

    Every field of `Table.columns` is there, "" if the cell is empty.
    """

    number: int
    values: dict[str, str]


class Table(NamedTuple):
    """What was read: the rows, the heading of each field as written, the headings not used."""

    rows: list[Row]
    columns: dict[str, str]
    unknown_headers: list[str]


class SpreadsheetError(ValueError):
    """The file cannot be read; `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def read_table(data: bytes) -> Table:
    """The applications in a CSV file; raises SpreadsheetError.

    Fields: first_name, last_name, full_name, email, mobile, town, applied_on, stage, reference.
    At least a name and one of mobile and email have a column. Values are composed (NFC), on one
    line and without space around; they are not checked further. Empty rows are left out.
    """
    text, separators = _take_declared_separator(_decode(data))
    if not text.strip():
        raise SpreadsheetError(say("The file is empty."))
    header = _find_header(text, separators)
    if not _is_usable(header.columns):
        raise SpreadsheetError(_missing_columns(header))
    rows = [
        Row(number, {field: _cell(cells, index) for field, index in header.columns.items()})
        for number, cells in _rows_below(text, header)
    ]
    used = header.columns.values()
    return Table(
        rows=[row for row in rows if any(row.values.values())],
        columns={field: header.cells[index] for field, index in header.columns.items()},
        unknown_headers=[
            cell for index, cell in enumerate(header.cells) if cell and index not in used
        ],
    )


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name: cut at the last space, or at the comma of "Last, First"."""
    if full_name.count(",") == 1:
        last, first = full_name.split(",")
    else:
        first, _, last = full_name.strip().rpartition(" ")
        if not first:
            first, last = last, ""
    return first.strip(), last.strip()


class _Header(NamedTuple):
    """A row that may be the headings: where it is, how it is cut, which field is in which cell."""

    separator: str
    number: int
    cells: list[str]
    columns: dict[str, int]


_SAVE_AS_CSV = say(
    "This is a workbook, not a CSV file. Open it in the spreadsheet program, "
    "save it as CSV, and choose that file."
)
_NOT_TEXT = say("This file could not be read as text. Save it as CSV, and choose that file.")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # the first bytes of .xlsx and .ods; of .xls


def _decode(data: bytes) -> str:
    if data.startswith(_WORKBOOKS):
        raise SpreadsheetError(_SAVE_AS_CSV)
    text = _to_text(data)
    if "\0" in text:
        raise SpreadsheetError(_NOT_TEXT)
    return text


def _to_text(data: bytes) -> str:
    """By the byte order mark; else UTF-8 if it is that, which other text hardly ever is."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


_SEPARATORS = (";", "\t", ",")
_DECLARED_SEPARATOR = re.compile(r'^"?sep=([;,\t])"?[^\S\n\r]*(?:\r\n?|\n|$)', re.IGNORECASE)


def _take_declared_separator(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without Excel's `sep=;` line, which Excel does not count as a row either."""
    declared = _DECLARED_SEPARATOR.match(text)
    if declared is None:
        return text, _SEPARATORS
    return text[declared.end() :], (declared[1],)


_ROWS_TO_SEARCH = 10


def _find_header(text: str, separators: tuple[str, ...]) -> _Header:
    """The row near the top, and the separator, that make the most headings that we know.

    If there are none, the widest row: the reader is told what was found.
    """
    found = max(
        (header for separator in separators for header in _header_candidates(text, separator)),
        key=lambda header: (_is_usable(header.columns), len(header.columns), len(header.cells)),
        default=None,
    )
    if found is None:
        raise SpreadsheetError(say("The file is empty."))
    return found


def _header_candidates(text: str, separator: str) -> Iterator[_Header]:
    for number, written in islice(_numbered_rows(text, separator), _ROWS_TO_SEARCH):
        cells = [_clean(cell) for cell in written]
        yield _Header(separator, number, cells, _recognise(cells))


def _is_usable(columns: dict[str, int]) -> bool:
    return not columns.keys().isdisjoint({"first_name", "last_name", "full_name"}) and (
        "mobile" in columns or "email" in columns
    )


def _missing_columns(header: _Header) -> Sentence:
    found = ", ".join(cell[:40] for cell in header.cells[:20] if cell)
    return say(
        "The file needs a column for the name, and one for the mobile number or the e-mail "
        "address. These columns were found: %(columns)s. Name them in the first row.",
        columns=found,
    )


def _rows_below(text: str, header: _Header) -> Iterator[tuple[int, list[str]]]:
    """The rows after the headings; raises SpreadsheetError if they are too many.

    Strict, because a quotation mark that is never closed would swallow all rows after it.
    """
    rows = _numbered_rows(text, header.separator, strict=True)
    below = (row for row in rows if row[0] > header.number)
    for count, row in enumerate(below, start=1):
        if count > MAX_ROWS:
            raise SpreadsheetError(_too_many_rows())
        yield row


def _numbered_rows(
    text: str, separator: str, *, strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, numbered as the spreadsheet shows them."""
    number = 0
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=strict
    )
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise SpreadsheetError(_unreadable(number + 1)) from error


def _unreadable(row: int) -> Sentence:
    return say(
        "Row %(row)s could not be read: there is a quotation mark too many, or one is missing. "
        "Correct it, and save the file as CSV again.",
        row=row,
    )


def _too_many_rows() -> Sentence:
    return say(
        "The file has more than %(max_rows)s rows. Divide it into several files.", max_rows=MAX_ROWS
    )


def _cell(cells: list[str], index: int) -> str:
    return _clean(cells[index]) if index < len(cells) else ""


_TEXT_FORMULA = re.compile(r'^="(.*)"$')
_TEXT_APOSTROPHE = re.compile(r"^'(?=[\d+=])")
_WHOLE_AS_DECIMAL = re.compile(r"^(\+?\d+)\.0$")


def _clean(cell: str) -> str:
    """The cell on one line, and without what spreadsheets do to digits: ="070", '070, 46701.0."""
    value = " ".join(normalise(cell).split())
    if not value or value.isalpha():
        return value
    value = _TEXT_FORMULA.sub(r"\1", value).strip()
    value = _TEXT_APOSTROPHE.sub("", value)
    return _WHOLE_AS_DECIMAL.sub(r"\1", value)


# Headings in English, Swedish, Norwegian, Danish and Finnish as `_key` writes them. The more
# certain come first: where a file has both "Telefon" and "Mobil", "Mobil" is the mobile number.
_HEADINGS = {
    "first_name": "firstname forename givenname given fornamn tilltalsnamn fornavn etunimi "
    "kutsumanimi",
    "last_name": "lastname surname familyname efternamn etternavn efternavn sukunimi",
    "full_name": "fullname firstandlastname fullstandigtnamn helanamnet forochefternamn fulltnavn "
    "fuldtnavn fuldenavn forogetternavn forogefternavn kokonimi etujasukunimi nimikokonaan "
    "name namn navn nimi candidate applicant kandidat sokande soker ansoger hakija",
    "email": "email emailaddress emailadress emailadresse mail mailaddress mailadress mailadresse "
    "epost epostadress epostadresse privateemail privatepost sahkoposti sahkopostiosoite sposti "
    "eposti",
    "mobile": "mobile mobilenumber mobileno mobilephone mobilephonenumber cell cellphone "
    "cellphonenumber cellnumber mobil mobilnr mobilnummer mobiltelefon mobiltelefonnr "
    "mobiltelefonnummer mobiltel mobiltlf mobiltlfnr matkapuhelin matkapuhelinnumero kannykka "
    "kannykkanumero gsm gsmnumero smsnumber smsnummer "
    "phone phonenumber phoneno telephone telephonenumber tel telno telnr telefon telefonnr "
    "telefonnummer tlf tlfnr tlfnummer puhelin puhelinnumero puhelinnro puh puhnro",
    "town": "town city hometown placeofresidence residence ort bostadsort hemort stad postort by "
    "bosted poststed hjemsted postdistrikt bopael paikkakunta asuinpaikka kotipaikka "
    "kotipaikkakunta kaupunki postitoimipaikka kunta kommun kommune municipality sted location",
    "applied_on": "appliedon applied applieddate dateapplied appliedat applicationdate "
    "dateofapplication submittedon submissiondate ansokningsdatum ansoktdatum ansokt inkommen "
    "soknadsdato soktdato sokt ansogningsdato ansogt hakupaiva hakupvm hakemuspaiva hakemispaiva "
    "hakemuksenpaivamaara date datum dato paivamaara pvm",
    "stage": "stage currentstage applicationstage recruitmentstage step phase steg processteg "
    "rekryteringssteg fas fase trin vaihe status applicationstatus ansokningsstatus "
    "soknadsstatus ansogningsstatus hakemuksentila tila",
    "reference": "reference referencenumber referenceid externalid externalreference ref refno "
    "refnr referens referensnummer externtid referanse referansenummer eksternid viite "
    "viitenumero tunniste applicationid applicationnumber ansokningsid ansokningsnummer "
    "soknadsid ansogningsid hakemustunnus hakijatunnus hakijanumero id",
}
_FIELDS = {
    heading: (field, rank)
    for field, headings in _HEADINGS.items()
    for rank, heading in enumerate(headings.split())
}
_BEFORE_HEADINGS = re.compile(
    "^(?:candidates?|applicants?|kandidat(?:ens|en|s)?|sokand(?:ens?|es)|sokers?|sokerens"
    "|ansogers?|ansogerens|hakijan|ehdokkaan)(?=.)"
)


def _recognise(cells: list[str]) -> dict[str, int]:
    """Which field stands in which cell of a row of headings, the most certain of each field."""
    found: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(cells):
        field, rank = _field_of(cell)
        if field and (field not in found or rank < found[field][0]):
            found[field] = rank, index
    return {field: index for field, (_, index) in found.items()}


def _field_of(heading: str) -> tuple[str, int]:
    for written in (heading, re.sub(r"\(.*?\)", "", heading)):
        key = _key(written)
        for known in (key, _BEFORE_HEADINGS.sub("", key)):
            if known in _FIELDS:
                return _FIELDS[known]
    return "", 0


_NO_LETTER_OR_DIGIT = re.compile("[^a-z0-9]")
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "ł": "l"})


def _key(heading: str) -> str:
    """A heading without case, accents, spaces and punctuation: "Sähköposti*" is "sahkoposti"."""
    decomposed = unicodedata.normalize("NFKD", heading.casefold().translate(_UNDECOMPOSED))
    return _NO_LETTER_OR_DIGIT.sub("", decomposed)
