"""Closed cases are kept for so many days; then their candidates are anonymised, in pieces."""

from datetime import datetime, timedelta

import pytest

from tests import make, together
from tests.cast import Cast
from tests.web.worlds import dump
from webapp.domain import cases, checks, erasing, replies, retention, settings, tree
from webapp.domain.applications import Details, add, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.retention import PIECE
from webapp.lib import clock
from webapp.models import Application, Batch, Case, InboundText, LogEntry, Message, Organisation

DAYS = 180


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests look."""
    return clock.now()


def test_a_case_is_anonymised_when_it_was_kept_long_enough(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=2)
    later = closed(cast, now, days=DAYS - 1, candidates=2)

    work_off(now)

    assert anonymised(case) == 2
    assert anonymised(later) == 0
    assert make.facts(case.id).anonymised_at == clock.to_ms(now)
    assert make.facts(later.id).anonymised_at is None
    [entry] = LogEntry.select().where(LogEntry.kind == "case_anonymised")
    assert (entry.user_id, entry.subject) == (None, case.title)
    assert entry.details == '{"applications": 2}'
    assert not retention.step(now)


def test_an_open_case_is_kept_however_old_it_is(cast: Cast, now: datetime):
    case = make.case(cast.alma)
    make.candidates(case, 1)

    work_off(now + timedelta(days=3650))

    assert anonymised(case) == 0


def test_reopening_a_case_before_that_day_saves_it(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=1)

    cases.reopen(case.id)
    work_off(now)

    assert anonymised(case) == 0


def test_reopening_it_in_the_middle_saves_the_rest(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=0)
    strangers(case, PIECE + 5)
    assert retention.step(now)

    cases.reopen(case.id)
    work_off(now)

    assert anonymised(case) == PIECE
    assert make.facts(case.id).anonymised_at is None


def test_what_is_closed_again_is_anonymised_again(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=1)
    work_off(now)
    cases.reopen(case.id)
    newcomer = make.application(case)
    close(case, now)

    work_off(now + timedelta(days=DAYS))

    assert Application.get_by_id(newcomer.id).anonymised_at
    assert make.facts(case.id).anonymised_at


def test_a_case_that_is_cut_off_in_the_middle_is_finished_later(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=0)
    strangers(case, 2 * PIECE + 1)

    assert retention.step(now)
    assert anonymised(case) == PIECE
    work_off(now)

    assert anonymised(case) == 2 * PIECE + 1
    assert LogEntry.select().where(LogEntry.kind == "case_anonymised").count() == 1


def test_two_workers_do_it_once(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=0)
    strangers(case, PIECE + 5)

    assert together.at_once([lambda: work_off(now)] * 3) == [None] * 3

    assert anonymised(case) == PIECE + 5
    assert LogEntry.select().where(LogEntry.kind == "case_anonymised").count() == 1
    assert [rule.sentence for rule in checks.check() if rule.broken] == []


def test_a_message_under_way_holds_up_its_own_case_only(cast: Cast, now: datetime):
    held_up = closed(cast, now, days=DAYS, candidates=2, unconfirmed=True)
    other = closed(cast, now, days=DAYS, candidates=1)

    work_off(now)

    assert anonymised(held_up) == 1
    assert make.facts(held_up.id).anonymised_at is None
    assert anonymised(other) == 1


def test_however_many_cases_are_held_up_the_next_one_is_not(cast: Cast, now: datetime):
    for _ in range(retention.LOOK_AT):
        closed(cast, now, days=DAYS + 1, candidates=1, unconfirmed=True)
    other = closed(cast, now, days=DAYS, candidates=1)

    work_off(now)

    assert anonymised(other) == 1
    assert make.facts(other.id).anonymised_at == clock.to_ms(now)


def test_nothing_of_what_was_sent_is_readable_afterwards(cast: Cast, now: datetime):
    case = make.case(cast.alma)
    make.credits(case, 10)
    people = make.candidates(case, 2)
    batch = make.batch(case, cast.alma, people, "Hi %FIRSTNAME%, see you in the Zebrafinch room")
    close(case, now - timedelta(days=DAYS))

    work_off(now)

    assert Batch.get_by_id(batch.id).text == ""
    assert {(one.to, one.text) for one in Message.select()} == {("", "")}
    assert "Zebrafinch" not in str(dump())


def test_fewer_days_count_only_after_a_week(cast: Cast, now: datetime):
    case = closed(cast, now, days=20, candidates=1)

    settings.change(cast.group, cast.cleo.id, {"retention_days": 10})

    work_off(now + timedelta(days=retention.NOTICE_DAYS - 1))
    assert anonymised(case) == 0
    work_off(now + timedelta(days=retention.NOTICE_DAYS, minutes=1))
    assert anonymised(case) == 1


def test_more_days_count_at_once(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=1)

    settings.change(cast.group, cast.cleo.id, {"retention_days": 365})
    work_off(now)

    assert anonymised(case) == 0
    assert Organisation.get_by_id(cast.group.id).retention_from is None


def test_what_comes_is_told_by_organisation_and_day(cast: Cast, now: datetime):
    sooner = closed(cast, now, days=100, candidates=2)
    later = closed(cast, now, days=50, candidates=1)
    make.case(cast.alma)

    whole, total = retention.coming(cast.group)
    beside, _ = retention.coming(cast.home)

    assert [one.case_id for one in whole] == [sooner.id, later.id]
    assert total == 2
    assert whole[0].at == clock.to_ms(now + timedelta(days=DAYS - 100))
    assert (whole[0].applications, whole[0].organisation_name) == (2, cast.care.name)
    assert beside == []
    assert retention.kept_until(sooner.id) == whole[0].at


def test_a_deactivated_organisation_is_no_archive(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=1)
    tree.deactivate(cast.care, cast.cleo.id)

    work_off(now)

    assert anonymised(case) == 1


def test_who_was_erased_on_request_is_not_counted_twice(cast: Cast, now: datetime):
    case = closed(cast, now, days=DAYS, candidates=2)
    first = Application.select().order_by(Application.id).get()
    erasing.erase([first.id], cast.alma.id)
    at = Application.get_by_id(first.id).anonymised_at

    work_off(now + timedelta(days=1))

    assert Application.get_by_id(first.id).anonymised_at == at
    assert anonymised(case) == 2


def test_what_a_stranger_wrote_is_kept_as_long_as_closed_cases_are(cast: Cast, now: datetime):
    replies.reply_came(make.inbound("+46701740650", "Is anybody there?"))
    text = InboundText.get()
    longest = max(one.retention_days for one in Organisation.select())

    assert retention.forget_strangers(now) == 0
    assert retention.forget_strangers(now + timedelta(days=longest - 1)) == 0
    assert InboundText.get_by_id(text.id).text == "Is anybody there?"

    assert retention.forget_strangers(now + timedelta(days=longest + 1)) == 1
    kept = InboundText.get_by_id(text.id)
    assert (kept.from_number, kept.text) == ("", "")


def closed(
    cast: Cast, now: datetime, *, days: int, candidates: int, unconfirmed: bool = False
) -> CaseFacts:
    """A case that was closed so many days ago; a message of it may be unconfirmed."""
    case = make.case(cast.alma)
    people = make.candidates(case, candidates)
    if unconfirmed:
        make.credits(case, 1)
        make.batch(case, cast.alma, people[:1])
        Message.update(state="unconfirmed").execute()
    close(case, now - timedelta(days=days))
    return case


def close(case: CaseFacts, at: datetime) -> None:
    """Close a case as if it were then."""
    cases.close(case.id)
    Case.update(closed_at=at).where(Case.id == case.id).execute()


def strangers(case: CaseFacts, number: int) -> None:
    """So many candidates without a number."""
    for place in range(number):
        add(case.id, Details(f"Candidate {place}"), read_mobile("", "SE", ["SE"]))


def work_off(now: datetime) -> None:
    """What the worker does until nothing is left to do."""
    while retention.step(now):
        pass


def anonymised(case: CaseFacts) -> int:
    """How many applications of a case were."""
    theirs = (Application.case == case.id) & Application.anonymised_at.is_null(False)
    return Application.select().where(theirs).count()
