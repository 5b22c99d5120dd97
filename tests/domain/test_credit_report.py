"""What the Credits tab tells, from the sums beside the ledger."""

from datetime import datetime, timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.domain.test_usage import settle_all
from webapp.domain import credit_report, credits, ledger, sending, usage
from webapp.domain.cases import CaseFacts
from webapp.domain.credit_report import DayBalance, Forecast, Move
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Batch, Organisation

TODAY = 100


def test_the_balance_is_reckoned_back_from_today():
    moved = [Move(98, "top_up", 50), Move(98, "reserve", -3), Move(100, "reserve", -7)]

    balances = credit_report.history(40, moved, 97, TODAY)

    assert balances == [
        DayBalance(97, 0),
        DayBalance(98, 47),
        DayBalance(99, 47),
        DayBalance(100, 40),
    ]
    assert credit_report.refills(moved) == [Move(98, "top_up", 50)]


def test_what_moved_is_read_by_day_and_kind(alma: Person):
    make.credits(alma, 20)
    credits.adjust(alma.root_id, -5, "booked twice")

    today = usage.day_of(clock.now())

    assert credit_report.moves(alma.root_id, today) == [
        Move(today, "adjust", -5),
        Move(today, "top_up", 20),
    ]
    assert credit_report.moves(alma.root_id, today + 1) == []


def test_what_was_used_belongs_to_organisation_case_template_and_user(cast: Cast, alma: Person):
    make.credits(alma, 50)
    template = make.template(cast.group, "First contact")
    care, home = make.case(alma, title="Nurse"), make.case(alma, cast.home, title="Carer")
    used(care, alma, 3, template_id=template.id)
    used(home, alma, 1)

    today = usage.day_of(clock.now())

    per_day = credit_report.used_per_day(cast.group, today)
    assert [(one.name, one.credits) for one in per_day] == [("Emergency care", 3), ("Home care", 1)]
    assert [one.name for one in credit_report.used_per_day(cast.home, today)] == ["Home care"]
    tops = credit_report.tops(cast.group, today)
    assert [top[1:] for top in tops.cases] == [
        ("Nurse", 3, 75),
        ("Carer", 1, 25),
    ]
    assert [top[1:] for top in tops.templates] == [
        ("First contact", 3, 75),
        ("", 1, 25),
    ]
    assert [top[1:] for top in tops.users] == [("Alma Recruiter", 4, 100)]
    assert credit_report.tops(cast.other_group, today) == ([], [], [])
    assert [top.name for top in credit_report.tops(cast.home, today).cases] == ["Carer"]


@pytest.mark.parametrize(
    ("available", "level", "expected"),
    [
        (412, 150, Forecast(15, 17)),
        (150, 150, Forecast(15, 0)),
        (3, 150, Forecast(15, 0)),
    ],
)
def test_the_forecast_is_the_average_of_thirty_days(
    cast: Cast, available: int, level: int, expected: Forecast
):
    used_in_the_past(cast.group, {-40: 900, -29: 200, 0: 233})

    forecast = credit_report.forecast(available, level, cast.group.id, usage.day_of(clock.now()))

    assert forecast == expected


def test_without_use_there_is_no_forecast(cast: Cast):
    today = usage.day_of(clock.now())

    assert credit_report.forecast(90, 50, cast.group.id, today) == Forecast(0, None)


def test_a_new_account_is_judged_by_the_days_it_has(cast: Cast):
    used_in_the_past(cast.group, {-1: 10, 0: 10})

    today = usage.day_of(clock.now())

    assert credit_report.forecast(100, 50, cast.group.id, today) == Forecast(10, 5)


def test_each_line_says_what_the_balance_then_was(alma: Person):
    case = make.case(alma)
    make.credits(case, 50)
    [one, two] = make.candidates(case, 2)
    settle_all(make.departed(case, alma, [one]))
    sending.cancel(make.batch(case, alma, [one, two]))

    everything = ledger.page(alma.root_id).lines
    returned = ledger.page(alma.root_id, "returned").lines

    assert [(line.kind, line.credits, line.balance) for line in everything] == [
        ("release", 2, 49),
        ("reserve", -2, 47),
        ("reserve", -1, 49),
        ("top_up", 50, 50),
    ]
    assert [(line.kind, line.entries, line.balance) for line in returned] == [("release", 2, 49)]
    assert ledger.export(alma.root_id) == everything
    assert ledger.export(alma.root_id, "returned") == returned


def test_the_ledger_is_turned_both_ways_and_never_repeats_a_line(cast: Cast):
    for number in range(ledger.PAGE_SIZE + 5):
        credits.top_up(cast.group.id, 1, f"order {number}")

    first = ledger.page(cast.group.id)
    second = ledger.page(cast.group.id, before=first.lines[-1].place)
    back = ledger.page(cast.group.id, after=second.lines[0].place)

    balances = [line.balance for line in first.lines + second.lines]
    assert balances == list(range(ledger.PAGE_SIZE + 5, 0, -1))
    assert (first.has_newer, first.has_older) == (False, True)
    assert (second.has_newer, second.has_older) == (True, False)
    assert back.lines == first.lines
    assert back.has_newer is False


@pytest.mark.parametrize("place", ["", "x", "1-", "-1", "1-2-3", "9" * 40, "²-1", f"{2**70}-1"])
def test_a_place_that_is_none_shows_the_newest_or_nothing(cast: Cast, place: str):
    make.credits(cast.group, 5)

    assert len(ledger.page(cast.group.id, before=place).lines) == 1


def used(
    case: CaseFacts, person: Person, people: int, *, text: str = "Hi", **options: object
) -> Batch:
    """An SMS to so many candidates, which the carrier took."""
    batch = make.batch(case, person, make.candidates(case, people), text, **options)
    sending.depart(batch)
    settle_all(make.messages(batch))
    return batch


def used_in_the_past(root: Organisation, credits_of_day: dict[int, int]) -> None:
    """Sums of use so many days ago: what the forecast reads."""
    today = usage.day_of(clock.now())
    account = credits.balance(root.id)
    assert account.spent == 0
    for offset, spent in credits_of_day.items():
        at: datetime = clock.now() + timedelta(days=offset)
        assert usage.day_of(at) == today + offset
        usage._add_day(_account(root), usage.Kind.CAPTURE, 1, (0, -spent, spent), at)


def _account(root: Organisation) -> int:
    return credits._account_id(root.id)
