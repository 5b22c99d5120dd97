"""The worker with a real mail server, beside the SMS that it sends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import SECRET_KEY, Cast
from tests.dispatch.mails import ADDRESS, due_now, is_idle, queued, states
from tests.killable import killable
from tests.mail_servers import DROP, HANG, MailServer, running_mail_server
from tests.running import Carrier, running_simulator, wait_until
from webapp.domain import dispatch, mail_dispatch
from webapp.domain.cases import CaseFacts
from webapp.domain.worker import Worker
from webapp.gateways.mail import MailSettings, SmtpGateway
from webapp.gateways.mail_text import OutgoingMail
from webapp.gateways.outcome import Outcome
from webapp.gateways.sms import SmsGateway
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.lib import clock
from webapp.models import Mail, Message

Due = Callable[[int], list[Message]]
SECRETS = {
    "SECRET_KEY": SECRET_KEY,
    "VONAGE_API_KEY": "key",
    "VONAGE_API_SECRET": "secret",
}


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with running_mail_server() as one:
        yield one


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """A carrier that reports to nobody, with a mail server beside it."""
    with running_simulator() as one:
        yield one


def through(url: str, timeout_s: float = 5) -> Callable[[OutgoingMail], Outcome]:
    """What sends e-mail through this server."""
    settings = MailSettings.parse(url, "Hej <hej@example.org>")
    return SmtpGateway(replace(settings, timeout_s=timeout_s, taken_within_s=timeout_s)).send


@contextmanager
def working(
    send_mail: Callable[[OutgoingMail], Outcome] | None,
    make_gateway: Callable[[], SmsGateway] | None = None,
) -> Iterator[Worker]:
    """A worker that sends meanwhile, and has ended afterwards."""
    worker = Worker(make_gateway, 500, send_mail=send_mail, threads=4)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join()


def test_everything_that_is_due_is_sent_once_and_its_text_forgotten(cast: Cast, server: MailServer):
    mails = [queued(cast, f"person{number}@example.org") for number in range(5)]

    with working(through(server.url())):
        wait_until(is_idle)

    assert server.recipients == [one.to for one in mails]
    assert server.count("DATA") == 5
    assert {(one.state, one.text) for one in Mail.select()} == {("accepted", "")}
    assert {one["From"] for one in server.mails} == {"Hej <hej@example.org>"}
    assert dispatch.last_beat() is not None


def test_a_refused_recipient_holds_up_nobody_else(cast: Cast, server: MailServer):
    server.answers["RCPT"] = ["550 5.1.1 no such user"]
    queued(cast)
    queued(cast)

    with working(through(server.url())):
        wait_until(is_idle)

    assert states() == ["refused", "accepted"]
    assert "knows no such address" in Mail.select().order_by(Mail.id).first().words


def test_greylisting_delays_and_then_delivers_under_the_same_id(cast: Cast, carrier: Carrier):
    carrier.behave(ADDRESS, answer=451, times=1)
    one = queued(cast)

    with working(through(carrier.smtp_url)):
        wait_until(lambda: Mail.get().attempts == 1 and states() == ["queued"])
        due_now()
        wait_until(is_idle)

    [taken] = carrier.mails(ADDRESS)
    assert states() == ["accepted"]
    assert taken["headers"]["Message-ID"] == (
        f"<hej.{clock.to_ms(one.created_at)}.{one.id}@example.org>"
    )


@pytest.mark.parametrize("answer", [DROP, HANG])
def test_no_answer_to_the_text_is_unconfirmed_and_never_sent_again(
    cast: Cast, server: MailServer, answer: str
):
    server.answers["DATA"] = [answer]
    queued(cast)

    with working(through(server.url(), timeout_s=1)):
        wait_until(is_idle)
    due_now()
    mail_dispatch.recover(clock.now() + timedelta(days=1))
    queued(cast)
    with working(through(server.url())):
        wait_until(is_idle)

    assert states() == ["unconfirmed", "accepted"]
    # One text each on the wire: the first was never written a second time.
    assert server.count("DATA") == 2


def test_a_mail_server_that_hangs_holds_no_sms_up(
    cast: Cast, case: CaseFacts, due: Due, carrier: Carrier, server: MailServer
):
    server.answers["RCPT"] = [HANG]
    queued(cast)
    settings = VonageSettings(api_key="key", api_secret="secret", api_host=carrier.host)

    with working(through(server.url(), timeout_s=30), lambda: VonageGateway(settings)):
        wait_until(lambda: server.count("RCPT"))
        due(40)
        wait_until(lambda: len(carrier.messages()) == 40)
        still = states()
        wait_until(lambda: Message.select().where(Message.state == "accepted").count() == 40)
        server.end()

    assert still == ["sending"]


def test_without_a_mail_server_mail_waits(cast: Cast, due: Due, carrier: Carrier):
    queued(cast)
    due(3)
    settings = VonageSettings(api_key="key", api_secret="secret", api_host=carrier.host)

    with working(None, lambda: VonageGateway(settings)):
        wait_until(lambda: len(carrier.messages()) == 3)

    assert states() == ["queued"]


def test_without_a_carrier_sms_wait_and_mail_goes(cast: Cast, due: Due, server: MailServer):
    [message] = due(1)
    queued(cast)

    with working(through(server.url())):
        wait_until(is_idle)

    assert states() == ["accepted"]
    assert Message.get_by_id(message.id).state == "queued"


def test_a_wrong_sign_in_lets_mail_rest_and_loses_none(cast: Cast, server: MailServer):
    server.answers["MAIL"] = ["530 5.7.0 sign in first"]
    queued(cast)
    queued(cast)

    with working(through(server.url())):
        wait_until(lambda: "sign-in" in Mail.select().order_by(Mail.id).first().words)

    assert states() == ["queued", "queued"]
    # The second was not even tried: it would only learn the same.
    assert server.count("MAIL") == 1
    assert {one.attempts for one in Mail.select()} == {0}


def test_a_way_out_that_breaks_leaves_its_mail_to_the_lease(cast: Cast):
    def broken(mail: OutgoingMail) -> Outcome:
        raise RuntimeError("unforeseen")

    queued(cast)

    with working(broken):
        wait_until(lambda: states() == ["sending"])
    mail_dispatch.recover(Mail.get().lease_until)

    assert states() == ["unconfirmed"]


def test_two_workers_send_each_mail_once(cast: Cast, server: MailServer):
    for number in range(12):
        queued(cast, f"person{number}@example.org")

    with working(through(server.url())), working(through(server.url())):
        wait_until(is_idle)

    assert sorted(server.recipients) == sorted(one.to for one in Mail.select())


def test_killing_the_worker_in_the_middle_of_a_call_doubles_and_loses_nothing(
    database: str, cast: Cast, carrier: Carrier
):
    # The server has the first, but its answer takes longer than its sender lives.
    carrier.behave(ADDRESS, latency_ms=60_000, times=1)
    settings = {
        "DATABASE_URL": database,
        "SMTP_URL": carrier.smtp_url,
        "MAIL_FROM": "hej@example.org",
        "VONAGE_API_HOST": carrier.host,
    }
    queued(cast)
    queued(cast, "bo@example.org")
    with killable("webapp.cli", "worker", **SECRETS, **settings) as worker:
        wait_until(lambda: carrier.mails(ADDRESS), 30)
        worker.kill()
    left = states()

    mail_dispatch.recover(clock.now() + timedelta(seconds=mail_dispatch.LEASE_S))
    with working(through(carrier.smtp_url)):
        wait_until(is_idle)

    assert left == ["sending", "queued"]
    assert states() == ["unconfirmed", "accepted"]
    assert [one["to"] for one in carrier.mails()] == [ADDRESS, "bo@example.org"]
