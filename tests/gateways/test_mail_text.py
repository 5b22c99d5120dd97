"""E-mails as a mail server gets them: nothing that somebody wrote becomes a header."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail_servers import MailServer, running_mail_server
from webapp.gateways.mail import MailSettings, SmtpGateway
from webapp.gateways.mail_text import OutgoingMail, write
from webapp.gateways.outcome import Verdict
from webapp.lib.smtp_url import Sender

SENDER = Sender.parse("Hej på Ön <hej@example.org>")
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
]
TEXT = (
    "Hej Łucja!\n\n.\n..\n.a dot begins this line\nFrom here on\n"
    f"https://hej.example.org/reset/{'a1B2' * 40}\n\t= 100 % sant… 🚀\n\n/Hej\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with running_mail_server() as one:
        yield one


def read(mail: OutgoingMail) -> EmailMessage:
    """The e-mail as its reader's program sees it."""
    wire = write(mail, SENDER).wire
    message = message_from_bytes(_unstuffed(wire), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _unstuffed(wire: bytes) -> bytes:
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    return b"\r\n".join(line[1:] if line.startswith(b"..") else line for line in lines)


def test_a_text_arrives_word_for_word(server: MailServer):
    gateway = SmtpGateway(MailSettings.parse(server.url(), "Hej på Ön <hej@example.org>"))

    gateway.send(OutgoingMail("ines@example.org", "Hej – Ł 🚀", TEXT, "1.2"))

    mail = server.mails[-1]
    assert mail.get_content().replace("\r\n", "\n") == TEXT
    assert mail["Subject"] == "Hej – Ł 🚀"
    assert mail["From"] == "Hej på Ön <hej@example.org>"
    assert mail["To"] == "ines@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime is not None
    assert server.recipients[-1] == "ines@example.org"


def test_every_try_has_the_same_message_id_and_every_mail_its_own():
    one = OutgoingMail("ines@example.org", "Hej", "Hej", "1234.5")
    other = OutgoingMail("ines@example.org", "Hej", "Hej", "1234.6")

    ids = [read(mail)["Message-ID"] for mail in (one, one, other)]

    assert ids == ["<hej.1234.5@example.org>"] * 2 + ["<hej.1234.6@example.org>"]


@pytest.mark.parametrize(
    "attack",
    [
        "Hej\r\nBcc: everybody@example.com",
        "Hej\nBcc: everybody@example.com",
        "Hej\rBcc: everybody@example.com",
        "Hej\r\n\r\n<h1>another body</h1>",
        "Hej\u2028Bcc: everybody@example.com",
        "Hej\x0bBcc: everybody@example.com",
        "Hej\x85Bcc: everybody@example.com",
        "=?utf-8?q?Hej=0D=0ABcc:_everybody=40example.com?=",
        "=\x00?utf-8?q?Hej=0D=0ABcc:_everybody=40example.com?=",
        "= ?utf-8?b?SGVqDQpCY2M6IGV2ZXJ5Ym9keUBleGFtcGxlLmNvbQ==?=",
        "=?utf-8?b?SGVqDQpCY2M6IGV2ZXJ5Ym9keUBleGFtcGxlLmNvbQ==?=",
        "Hej\x00\x1b[31m",
        "\r\n.\r\nMAIL FROM:<x@example.com>\r\n",
    ],
    ids=repr,
)
def test_a_subject_cannot_become_a_header_or_a_command(server: MailServer, attack: str):
    gateway = SmtpGateway(MailSettings.parse(server.url(), "hej@example.org"))
    commands, mails = server.count("MAIL"), len(server.mails)

    outcome = gateway.send(OutgoingMail("ines@example.org", attack, "Hej", "1.2"))

    assert outcome.verdict is Verdict.ACCEPTED
    assert list(server.mails[-1].keys())[: len(HEADERS)] == HEADERS
    assert server.mails[-1]["Bcc"] is None
    assert server.mails[-1].get_content().strip() == "Hej"
    assert (server.count("MAIL"), len(server.mails)) == (commands + 1, mails + 1)


@pytest.mark.parametrize("end", ["\n.\nQUIT\n", "\r\n.\r\nMAIL FROM:<x@example.com>\r\n", "\r.\r"])
def test_a_text_cannot_end_itself(server: MailServer, end: str):
    gateway = SmtpGateway(MailSettings.parse(server.url(), "hej@example.org"))
    commands, mails = server.count("MAIL"), len(server.mails)

    gateway.send(OutgoingMail("ines@example.org", "Hej", f"Hej{end}more", "1.2"))

    assert "more" in server.mails[-1].get_content()
    assert (server.count("MAIL"), len(server.mails)) == (commands + 1, mails + 1)


@given(subject=st.text(max_size=200), text=st.text(min_size=1, max_size=300))
def test_whatever_is_written_the_headers_are_ours(subject: str, text: str):
    message = read(OutgoingMail("ines@example.org", subject, text, "1.2"))

    assert list(message.keys()) == HEADERS
    assert message["To"] == "ines@example.org"
    assert message.get_content().split() == text.split()


@given(subject=st.text(st.characters(categories=("L", "N", "P", "S")), max_size=200))
def test_a_subject_arrives_whole(subject: str):
    message = read(OutgoingMail("ines@example.org", subject, "Hej", "1.2"))

    assert "".join(message["Subject"].split()) == subject
