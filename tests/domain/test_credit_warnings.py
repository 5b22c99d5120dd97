"""The warning level: who is told, and only once."""

import pytest

from tests import make
from tests.cast import Cast
from tests.together import at_once
from webapp.domain import credit_warnings, credits
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Mail, User


@pytest.fixture
def watched(cast: Cast) -> Cast:
    """The cast; Cleo and Alma want to know when 10 credits are left. Dag is elsewhere."""
    make.credits(cast.group, 12)
    watch(cast, 10, cast.cleo.id, cast.alma.id, cast.dag.id)
    return cast


def test_falling_to_the_level_tells_those_chosen_once(watched: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 4)

    make.batch(case, alma, people[:1])
    before = told()
    make.batch(case, alma, people[1:2])
    make.batch(case, alma, people[2:3])

    assert before == []
    assert told() == ["alma@example.org", "cleo@example.org"]
    assert Mail.get().subject == "Northern group has 10 credits left"
    assert User.get_by_id(alma.id).low_credits_at is not None
    assert User.get_by_id(watched.dag.id).low_credits_at is None


def test_a_refill_above_the_level_makes_ready_to_warn_again(watched: Cast):
    credits.adjust(watched.group.id, -5, "one crossing")
    credits.top_up(watched.group.id, 1, "still below")
    credits.adjust(watched.group.id, -1, "no crossing")
    once = len(told())
    credits.top_up(watched.group.id, 20, "above")

    credits.adjust(watched.group.id, -20, "another crossing")

    assert once == 2
    assert len(told()) == 4


def test_sends_at_once_never_tell_twice(watched: Cast, alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 8)

    at_once([lambda one=one: make.batch(case, alma, [one], "Are you free?") for one in people])

    assert len(told()) == 2


def test_a_send_that_fails_tells_nobody(watched: Cast, alma: Person):
    case = make.case(alma)

    with pytest.raises(credits.NotEnoughCredits):
        make.batch(case, alma, make.candidates(case, 13))

    assert told() == []


def test_a_level_above_the_balance_tells_at_once(watched: Cast):
    watch(watched, 500, watched.cleo.id)

    assert told() == ["cleo@example.org"]


def test_who_is_inactive_is_not_told(watched: Cast):
    User.update(inactivated_at=clock.now()).where(User.id == watched.alma.id).execute()

    credits.adjust(watched.group.id, -5, "crossing")

    assert told() == ["cleo@example.org"]


def test_a_notice_stays_until_it_is_dismissed(watched: Cast):
    credits.adjust(watched.group.id, -5, "crossing")

    credit_warnings.dismiss(watched.alma.id)

    assert User.get_by_id(watched.alma.id).low_credits_at is None
    assert User.get_by_id(watched.cleo.id).low_credits_at is not None


def test_a_notice_goes_when_it_is_not_true_any_more(watched: Cast):
    credits.adjust(watched.group.id, -5, "crossing")

    credits.top_up(watched.group.id, 20, "above")

    assert User.get_by_id(watched.alma.id).low_credits_at is None


@pytest.mark.parametrize("level", [-1, 1_000_001])
def test_a_level_that_is_none_is_refused(watched: Cast, level: int):
    with pytest.raises(ValueError, match="from 0 to"):
        watch(watched, level)


def watch(cast: Cast, level: int, *user_ids: int) -> None:
    """Cleo chooses the level and these users."""
    credit_warnings.choose(cast.group, level, user_ids, cast.cleo.id, clock.now())


def told() -> list[str]:
    """Whom the mail goes to."""
    return sorted(mail.to for mail in Mail.select())
