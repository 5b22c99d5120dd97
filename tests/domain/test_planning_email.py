"""What would be sent by e-mail: to whom, with which subject, and who is skipped and why."""

import pytest

from tests import make
from tests.domain import test_contacting
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.means import ContactType, Means
from webapp.domain.people import Person
from webapp.models import Application

BY_EMAIL = Means(ContactType.EMAIL, "About %CASETITLE%")


def plan(
    case: CaseFacts,
    person: Person,
    ids: list[int],
    text: str = "Hi %FIRSTNAME%",
    means: Means = BY_EMAIL,
) -> Plan:
    """What the contact window would show now of an e-mail."""
    return test_contacting.plan(case, person, ids, text, means=means)


def with_address(case: CaseFacts, *addresses: str) -> list[int]:
    """An application for each of these addresses."""
    ids = make.candidates(case, len(addresses))
    for identity, address in zip(ids, addresses, strict=True):
        Application.update(email=address).where(Application.id == identity).execute()
    return ids


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ines@example.org", ""),
        ("", "No e-mail address"),
        ("ines", "Not an e-mail address"),
        ("ines@example.org\nBcc: all@example.org", "Not an e-mail address"),
        ("ines@example.org, all@example.org", "Not an e-mail address"),
    ],
)
def test_only_addresses_are_written_to(case: CaseFacts, alma: Person, address: str, reason: str):
    [one] = plan(case, alma, with_address(case, address)).planned

    assert str(one.skip or "") == reason
    assert (one.credits, one.segments) == (0, 0)


def test_one_address_gets_one_email(case: CaseFacts, alma: Person):
    ids = with_address(case, "ines@example.org", "INES@example.org")

    planned = plan(case, alma, ids)

    assert [str(one.skip or "") for one in planned.planned] == [
        "",
        "The same address as Candidate 0 Candidate",
    ]


def test_the_same_email_is_never_meant_twice(case: CaseFacts, alma: Person):
    ids = with_address(case, "ines@example.org")
    make.batch(case, alma, ids, "Hi %FIRSTNAME%", means=BY_EMAIL)

    planned = plan(case, alma, ids)

    assert [str(one.skip) for one in planned.planned] == ["You sent this text a moment ago"]
    assert planned.asked == 1


@pytest.mark.parametrize(
    ("subject", "text", "problem"),
    [
        ("", "Hi", "Write a subject first."),
        ("Hi %NICK%", "Hi", "%NICK% is not a parameter."),
        ("Book: %INVITELINK%", "Hi", "%INVITELINK% is a link."),
        ("Hej", "No more SMS: %OPTOUTLINK%", "%OPTOUTLINK% stops SMS."),
    ],
)
def test_what_could_not_be_read_is_not_sent(
    case: CaseFacts, alma: Person, subject: str, text: str, problem: str
):
    means = BY_EMAIL._replace(subject=subject)

    planned = plan(case, alma, with_address(case, "ines@example.org"), text, means)

    [found] = planned.problems
    assert str(found).startswith(problem)


def test_a_parameter_that_is_empty_in_the_subject_is_said(case: CaseFacts, alma: Person):
    ids = with_address(case, "ines@example.org")
    Application.update(last_name="").execute()

    planned = plan(case, alma, ids, means=BY_EMAIL._replace(subject="Dear %LASTNAME%"))

    assert [str(one.skip) for one in planned.planned] == ["%LASTNAME% is empty"]


def test_whom_neither_reaches_is_skipped_for_what_is_wrong_with_sms(case: CaseFacts, alma: Person):
    [ines] = with_address(case, "")
    Application.update(mobile="", mobile_typed="", number_hash="").execute()
    means = Means(subject="Hej", email_instead=True)

    planned = plan(case, alma, [ines], means=means)

    assert [str(one.skip) for one in planned.planned] == ["No mobile number"]
    assert (planned.reachable_by_email, planned.emails) == (0, 0)
    assert planned.problems == []
