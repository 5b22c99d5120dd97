"""Asking the Customer Success Manager for a refill."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Answer, Client
from webapp.domain import log
from webapp.models import Mail, Organisation, RefillRequest

KEY = "c" * 32


@pytest.fixture
def managed(cast: Cast) -> Cast:
    """The cast; their Customer Success Manager is known."""
    Organisation.update(csm_name="Clara Credits", csm_email="clara@example.org").where(
        Organisation.id == cast.group.id
    ).execute()
    return cast


def test_a_request_is_written_to_the_manager_once(as_cleo: Client, managed: Cast):
    for _ in range(2):
        answer = ask(as_cleo, managed, amount="500", message="Before Friday, please.")

    mail = Mail.get()
    assert answer.status == 303
    assert (Mail.select().count(), RefillRequest.select().count()) == (1, 1)
    assert mail.to == "clara@example.org"
    assert mail.subject == "Northern group asks for a refill of 500 credits"
    assert "Cleo Administrator (cleo@example.org)" in mail.text
    assert "Before Friday, please." in mail.text
    assert log.entries(managed.group)[0].did == "refill_asked"


def test_a_request_is_open_until_a_refill_is_booked(as_cleo: Client, managed: Cast):
    ask(as_cleo, managed, amount="500")
    before = state(as_cleo, managed)

    make.credits(managed.group, 500)

    assert before == "Cleo Administrator asked for 500 credits just now: open Withdraw"
    assert state(as_cleo, managed) == "Cleo Administrator asked for 500 credits just now: done"


def test_a_request_can_be_withdrawn_while_it_is_open(as_cleo: Client, managed: Cast):
    ask(as_cleo, managed, amount="500")

    for _ in range(2):
        withdraw(as_cleo, managed)

    assert state(as_cleo, managed).endswith("withdrawn")
    kinds = [entry.did for entry in log.entries(managed.group, area="credits")]
    assert kinds == ["refill_request_withdrawn", "refill_asked"]


def test_what_is_done_cannot_be_withdrawn(as_cleo: Client, managed: Cast):
    ask(as_cleo, managed, amount="500")
    make.credits(managed.group, 500)

    withdraw(as_cleo, managed)

    assert state(as_cleo, managed).endswith("done")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Ask for 1 credit or more."),
        ("-1", "Ask for 1 credit or more."),
        ("1000001", "Ask for at most 1,000,000 credits."),
        ("many", "Write a whole number."),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    as_cleo: Client, managed: Cast, amount: str, words: str
):
    answer = ask(as_cleo, managed, amount=amount, message="Soon")

    assert answer.status == 422
    assert answer.one("#amount-about").text == words
    assert answer.one("textarea#message").text == "Soon"
    assert Mail.select().count() == 0


def test_without_a_managers_address_it_is_said_whom_to_ask(as_cleo: Client, cast: Cast):
    page = as_cleo.get("refill_requests.new", parent_id=cast.group.id)
    answer = ask(as_cleo, cast, amount="500")

    assert "Whoever hosts Hej for you can refill credits." in page.text
    assert answer.status == 422
    assert RefillRequest.select().count() == 0


def ask(client: Client, cast: Cast, **written: str) -> Answer:
    """Ask for a refill of the northern group."""
    return client.post(
        "refill_requests.create", {"key": KEY, "message": "", **written}, parent_id=cast.group.id
    )


def withdraw(client: Client, cast: Cast) -> Answer:
    """Take the only request back."""
    request_id = RefillRequest.get().id
    return client.post("refill_requests.withdraw", parent_id=cast.group.id, request_id=request_id)


def state(client: Client, cast: Cast) -> str:
    """What the tab says of the request."""
    page = client.get("credits.index", organisation_id=cast.group.id)
    return str(page.one("#request").text)
