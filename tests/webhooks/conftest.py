"""What both kinds of webhook tests begin with."""

import pytest

from tests import make
from webapp.domain import dispatch
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Message


@pytest.fixture
def message(alma: Person) -> Message:
    """A message to Ines that has just been handed over, and no answer yet."""
    case = make.case(alma)
    make.credits(case, 10)
    [made] = make.departed(case, alma, [make.application(case).id])
    now = clock.now()
    dispatch.claim("worker-1", 1, 1000, now=now)
    dispatch.stamp(made.id, "worker-1", now)
    return made
