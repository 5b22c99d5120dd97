"""What we know after one call: every row of the table, with the real SDK over real HTTP."""

import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import urllib3

from tests.gateways.sms_samples import TO, an_sms
from tests.gateways.wires import answering, certificate_of_nobody
from tests.running import WAIT_S, wait_until
from webapp.gateways import vonage_client
from webapp.gateways.outcome import Verdict
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings

TAKEN, NOT_TAKEN = 1, 0


@pytest.mark.parametrize(
    ("behaviour", "verdict", "code", "taken"),
    [
        ({}, Verdict.ACCEPTED, "", TAKEN),
        ({"answer": 422}, Verdict.REFUSED, "1020", NOT_TAKEN),
        ({"answer": 422, "code": "1430"}, Verdict.REFUSED, "1430", NOT_TAKEN),
        ({"answer": 404}, Verdict.REFUSED, "404", NOT_TAKEN),
        ({"answer": 401}, Verdict.ACCOUNT_FAULT, "401", NOT_TAKEN),
        ({"answer": 402}, Verdict.ACCOUNT_FAULT, "402", NOT_TAKEN),
        ({"answer": 403}, Verdict.ACCOUNT_FAULT, "403", NOT_TAKEN),
        ({"answer": 429}, Verdict.RETRY, "1000", NOT_TAKEN),
        ({"answer": 500}, Verdict.UNKNOWN, "500", NOT_TAKEN),
        ({"answer": 502}, Verdict.UNKNOWN, "502", NOT_TAKEN),
        ({"answer": 503}, Verdict.UNKNOWN, "503", NOT_TAKEN),
        ({"answer": 400}, Verdict.UNKNOWN, "400", NOT_TAKEN),
        ({"answer": 301}, Verdict.UNKNOWN, "301", NOT_TAKEN),
        ({"answer": 307}, Verdict.UNKNOWN, "307", NOT_TAKEN),
        ({"answer": "garbage"}, Verdict.UNKNOWN, "202", TAKEN),
        ({"answer": "drop-before"}, Verdict.UNKNOWN, "dropped", NOT_TAKEN),
        ({"answer": "drop-after"}, Verdict.UNKNOWN, "dropped", TAKEN),
    ],
    ids=str,
)
def test_each_answer_has_its_outcome_and_costs_one_request(
    carrier, gateway, behaviour, verdict, code, taken
):
    carrier.behave(TO, **behaviour)

    outcome = gateway.send(an_sms())

    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert (outcome.detail is None) == (verdict is Verdict.ACCEPTED)
    assert len(carrier.requests()) == 1
    assert len(carrier.messages(TO)) == taken


@pytest.mark.parametrize(
    ("behaviour", "taken"),
    [({"answer": "hang", "hang_s": 3600}, NOT_TAKEN), ({"latency_ms": 3_600_000}, TAKEN)],
    ids=str,
)
def test_an_answer_that_does_not_come_in_time_has_an_unknown_outcome(
    carrier, settings, behaviour, taken
):
    carrier.behave(TO, **behaviour)
    hasty = VonageGateway(replace(settings, timeout_s=1))

    outcome = hasty.send(an_sms())
    hasty.close()

    assert (outcome.verdict, outcome.code) == (Verdict.UNKNOWN, "timeout")
    assert outcome.detail is not None
    # The carrier may be slower to note it than we were to give up.
    wait_until(lambda: carrier.requests() and len(carrier.messages(TO)) == taken)
    assert len(carrier.requests()) == 1
    assert len(carrier.messages(TO)) == taken


def test_an_accepted_sms_has_the_carriers_id_and_reached_it_word_for_word(carrier, gateway):
    text = "Hej Ines! 30 % – [ja] € 🚀\nMvh %NAME%"

    outcome = gateway.send(an_sms(text=text, client_ref="ref-9"))

    [taken] = carrier.messages(TO)
    assert outcome.carrier_id == taken["message_uuid"]
    assert (taken["text"], taken["from"], taken["client_ref"]) == (text, "Hej", "ref-9")


def test_a_dropped_connection_that_was_used_before_costs_one_request_too(carrier, gateway):
    gateway.send(an_sms(client_ref="ref-1"))
    carrier.behave(TO, answer="drop-before")

    outcome = gateway.send(an_sms(client_ref="ref-2"))

    assert outcome.verdict is Verdict.UNKNOWN
    assert [request["body"]["client_ref"] for request in carrier.requests()] == ["ref-1", "ref-2"]


def test_sending_goes_on_after_a_drop_and_after_a_time_out(carrier, settings):
    # Long enough for an answer that comes, however busy the machine is.
    gateway = VonageGateway(replace(settings, timeout_s=4))
    codes = []
    for behaviour in ({"answer": "drop-before"}, {"answer": "hang", "hang_s": 3600}):
        carrier.behave(TO, **behaviour, times=1)
        codes.append(gateway.send(an_sms()).code)

    outcome = gateway.send(an_sms())
    gateway.close()

    assert codes == ["dropped", "timeout"]
    assert outcome.verdict is Verdict.ACCEPTED


def test_what_listens_to_nobody_was_surely_not_sent():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{closed.getsockname()[1]}"

        outcome = VonageGateway(VonageSettings(api_key="k", api_secret="s", api_host=host)).send(
            an_sms()
        )

    assert (outcome.verdict, outcome.code) == (Verdict.RETRY, "not-connected")


def test_what_no_proxy_let_through_was_surely_not_sent(monkeypatch: pytest.MonkeyPatch):
    settings = VonageSettings(api_key="k", api_secret="s")
    monkeypatch.setenv("no_proxy", "")
    outcomes = []

    with socket.socket() as closed, answering(_http("403 Forbidden", b"")) as refusing:
        closed.bind(("127.0.0.1", 0))
        for proxy in (f"127.0.0.1:{closed.getsockname()[1]}", refusing):
            monkeypatch.setenv("https_proxy", f"http://{proxy}")
            outcomes.append(VonageGateway(settings).send(an_sms()))

    codes = [(one.verdict, one.code) for one in outcomes]
    assert codes == [(Verdict.RETRY, "not-connected")] * 2


def test_an_answer_that_breaks_off_leaves_the_outcome_unknown():
    broken = b'HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{"message_uuid'

    outcome = _answer_with(broken)

    assert outcome.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"message_uuid": null}', b'{"message_uuid": ""}', b'"ok"', b""]
)
def test_a_202_that_names_no_message_leaves_the_outcome_unknown(body):
    outcome = _answer_with(_http("202 Accepted", body))

    assert outcome.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[1]", b'{"title": {}, "type": 3}', b"x" * 9999]
)
def test_an_error_that_cannot_be_read_is_judged_by_its_status(body):
    outcome = _answer_with(_http("422 Unprocessable Content", body))

    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "422")


def test_the_carrier_says_how_long_to_wait_in_seconds(carrier, gateway):
    carrier.behave(TO, answer=429, retry_after_s=7)

    outcome = gateway.send(an_sms())

    assert outcome.retry_after_s == 7.0


def test_the_carrier_says_how_long_to_wait_by_a_date():
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    outcome = _answer_with(_http("429 Slow", b"{}", f"Retry-After: {in_an_hour}\r\n"))

    assert 3_500 < outcome.retry_after_s <= 3_600


@pytest.mark.parametrize("value", ["soon", "-3", "1e3", "²"])
def test_a_wait_that_cannot_be_read_is_none(value):
    outcome = _answer_with(_http("429 Slow", b"{}", f"Retry-After: {value}\r\n"))

    assert (outcome.verdict, outcome.retry_after_s) == (Verdict.RETRY, None)


def test_a_certificate_that_is_not_the_carriers_means_surely_not_sent(tmp_path):
    with certificate_of_nobody(tmp_path) as url, pytest.raises(requests.ConnectionError) as raised:
        requests.post(url, timeout=WAIT_S)

    assert vonage_client._never_connected(raised.value)


def test_a_tls_fault_in_the_middle_is_not_taken_for_a_bad_certificate():
    fault = urllib3.exceptions.SSLError(ssl.SSLError("bad record mac"))
    as_requests_raises_it = requests.exceptions.SSLError(
        urllib3.exceptions.MaxRetryError(None, "/v1/messages", fault)
    )

    assert not vonage_client._never_connected(as_requests_raises_it)


def test_a_key_that_is_no_key_stops_sending_without_a_request(carrier):
    gateway = VonageGateway(VonageSettings("app", "no key", api_host=carrier.host))

    outcome = gateway.send(an_sms())

    assert (outcome.verdict, outcome.code) == (Verdict.ACCOUNT_FAULT, "settings")
    assert carrier.requests() == []


def test_each_thread_with_its_own_gateway_sends_each_sms_once(carrier, settings):
    by_key = VonageSettings(api_key="key", api_secret="secret", api_host=carrier.host)
    verdicts = []

    def send(number):
        gateway = VonageGateway(settings if number % 2 else by_key)
        texts = [an_sms(client_ref=f"{number}-{turn}") for turn in range(5)]
        verdicts.extend(gateway.send(text).verdict for text in texts)
        gateway.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert verdicts == [Verdict.ACCEPTED] * 40
    schemes = {
        (int(request["body"]["client_ref"][0]) % 2, request["headers"]["Authorization"])
        for request in carrier.requests()
    }
    assert schemes == {(0, "Basic ..."), (1, "Bearer ...")}
    assert len({message["client_ref"] for message in carrier.messages()}) == 40


def _answer_with(wire: bytes):
    with answering(wire) as host:
        gateway = VonageGateway(VonageSettings(api_key="k", api_secret="s", api_host=host))
        outcome = gateway.send(an_sms())
        gateway.close()
    return outcome


def _http(status: str, body: bytes, headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body
