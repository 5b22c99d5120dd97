"""A case with due messages."""

from collections.abc import Callable

import pytest

from tests import make
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Message

Due = Callable[[int], list[Message]]


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 100 credits."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def due(case: CaseFacts, alma: Person) -> Due:
    """A function that sends to so many people and leaves their messages due."""
    return lambda number: make.departed(case, alma, make.candidates(case, number))
