"""Nights: what is due in its reader's quiet hours waits, whatever the queue was doing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.cast import Cast
from webapp.domain import checks, credits, dispatch, sending, timing
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.timing import NOW, When
from webapp.models import Application, Message, Organisation

# In Stockholm it is an hour later.
AFTERNOON = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case with one candidate in Sweden, quiet from 20 to 8, and 10 credits."""
    made = make.case(cast.alma)
    make.credits(made, 10)
    make.quiet_hours(made, 20, 8)
    make.candidates(made, 1)
    return make.facts(made.id)


def send(case: CaseFacts, cast: Cast, now: datetime, when: When = NOW) -> Message:
    """An SMS to the one candidate, written at this moment."""
    ids = [one.id for one in Application.select().where(Application.case == case.id)]
    batch = sending.send(case, cast.alma, ids, "Hi", key=sending.new_key(), now=now, when=when)
    return make.messages(batch)[0]


def test_what_is_written_at_night_leaves_in_the_morning(cast: Cast, case: CaseFacts):
    message = send(case, cast, NIGHT)

    at_night = dispatch.claim("one", 10, 1000, now=NIGHT + timedelta(hours=1))
    in_the_morning = dispatch.claim("one", 10, 1000, now=MORNING)

    assert message.send_after == MORNING
    assert at_night == []
    assert [one.message_id for one in in_the_morning] == [message.id]


def test_a_queue_that_was_slow_until_night_waits_for_the_morning(cast: Cast, case: CaseFacts):
    message = send(case, cast, AFTERNOON + timedelta(hours=3))

    at_night = dispatch.claim("one", 10, 1000, now=AFTERNOON + timedelta(hours=5))
    waiting = Message.get_by_id(message.id)

    assert at_night == []
    assert (waiting.state, waiting.send_after) == ("queued", MORNING)
    assert waiting.send_before > MORNING


def test_what_was_claimed_before_the_night_is_not_sent_in_it(cast: Cast, case: CaseFacts):
    message = send(case, cast, AFTERNOON + timedelta(hours=3))
    dispatch.claim("one", 10, 1000, now=AFTERNOON + timedelta(hours=3, minutes=59, seconds=30))
    night = AFTERNOON + timedelta(hours=4, seconds=10)

    stamped = dispatch.stamp(message.id, "one", night)
    dispatch.put_back([message.id], "one", night)

    assert stamped is False
    assert Message.get_by_id(message.id).send_after == MORNING
    assert [one.message_id for one in dispatch.claim("two", 10, 1000, now=MORNING)] == [message.id]


def test_what_must_leave_before_morning_expires_and_costs_nothing(cast: Cast, case: CaseFacts):
    last = When(not_after=timing.read("2026-11-26T06:00"), zone="Europe/Stockholm")
    message = send(case, cast, AFTERNOON + timedelta(hours=3), last)

    claimed = dispatch.claim("one", 10, 1000, now=AFTERNOON + timedelta(hours=5))

    assert claimed == []
    assert Message.get_by_id(message.id).state == "expired"
    assert credits.balance(case.root_id) == Balance(10, 0, 0)
    assert not any(rule.broken for rule in checks.check())


def test_where_the_organisation_allows_it_a_text_may_pass(cast: Cast, case: CaseFacts):
    Organisation.update(quiet_may_pass=True).execute()

    message = send(case, cast, NIGHT, When(passes_quiet=True))
    claimed = dispatch.claim("one", 10, 1000, now=NIGHT + timedelta(minutes=2))

    assert [one.message_id for one in claimed] == [message.id]


def test_where_it_does_not_asking_for_it_changes_nothing(cast: Cast, case: CaseFacts):
    message = send(case, cast, NIGHT, When(passes_quiet=True))

    assert message.send_after == MORNING
