"""What we know after one e-mail: every row of the table, at a real mail server."""

import logging
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.gateways.wires import saying, tls_context
from tests.mail_servers import DROP, HANG, PASSWORD, USER, MailServer, running_mail_server
from webapp.gateways.mail import MailSettings, SmtpGateway
from webapp.gateways.mail_text import OutgoingMail
from webapp.gateways.outcome import Outcome, SettingsError, Verdict
from webapp.lib.smtp_url import Security

TO = "ines@example.org"
SIGN_IN = f"{USER}:{quote(PASSWORD, safe='')}"
TAKEN, NOT_TAKEN = 1, 0


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running_mail_server() as one:
        yield one


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    return tls_context(tmp_path, "localhost")


@pytest.fixture
def trusted(tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the server's certificate, as its owner would."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))


def a_mail(**changes: str) -> OutgoingMail:
    """An e-mail that can be sent, but for the changes."""
    usual = {"to": TO, "subject": "Your link", "text": "Hej Ines!", "ref": "1234.5"}
    return OutgoingMail(**usual | changes)


def gateway_to(url: str, sender: str = "hej@example.org") -> SmtpGateway:
    settings = MailSettings.parse(url, sender)
    return SmtpGateway(replace(settings, timeout_s=1, taken_within_s=1))


def send_to(url: str, **changes: str) -> Outcome:
    return gateway_to(url).send(a_mail(**changes))


@pytest.mark.parametrize(
    ("verb", "answer", "verdict", "code", "taken"),
    [
        ("DATA", "250 2.0.0 taken", Verdict.ACCEPTED, "", TAKEN),
        ("DATA", "554 5.7.1 spam", Verdict.REFUSED, "554", NOT_TAKEN),
        ("DATA", "552 5.3.4 too large", Verdict.REFUSED, "552", NOT_TAKEN),
        ("DATA", "451 4.3.0 later", Verdict.RETRY, "451", NOT_TAKEN),
        ("DATA", DROP, Verdict.UNKNOWN, "dropped", TAKEN),
        ("DATA", HANG, Verdict.UNKNOWN, "timeout", TAKEN),
        ("RCPT", "550 5.1.1 no such user", Verdict.REFUSED, "550", NOT_TAKEN),
        ("RCPT", "553 5.1.3 bad address", Verdict.REFUSED, "553", NOT_TAKEN),
        ("RCPT", "450 4.7.1 greylisted", Verdict.RETRY, "450", NOT_TAKEN),
        ("RCPT", "421 4.3.2 going down", Verdict.RETRY, "421", NOT_TAKEN),
        ("RCPT", "530 5.7.0 sign in first", Verdict.ACCOUNT_FAULT, "530", NOT_TAKEN),
        ("RCPT", DROP, Verdict.RETRY, "dropped", NOT_TAKEN),
        ("RCPT", HANG, Verdict.RETRY, "timeout", NOT_TAKEN),
        ("MAIL", "553 5.7.1 not yours", Verdict.ACCOUNT_FAULT, "553", NOT_TAKEN),
        ("MAIL", "530 5.7.0 sign in first", Verdict.ACCOUNT_FAULT, "530", NOT_TAKEN),
        ("MAIL", "552 5.3.4 too large", Verdict.REFUSED, "552", NOT_TAKEN),
        ("MAIL", "452 4.3.1 no room", Verdict.RETRY, "452", NOT_TAKEN),
    ],
)
def test_each_answer_has_its_outcome_and_one_text_at_most(
    server: MailServer, verb: str, answer: str, verdict: Verdict, code: str, taken: int
):
    server.answers[verb] = [answer]

    outcome = send_to(server.url())

    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert (outcome.detail is None) == (verdict is Verdict.ACCEPTED)
    assert len(server.mails) == taken
    assert server.count("DATA") == (verb == "DATA")


@pytest.mark.parametrize(
    ("replies", "verdict", "code"),
    [
        (["554 no mail here"], Verdict.ACCOUNT_FAULT, "554"),
        (["421 too many connections"], Verdict.RETRY, "421"),
        (["SSH-2.0-OpenSSH"], Verdict.RETRY, "-1"),
        (["220 hi", "550 go away"], Verdict.ACCOUNT_FAULT, "550"),
        (["220 hi", "250 hi", "250 ok", "250 ok", "451 not now"], Verdict.RETRY, "451"),
        (["220 hi", "250 hi", "250 ok", "250 ok", "554 no"], Verdict.REFUSED, "554"),
        (["220 hi", "250 hi", "250 ok", "250 ok"], Verdict.RETRY, "dropped"),
        (["220 hi", "250 hi", "250 ok", "250 ok", "354 go"], Verdict.UNKNOWN, "dropped"),
        (["220 hi", "250 hi", "250 ok", "250 ok", "354 go", "<html>"], Verdict.UNKNOWN, "garbled"),
        (
            ["220 hi", "250 hi", "250 ok", "250 ok", "354 go", "2" * 9000],
            Verdict.UNKNOWN,
            "garbled",
        ),
        (["220 hi", "250 hi", "250 ok", "250 ok", "354 go", "421 no"], Verdict.RETRY, "421"),
        ([], Verdict.RETRY, "dropped"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_what_a_server_says_at_any_moment(replies: list[str], verdict: Verdict, code: str):
    with saying(*replies) as port:
        outcome = send_to(f"smtp://127.0.0.1:{port}")

    assert (outcome.verdict, outcome.code) == (verdict, code)


def test_what_listens_to_nobody_was_surely_not_sent():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))

        outcome = send_to(f"smtp://127.0.0.1:{closed.getsockname()[1]}")

    assert (outcome.verdict, outcome.code) == (Verdict.RETRY, "not-connected")


def test_a_server_that_is_silent_from_the_start_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = send_to(f"smtp://127.0.0.1:{silent.getsockname()[1]}")

    assert (outcome.verdict, outcome.code) == (Verdict.RETRY, "timeout")


def test_it_signs_in_only_once_tls_is_there(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls) as server:
        outcome = send_to(server.url(sign_in=SIGN_IN))

    assert outcome.verdict is Verdict.ACCEPTED
    assert server.commands == [
        *("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"),
    ]


def test_a_wrong_password_stops_everything(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls) as server:
        outcome = send_to(server.url(sign_in=f"{USER}:wrong"))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "535")
    assert "MAIL" not in server.commands


def test_a_password_that_smtp_cannot_carry_is_a_wrong_one(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls) as server:
        outcome = send_to(server.url(sign_in=f"{USER}:{quote('lösenord')}"))

    assert outcome.verdict is Verdict.ACCOUNT_FAULT


def test_a_password_never_travels_in_the_open(server: MailServer):
    outcome = send_to(server.url(sign_in=SIGN_IN))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "starttls")
    assert server.commands == ["EHLO", "QUIT"]


def test_starttls_can_be_demanded_without_a_sign_in(server: MailServer):
    outcome = send_to(f"{server.url()}?starttls=required")

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "starttls")


def test_a_server_that_knows_no_sign_in_is_an_account_at_fault(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls, from_the_start=True, auth_require_tls=True) as server:
        outcome = send_to(server.url("smtps", sign_in=SIGN_IN))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "sign-in")


def test_starttls_is_used_where_it_is_offered(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls, auth_required=False) as server:
        settings = MailSettings.parse(server.url(), "hej@example.org")
        elsewhere = replace(settings.server, security=Security.IF_OFFERED)
        SmtpGateway(replace(settings, server=elsewhere)).send(a_mail())

    assert "STARTTLS" in server.commands


def test_tls_from_the_first_byte_on(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls, from_the_start=True) as server:
        outcome = send_to(server.url("smtps"))

    assert outcome.verdict is Verdict.ACCEPTED
    assert len(server.mails) == 1


@pytest.mark.parametrize("from_the_start", [True, False])
def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    tls: ssl.SSLContext, from_the_start: bool
):
    with running_mail_server(tls, from_the_start=from_the_start) as server:
        scheme = "smtps" if from_the_start else "smtp"
        outcome = send_to(server.url(scheme, sign_in=SIGN_IN))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "certificate")
    assert "AUTH" not in server.commands


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_another_host_is_none(trusted: None, tls: ssl.SSLContext, scheme: str):
    with running_mail_server(tls, from_the_start=scheme == "smtps") as server:
        outcome = send_to(server.url(scheme, sign_in=SIGN_IN, host="127.0.0.1"))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "certificate")


def test_tls_where_there_is_none_is_said_to_be_a_setting(server: MailServer):
    outcome = send_to(server.url("smtps"))

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "tls")


def test_an_examination_signs_in_and_sends_nothing(trusted: None, tls: ssl.SSLContext):
    with running_mail_server(tls) as server:
        good = gateway_to(server.url(sign_in=SIGN_IN)).examine()
        bad = gateway_to(server.url(sign_in=f"{USER}:wrong")).examine()

    assert (good.verdict, bad.verdict) == (Verdict.ACCEPTED, Verdict.ACCOUNT_FAULT)
    assert server.count("NOOP") == 1
    assert server.count("MAIL") == 0


def test_an_address_in_other_letters_needs_a_server_that_knows_them(server: MailServer):
    known = send_to(server.url(), to="åsa@exämple.org")
    with saying("220 hi", "250 hi", "250 ok") as port:
        unknown = send_to(f"smtp://127.0.0.1:{port}", to="åsa@exämple.org")

    assert known.verdict is Verdict.ACCEPTED
    assert server.recipients == ["åsa@xn--exmple-cua.org"]
    assert (unknown.verdict, unknown.code) == (Verdict.REFUSED, "utf8")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "ines"}, "address"),
        ({"to": "ines@example.org, bo@example.org"}, "address"),
        ({"to": "ines@example.org\r\nRCPT TO:<bo@example.org>"}, "address"),
        ({"to": "ines@example.org\n"}, "address"),
        ({"to": "<ines@example.org>"}, "address"),
        ({"to": "Ines <ines@example.org>"}, "address"),
        ({"to": "ines@" + "x" * 64 + ".org"}, "address"),
        ({"text": " \n"}, "empty"),
        ({"text": "half a rocket \ud83d"}, "message"),
        ({"subject": "half a rocket \ud83d"}, "message"),
    ],
    ids=str,
)
def test_what_cannot_be_right_opens_no_connection(
    server: MailServer, changes: dict[str, str], code: str
):
    outcome = send_to(server.url(), **changes)

    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, code)
    assert server.commands == []


def test_logs_hold_neither_addresses_nor_texts(
    server: MailServer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, "webapp")
    server.answers["RCPT"] = ["550 5.1.1 <ines@example.org> is not known"]

    refused = send_to(server.url())
    send_to(server.url(), to="ines at example.org")
    send_to("smtp://127.0.0.1:1")

    ours = [one.getMessage() for one in caplog.records if one.name.startswith("webapp")]
    assert not any("ines" in line or "Hej" in line for line in [*ours, str(refused.detail)])


@pytest.mark.parametrize(
    ("url", "sender", "names"),
    [
        ("mail.example.org", "hej@example.org", "SMTP_URL"),
        ("smtp://mail.example.org", "Hej", "MAIL_FROM"),
    ],
)
def test_wrong_settings_are_named(url: str, sender: str, names: str):
    with pytest.raises(SettingsError, match=names):
        MailSettings.parse(url, sender)


def test_no_secret_shows_in_the_settings():
    shown = repr(MailSettings.parse(f"smtp://{SIGN_IN}@mail.example.org", "hej@example.org"))

    assert PASSWORD not in shown
