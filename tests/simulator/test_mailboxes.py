"""The simulated mail server, spoken to by the standard library; its page, and its side door."""

import contextlib
import re
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from werkzeug.test import Client

from tests.running import Carrier
from webapp.simulator.app import create_simulator
from webapp.simulator.mail_page import PRESETS, anchor
from webapp.simulator.mail_server import MailServer

INES, BO = "ines@example.org", "bo@example.org"
LINK = "https://hej.example.org/reset/abc?x=1&y=2"


@pytest.fixture
def client(carrier: Carrier) -> Iterator[smtplib.SMTP]:
    with _connected(carrier.smtp_url) as client:
        yield client


@pytest.fixture
def page() -> Iterator[tuple[Client, smtplib.SMTP]]:
    """A browser without JavaScript, and a sender of e-mail."""
    app = create_simulator()
    server = MailServer(app).start()
    with _connected(server.url) as client:
        yield Client(app), client
    server.close()
    app.extensions["postman"].close()


def test_an_email_is_there_as_it_was_written(carrier, client):
    client.send_message(_mail(INES, "Hej – Ł", f"Öppna {LINK}\n.\n..\nHej\n"))

    [mail] = carrier.mails()
    assert (mail["to"], mail["from"], mail["subject"]) == (INES, "hej@example.org", "Hej – Ł")
    assert mail["text"] == f"Öppna {LINK}\n.\n..\nHej\n"
    assert mail["headers"]["Message-ID"] == "<1@example.org>"


def test_mails_can_be_asked_for_by_address(carrier, client):
    for to in (INES, BO, INES.upper()):
        client.send_message(_mail(to))

    assert [mail["to"] for mail in carrier.mails(INES)] == [INES, "INES@EXAMPLE.ORG"]
    assert len(carrier.mails()) == 3


def test_a_recipient_can_be_refused(carrier, client):
    carrier.behave(INES, answer=550)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
        client.send_message(_mail(INES))
    client.send_message(_mail(BO))

    assert raised.value.recipients[INES][0] == 550
    assert [mail["to"] for mail in carrier.mails()] == [BO]


def test_an_address_can_be_greylisted_once(carrier, client):
    carrier.behave(INES, answer=451, times=1)

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        client.send_message(_mail(INES))
    client.send_message(_mail(INES))

    assert len(carrier.mails(INES)) == 1


@pytest.mark.parametrize(("answer", "taken"), [("drop-before", 0), ("drop-after", 1)])
def test_the_connection_can_be_dropped_before_or_after_the_mail_is_taken(
    carrier, client, answer, taken
):
    carrier.behave("*@*", answer=answer)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(_mail(INES))

    assert len(carrier.mails()) == taken


def test_it_can_hang(carrier):
    carrier.behave(INES, answer="hang", hang_s=3600)

    with (
        _connected(carrier.smtp_url, timeout=0.3) as client,
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
    ):
        client.send_message(_mail(INES))

    assert carrier.mails() == []


def test_what_an_address_was_told_is_not_for_numbers_nor_the_other_way_round(carrier, client):
    carrier.behave("*", answer=500)
    carrier.behave(INES, answer="accept")
    carrier.behave("*@*", answer=550)

    client.send_message(_mail(INES))

    assert len(carrier.mails()) == 1


@pytest.mark.parametrize(
    "told",
    [{"answer": 302}, {"outcome": "rejected"}, {"receipts": "twice"}, {"retry_after_s": 1}],
    ids=str,
)
def test_what_only_an_sms_can_do_is_refused_in_words(carrier, http, told):
    answer = http.request("PUT", f"{carrier.url}/behaviour", json={INES: told})

    assert answer.status == 400
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    ("commands", "codes"),
    [
        (["DATA"], [503]),
        (["RCPT TO:<ines@example.org>"], [503]),
        (["MAIL FROM:hej@example.org"], [501]),
        (["MAIL FROM:<hej@example.org>", "RCPT TO:<>", "DATA"], [250, 501, 503]),
        (["MAIL FROM:<hej@example.org>", "RSET", "RCPT TO:<a@b.se>"], [250, 250, 503]),
        (["VRFY ines", "HELO me", "NOOP"], [500, 250, 250]),
    ],
    ids=str,
)
def test_commands_in_the_wrong_order_are_refused(client, commands, codes):
    assert [client.docmd(command)[0] for command in commands] == codes


def test_a_mail_that_breaks_off_is_not_there(carrier):
    with _connected(carrier.smtp_url) as client:
        for command in ("MAIL FROM:<hej@example.org>", f"RCPT TO:<{INES}>", "DATA"):
            client.docmd(command)
        client.send("Subject: half\r\n\r\nof a te")
        client.sock.shutdown(socket.SHUT_WR)
        assert client.sock.recv(100) == b""

    assert carrier.mails() == []


def test_the_page_shows_mailboxes_with_links_and_without_html(page):
    browser, client = page
    client.send_message(_mail(INES, "Hej <b>Ines</b>", f"Open {LINK}.\n<script>x</script>"))

    shown = browser.get("/").text

    assert f'<a href="{LINK.replace("&", "&amp;")}"' in shown
    assert "Hej &lt;b&gt;Ines&lt;/b&gt;" in shown
    assert "&lt;script&gt;x" in shown


def test_the_mailbox_with_the_newest_email_comes_first(page):
    browser, client = page
    for to in (INES, BO, INES):
        client.send_message(_mail(to))

    shown = re.findall(r'<li id="(mailbox-\w+)"', browser.get("/").text)

    assert shown == [anchor(INES), anchor(BO)]


@pytest.mark.parametrize("name", [INES, "*@*"])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_behaviour_on_the_page_can_be_set_and_is_shown(page, name, preset):
    browser, client = page
    client.send_message(_mail(INES))

    answer = browser.post("/behaviour-choices", data={"number": name, "preset": preset})

    assert (answer.status_code, answer.location) == (303, f"/#{anchor(name)}")
    assert browser.get("/behaviour").json == {name: PRESETS[preset][1].to_json()}
    assert f'value="{preset}" selected' in browser.get("/").text


def test_a_choice_for_phones_is_none_for_mailboxes(page):
    browser, _ = page

    answer = browser.post("/behaviour-choices", data={"number": INES, "preset": "no-money"})

    assert answer.status_code == 400


def test_a_poll_is_answered_when_an_email_has_come(page):
    browser, client = page
    version = re.search(r"\?v=(\d+)", browser.get("/").text)[0]
    quiet = browser.get(f"/{version}", headers={"HX-Request": "true"})
    client.send_message(_mail(INES))

    changed = browser.get(f"/{version}", headers={"HX-Request": "true"})

    assert (quiet.status_code, changed.status_code) == (204, 200)


@contextlib.contextmanager
def _connected(url: str, timeout: float = 10) -> Iterator[smtplib.SMTP]:
    host, _, port = url.removeprefix("smtp://").rpartition(":")
    client = smtplib.SMTP(host, int(port), "tests", timeout=timeout)
    try:
        yield client
    finally:
        client.close()


def _mail(to: str, subject: str = "Hej", text: str = "Hej\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "hej@example.org", to, subject
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content(text)
    return mail
