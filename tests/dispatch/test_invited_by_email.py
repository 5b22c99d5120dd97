"""Invited to an interview by e-mail: the link, what was booked, and the reminder come so too."""

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests import make, meetings
from tests.client import Client
from tests.dispatch.test_candidate_mail import candidates
from tests.dispatch.test_mail_worker import through, working
from tests.interviews.steps import path_of
from tests.mail_servers import MailServer, running_mail_server
from tests.meetings import slot_ids
from tests.running import wait_until
from webapp import db
from webapp.domain import credits, interview_list, reminders, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.invitations import Offer
from webapp.domain.means import ContactType, Means
from webapp.domain.people import Person
from webapp.models import Application, Batch, Interview, Message, Reminder

TEXT = "Hi %FIRSTNAME%!\n\nChoose a time: %INVITELINK%"
BY_EMAIL = Means(ContactType.EMAIL, "Meet us, %FIRSTNAME%")


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with running_mail_server() as one:
        yield one


@pytest.fixture
def interview(case: CaseFacts, alma: Person) -> Interview:
    """Three times, years ahead."""
    return meetings.interview(alma, case)


def invited(case: CaseFacts, alma: Person, ids: list[int], means: Means, offer: Offer) -> Batch:
    """A batch of invitations that nobody can take back."""
    batch = make.batch(case, alma, ids, TEXT, means=means, offer=offer)
    sending.depart(batch)
    return batch


def test_who_is_invited_by_email_books_and_is_told_and_reminded_by_email(
    anybody: Client, case: CaseFacts, alma: Person, interview: Interview, server: MailServer
):
    before = credits.balance(case.root_id)
    [ines] = candidates(case, 1)
    invited(case, alma, [ines], BY_EMAIL, Offer(interview.id))
    with working(through(server.url())):
        wait_until(lambda: len(server.mails) == 1)
        booked = anybody.open(
            f"{_path_in(server)}/booking", "POST", {"slot": str(slot_ids(interview)[0])}
        )
        wait_until(lambda: len(_to_candidate(server)) == 2)
        db.execute("UPDATE reminder SET due_at = 0")
        reminders.send_due()
        wait_until(lambda: len(_to_candidate(server)) == 2 + Reminder.select().count())

    invitation, confirmation, *reminded = _to_candidate(server)
    assert booked.status == 303
    assert invitation["Subject"] == "Meet us, Candidate 0"
    assert confirmation["Subject"] == "Meet us"
    assert "Tuesday 4 March" in _text(confirmation)
    assert all("Tuesday 4 March" in _text(one) for one in reminded)
    assert {one["Reply-To"] for one in _to_candidate(server)} == {f"{alma.name} <{alma.email}>"}
    assert {one.contact_type for one in Message.select()} == {"email"}
    assert interview_list.funnel(interview.id)[:4] == (1, 1, 1, 1)
    assert credits.balance(case.root_id) == before


def test_the_same_link_is_in_both_parts_of_the_mail(
    case: CaseFacts, alma: Person, interview: Interview, server: MailServer
):
    invited(case, alma, candidates(case, 1), BY_EMAIL, Offer(interview.id))
    with working(through(server.url())):
        wait_until(lambda: len(server.mails) == 1)

    assert interview_list.funnel(interview.id)[:3] == (1, 1, 0)
    [page] = [one for one in server.mails[0].walk() if one.get_content_type() == "text/html"]
    link = f"http://localhost{_path_in(server)}"
    assert f'<a href="{link}">{link}</a>' in page.get_content()


def test_without_the_link_nothing_is_sent(as_alma: Client, case: CaseFacts, interview: Interview):
    values = {"ids": candidates(case, 1), "interview": interview.id, "contact_type": "email"}
    page = as_alma.get("contact.show", case_id=case.id, **values, subject="Hej", text="Come!")

    refused = as_alma.submit(page.one("form#compose"))
    mended = as_alma.submit(page.one("form#compose"), page.one("button#add-link"))
    sent = as_alma.submit(mended.one("form#compose"))

    assert refused.status == 422
    assert "The booking link is missing" in refused.text
    assert "come by e-mail too, and cost nothing" in page.one("#inviting").text
    assert sent.status == 303
    assert Message.get().contact_type == "email"


def test_each_is_told_the_way_that_they_were_invited(
    anybody: Client, case: CaseFacts, alma: Person, interview: Interview
):
    texted, mailed = candidates(case, 2)
    Application.update(mobile_country="AQ").where(Application.id == mailed).execute()
    means = Means(subject="Meet us", email_instead=True)
    batch = invited(case, alma, [texted, mailed], means, Offer(interview.id))
    # By now SMS would reach her, too.
    Application.update(mobile_country="SE").where(Application.id == mailed).execute()

    for place, message in enumerate(make.messages(batch)):
        anybody.open(
            f"{path_of(message)}/booking", "POST", {"slot": str(slot_ids(interview)[place])}
        )

    told = Message.select().join(Batch).where(Batch.is_automatic).order_by(Message.id)
    assert [(one.application_id, one.contact_type) for one in told] == [
        (texted, "sms"),
        (mailed, "email"),
    ]


def _to_candidate(server: MailServer) -> list[EmailMessage]:
    return [one for one in server.mails if one["To"] == "person0@example.org"]


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _path_in(server: MailServer) -> str:
    found = re.search(r"http://localhost(/b/\S+)", _text(server.mails[0]))
    assert found is not None
    return found[1]
