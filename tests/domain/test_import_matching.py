"""Whom a row of a spreadsheet is about; and that importing it again adds nobody."""

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import make
from tests.domain.files import everybody, known, outcomes, run
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application

INES, BO = "+46701740605", "+46701740606"


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """A case of Alma's, without applications."""
    return make.case(alma)


def test_who_is_the_same_applicant(alma: Person):
    head = "First name;Last name;Mobile;E-mail;Reference\n"
    expected = {
        "Eva;Berg;0701740606;eva@example.org;K-1": "updated",
        "Eva;Berg;070-1740605;eva@example.org;": "updated",
        "Eva;Berg;;INES@example.org;": "updated",
        "ines;HOLM;0701740606;ines@example.org;": "updated",
        "Ines;Holm;;;": "unchanged",
        "Ines;Holm;;INES@example.org;": "unchanged",
        "Ines;Holm;+46 (0)70-174 06 05;;K-1": "unchanged",
        "Ines;Holm;0701740605;ines@example.org;K-2": "added",
        "Eva;Berg;0701740606;ines@example.org;": "added",
        "Ines;Holm;0701740606;;": "added",
        "Ines;Holm;;;K-2": "added",
        "Ines;Berg;;;": "added",
    }

    found = {}
    for row in expected:
        case = make.case(alma)
        run(case, f"{head}Ines;Holm;0701740605;ines@example.org;K-1\n")
        [found[row]] = outcomes(run(case, head + row))

    assert found == expected


def test_somebody_without_number_and_address_is_completed_by_name(case: CaseFacts):
    make.application(case, "", "Bo", "Ek")
    Application.update(email="").execute()

    report = run(case, f"Name;Mobile;E-mail\nbo ek;{BO};bo@example.org\n")

    assert (report.added, report.updated) == (0, 1)
    assert [one[2:4] for one in known(case)] == [(BO, "bo@example.org")]


def test_the_one_with_the_same_name_is_preferred_among_those_who_share_a_number(case: CaseFacts):
    make.application(case, INES, "Ines", "Holm")
    make.application(case, INES, "Eva", "Holm")

    report = run(case, f"Name;Mobile;Town\nEva Holm;{INES};Lund\n")

    assert (report.updated, [one.town for one in everybody(case)]) == (1, ["", "Lund"])


def test_the_one_of_whom_the_row_says_nothing_new_is_preferred(case: CaseFacts):
    first, second = (make.application(case, INES, "Ines", "Holm").id for _ in range(2))
    Application.update(town="Lund").where(Application.id == second).execute()

    report = run(case, f"Name;Mobile;Town\nInes Holm;{INES};Lund\n")

    assert (outcomes(report), Application.get_by_id(first).town) == (["unchanged"], "")


def test_a_number_that_was_given_up_in_the_same_file_may_be_anothers(case: CaseFacts):
    run(case, f"Name;Mobile;Ref\nInes Holm;{INES};K-1\n")

    report = run(case, f"Name;Mobile;Ref\nInes Holm;{BO};K-1\nEva Berg;{INES};\nBo Ek;{BO};\n")

    assert outcomes(report) == ["updated", "added", "refused"]
    assert [one[:3] for one in known(case)] == [("Ines", "Holm", BO), ("Eva", "Berg", INES)]


def test_an_agency_may_give_all_its_people_one_address(case: CaseFacts):
    rows = [
        f"Candidate {place};{mobile};jobs@example.org"
        for place, mobile in enumerate(make.CANDIDATE_NUMBERS[:30])
    ]

    first, second = (run(case, "\n".join(["Name;Mobile;E-mail", *rows])) for _ in range(2))

    assert (first.added, second.unchanged) == (30, 30)


def test_the_second_of_two_rows_about_one_applicant_is_refused(alma: Person):
    expected = {
        f"Ines Holm;{INES};;\nEva Berg;070-1740605;;": "mobile",
        "Ines Holm;;ines@example.org;\nEva Berg;;INES@example.org;": "email",
        f"Ines Holm;{INES};ines@example.org;\nInes Holm;{BO};ines@example.org;": "email",
        f"Ines Holm;;;K-1\nEva Berg;{BO};;K-1": "reference",
        f"Ines Holm;{INES};;\nines holm;;;K-1": "name",
    }

    found = {}
    for rows in expected:
        case = make.case(alma)
        [error] = run(case, f"Name;Mobile;E-mail;Ref\n{rows}").errors
        found[rows] = error.field
        assert (error.row, "Row 2 is about the same" in str(error.message)) == (3, True)
        assert [one[0] for one in known(case)] == ["Ines"]

    assert found == expected


def test_a_row_that_was_refused_for_another_finds_nobody_else_the_next_time(case: CaseFacts):
    rows = "Ines Holm;\nInes Holm;1\nBo Ek;1\nBo Ek;\n"

    first, second = (run(case, f"Name;Ref;Mobile\n{rows}") for _ in range(2))

    assert outcomes(first) == ["added", "refused", "added", "refused"]
    assert outcomes(second) == ["unchanged", "refused", "unchanged", "refused"]


NAMES = st.sampled_from(["Ines Holm", "ines holm", "Bo Ek", "Eva von Holm", "Ines", ""])
MOBILES = st.sampled_from(["", "0701740605", INES, BO, "070", "+4741234567"])
ADDRESSES = st.sampled_from(["", "a@example.org", "A@EXAMPLE.ORG", "b@example.org", "a"])
REFERENCES = st.sampled_from(["", "", "1", "2"])
STAGES = st.sampled_from(["", "New", "Intervju", "hired", "?"])
DATES = st.sampled_from(["", "2026-03-04", "4.3.2026", "5/3/2026", "?"])
FILES = st.lists(
    st.tuples(NAMES, MOBILES, ADDRESSES, REFERENCES, STAGES, DATES), min_size=1, max_size=8
)
HEAD = ("Name", "Mobile", "E-mail", "Reference", "Stage", "Date")


def written(rows: list[tuple[str, ...]]) -> str:
    file = StringIO()
    csv.writer(file).writerows([HEAD, *rows])
    return file.getvalue()


@given(first=FILES, second=FILES)
@settings(suppress_health_check=make.SHARED)
def test_whatever_the_files_are(alma: Person, first: list, second: list):
    """A dry run tells what the run does, every row is accounted for, and twice adds nobody."""
    case = make.case(alma)
    run(case, written(first))
    before = known(case)

    foretold = run(case, written(second), dry_run=True)
    unchanged = known(case)
    report = run(case, written(second))
    after = known(case)
    again = run(case, written(second))

    assert unchanged == before
    assert (report.as_json(), report.rows) == (foretold.as_json(), foretold.rows)
    assert len(report.rows) == report.added + report.updated + report.unchanged + report.refused
    assert len(after) == len(before) + report.added == make.facts(case.id).applications_count
    assert (again.added, len(known(case))) == (0, len(after))


@given(rows=FILES)
@settings(suppress_health_check=make.SHARED)
def test_a_file_without_errors_changes_nothing_the_second_time(alma: Person, rows: list):
    case = make.case(alma)
    report = run(case, written(rows))
    refused = {row.number for row in report.rows if row.outcome == "refused"}
    good = written([row for number, row in enumerate(rows, start=2) if number not in refused])
    before = known(case)

    again = run(case, good)

    assert set(outcomes(again)) <= {"unchanged"}
    assert known(case) == before
