"""What a recruiter reads of e-mails: on the strip, in the application list, in the conversation."""

from collections.abc import Iterator

import pytest

from tests import make
from tests.client import Client
from tests.dispatch.test_candidate_mail import candidates, emailed, states
from tests.dispatch.test_mail_worker import through, working
from tests.mail_servers import DROP, MailServer, running_mail_server
from tests.running import wait_until
from tests.tree import Node
from webapp import db
from webapp.domain import settling
from webapp.domain.cases import CaseFacts
from webapp.domain.means import Means
from webapp.domain.people import Person
from webapp.models import Batch, Message

UNDER_WAY = {"claimed", "sending"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything, unless a test tells it otherwise."""
    with running_mail_server() as one:
        yield one


@pytest.fixture
def batch(case: CaseFacts, alma: Person, server: MailServer) -> Batch:
    """To four: the server takes one, refuses one, puts one off, and is lost after the last."""
    server.answers["RCPT"] = ["250 OK", "550 5.1.1 nobody", "451 4.7.1 greylisted", "250 OK"]
    server.answers["DATA"] = ["250 OK", DROP]
    batch = emailed(case, alma, candidates(case, 4))
    with working(through(server.url())):
        wait_until(lambda: states(batch) == ["accepted", "refused", "queued", "unconfirmed"])
    return batch


def test_the_strip_counts_each_fate_by_its_own_name(as_alma: Client, batch: Batch):
    strip = as_alma.get("cases.show", case_id=batch.case_id).one("#strip")

    assert strip.one("b").text == "1 of 4 e-mails sent"
    assert strip.one("small").text == (
        "1 put off by the mail server, and tried again, 1 unconfirmed, 1 not sent. "
        "0 credits used, balance 100"
    )


def test_each_row_says_what_became_of_it_and_why(as_alma: Client, batch: Batch):
    page = as_alma.get("cases.show", case_id=batch.case_id)

    found = [_news(page.one(f"#a{one.application_id}")) for one in make.messages(batch)]
    assert found == [
        ("E-mail sent", ""),
        ("Not sent", "The mail server knows no such address, or lets nobody write to it."),
        ("Tried again later", "The mail server asks us to try again later."),
        (
            "Unconfirmed",
            "The mail server was lost before it said whether it took the e-mail, so it may or may "
            "not have been sent. Hej never sends it again by itself.",
        ),
    ]


def test_the_conversation_shows_the_mail_with_its_subject_and_fate(as_alma: Client, batch: Batch):
    lines = [_line(as_alma, one) for one in make.messages(batch)]

    assert [one.one("b.subject").text for one in lines] == [
        f"About Nurse, Candidate {place}" for place in range(4)
    ]
    fates = [one.one("p.fate").text.split(" ")[0] for one in lines]
    assert fates == ["Sent", "Not", "Tried", "Unconfirmed"]
    assert not lines[0].has("p.why")
    assert "knows no such address" in lines[1].one("p.why").text
    assert "asks us to try again later" in lines[2].one("p.why").text
    assert "may or may not have been sent" in lines[3].one("p.why").text
    assert lines[3].has("button", "Count it as not sent")
    assert not lines[0].has("p.fate", "SMS")


def test_one_who_was_put_off_gets_it_later_and_all_is_said(
    as_alma: Client, batch: Batch, server: MailServer
):
    unsure = make.messages(batch)[3]

    db.execute("UPDATE message SET send_after = 0 WHERE state = 'queued'")
    with working(through(server.url())):
        wait_until(lambda: states(batch)[2] == "accepted")
    settling.count_as_not_sent(unsure.id)
    page = as_alma.get("cases.show", case_id=batch.case_id)

    assert page.one("#strip").one("b").text == "2 of 4 e-mails sent"
    assert page.one("#strip")["data-phase"] == "done"
    assert _news(page.one(f"#a{unsure.application_id}")) == (
        "Not sent",
        "It was counted as not sent.",
    )


def test_a_send_by_both_counts_each_by_what_is_known_of_it(
    as_alma: Client, case: CaseFacts, alma: Person, server: MailServer
):
    first, second = candidates(case, 2)
    db.execute("UPDATE application SET mobile_country = 'AQ' WHERE id = ?", (second,))
    batch = emailed(case, alma, [first, second], Means(subject="Hej", email_instead=True))
    with working(through(server.url())):
        wait_until(lambda: "accepted" in states(batch))

    half = as_alma.get("cases.show", case_id=case.id).one("#strip")
    db.execute("UPDATE message SET state = 'delivered' WHERE contact_type = 'sms'")
    whole = as_alma.get("cases.show", case_id=case.id).one("#strip")

    assert half.one("b").text == "0 of 1 SMS delivered, 1 of 1 e-mail sent"
    assert half["data-phase"] == "moving"
    assert whole.one("b").text == "1 of 1 SMS delivered, 1 of 1 e-mail sent"
    assert "All SMS have arrived, and the mail server took all e-mails" in whole.text
    assert whole["data-phase"] == "done"


def test_a_mail_server_that_lets_nobody_in_is_said_to_who_waits(
    as_alma: Client, case: CaseFacts, alma: Person, server: MailServer
):
    server.answers["MAIL"] = ["550 not you"]
    batch = emailed(case, alma, candidates(case, 1))

    with working(through(server.url())):
        wait_until(lambda: _pauses() == 1 and not {*states(batch)} & UNDER_WAY)
    strip = as_alma.get("cases.show", case_id=case.id).one("#strip")

    assert "The mail server lets us send nothing" in strip.one("[role=alert]").text


def _pauses() -> int:
    [(number,)] = db.rows("SELECT count(*) FROM outlet WHERE paused_at IS NOT NULL")
    return int(number)


def _news(row: Node) -> tuple[str, str]:
    told = row.one("div.latest").one("span")
    when = told.one("small").text
    why = row.one("div.hint").all("p")[0].text if row.has("div.hint") else ""
    return told.text.removesuffix(when).strip(), why


def _line(client: Client, message: Message) -> Node:
    page = client.get(
        "conversation.show",
        case_id=message.batch.case_id,
        application_id=message.application_id,
    )
    return page.one(f"#message-{message.id}")
