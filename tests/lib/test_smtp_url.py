"""SMTP_URL and MAIL_FROM, as people write them."""

import pytest

from webapp.lib.smtp_url import Security, Sender, SmtpUrl, is_address


@pytest.mark.parametrize(
    ("text", "host", "port", "security"),
    [
        ("smtp://hej:secret@mail.example.org", "mail.example.org", 587, Security.STARTTLS),
        ("smtp://hej:secret@127.0.0.1:25", "127.0.0.1", 25, Security.STARTTLS),
        ("smtp://mail.example.org:25", "mail.example.org", 25, Security.IF_OFFERED),
        ("smtp://mail.example.org?starttls=required", "mail.example.org", 587, Security.STARTTLS),
        ("smtps://hej:secret@mail.example.org", "mail.example.org", 465, Security.TLS),
        ("smtps://mail.example.org:1465/", "mail.example.org", 1465, Security.TLS),
        ("smtp://localhost:25", "localhost", 25, Security.PLAIN),
        ("smtp://[::1]:25", "::1", 25, Security.PLAIN),
    ],
)
def test_an_address_says_where_and_how_safely(text: str, host: str, port: int, security: Security):
    url = SmtpUrl.parse(text)

    assert (url.host, url.port, url.security) == (host, port, security)


def test_user_and_password_may_hold_anything_that_is_written_for_an_address():
    url = SmtpUrl.parse("smtps://hej%40example.org:a%2Fb%23c%40d@mail.example.org")

    assert (url.user, url.password) == ("hej@example.org", "a/b#c@d")
    assert "a/b" not in repr(url)


@pytest.mark.parametrize(
    "text",
    [
        *("mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp:mail"),
        *("smtp://mail.example.org:0", "smtp://mail.example.org:99999", "smtp://m:port"),
        *("smtp://u:p/x@mail.example.org", "smtp://u:p#x@mail.example.org", "smtp://[::1"),
        *("smtp://u@mail.example.org", "smtp://:p@mail.example.org"),
        *("smtp://m?starttls=never", "smtp://m?tls=1", "smtp://m?starttls"),
    ],
)
def test_what_is_no_address_is_said_in_one_line(text: str):
    with pytest.raises(ValueError, match=r"^SMTP_URL [^\n]+$") as raised:
        SmtpUrl.parse(text)

    assert "p/x" not in str(raised.value)


def test_a_sender_may_have_a_name():
    senders = ["hej@example.org", "Hej <hej@example.org>", '"Hej, på Ön" <hej@example.org>']

    assert [Sender.parse(sender).name for sender in senders] == ["", "Hej", "Hej, på Ön"]
    assert {Sender.parse(sender).address for sender in senders} == {"hej@example.org"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "Hej", "hej@", "@example.org", "hej@-example.org", "hej example@example.org"),
        *("a@example.org, b@example.org", "Hej <a@example.org> b@example.org"),
        *("a@example.org\r\nBcc: b@example.org", "Hej\n <a@example.org>"),
        f"hej@{'x' * 64}.org",
        f"{'x' * 254}@example.org",
    ],
)
def test_a_sender_is_one_address(text: str):
    with pytest.raises(ValueError, match="MAIL_FROM must be one address"):
        Sender.parse(text)


def test_addresses_may_be_in_any_letters():
    assert all(map(is_address, ["åsa@exämple.org", "o'neil+hej@example.org", "a@localhost"]))
