"""What wants an answer, and in whose inbox it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.web import worlds
from webapp.domain import conversations, inbox, replies, rights, substitutes
from webapp.domain.cases import CaseFacts
from webapp.domain.inbox import Asked, Counts, Reader
from webapp.domain.people import Person
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.models import ConversationAssignment, LogEntry, Snooze, User, UserAbsence

PERHAPS = "Please stop texting me so late"
HOUR = timedelta(hours=1)


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with credits."""
    made = make.case(alma)
    make.credits(made, 90)
    return made


@pytest.fixture
def waiting(case: CaseFacts, alma: Person) -> list[int]:
    """Three candidates who wrote, one minute after the other."""
    ids = make.candidates(case, 3)
    make.departed(case, alma, ids)
    now = clock.now()
    for place, application_id in enumerate(ids):
        make.replied(application_id, f"Words {place}", now + timedelta(minutes=place))
    return ids


def reader(person: Person, now: datetime | None = None) -> Reader:
    """Somebody looks into their inbox."""
    paths = tuple(rights.grants_of(person.id).heads(Right.CONTACT))
    return Reader(person.id, paths, clock.to_ms(now or clock.now() + HOUR))


def shown(person: Person, show: str = "mine", **asked: str) -> list[int]:
    """The conversations that somebody sees."""
    return [one.id for one in inbox.page_of(reader(person), Asked(show, **asked))]


def test_the_newest_is_first_or_who_waits_longest(waiting: list[int], alma: Person):
    assert shown(alma) == waiting[::-1]
    assert shown(alma, order="longest") == waiting


def test_what_may_be_stop_is_first_and_does_not_rest(waiting: list[int], alma: Person):
    make.replied(waiting[0], PERHAPS)
    conversations.snooze(waiting[0], clock.now() + 5 * HOUR, alma.id)

    assert shown(alma) == [waiting[0], waiting[2], waiting[1]]
    replies.mark_answered(waiting[0])
    assert shown(alma)[0] == waiting[0]


def test_it_is_for_whoever_is_responsible_until_it_is_given_to_another(
    waiting: list[int], cast: Cast, case: CaseFacts
):
    before = conversations.assign(case, waiting[0], cast.bo.id, cast.alma.id)

    assert before is None
    assert shown(cast.bo) == [waiting[0]]
    assert shown(cast.alma) == waiting[:0:-1]
    assert inbox.counts(reader(cast.bo)) == Counts(1, 3, 0, 0)
    assert inbox.count_mine(reader(cast.alma)) == 2


def test_whoever_had_it_before_stays_known(waiting: list[int], cast: Cast, case: CaseFacts):
    for person in (cast.bo, cast.alma, cast.alma):
        conversations.assign(case, waiting[0], person.id, cast.alma.id)

    story = ConversationAssignment.select().order_by(ConversationAssignment.id)
    assert [(one.user_id, one.ended_at is None) for one in story] == [
        (cast.bo.id, False),
        (cast.alma.id, True),
    ]


@pytest.mark.parametrize("who", ["dag", "viewer", "inactive"])
def test_it_goes_to_nobody_who_may_not_contact_here(
    waiting: list[int], cast: Cast, case: CaseFacts, who: str
):
    User.update(inactivated_at=clock.now()).where(User.id == cast.bo.id).execute()
    person = {"dag": cast.dag, "viewer": worlds.viewer(cast), "inactive": cast.bo}[who]

    with pytest.raises(NotPossible):
        conversations.assign(case, waiting[0], person.id, cast.alma.id)

    assert conversations.assignee(waiting[0]) is None


def test_nobody_elsewhere_sees_anything(waiting: list[int], cast: Cast):
    for person in (cast.dag, worlds.sister(cast), worlds.viewer(cast)):
        assert [shown(person, show) for show in ("mine", "organisation", "snoozed")] == [[]] * 3
        assert inbox.done(reader(person), Asked("done")) == []
        assert inbox.count_mine(reader(person)) == 0


def test_what_rests_comes_back_by_the_clock(waiting: list[int], alma: Person):
    now = clock.now() + timedelta(minutes=10)
    conversations.snooze(waiting[0], now + HOUR, alma.id, now)

    before = inbox.page_of(reader(alma, now + HOUR / 2), Asked())
    after = inbox.page_of(reader(alma, now + 2 * HOUR), Asked())

    assert [one.id for one in before] == waiting[:0:-1]
    assert [one.id for one in after] == waiting[::-1]
    assert Snooze.get().ended_at is None


def test_what_rests_comes_back_when_they_write_again(waiting: list[int], alma: Person):
    now = clock.now() + timedelta(minutes=10)
    conversations.snooze(waiting[0], now + 9 * HOUR, alma.id, now)
    resting = shown(alma, "snoozed")

    make.replied(waiting[0], "Hello?", now + timedelta(minutes=1))

    assert resting == [waiting[0]]
    assert shown(alma)[0] == waiting[0]


def test_a_rest_can_be_ended(waiting: list[int], alma: Person):
    conversations.snooze(waiting[0], clock.now() + 9 * HOUR, alma.id, clock.now() + HOUR)

    conversations.wake_up(waiting[0])

    assert shown(alma) == waiting[::-1]


@pytest.mark.parametrize("days", [-1, 400])
def test_nothing_rests_until_a_past_day_or_for_years(waiting: list[int], alma: Person, days: int):
    with pytest.raises(NotPossible):
        conversations.snooze(waiting[0], clock.now() + timedelta(days=days), alma.id)


def test_the_moments_that_are_offered_are_those_of_the_users_zone():
    zone = ZoneInfo("Europe/Stockholm")
    at_noon = datetime(2026, 3, 27, 12, 20, tzinfo=zone)  # the Friday before the clocks change
    at_night = at_noon.replace(hour=22)

    offered = {one.key: one.until.isoformat() for one in conversations.rests(at_noon, zone)}

    assert offered == {
        "later-today": "2026-03-27T16:00:00+01:00",
        "tomorrow": "2026-03-28T08:00:00+01:00",
        "next-week": "2026-03-30T08:00:00+02:00",
    }
    assert [one.key for one in conversations.rests(at_night, zone)] == ["tomorrow", "next-week"]


def test_what_is_done_leaves_and_comes_back_when_that_is_undone(
    waiting: list[int], alma: Person, case: CaseFacts
):
    replies.mark_answered(waiting[0], by_id=alma.id)
    left, done = shown(alma), inbox.done(reader(alma), Asked("done"))

    replies.reopen(waiting[0])

    assert left == waiting[:0:-1]
    assert [(one.id, one.owner_id, one.assigned) for one in done] == [(waiting[0], alma.id, True)]
    assert shown(alma) == waiting[::-1]
    assert make.facts(case.id).needs_reply_count == 3


def test_done_is_undone_by_a_new_reply(waiting: list[int], alma: Person):
    replies.mark_answered(waiting[0], by_id=alma.id)

    make.replied(waiting[0], "One more thing")

    assert waiting[0] in shown(alma)
    assert inbox.done(reader(alma), Asked("done")) == []


def test_pages_follow_each_other_by_key(waiting: list[int], alma: Person, case: CaseFacts):
    more = [make.application(case, number).id for number in CANDIDATE_NUMBERS[3:60]]
    make.departed(case, alma, more)
    at = clock.now()
    for application_id in more:
        make.replied(application_id, "At the same moment", at)
    make.replied(more[0], PERHAPS)

    seen: list[int] = []
    after = ""
    while True:
        page = inbox.page_of(reader(alma), Asked(after=after))
        seen += [one.id for one in page[: inbox.PAGE_SIZE]]
        if len(page) <= inbox.PAGE_SIZE:
            break
        after = page[inbox.PAGE_SIZE - 1].key

    assert len(seen) == len(set(seen)) == 60
    assert seen[0] == more[0]


def test_it_is_found_by_name_case_and_words(waiting: list[int], alma: Person):
    make.replied(waiting[1], "Tuesday suits me")
    make.replied(waiting[2], "ÄNDRA TILL ÖVERMORGON")

    assert shown(alma, q="candidate TUESDAY") == [waiting[1]]
    assert shown(alma, q="ändra Övermorgon") == [waiting[2]]
    assert len(shown(alma, q="candidate")) == len(shown(alma, q="nurse")) == 3
    assert shown(alma, q="nobody") == []
    assert shown(alma, q="%") == []


def away(person: Person, deputy: Person, *, by: Person, first: int = 0, last: int = 2) -> None:
    """Somebody is away from some day on, for some days."""
    today = clock.now().date()
    substitutes.away(
        User.get_by_id(person.id),
        today + timedelta(days=first),
        today + timedelta(days=last),
        deputy.id,
        by.id,
    )


def test_whoever_stands_in_sees_what_is_theirs_meanwhile(waiting: list[int], cast: Cast):
    away(cast.alma, cast.bo, by=cast.alma)

    days_later = reader(cast.bo, clock.now() + timedelta(days=9))

    assert shown(cast.bo) == shown(cast.alma) == waiting[::-1]
    assert inbox.count_mine(reader(cast.bo, clock.now() + timedelta(minutes=5))) == 3
    assert inbox.page_of(days_later, Asked()) == []


def test_whoever_comes_back_has_it_alone(waiting: list[int], cast: Cast):
    away(cast.alma, cast.bo, by=cast.alma)

    was_away = substitutes.back(User.get_by_id(cast.alma.id), cast.alma.id)

    assert was_away
    assert shown(cast.bo) == []
    assert substitutes.absence_of(cast.alma.id) is None


def test_an_absence_takes_the_place_of_the_one_before(cast: Cast):
    away(cast.alma, cast.bo, by=cast.alma)
    away(cast.alma, cast.cleo, by=cast.cleo, first=3, last=5)

    absence = substitutes.absence_of(cast.alma.id)

    assert absence is not None
    assert absence.substitute_id == cast.cleo.id
    assert UserAbsence.select().where(UserAbsence.ended_at.is_null()).count() == 1
    assert LogEntry.select().where(LogEntry.kind == "absence_set").count() == 2


def test_only_who_may_contact_wherever_one_may_stands_in(cast: Cast):
    cleo, alma = User.get_by_id(cast.cleo.id), User.get_by_id(cast.alma.id)

    assert [one.id for one in substitutes.candidates_for(alma)] == [cast.bo.id, cast.cleo.id]
    assert substitutes.candidates_for(cleo) == []
    for deputy in (cast.dag, worlds.sister(cast), worlds.viewer(cast), cast.alma):
        with pytest.raises(NotPossible):
            away(cast.alma, deputy, by=cast.alma)


def test_nobody_sends_somebody_away_who_has_more_rights(cast: Cast):
    deputy = make.person(cast.group, "deputy@example.org", "Deputy", "", "Administrator")

    with pytest.raises(NotPossible):
        away(cast.cleo, deputy, by=cast.alma)


@pytest.mark.parametrize(("first", "last"), [(-9, -3), (3, 1), (0, 400), (9000, 9001)])
def test_days_that_make_no_sense_are_refused(cast: Cast, first: int, last: int):
    with pytest.raises(NotPossible):
        away(cast.alma, cast.bo, by=cast.alma, first=first, last=last)
