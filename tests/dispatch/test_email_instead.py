"""E-mail instead, from the contact window to the telephone and the mailbox, in one send."""

from functools import partial

from tests import make
from tests.client import Answer, Client
from tests.contact import pages
from tests.dispatch.test_mail_worker import through, working
from tests.mail_servers import running_mail_server
from tests.running import running_simulator, wait_until
from webapp.domain import checks, credits
from webapp.domain.cases import CaseFacts
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.models import Application, Batch, Message

TEXT = "Hi %FIRSTNAME%, can you come on Friday?"
INSTEAD = {"email_instead": "1", "subject": "Friday, %FIRSTNAME%"}


def four_people(case: CaseFacts) -> list[int]:
    """Candidate 0, whom SMS reach; 1 has stopped them, 2 has no number, 3 is abroad."""
    ids = make.candidates(case, 4)
    for place, identity in enumerate(ids):
        _change(identity, email=f"person{place}@example.org")
    make.stop(case.root_id, Application.get_by_id(ids[1]).mobile)
    _change(ids[2], mobile="", mobile_typed="", mobile_country="", number_hash="")
    _change(ids[3], mobile_country="AQ")
    return ids


def test_the_window_offers_it_to_those_whom_sms_cannot_reach(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, four_people(case), TEXT)

    assert page.one("#instead").one("label").text == (
        "E-mail instead to 3 candidates whom SMS cannot reach"
    )
    assert pages.skipped(page) == {
        "Candidate 1 Candidate": "SMS stopped",
        "Candidate 2 Candidate": "No mobile number",
        "Candidate 3 Candidate": "SMS to this country is not allowed",
    }
    assert page.one("#send").text == "Send to 1"


def test_it_says_who_gets_which_and_what_that_costs(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, four_people(case), TEXT)

    live = pages.typed(as_alma, page, TEXT, **INSTEAD)

    assert _lines(live) == [
        "+46 70 174 06 05 1 SMS",
        "SMS stopped: e-mail Free",
        "No mobile number: e-mail Free",
        "SMS to this country is not allowed: e-mail Free",
    ]
    assert live.one("p.sum").text == "1 credit for 4 candidates 3 by e-mail"
    assert live.one("#send").text == "Send to 4"
    assert live.one("#spoken").text == (
        "1 SMS each, standard characters, 1 credit in total. 3 by e-mail."
    )


def test_each_is_shown_as_it_will_arrive(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, four_people(case), TEXT)

    texted = pages.typed(as_alma, page, TEXT, look=0, **INSTEAD)
    mailed = pages.typed(as_alma, page, TEXT, look=1, **INSTEAD)

    assert texted.one("p.bubble").text == "Hi Candidate 0, can you come on Friday?"
    assert mailed.one("p.letter-subject").text == "Friday, Candidate 1"
    assert mailed.one("p.letter-text").text == "Hi Candidate 1, can you come on Friday?"


def test_without_a_subject_nothing_leaves(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, four_people(case), TEXT)

    refused = as_alma.submit(pages.form(page), email_instead="1", subject=" ")

    assert refused.status == 422
    assert refused.one("#message-error").text == "Write a subject first."
    assert not Batch.select().count()


def test_one_press_reaches_all_of_them(as_alma: Client, case: CaseFacts):
    ids = four_people(case)
    with running_simulator() as carrier, running_mail_server() as server:
        page = pages.opened(as_alma, case, ids, TEXT)

        sent = as_alma.submit(pages.form(page), **INSTEAD)
        as_alma.post("contact.depart", batch_id=Batch.get().id)
        gateway = partial(VonageGateway, VonageSettings("", "", "key", "secret", carrier.host))
        with working(through(server.url()), gateway):
            wait_until(lambda: {one.state for one in Message.select()} == {"accepted"})
        texted = [one["to"] for one in carrier.messages()]

    assert sent.status == 303
    assert texted == ["+46701740605"]
    assert sorted(server.recipients) == [f"person{place}@example.org" for place in (1, 2, 3)]
    assert {one["Subject"] for one in server.mails} == {f"Friday, Candidate {p}" for p in (1, 2, 3)}
    assert credits.balance(case.root_id).spent == 1
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_send_taken_back_opens_again_as_it_was(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, four_people(case), TEXT)
    as_alma.submit(pages.form(page), **INSTEAD)
    batch = Batch.get()

    as_alma.post("contact.cancel", batch_id=batch.id)
    again = as_alma.get("contact.show", case_id=case.id, batch=batch.id)

    assert again.one("#subject")["value"] == "Friday, %FIRSTNAME%"
    assert "checked" in again.one("#email-instead").attributes
    assert again.one("#send").text == "Send to 4"


def test_who_stops_sms_after_the_press_gets_no_sms_and_the_others_their_email(
    as_alma: Client, case: CaseFacts
):
    ids = four_people(case)
    page = pages.opened(as_alma, case, ids, TEXT)
    as_alma.submit(pages.form(page), **INSTEAD)
    make.stop(case.root_id, Application.get_by_id(ids[0]).mobile)
    with running_simulator() as carrier, running_mail_server() as server:
        gateway = partial(VonageGateway, VonageSettings("", "", "key", "secret", carrier.host))
        as_alma.post("contact.depart", batch_id=Batch.get().id)

        with working(through(server.url()), gateway):
            wait_until(lambda: not _moving())
        texted = carrier.messages()

    assert texted == []
    assert len(server.recipients) == 3
    assert credits.balance(case.root_id).spent == 0


def _change(application_id: int, **values: str) -> None:
    Application.update(values).where(Application.id == application_id).execute()


def _lines(live: Answer) -> list[str]:
    rows = live.one("ul.people").all("li")
    return [f"{one.one('small').text} {one.one('span.cost').text}" for one in rows]


def _moving() -> int:
    states = ("queued", "claimed", "sending")
    return int(Message.select().where(Message.state.in_(states)).count())
