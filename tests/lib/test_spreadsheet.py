"""Reading applications out of the files that people really send."""

import csv
import unicodedata
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib import spreadsheet
from webapp.lib.spreadsheet import SpreadsheetError, read_table, split_name

INES = "Förnamn;Efternamn;Mobil\r\nInes;Åström;0701740605\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(encoding):
    [row] = read_table(INES.encode(encoding)).rows

    assert row.values == {"first_name": "Ines", "last_name": "Åström", "mobile": "0701740605"}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator, ends):
    lines = ["Name,Mobile,Town", "Ines Holm,0701740605,Lund"]

    table = read_table(ends.join(lines).replace(",", separator).encode())

    [row] = table.rows
    assert list(row.values.values()) == ["Ines Holm", "0701740605", "Lund"]


def test_row_numbers_are_those_of_the_spreadsheet():
    data = 'sep=;\nSökande i november;\n\nNamn;Mobil\n;\n"Ines\nHolm";1\n\n \xa0;\nBo Ek;2\n'

    table = read_table(data.encode())

    assert [(row.number, row.values["full_name"]) for row in table.rows] == [
        (5, "Ines Holm"),
        (8, "Bo Ek"),
    ]


def test_ragged_rows_have_empty_cells():
    table = read_table(b"Name,Mobile,Town\nInes Holm,1\nBo Ek,2,Lund,x,y\n")

    assert [row.values["town"] for row in table.rows] == ["", "Lund"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("First name", "first_name"),
        ("Förnamn", "first_name"),
        ("FORNAVN", "first_name"),
        ("Etunimi", "first_name"),
        ("Candidate first name", "first_name"),
        ("Surname", "last_name"),
        ("Etternavn", "last_name"),
        ("Efternavn", "last_name"),
        ("Sukunimi", "last_name"),
        ("För- och efternamn", "full_name"),
        ("Fulde navn", "full_name"),
        ("Koko nimi", "full_name"),
        ("Candidate", "full_name"),
        ("E-post", "email"),
        ("Sähköposti", "email"),
        ("Sa\u0308hko\u0308posti", "email"),
        ("E-mail address*", "email"),
        ("Mobiltelefon", "mobile"),
        ("Mobilnr.", "mobile"),
        ("Matkapuhelin", "mobile"),
        ("Tlf.", "mobile"),
        ("Mobile (with country code)", "mobile"),
        ("Ort", "town"),
        ("By", "town"),
        ("Poststed", "town"),
        ("Paikkakunta", "town"),
        ("Applied on", "applied_on"),
        ("Ansökningsdatum", "applied_on"),
        ("Søknadsdato", "applied_on"),
        ("Ansøgningsdato", "applied_on"),
        ("Hakupäivä", "applied_on"),
        ("Status", "stage"),
        ("Vaihe", "stage"),
        ("Kandidat-ID", "reference"),
        ("external_id", "reference"),
        ("Viite", "reference"),
    ],
)
def test_headings_in_five_languages(heading, field):
    others = "First name;Mobile" if field in ("last_name", "email") else "Last name;E-mail"

    table = read_table(f"{heading};{others}\n1;2;3\n".encode())

    assert table.columns[field] == unicodedata.normalize("NFC", heading)
    assert table.rows[0].values[field] == "1"


def test_spaces_before_quotation_marks_are_no_part_of_a_cell():
    [row] = read_table(b'"Name", "Mobile"\n"Holm, Ines", "1, 2"\n').rows

    assert row.values == {"full_name": "Holm, Ines", "mobile": "1, 2"}


def test_the_mobile_column_wins_over_other_telephones():
    table = read_table(b"Namn;Telefon;Mobil;Chef\nInes Holm;08;070;x\n")

    assert table.columns == {"full_name": "Namn", "mobile": "Mobil"}
    assert table.unknown_headers == ["Telefon", "Chef"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('="0701740605"', "0701740605"),
        ('"=""0701740605"""', "0701740605"),
        ("'0701740605", "0701740605"),
        ("46701740605.0", "46701740605"),
        ("\xa0070\u200b1740605 ", "0701740605"),
        ("'t Hooft", "'t Hooft"),
        ("=1+1", "=1+1"),
        ("A\u030asa  \n Ek", "Åsa Ek"),
    ],
)
def test_damaged_cells_are_mended(cell, value):
    written = cell if cell.startswith(('"', "=")) else f'"{cell}"'

    [row] = read_table(f"Name;Mobile;Reference\nx;1;{written}".encode()).rows

    assert row.values["reference"] == value


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
        (b"sep=;\n", "The file is empty."),
        (b"PK\x03\x04...", "This is a workbook"),
        (b"\xd0\xcf\x11\xe0...", "This is a workbook"),
        (b"a\x00b\x00", "could not be read as text"),
        (b"Name;Town\nInes;Lund", "These columns were found: Name, Town."),
        (b'Name;Mobile\nInes;1\n"Bo;2\nDag;3\n', "Row 3 could not be read"),
        (b'Name;Mobile\nInes;"' + b"1" * 200_000, "Row 2 could not be read"),
    ],
)
def test_what_cannot_be_read_is_said(data, sentence):
    with pytest.raises(SpreadsheetError) as refusal:
        read_table(data)

    assert sentence in str(refusal.value.sentence)


def test_too_many_rows_are_refused():
    rows = b"Ines Holm;1\n" * spreadsheet.MAX_ROWS

    assert len(read_table(b"Name;Mobile\n" + rows).rows) == spreadsheet.MAX_ROWS
    with pytest.raises(SpreadsheetError, match="50000 rows"):
        read_table(b"Name;Mobile\n" + rows + b"Bo Ek;2\n")


names = st.text(alphabet="abåöÅÆø;,\t\" '-", min_size=1, max_size=12).map(
    lambda name: "x" + " ".join(name.split()) + "x"
)


@given(st.lists(names, min_size=1, max_size=5), st.sampled_from(";,\t"))
def test_what_a_program_writes_is_read_back(written, separator):
    file = StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([("Name", "Mobile"), *((name, "1") for name in written)])

    table = read_table(file.getvalue().encode())

    assert [row.values["full_name"] for row in table.rows] == written


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_refusal(data):
    try:
        table = read_table(b"Name;Mobile\n" + data)
    except SpreadsheetError:
        return

    assert all(row.values.keys() == table.columns.keys() for row in table.rows)


@pytest.mark.parametrize(
    ("full_name", "expected"),
    [
        ("Ines Holm", ("Ines", "Holm")),
        ("Ines Maria Holm", ("Ines Maria", "Holm")),
        ("Holm, Ines Maria", ("Ines Maria", "Holm")),
        ("Ines", ("Ines", "")),
        (" Ines ", ("Ines", "")),
        ("", ("", "")),
    ],
)
def test_a_full_name_is_cut_at_its_last_space(full_name, expected):
    assert split_name(full_name) == expected
