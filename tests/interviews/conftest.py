"""A case with credits, and an interview with three times in a week."""

from datetime import timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.meetings import slot_ids
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import Interview, Slot


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def interview(cast: Cast, case: CaseFacts) -> Interview:
    """Three times in a week."""
    made = meetings.interview(cast.alma, case)
    soon = clock.now() + timedelta(days=7)
    for number, slot_id in enumerate(slot_ids(made)):
        begin = soon + timedelta(hours=number)
        Slot.update(starts_at=begin, ends_at=begin + timedelta(minutes=30)).where(
            Slot.id == slot_id
        ).execute()
    return made
