"""The list of cases: what stands in it, searching, chips and pages."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Answer, Client
from webapp.domain import cases
from webapp.domain.people import Person
from webapp.models import Organisation


def test_a_case_stands_there_with_its_people_and_what_waits(as_alma: Client, alma: Person):
    case = make.case(alma, title="Nurse, nights")
    make.candidates(case, 3)
    make.credits(case, 5)
    make.batch(case, alma, [make.application(case, "070-174 06 50").id])

    row = as_alma.get("cases.index").one("tbody").one("tr")

    assert row.one("a.name")["href"] == f"/cases/{case.id}"
    assert row.one("td.responsible").text == "Alma Recruiter"
    assert row.one("td.counts").text == "4 3 not contacted"


def test_an_empty_list_says_what_to_do_first(as_alma: Client):
    page = as_alma.get("cases.index")

    assert page.one("main").one("h2").text == "No cases here yet"
    assert page.one("a", "Make the first case")["href"] == "/cases/new"


@pytest.mark.parametrize("words", ["nurse", "NIGHT", "ÖVERSKÖT", "översköt", "k-77"])
def test_searching_finds_title_and_reference_whatever_the_letters(
    as_alma: Client, alma: Person, words: str
):
    care = Organisation.get_by_id(alma.organisation_id)
    case = cases.open_case(care, alma.id, title="Översköterska, Nurse night", reference="K-77-X")
    make.case(alma, title="Cook")

    assert _titles(as_alma.get("cases.index", q=words)) == [case.title]


def test_what_is_not_found_offers_all_of_them(as_alma: Client, alma: Person):
    make.case(alma, title="Nurse")

    page = as_alma.get("cases.index", q="astronaut")

    assert page.one("main").one("h2").text == "No case matches “astronaut”"
    assert _titles(as_alma.open(page.one("a", "Show all of them")["href"])) == ["Nurse"]
    assert page.one("input[name=q]")["value"] == "astronaut"


def test_the_chips_choose_and_keep_the_search(as_alma: Client, cast: Cast):
    make.case(cast.alma, title="Nurse of Alma")
    make.case(cast.bo, title="Nurse of Bo")
    closed = make.case(cast.alma, title="Nurse, closed")
    cases.close(closed.id)

    page = as_alma.get("cases.index", q="nurse")
    shown = {chip.text: _titles(as_alma.open(chip["href"])) for chip in page.all("a.chip")}

    assert shown == {
        "Open": ["Nurse of Bo", "Nurse of Alma"],
        "Mine": ["Nurse of Alma"],
        "Closed": ["Nurse, closed"],
    }
    assert page.one("a[aria-current=true]", "Open")


def test_long_lists_have_pages(as_alma: Client, alma: Person):
    for number in range(30):
        make.case(alma, title=f"Case {number:02}")

    first = as_alma.get("cases.index")
    second = as_alma.open(first.one("a[aria-label=Next page]")["href"])

    assert _titles(first) == [f"Case {number:02}" for number in range(29, 4, -1)]
    assert _titles(second) == [f"Case {number:02}" for number in range(4, -1, -1)]
    assert "Showing 1–25 of 30" in first.text
    assert "Showing 26–30 of 30" in second.text
    assert not second.has("a[aria-label=Next page]")


def _titles(page: Answer) -> list[str]:
    return [one.text for one in page.all("a.name")]
