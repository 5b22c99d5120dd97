"""Applications from a spreadsheet, from a shell."""

import json
from pathlib import Path

import pytest

from tests import make
from tests.cli import hej
from webapp.models import Application

ROWS = "Name;Mobile;E-mail\nInes Candidate;070-174 06 05;\nNo Number;123;no@example.org\n"


@pytest.fixture
def with_case(installed: Path) -> Path:
    """An installation with one case, R-7, and a file of two rows, one of them wrong."""
    with make.opened(f"sqlite:///{installed}/hej.db"):
        cast = make.cast()
        make.cases.open_case(cast.care, cast.alma.id, title="Nurse", reference="R-7")
    (installed / "rows.csv").write_text(ROWS)
    return installed


def test_the_good_rows_are_in_and_the_others_reported(with_case: Path) -> None:
    done = hej.run("import", "R-7", "rows.csv", "--json", folder=with_case)

    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert (report["added"], report["updated"], report["unchanged"]) == (1, 0, 0)
    assert [(error["row"], error["field"]) for error in report["errors"]] == [(3, "mobile")]
    assert mobiles(with_case) == ["+46701740605"]


def test_a_second_run_adds_nobody(with_case: Path) -> None:
    hej.run("import", "R-7", "rows.csv", folder=with_case)

    again = hej.run("import", "1", "rows.csv", "--json", folder=with_case)

    assert json.loads(again.stdout)["unchanged"] == 1
    assert mobiles(with_case) == ["+46701740605"]


def test_a_dry_run_writes_nothing(with_case: Path) -> None:
    tried = hej.run("import", "R-7", "rows.csv", "--dry-run", folder=with_case)

    assert tried.returncode == 1
    assert "Row 2: added  Ines Candidate" in tried.stdout
    assert "1 added, 0 updated, 0 unchanged, 1 refused" in tried.stdout
    assert mobiles(with_case) == []


@pytest.mark.parametrize(
    ("case", "file", "expected"),
    [
        ("R-8", "rows.csv", "There is no case 'R-8'"),
        ("R-7", "none.csv", "none.csv"),
        ("R-7", "hej.db", "hej.db"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    with_case: Path, case: str, file: str, expected: str
) -> None:
    refused = hej.run("import", case, file, folder=with_case)

    assert refused.returncode != 0
    assert expected in refused.stderr
    assert "Traceback" not in refused.stderr


def mobiles(folder: Path) -> list[str]:
    with make.opened(f"sqlite:///{folder}/hej.db"):
        return [one.mobile for one in Application.select()]
