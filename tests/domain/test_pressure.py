"""How much somebody gets: so many SMS a day to a number, whoever writes and from whichever case;
and a colleague's message of a moment ago.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.cast import Cast
from webapp.domain import credits, dispatch, pressure, recipients, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Writer, plan
from webapp.domain.credits import Balance
from webapp.domain.means import ContactType, Means
from webapp.domain.people import Person
from webapp.domain.refusals import NotSendable
from webapp.domain.timing import NOW, Timetable, When, read
from webapp.models import Application, Message, Organisation

NUMBER = "070-174 06 05"
NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
BY_EMAIL = Means(ContactType.EMAIL, "Hej")


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, in which nobody gets more than two SMS a day."""
    made = make.case(cast.alma)
    make.credits(made, 50)
    Organisation.update(most_per_number_day=2).execute()
    return make.facts(made.id)


def send(case: CaseFacts, person: Person, application_id: int, now: datetime, text: str = "Hi"):
    """One SMS, again even if one was sent a moment ago."""
    key = sending.new_key()
    return sending.send(case, person, [application_id], text, key=key, again=True, now=now)


def planned(
    case: CaseFacts, person: Person, application_id: int, now: datetime, when: When = NOW
) -> Plan:
    """What the contact window would show."""
    ids = [application_id]
    found = recipients.load(case.id, case.root_id, ids)
    around = pressure.load(case, ids, now)
    prices = recipients.prices(case.root_id)
    timetable = Timetable(case, when, now)
    return plan(Writer.of(case, person), "Something else", found, prices, around, timetable)


def why(found: Plan) -> str:
    return str(found.planned[0].skip or "")


def test_a_number_gets_so_many_a_day_and_the_next_day_again(cast: Cast, case: CaseFacts):
    ines = make.application(case, NUMBER).id
    for minutes in (0, 20):
        send(case, cast.alma, ines, NOON + timedelta(minutes=minutes), f"Text {minutes}")
    later = NOON + timedelta(hours=2)

    assert why(planned(case, cast.alma, ines, later)) == "Gets 2 SMS that day already"
    with pytest.raises(NotSendable):
        send(case, cast.alma, ines, later)
    assert why(planned(case, cast.alma, ines, TOMORROW)) == ""
    send(case, cast.alma, ines, TOMORROW)


def test_the_same_person_in_two_cases_is_known_by_the_number(cast: Cast, case: CaseFacts):
    other = make.facts(make.case(cast.bo).id)
    here, there = make.application(case, NUMBER).id, make.application(other, NUMBER).id
    for text in ("One", "Two"):
        send(case, cast.alma, here, NOON, text)

    assert why(planned(other, cast.bo, there, NOON + timedelta(hours=2))) == (
        "Gets 2 SMS that day already"
    )


def test_another_parent_organisation_counts_for_itself(cast: Cast, case: CaseFacts):
    theirs = make.case(cast.dag)
    make.credits(theirs, 5)
    theirs = make.facts(theirs.id)
    here, there = make.application(case, NUMBER).id, make.application(theirs, NUMBER).id
    for text in ("One", "Two"):
        send(case, cast.alma, here, NOON, text)

    assert why(planned(theirs, cast.dag, there, NOON)) == ""


def test_what_was_taken_back_does_not_count(cast: Cast, case: CaseFacts):
    ines = make.application(case, NUMBER).id
    first = send(case, cast.alma, ines, NOON, "One")
    send(case, cast.alma, ines, NOON, "Two")
    sending.cancel(first, NOON)

    assert why(planned(case, cast.alma, ines, NOON + timedelta(hours=2))) == ""


def test_what_is_scheduled_counts_on_its_own_day(cast: Cast, case: CaseFacts):
    ines = make.application(case, NUMBER).id
    at = When(read("2026-11-26T09:00"), zone="Europe/Stockholm")
    for text in ("One", "Two"):
        key = sending.new_key()
        sending.send(case, cast.alma, [ines], text, key=key, again=True, now=NOON, when=at)

    assert why(planned(case, cast.alma, ines, NOON)) == ""
    assert why(planned(case, cast.alma, ines, NOON, at)) == "Gets 2 SMS that day already"


def test_what_the_queue_moved_to_a_full_day_expires_and_costs_nothing(cast: Cast, case: CaseFacts):
    ines = make.application(case, NUMBER).id
    for text in ("One", "Two", "Three"):
        Organisation.update(most_per_number_day=None).execute()
        send(make.facts(case.id), cast.alma, ines, NOON, text)
    Organisation.update(most_per_number_day=2).execute()

    claimed = dispatch.claim("one", 10, 1000, now=NOON + timedelta(minutes=5))

    assert [one.text for one in claimed] == ["One", "Two"]
    last = Message.select().order_by(Message.id.desc()).get()
    assert (last.state, last.text) == ("expired", "Three")
    assert "as many SMS that day as one may get" in last.carrier_words
    assert credits.balance(case.root_id) == Balance(48, 2, 0)


def test_a_colleague_who_wrote_a_moment_ago_is_named(cast: Cast, case: CaseFacts):
    other = make.facts(make.case(cast.bo).id)
    here, there = make.application(case, NUMBER).id, make.application(other, NUMBER).id
    send(case, cast.alma, here, NOON)

    found = planned(other, cast.bo, there, NOON + timedelta(minutes=12))

    assert why(found) == "Texted 12 minutes ago by Alma Recruiter"
    assert found.asked == 1
    assert why(planned(other, cast.bo, there, NOON + timedelta(minutes=61))) == ""


def test_the_organisation_says_for_how_long(cast: Cast, case: CaseFacts):
    Organisation.update(colleague_minutes=0).execute()
    other = make.facts(make.case(cast.bo).id)
    here, there = make.application(case, NUMBER).id, make.application(other, NUMBER).id
    send(case, cast.alma, here, NOON)

    assert why(planned(other, cast.bo, there, NOON + timedelta(minutes=1))) == ""


def test_an_email_is_no_sms_of_the_day(cast: Cast, case: CaseFacts):
    ines = make.application(case, NUMBER).id
    Application.update(email="ines@example.org").where(Application.id == ines).execute()
    for text in ("One", "Two"):
        key = sending.new_key()
        sending.send(case, cast.alma, [ines], text, key=key, again=True, now=NOON, means=BY_EMAIL)

    assert why(planned(case, cast.alma, ines, NOON + timedelta(hours=2))) == ""
