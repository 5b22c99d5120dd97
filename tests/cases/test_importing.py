"""Importing from a spreadsheet: first what would happen, then the same for real."""

import base64
import io

import pytest

from tests import make
from tests.client import Answer, Client
from tests.web import worlds
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application

PEOPLE = """Förnamn;Efternamn;Mobil;E-post;Ort
Ines;Berg;070-174 06 05;ines@example.org;Uppsala
Åke;Öberg;0701740606;;Malmö
Wrong;Number;08-123 45 67;;
"""


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, still without candidates."""
    return make.case(alma)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_file_is_shown_first_and_added_after_a_second_press(
    as_alma: Client, case: CaseFacts, encoding: str
):
    checked = _check(as_alma, case, PEOPLE.encode(encoding))
    nothing_yet = Application.select().count()
    done = as_alma.submit(checked.one("#import-result").one("form"))
    page = as_alma.open(done.location)

    assert checked.one("ul.tally").text == "2 to add 0 to update 0 unchanged 1 to correct"
    assert checked.one("table.errors").one("tbody").one("tr").all("td")[0].text == "Row 4"
    assert nothing_yet == 0
    assert done.status == 303
    assert {one.text for one in page.all("a.name")} == {"Ines Berg", "Åke Öberg"}
    assert make.facts(case.id).applications_count == 2


def test_the_same_file_again_adds_nobody(as_alma: Client, case: CaseFacts):
    file = PEOPLE.encode()
    as_alma.submit(_check(as_alma, case, file).one("#import-result").one("form"))

    again = _check(as_alma, case, file)

    assert again.one("ul.tally").text == "0 to add 0 to update 2 unchanged 1 to correct"
    assert not again.one("#import-result").has("form")


def test_pressing_twice_adds_once(as_alma: Client, case: CaseFacts):
    form = _check(as_alma, case, PEOPLE.encode()).one("#import-result").one("form")

    as_alma.submit(form)
    as_alma.submit(form)

    assert Application.select().count() == 2


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"nothing;that;we;know\n1;2;3;4\n",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"PK\x03\x04 xlsx",
        b"\n\n",
    ],
)
def test_a_file_that_is_none_is_answered_with_what_to_do(
    as_alma: Client, case: CaseFacts, file: bytes
):
    before = worlds.dump()

    page = _check(as_alma, case, file)

    assert page.status == 422
    assert len(page.one("main").one("p[role=alert]").text) > 10
    assert page.has("input[type=file]")
    assert worlds.dump() == before


def test_without_a_file_one_is_asked_for(as_alma: Client, case: CaseFacts):
    form = as_alma.get("imports.show", case_id=case.id).one("form", "Check the file")

    page = as_alma.post("imports.run", {"csrf_token": as_alma.token}, case_id=case.id)

    assert form["enctype"] == "multipart/form-data"
    assert page.status == 422
    assert page.one("main").one("p[role=alert]").text == "Choose a file first."


@pytest.mark.parametrize("data", ["%%%", "YQ=", base64.b64encode(b"\x00\x01\x02").decode()])
def test_data_that_no_page_of_ours_held_changes_nothing(
    as_alma: Client, case: CaseFacts, data: str
):
    page = as_alma.post("imports.run", {"data": data}, case_id=case.id)

    assert page.status == 422
    assert Application.select().count() == 0


@pytest.mark.parametrize(("megabytes", "status"), [(9.9, 303), (10.1, 422)])
def test_a_file_as_large_as_was_promised_goes_through_both_steps(
    as_alma: Client, case: CaseFacts, megabytes: float, status: int
):
    """What the first step took, the second takes too, although it is larger on the way."""
    row = "P%05d;;;p%05d@example.org;" + "öÿ~?" * 250 + "\n"
    size = int(megabytes * 1024 * 1024)
    rows = "".join(row % (i, i) for i in range(size // len((row % (1, 1)).encode())))
    file = ("Förnamn;Efternamn;Mobil;E-post;Brev\n" + rows).encode()

    checked = _upload(as_alma, case, file)
    if checked.status == 200:
        checked = as_alma.submit(checked.one("#import-result").one("form"))

    assert checked.status == status
    assert status == 303 or "up to 10 MB" in checked.one("main").one("p[role=alert]").text


def _upload(client: Client, case: CaseFacts, file: bytes) -> Answer:
    """As `_check`, with a body written by hand: the test client keeps a large one on disk."""
    token = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{client.token}\r\n'
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    return client.open(
        client.url("imports.run", case_id=case.id),
        "POST",
        token.encode() + head.encode() + file + b"\r\n--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )


def _check(client: Client, case: CaseFacts, file: bytes) -> Answer:
    return client.post("imports.run", {"file": (io.BytesIO(file), "people.csv")}, case_id=case.id)
