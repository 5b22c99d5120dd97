"""Opening, changing, closing and reopening a case."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Case


def test_a_case_is_made_and_changed(as_alma: Client, cast: Cast):
    form = as_alma.get("editing.new").one("form", "Create case")
    # A date of this year is shown without it.
    year = clock.now().year + 2
    made = as_alma.submit(
        form, title="Nurse", reference="N-1", location="Uppsala", closes_on=f"{year}-05-04"
    )
    page = as_alma.open(made.location)
    edit = as_alma.open(page.one("a", "Edit")["href"]).one("form", "Save")

    saved = as_alma.submit(edit, title="Head nurse", positions="3", responsible=cast.bo.id)
    changed = as_alma.open(saved.location)

    assert (page.one("h1").text, changed.one("h1").text) == ("Nurse", "Head nurse")
    facts = changed.one("#facts").text
    for piece in ("Uppsala", "3 positions", f"4 May {year}", "Emergency care", "Bo Colleague"):
        assert piece in facts
    assert Case.select().count() == 1


def test_saving_without_a_change_changes_nothing(as_alma: Client, alma: Person):
    case = make.case(alma)
    before = make.facts(case.id)

    as_alma.submit(as_alma.get("editing.edit", case_id=case.id).one("form", "Save"))

    assert make.facts(case.id) == before


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "", "Write a title."),
        ("reference", "", "Write a reference."),
        ("reference", "TAKEN", "Another case has this reference already."),
        ("positions", "0", "from 1 to 9999"),
        ("positions", "many", "whole number"),
        ("closes_on", "soon", "date"),
        ("title", "x" * 161, "160"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_all_that_was_typed_is_kept(
    as_alma: Client, alma: Person, field: str, typed: str, words: str
):
    Case.update(reference="TAKEN").where(Case.id == make.case(alma).id).execute()
    form = as_alma.get("editing.new").one("form", "Create case")
    right = {"title": "Nurse", "reference": "N-1", "location": "Uppsala"}

    page = as_alma.submit(form, **right | {field: typed})

    control = page.one("input[aria-invalid=true]")
    assert page.status == 422
    assert (control["name"], control["value"]) == (field, typed)
    assert words in page.one(f"#{control['aria-describedby']}").text
    assert page.one("input#location")["value"] == "Uppsala"
    assert Case.select().count() == 1


def test_two_parent_organisations_may_use_one_reference(
    as_alma: Client, as_dag: Client, cast: Cast
):
    for browser in (as_alma, as_dag):
        form = browser.get("editing.new").one("form", "Create case")
        assert browser.submit(form, title="Nurse", reference="N-1").status == 303

    assert Case.select().count() == 2


def test_a_closed_case_can_be_read_and_reopened(as_alma: Client, alma: Person):
    case = make.case(alma)
    make.candidates(case, 2)

    as_alma.submit(as_alma.get("editing.edit", case_id=case.id).one("form", "Close the case"))
    closed = as_alma.get("cases.show", case_id=case.id)
    as_alma.submit(as_alma.get("editing.edit", case_id=case.id).one("form", "Reopen the case"))
    opened = as_alma.get("cases.show", case_id=case.id)

    assert closed.has("#facts", "closed")
    assert len(closed.one("tbody").all("input[name=ids]")) == 2
    assert not opened.has("#facts", "closed")
