"""The page on which somebody stops SMS by the link in one, and starts them again."""

import logging

import pytest
from flask import Flask

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.client import Client
from webapp.domain import applications, dispatch, opt_out_links, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.means import Means
from webapp.domain.people import Person
from webapp.domain.templates import Content
from webapp.lib import stop_links
from webapp.models import Application, Batch, Message, OptOut, Organisation

NUMBER = CANDIDATE_NUMBERS[0]


@pytest.fixture
def message(case: CaseFacts, alma: Person) -> Message:
    """Ines got a text with her link."""
    ines = make.application(case, NUMBER)
    return make.departed(case, alma, [ines.id], "Hi. No more SMS: %OPTOUTLINK%")[0]


@pytest.fixture
def telephone(app: Flask) -> Client:
    """A browser of nobody's."""
    return Client(app)


def test_the_link_leaves_and_is_kept_nowhere(message: Message):
    [claimed] = dispatch.claim("one", 1, 1000)

    link = f"http://localhost/stop/{stop_links.token(message.id)}"
    assert claimed.text == f"Hi. No more SMS: {link}"
    assert message.text == f"Hi. No more SMS: {stop_links.stand_in()}"
    assert len(claimed.text) == len(message.text)


def test_looking_changes_nothing_one_press_stops_and_another_starts_again(
    telephone: Client, case: CaseFacts, alma: Person, message: Message
):
    token = stop_links.token(message.id)

    looked = telephone.get("stop.show", token=token)
    before = OptOut.select().count()
    stopped = telephone.open(telephone.post("stop.stop", token=token).location)
    telephone.post("stop.stop", token=token)
    waiting = make.state(message)
    [opt_out] = OptOut.select()
    telephone.post("stop.start", token=token)
    again = make.batch(case, alma, [message.application_id], "Welcome back")

    assert looked.one("h1").text == "Stop SMS from Northern group?"
    assert "ending in 05" in looked.text
    assert NUMBER not in looked.body
    assert before == 0
    assert stopped.one("h1").text == "You get no more SMS"
    assert waiting == "cancelled"
    assert (opt_out.number, opt_out.cause, opt_out.message_id) == (NUMBER, "link", message.id)
    assert OptOut.get().lifted_at is not None
    assert again.recipients == 1


def test_in_an_email_sent_instead_it_is_about_the_number_that_sms_go_to(
    telephone: Client, case: CaseFacts, alma: Person
):
    ines = make.application(case, NUMBER)
    Application.update(mobile_country="AQ").where(Application.id == ines.id).execute()
    means = Means(subject="Hej", email_instead=True)
    batch = make.batch(case, alma, [ines.id], "No more SMS: %OPTOUTLINK%", means=means)
    [mail] = make.messages(batch)

    page = telephone.get("stop.show", token=stop_links.token(mail.id))
    telephone.post("stop.stop", token=stop_links.token(mail.id))

    assert mail.contact_type == "email"
    assert "ending in 05" in page.text
    assert [one.number for one in OptOut.select()] == [NUMBER]


def test_it_needs_no_cookie_and_no_script_and_tells_nobody(telephone: Client, message: Message):
    page = telephone.get("stop.show", token=stop_links.token(message.id))

    assert "Set-Cookie" not in page.headers
    assert not page.has("script")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_it_speaks_the_language_of_the_text_until_the_candidate_has_chosen_one(
    telephone: Client, case: CaseFacts, alma: Person, message: Message
):
    token = stop_links.token(message.id)
    Organisation.update(language="nb").execute()
    by_organisation = telephone.get("stop.show", token=token)
    content = Content("Keep in touch", "contact", "da", "Hej. %OPTOUTLINK%")
    template = templates.create(Organisation.get_by_id(case.organisation_id), content, alma.id)
    Batch.update(template=template.id).execute()
    by_template = telephone.get("stop.show", token=token)
    applications.choose_language(message.application_id, "fi")
    chosen = telephone.get("stop.show", token=token, headers={"Accept-Language": "sv"})

    assert by_organisation.one("h1").text == "Vil du stoppe SMS fra Northern group?"
    assert by_organisation.one("html")["lang"] == "nb"
    assert by_template.one("html")["lang"] == "da"
    assert chosen.one("html")["lang"] == "fi"
    assert chosen.one("button").text == "Lopeta tekstiviestit"


def test_a_link_of_nobody_speaks_as_the_browser_does(telephone: Client):
    page = telephone.open("/stop/nothing", headers={"Accept-Language": "nb-NO,nb;q=0.9"})

    assert (page.one("html")["lang"], page.one("h1").text) == ("nb", "Lenken virker ikke")


def test_it_works_when_the_applicant_and_the_number_were_erased(
    telephone: Client, message: Message
):
    Application.delete().execute()
    Message.update(to="").execute()

    telephone.post("stop.stop", token=stop_links.token(message.id))

    assert (OptOut.get().number, OptOut.get().number_hash) == ("", message.number_hash)


@pytest.mark.parametrize("token", ["x" * 28, "short", "A" * 28, "ü" * 28, "x" * 5000])
def test_what_is_no_link_of_ours_is_not_there(telephone: Client, message: Message, token: str):
    answer = telephone.get("stop.show", token=token)

    assert (answer.status, answer.one("h1").text) == (404, "This link does not work")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert telephone.post("stop.stop", token=token).status == 404
    assert telephone.post("stop.start", token=token).status == 404
    assert OptOut.select().count() == 0


def test_no_failure_writes_the_link_into_the_log(
    telephone: Client, message: Message, monkeypatch, caplog: pytest.LogCaptureFixture
):
    def broken(token: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(opt_out_links, "find", broken)
    telephone.app.config["PROPAGATE_EXCEPTIONS"] = False
    token = stop_links.token(message.id)

    with caplog.at_level(logging.DEBUG):
        answer = telephone.get("stop.show", token=token)

    assert answer.status == 500
    assert "/stop/<token>" in caplog.text
    assert token not in caplog.text
