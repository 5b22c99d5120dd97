"""E-mails to candidates, through the worker and a real mail server."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests import make
from tests.dispatch.test_mail_worker import through, working
from tests.mail_servers import DROP, MailServer, running_mail_server
from tests.running import wait_until
from webapp import db
from webapp.domain import credits, opt_outs, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.means import ContactType, Means
from webapp.domain.opt_outs import Cause, Why
from webapp.domain.people import Person
from webapp.models import Application, Batch

BY_EMAIL = Means(ContactType.EMAIL, "About %CASETITLE%, %FIRSTNAME%")
MOVING = {"queued", "claimed", "sending"}


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything, unless a test tells it otherwise."""
    with running_mail_server() as one:
        yield one


def candidates(case: CaseFacts, number: int) -> list[int]:
    """So many applications, each with its own e-mail address."""
    ids = make.candidates(case, number)
    for place, identity in enumerate(ids):
        Application.update(email=f"person{place}@example.org").where(
            Application.id == identity
        ).execute()
    return ids


def emailed(case: CaseFacts, person: Person, ids: list[int], means: Means = BY_EMAIL) -> Batch:
    """A batch by e-mail that nobody can take back."""
    batch = make.batch(case, person, ids, "Hi %FIRSTNAME%!\n\n<b>Bye</b>", means=means)
    sending.depart(batch)
    return batch


def states(batch: Batch) -> list[str]:
    """The states of a batch's messages as they are now."""
    return [one.state for one in make.messages(batch)]


def test_an_email_comes_from_the_organisation_and_is_answered_to_its_writer(
    case: CaseFacts, alma: Person, server: MailServer
):
    [ines] = candidates(case, 1)
    batch = emailed(case, alma, [ines])

    with working(through(server.url())):
        wait_until(lambda: states(batch) == ["accepted"])

    [mail] = server.mails
    [message] = make.messages(batch)
    assert server.recipients == ["person0@example.org"]
    assert mail["Subject"] == f"About {case.title}, Candidate 0"
    assert mail["From"] == f"{case.organisation_name} <hej@example.org>"
    assert mail["Reply-To"] == f"{alma.name} <{alma.email}>"
    assert mail["Message-ID"] == f"<hej.{message.client_ref}@example.org>"
    # It is a person's letter: neither a machine's nor a list's (docs/decisions/11).
    assert mail["Auto-Submitted"] is None
    assert [one for one in mail if one.startswith("List-")] == []
    assert _part(mail, "plain") == "Hi Candidate 0!\n\n<b>Bye</b>"
    assert "&lt;b&gt;Bye&lt;/b&gt;" in _part(mail, "html")


def test_it_costs_nothing_even_where_there_are_no_credits(
    case: CaseFacts, alma: Person, server: MailServer
):
    before = credits.balance(case.root_id)

    batch = emailed(case, alma, candidates(case, 2))
    with working(through(server.url())):
        wait_until(lambda: states(batch) == ["accepted"] * 2)

    assert credits.balance(case.root_id) == before
    assert [(one.credits, one.segments) for one in make.messages(batch)] == [(0, 0)] * 2


def test_only_the_one_whom_the_server_refuses_fails_and_is_told_why(
    case: CaseFacts, alma: Person, server: MailServer
):
    server.answers["RCPT"] = ["250 OK", "550 5.1.1 nobody", "250 OK"]

    batch = emailed(case, alma, candidates(case, 3))
    with working(through(server.url())):
        wait_until(lambda: not {*states(batch)} & MOVING)

    assert states(batch) == ["accepted", "refused", "accepted"]
    assert make.messages(batch)[1].carrier_words
    assert server.recipients == ["person0@example.org", "person2@example.org"]


def test_a_server_that_says_come_again_gets_the_same_mail_later(
    case: CaseFacts, alma: Person, server: MailServer
):
    server.answers["RCPT"] = ["451 4.7.1 greylisted"]
    batch = emailed(case, alma, candidates(case, 1))

    with working(through(server.url())):
        wait_until(lambda: make.messages(batch)[0].attempts == 1)
        [waiting] = make.messages(batch)
        db.execute("UPDATE message SET send_after = 0 WHERE state = 'queued'")
        wait_until(lambda: states(batch) == ["accepted"])

    assert waiting.send_after > batch.created_at
    assert [one["Message-ID"] for one in server.mails] == [
        f"<hej.{waiting.client_ref}@example.org>"
    ]


def test_a_connection_lost_after_the_text_leaves_it_unconfirmed_and_unsent_again(
    case: CaseFacts, alma: Person, server: MailServer
):
    server.answers["DATA"] = [DROP]
    batch = emailed(case, alma, candidates(case, 2))

    with working(through(server.url())):
        wait_until(lambda: not {*states(batch)} & MOVING)

    assert states(batch) == ["unconfirmed", "accepted"]
    assert server.count("DATA") == 2


def test_who_stopped_sms_still_gets_email(case: CaseFacts, alma: Person, server: MailServer):
    ids = candidates(case, 1)
    batch = emailed(case, alma, ids)

    opt_outs.stop(case.root_id, Application.get_by_id(ids[0]).mobile, Why(Cause.TEXT, "STOP"))
    with working(through(server.url())):
        wait_until(lambda: states(batch) == ["accepted"])

    assert server.recipients == ["person0@example.org"]


def test_whom_sms_cannot_reach_gets_an_email_instead_in_the_same_send(
    case: CaseFacts, alma: Person
):
    make.credits(case, 10)
    first, second = candidates(case, 2)
    opt_outs.stop(case.root_id, Application.get_by_id(second).mobile, Why(Cause.TEXT, "STOP"))
    means = Means(subject="Hej", email_instead=True)

    batch = emailed(case, alma, [first, second], means)

    found = [(one.contact_type, one.to, one.subject, one.credits) for one in make.messages(batch)]
    number = Application.get_by_id(first).mobile
    assert found == [("sms", number, "", 1), ("email", "person1@example.org", "Hej", 0)]
    assert batch.credits == 1


def test_nothing_written_in_a_subject_becomes_a_header(
    case: CaseFacts, alma: Person, server: MailServer
):
    ids = candidates(case, 1)
    Application.update(first_name="Ines\r\nBcc: all@example.org").execute()
    means = BY_EMAIL._replace(subject="Hej\r\nBcc: everybody@example.org %FIRSTNAME%")

    batch = emailed(case, alma, ids, means)
    with working(through(server.url())):
        wait_until(lambda: states(batch) == ["accepted"])

    [mail] = server.mails
    assert mail["Bcc"] is None
    assert server.recipients == ["person0@example.org"]


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").strip()
