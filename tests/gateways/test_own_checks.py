"""What is refused before anything is sent, and where the adapter is willing to send to."""

import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.sms_samples import TO, an_sms
from tests.running import running_listener
from webapp.gateways import vonage
from webapp.gateways.outcome import SettingsError, Verdict
from webapp.gateways.sms import Outgoing
from webapp.gateways.vonage import VonageGateway, check
from webapp.gateways.vonage_hosts import ApiHost
from webapp.gateways.vonage_settings import VonageSettings


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "46701740605"}, "number"),
        ({"to": "+0701740605"}, "number"),
        ({"to": "+46701740605\n"}, "number"),
        ({"to": "+4670174٠605"}, "number"),
        ({"to": "+1234567890123456"}, "number"),
        ({"text": ""}, "empty"),
        ({"text": " \n\u00a0"}, "empty"),
        ({"text": "x" * 1001}, "length"),
        ({"sender": ""}, "sender"),
        ({"sender": "Twelveletter"}, "sender"),
        ({"sender": "With space"}, "sender"),
        ({"sender": "Å"}, "sender"),
        ({"sender": "1234567890123456"}, "sender"),
        ({"text": "half a rocket \ud83d"}, "message"),
        ({"client_ref": "r" * 101}, "message"),
        ({"client_ref": ""}, "message"),
    ],
)
def test_what_cannot_be_right_is_refused_without_a_request(carrier, gateway, changes, code):
    outcome = gateway.send(an_sms(**changes))

    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, code)
    assert str(outcome.detail)
    assert carrier.requests() == []


@pytest.mark.parametrize(
    ("changes", "on_the_wire"),
    [
        ({"sender": "+46701740699"}, {"from": "46701740699"}),
        ({"sender": "Abcdefghij1"}, {"from": "Abcdefghij1"}),
        ({"sender": "123456789012345"}, {"from": "123456789012345"}),
        ({"text": "x" * 1000}, {"text": "x" * 1000}),
        ({"client_ref": "r" * 100}, {"client_ref": "r" * 100}),
    ],
)
def test_what_is_just_right_goes_out(carrier, gateway, changes, on_the_wire):
    outcome = gateway.send(an_sms(**changes))

    [request] = carrier.requests()
    usual = {
        "channel": "sms",
        "message_type": "text",
        "to": "46701740605",
        "from": "Hej",
        "text": "Hej Ines, när passar det?",
        "client_ref": "ref-1",
    }
    assert outcome.verdict is Verdict.ACCEPTED
    assert request["body"] == usual | on_the_wire


@given(st.builds(Outgoing, st.just(TO) | st.text(), st.text(), st.text(), st.text()))
def test_what_passes_our_checks_passes_those_of_the_sdk(message):
    from vonage_messages import Sms

    if check(message) is None:
        Sms(to=message.to[1:], from_=message.sender, text=message.text)


@pytest.mark.parametrize(
    ("setting", "host"),
    [
        ("", "api.nexmo.com"),
        ("api.nexmo.com", "api.nexmo.com"),
        ("127.0.0.1:9000", "127.0.0.1:9000"),
        ("127.0.0.1:8000/simulator", "127.0.0.1:8000/simulator"),
        ("127.8.9.10:1/a/b/", "127.8.9.10:1/a/b"),
        ("localhost:9000", "localhost:9000"),
        ("[::1]:9000", "[::1]:9000"),
    ],
)
def test_these_hosts_are_called(setting, host):
    assert ApiHost.parse(setting).api == host


@pytest.mark.parametrize(
    "setting",
    [
        "example.org",
        "127.0.0.1.example.org",
        "localhost.example.org:9000",
        "127.0.0.1:9000@example.org",
        "example.org@127.0.0.1:9000",
        "example.org#127.0.0.1",
        "127.0.0.1:9000?x",
        "127.0.0.1:9000/a b",
        "127.0.0.1:9000\\@example.org",
        "127.0.0.1:port",
        "0.0.0.0:9000",
        "10.0.0.1:9000",
        "169.254.169.254",
        "[::2]:9000",
        "[::1",
        "http://127.0.0.1:9000",
        "rest.nexmo.com",
    ],
)
def test_no_other_host_is_called_because_the_call_would_be_in_the_clear(setting):
    with pytest.raises(SettingsError, match="VONAGE_API_HOST"):
        VonageSettings(api_key="k", api_secret="s", api_host=setting)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"api_key": "k"},
        {"application_id": "a"},
        {"application_id": "a", "api_key": "k", "api_secret": "s"},
        {"api_key": "k", "api_secret": "s", "timeout_s": 0},
    ],
)
def test_settings_that_cannot_work_say_so_at_once(wrong):
    with pytest.raises(SettingsError):
        VonageSettings(**wrong)


def test_secrets_do_not_show_in_what_is_printed():
    settings = VonageSettings("app", "-----the key", "k", "the secret")

    assert "the key" not in repr(settings)
    assert "the secret" not in repr(settings)


def test_numbers_texts_and_tokens_do_not_get_into_the_log(carrier, gateway, caplog):
    caplog.set_level(logging.DEBUG)
    carrier.behave(TO, answer=422)
    sdk_log = logging.getLogger("vonage")

    gateway.send(an_sms(text="Hemligt"))
    quiet = caplog.text
    sdk_log.disabled = False
    gateway.send(an_sms(text="Hemligt"))
    sdk_log.disabled = True

    secrets = ("46701740605", "Hemligt", "Bearer")
    assert not any(secret in quiet for secret in secrets)
    assert all(secret in caplog.text for secret in secrets)


def test_a_connection_that_rested_is_not_used_again(gateway, carrier, monkeypatch):
    monkeypatch.setattr(vonage, "IDLE_S", 3600.0)
    gateway.send(an_sms())
    gateway.send(an_sms())
    connections_while_busy = carrier.server.connections

    monkeypatch.setattr(vonage, "IDLE_S", -1.0)
    gateway.send(an_sms())

    assert connections_while_busy == 1
    assert carrier.server.connections == 2


def test_the_balance_is_asked_with_key_and_secret(carrier, gateway):
    balance = gateway.balance()

    [request] = carrier.requests()
    assert balance == 100
    assert (request["path"], request["headers"]["Authorization"]) == (
        "/account/get-balance",
        "Basic ...",
    )


def test_the_balance_is_none_when_it_cannot_be_told(carrier, keys):
    without_key = VonageSettings("app", keys.private, api_host=carrier.host)
    wrong_key = VonageSettings(api_key="key", api_secret="wrong", api_host=carrier.host)

    assert VonageGateway(without_key).balance() is None
    assert VonageGateway(wrong_key).balance() is None


def test_the_web_process_does_not_load_the_sdk():
    names = ["vonage_messages", "vonage_http_client", "requests", "pydantic"]
    code = (
        "import sys, webapp.gateways.vonage, webapp.gateways.vonage_webhooks;"
        f"print([name for name in {names} if name in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert loaded.stdout.strip() == "[]"


def test_a_proxy_in_the_environment_does_not_see_calls_to_loopback(carrier, gateway, monkeypatch):
    with running_listener() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("https_proxy", proxy.url)

        outcome = gateway.send(an_sms())

    assert outcome.verdict is Verdict.ACCEPTED
    assert proxy.posts == []
