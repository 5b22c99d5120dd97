"""A case in which one candidate has been written to."""

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application


@pytest.fixture
def ines(case: CaseFacts, alma: Person) -> Application:
    """She has been written to."""
    made = make.application(case, CANDIDATE_NUMBERS[0])
    make.departed(case, alma, [made.id], "Hi %FIRSTNAME%, can you come on Monday?")
    return made
