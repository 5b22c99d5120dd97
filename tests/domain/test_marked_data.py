"""Nothing that told who somebody is stays anywhere in the database once they are erased."""

import pytest

from tests import make
from tests.cast import Cast
from tests.domain import marked
from webapp import db
from webapp.domain import checks, erasing
from webapp.domain.cases import CaseFacts
from webapp.models import Erasure


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, with credits."""
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


def test_no_mark_is_left_in_the_database(database: str, cast: Cast, case: CaseFacts):
    somebody = marked.everything_about(cast, case)
    written = marked.put_in(somebody.id)
    assert written <= marked.found()

    erasing.erase([somebody.id], cast.alma.id)

    assert marked.found() == set()
    assert [rule.sentence for rule in checks.check() if rule.broken] == []
    assert Erasure.get().done_at


def test_no_mark_is_left_in_the_files(sqlite_database: str):
    cast = make.cast()
    case = make.case(cast.alma)
    make.credits(case, 100)
    somebody = marked.everything_about(cast, case)
    marked.put_in(somebody.id)
    db.empty_log()
    assert marked.in_files(sqlite_database) == {"hej.db"}

    erasing.erase([somebody.id], cast.alma.id)
    assert db.empty_log()

    assert marked.in_files(sqlite_database) == set()
