"""What would be sent, to whom, at what price, and who is skipped and why."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from webapp.domain import contacting, pressure, recipients
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Writer
from webapp.domain.people import Person
from webapp.domain.recipients import Recipient
from webapp.domain.refusals import NotSendable
from webapp.domain.text_rules import PARAMETERS
from webapp.lib import clock, stop_links
from webapp.models import Application, Batch

NUMBER = CANDIDATE_NUMBERS[0]
WRITER = Writer(
    organisation_path="/1/2/",
    case_id=1,
    root_id=1,
    user_id=1,
    sender="Northern",
    is_closed=False,
    values=dict.fromkeys(PARAMETERS, "x"),
)


def plan(
    case: CaseFacts, person: Person, ids: list[int], text: str = "Hi %FIRSTNAME%", **options: Any
) -> Plan:
    """What the contact window would show now."""
    return contacting.plan(
        Writer.of(case, person),
        text,
        recipients.load(case.id, case.root_id, ids),
        recipients.prices(case.root_id),
        pressure.load(case, ids, clock.now()),
        **options,
    )


def skips(planned: Plan) -> list[str]:
    """Why each is skipped, in order; empty for those who are not."""
    return [str(one.skip or "") for one in planned.planned]


@pytest.mark.parametrize(
    ("mobile", "reason"),
    [
        ("070-174 06 05", ""),
        ("", "No mobile number"),
        ("070", "Not a mobile number"),
        ("08-123 456 78", "Not a mobile number"),
        ("call me", "Not a mobile number"),
    ],
)
def test_a_number_decides_whether_an_sms_can_reach(alma: Person, mobile: str, reason: str):
    case = make.case(alma)
    ines = make.application(case, mobile)

    planned = plan(case, alma, [ines.id])

    assert skips(planned) == [reason]
    assert planned.credits == (0 if reason else 1)


def test_who_has_stopped_sms_is_skipped_everywhere_below_the_parent(alma: Person, dag: Person):
    hers, his = make.case(alma), make.case(dag)
    make.stop(hers.root_id, NUMBER, "Stop")

    planned = plan(hers, alma, [make.application(hers, NUMBER).id])
    elsewhere = plan(his, dag, [make.application(his, NUMBER).id])

    assert skips(planned) == ["SMS stopped"]
    assert skips(elsewhere) == [""]


def test_a_country_that_is_not_allowed_costs_nothing_and_gets_nothing(alma: Person):
    case = make.case(alma)
    abroad = make.application(case)
    Application.update(mobile_country="NO").execute()

    before = plan(case, alma, [abroad.id])
    make.price(case, "NO", 3)
    after = plan(case, alma, [abroad.id])

    assert skips(before) == ["SMS to this country is not allowed"]
    assert (skips(after), after.credits) == ([""], 3)


def test_a_number_that_applied_twice_gets_one_sms(alma: Person):
    case = make.case(alma)
    first = make.application(case, NUMBER, "Ines")
    second = make.application(case, "070-174 06 05", "I.")

    planned = plan(case, alma, [second.id, first.id])

    assert skips(planned) == ["", "The same number as Ines Candidate"]
    assert planned.credits == 1


def test_an_unknown_parameter_stops_all_of_it_and_is_named(alma: Person):
    case = make.case(alma)

    planned = plan(case, alma, make.candidates(case, 2), "Hi %FRISTNAME%")

    assert [str(problem) for problem in planned.problems] == [
        "%FRISTNAME% is not a parameter. Choose one above the message, or remove it."
    ]


def test_an_empty_value_skips_the_one_who_lacks_it(alma: Person):
    case = make.case(alma)
    named = make.application(case, CANDIDATE_NUMBERS[0])
    nameless = make.application(case, CANDIDATE_NUMBERS[1], last_name="")

    planned = plan(case, alma, [named.id, nameless.id], "Dear %lastname%")

    assert skips(planned) == ["", "%LASTNAME% is empty"]
    assert [one.text for one in planned.sendable] == ["Dear Candidate"]


def test_my_own_empty_telephone_number_stops_all_of_it(alma: Person):
    case = make.case(alma)
    without = alma._replace(phone="")

    planned = plan(case, without, make.candidates(case, 1), "Call %RECRUITERPHONE%")

    assert [str(problem) for problem in planned.problems] == [
        "%RECRUITERPHONE% is empty. Add your telephone number in Preferences."
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_cannot_be_sent(alma: Person, text: str):
    case = make.case(alma)

    planned = plan(case, alma, make.candidates(case, 1), text)

    assert [str(problem) for problem in planned.problems] == ["Write a message first."]


def test_every_parameter_is_filled_from_this_case(alma: Person):
    case = make.case(alma, title="Night nurse")
    ines = make.application(case)
    text = "|".join(f"%{name}%" for name in PARAMETERS)

    [planned] = plan(case, alma, [ines.id], text).sendable

    assert planned.text == (
        "Ines|Candidate|Ines Candidate|Night nurse|Emergency care|Alma Recruiter|+46 70 174 06 95|"
        f"http://localhost/stop/{'x' * stop_links.LENGTH}"
    )


@pytest.mark.parametrize("hostile", ["%LASTNAME%", "{{ 7*7 }}", "%s %d {0}", "100 %"])
def test_a_value_is_never_expanded_again(alma: Person, hostile: str):
    case = make.case(alma)
    ines = make.application(case, first_name=hostile)

    [planned] = plan(case, alma, [ines.id], "Hi %FIRSTNAME% %CASETITLE%").sendable

    assert planned.text == f"Hi {hostile} Nurse"


def test_each_is_priced_by_their_own_text(alma: Person):
    case = make.case(alma)
    short = make.application(case, CANDIDATE_NUMBERS[0], "Bo")
    long = make.application(case, CANDIDATE_NUMBERS[1], "B" * 60)
    unicode = make.application(case, CANDIDATE_NUMBERS[2], "Łucja")
    make.price(case, "SE", 2)

    planned = plan(case, alma, [short.id, long.id, unicode.id], "%FIRSTNAME% " + "x" * 120)

    assert [(one.segments, one.encoding, one.credits) for one in planned.planned] == [
        (1, "GSM-7", 2),
        (2, "GSM-7", 4),
        (2, "UCS-2", 4),
    ]
    assert planned.credits == 10


def test_a_text_that_grew_too_long_skips_the_one_for_whom_it_did(alma: Person):
    case = make.case(alma)
    short = make.application(case, CANDIDATE_NUMBERS[0], "Bo")
    long = make.application(case, CANDIDATE_NUMBERS[1], "B" * 80)

    planned = plan(case, alma, [short.id, long.id], "%FIRSTNAME%" + "x" * 990)

    assert skips(planned) == ["", "Longer than 1000 characters"]


def test_another_cases_application_is_left_out(alma: Person):
    case, other = make.case(alma), make.case(alma)
    ines = make.application(other)

    planned = plan(case, alma, [ines.id])

    assert planned.planned == []


def test_the_same_text_again_is_asked_about_and_another_text_is_not(alma: Person):
    case = make.case(alma)
    make.credits(case, 10)
    people = make.candidates(case, 2)
    make.batch(case, alma, people, "Hi %FIRSTNAME%")

    same = plan(case, alma, people)
    other = plan(case, alma, people, "One more thing")
    wanted = plan(case, alma, people, again=True)

    assert skips(same) == ["You sent this text a moment ago"] * 2
    assert (same.asked, same.credits) == (2, 0)
    assert (other.asked, other.credits) == (0, 2)
    assert (wanted.asked, wanted.credits) == (0, 2)


def test_the_same_text_is_asked_about_also_when_another_went_between(alma: Person):
    case = make.case(alma)
    make.credits(case, 10)
    people = make.candidates(case, 1)
    make.batch(case, alma, people, "Are you free on Monday?")
    make.batch(case, alma, people, "Or on Tuesday?")

    planned = plan(case, alma, people, "Are you free on Monday?")

    assert skips(planned) == ["You sent this text a moment ago"]


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (0, "Texted just now by Bo Colleague"),
        (1, "Texted 1 minute ago by Bo Colleague"),
        (59, "Texted 59 minutes ago by Bo Colleague"),
        (60, ""),
    ],
)
def test_whom_a_colleague_has_just_texted_is_asked_about(
    alma: Person, bo: Person, minutes: int, reason: str
):
    case = make.case(alma)
    make.credits(case, 10)
    people = make.candidates(case, 1)
    then = clock.now() - timedelta(minutes=minutes, milliseconds=1)
    make.batch(case, bo, people, "Hello from Bo", now=then)

    planned = plan(case, alma, people, "Something else")

    assert skips(planned) == [reason]


def test_who_wrote_after_a_colleague_is_not_asked_again(alma: Person, bo: Person):
    case = make.case(alma)
    make.credits(case, 10)
    people = make.candidates(case, 1)
    make.batch(case, bo, people, "Hello from Bo")
    make.batch(case, alma, people, "Hello from me")

    planned = plan(case, alma, people, "Something else")

    assert skips(planned) == [""]


def test_what_was_taken_back_is_not_asked_about(alma: Person):
    case = make.case(alma)
    make.credits(case, 10)
    people = make.candidates(case, 1)
    make.sending.cancel(make.batch(case, alma, people))

    planned = plan(case, alma, people)

    assert (skips(planned), Batch.select().count()) == ([""], 1)


def test_replacing_dear_characters_says_what_it_saves(alma: Person):
    case = make.case(alma)
    people = make.candidates(case, 3)
    dear, plain = "“" + "x" * 99 + "”", '"' + "x" * 99 + '"'

    def saved(text: str) -> int:
        writer, prices = Writer.of(case, alma), recipients.prices(case.root_id)
        loaded = recipients.load(case.id, case.root_id, people)
        return contacting.saving(
            writer, text, loaded, prices, pressure.NONE, None, plan(case, alma, people, text)
        )

    assert (saved(dear), saved(plain)) == (3, 0)


@given(ids=st.sets(st.integers(1, 300)))
def test_a_selection_is_read_as_it_was_written(ids: set[int]):
    written = recipients.write_selection(ids)

    assert recipients.parse_selection([written]) == ids


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["7", "3-5,9"], {3, 4, 5, 7, 9}),
        (["", " ", ",", "-", "5-", "x", "-3", "1-x", "²"], {5}),
        (["9-3"], set()),
        (["1-999999999999"], set()),
    ],
)
def test_what_is_no_selection_selects_nobody(texts: list[str], ids: set[int]):
    assert recipients.parse_selection(texts) == ids


def _recipients() -> st.SearchStrategy[list[Recipient]]:
    return st.lists(
        st.builds(
            Recipient,
            st.integers(1, 9),
            st.sampled_from(["Ines", "", "%LASTNAME%", "Łucja"]),
            st.sampled_from(["Candidate", ""]),
            st.sampled_from(["", *CANDIDATE_NUMBERS[:3]]),
            st.sampled_from(["SE", "NO", "DK"]),
            st.sampled_from(["", "070"]),
            st.booleans(),
        ),
        max_size=6,
    )


@given(
    text=st.text(st.sampled_from("aå€”%FIRSTNAME "), max_size=200) | st.just("Hi %FIRSTNAME%"),
    people=_recipients(),
    prices=st.fixed_dictionaries({}, optional={"SE": st.integers(1, 5), "NO": st.integers(1, 5)}),
)
def test_the_total_is_the_sum_of_what_is_sent(
    text: str, people: list[Recipient], prices: dict[str, int]
):
    planned = contacting.plan(WRITER, text, people, prices, pressure.NONE)

    assert len(planned.planned) == len(people)
    assert planned.credits == sum(
        one.segments * prices[one.recipient.country] for one in planned.sendable
    )
    assert all(one.credits == 0 for one in planned.planned if one.skip)
    numbers = [one.recipient.mobile for one in planned.sendable]
    assert "" not in numbers
    assert len(numbers) == len(set(numbers))
    assert not any(one.recipient.stopped for one in planned.sendable)


@pytest.mark.parametrize(
    "text",
    [
        "Hi %FIRSTNAME, hej",
        "Hi %FIRST NAME%",
        "Hi %FIRSTNAME %",
        "Hi %FÖRNAMN%",
        "Hi ％FIRSTNAME％",
        "Hi %%FIRSTNAME%%",
    ],
)
def test_half_a_parameter_cannot_leave(alma: Person, text: str):
    case = make.case(alma)
    make.credits(alma, 5)
    chosen = make.candidates(case, 1)

    with pytest.raises(NotSendable, match="looks like half a parameter"):
        make.batch(case, alma, chosen, text)


@pytest.mark.parametrize("text", ["100% sure", "100%ig", "50 % off, %FIRSTNAME%!", "%", "5%-6%"])
def test_a_percent_sign_is_one(alma: Person, text: str):
    case = make.case(alma)
    make.credits(alma, 5)

    assert make.batch(case, alma, make.candidates(case, 1), text).recipients == 1
