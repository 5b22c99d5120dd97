"""The wire: what the carrier answers, to whom, and what it writes down."""

import socket
import time

import jwt
import pytest
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.test import Client

from tests.running import WAIT_S, running_simulator
from tests.simulator.wire_samples import MESSAGE, OTHER, PHONE, SIGN_IN, send
from webapp.simulator import carrier as carrier_module
from webapp.simulator.app import create_simulator
from webapp.simulator.carrier import Carrier
from webapp.simulator.settings import SimulatorSettings

ERROR_FIELDS = {"type", "title", "detail", "instance"}


def test_a_message_is_taken_and_written_down(carrier, http):
    answer = send(carrier, http, text="x" * 161)

    [taken] = carrier.messages(PHONE)
    assert (answer.status, answer.json()) == (202, {"message_uuid": taken["message_uuid"]})
    assert (taken["to"], taken["text"], taken["sms"]) == (PHONE, "x" * 161, 2)
    assert carrier.messages(OTHER) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"to": PHONE},
        {"to": "0701740605"},
        {"to": None},
        {"to": 46701740605},
        {"from": "Twelveletter"},
        {"from": ""},
        {"text": ""},
        {"text": "x" * 1001},
        {"channel": "mms"},
        {"message_type": "image"},
        {"client_ref": "r" * 101},
    ],
    ids=str,
)
def test_a_wrong_parameter_is_named_in_a_422(carrier, http, changes):
    answer = send(carrier, http, **changes)

    assert answer.status == 422
    assert set(answer.json()) == ERROR_FIELDS | {"invalid_parameters"}
    assert answer.json()["invalid_parameters"][0]["name"] == next(iter(changes))
    assert carrier.messages() == []


@pytest.mark.parametrize("status", [401, 402, 403, 404, 422, 429, 500, 503])
def test_an_ordered_status_comes_as_an_error_of_the_wire(carrier, http, status):
    carrier.behave(PHONE, answer=status, retry_after_s=5)

    answer = send(carrier, http)

    assert (answer.status, answer.headers["Retry-After"]) == (status, "5")
    assert set(answer.json()) == ERROR_FIELDS
    assert all(isinstance(value, str) and value for value in answer.json().values())


def test_every_request_is_kept_without_its_secrets(carrier, http):
    send(carrier, http)
    http.request("POST", f"{carrier.url}/v1/messages", body=b"{", headers=SIGN_IN)

    first, second = carrier.requests()
    assert (first["method"], first["path"], first["status"]) == ("POST", "/v1/messages", 202)
    assert first["body"] == MESSAGE
    assert first["headers"]["Authorization"] == "Basic ..."
    assert (second["body"], second["status"]) == ("{", 422)


def test_a_dropped_connection_is_kept_as_unanswered(carrier, http):
    carrier.behave(PHONE, answer="drop-after")

    with pytest.raises(urllib3.exceptions.ProtocolError):
        send(carrier, http)

    [request] = carrier.requests()
    assert request["status"] is None
    assert len(carrier.messages(PHONE)) == 1


def test_another_server_that_cannot_drop_a_connection_answers_502():
    client = Client(create_simulator())
    client.put("/behaviour", json={"*": {"answer": "drop-before"}})

    answer = client.post("/v1/messages", json=MESSAGE, headers=SIGN_IN)

    assert answer.status_code == 502


def test_one_connection_serves_many_requests(carrier, http):
    for number in range(5):
        send(carrier, http, client_ref=f"ref-{number}")

    assert carrier.server.connections == 1


def test_a_request_that_is_too_large_is_refused(carrier):
    host, port = carrier.host.split(":")
    with socket.create_connection((host, int(port)), timeout=WAIT_S) as connection:
        connection.sendall(b"POST /v1/messages HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")

        answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic a2V5", "Basic ****", "Basic a2V5Ondyb25n", "Bearer", "Bearer a.b.c"],
)
def test_whoever_is_not_signed_in_gets_401(http, authorization):
    headers = {"Authorization": authorization} if authorization else {}
    with running_simulator(api_key="key", api_secret="secret") as carrier:
        answer = http.request("POST", f"{carrier.url}/v1/messages", json=MESSAGE, headers=headers)

    assert answer.status == 401


def test_with_a_public_key_only_the_applications_own_token_opens(http):
    ours, theirs = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    pem = ours.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    now = int(time.time())
    endless = {"application_id": "app", "iat": now, "jti": "1"}
    claims = endless | {"exp": now + 900}
    tokens = {
        "right": jwt.encode(claims, ours, "RS256"),
        "another key": jwt.encode(claims, theirs, "RS256"),
        "another application": jwt.encode(claims | {"application_id": "b"}, ours, "RS256"),
        "old": jwt.encode(claims | {"iat": now - 2000, "exp": now - 1000}, ours, "RS256"),
        "endless": jwt.encode(endless, ours, "RS256"),
    }

    with running_simulator(public_key=pem, application_id="app") as carrier:
        statuses = {
            name: http.request(
                "POST",
                f"{carrier.url}/v1/messages",
                json=MESSAGE,
                headers={"Authorization": f"Bearer {token}"},
            ).status
            for name, token in tokens.items()
        }

    assert statuses == dict.fromkeys(tokens, 401) | {"right": 202}


def test_the_balance_shrinks_with_every_sms(carrier, http):
    send(carrier, http, text="x" * 161)

    answer = http.request("GET", f"{carrier.url}/account/get-balance", headers=SIGN_IN)

    assert answer.json() == {"value": 99.8938, "autoReload": False}


def test_old_messages_and_requests_make_room_but_are_still_counted(monkeypatch):
    monkeypatch.setattr(carrier_module, "KEPT", 3)
    memory = Carrier(SimulatorSettings(balance_eur=1))
    for number in range(5):
        phone = f"+4670174060{number}"
        memory.accept(phone, "Hej", "Hej", f"ref-{number}")

    kept = [text.client_ref for text in memory.texts()]

    assert kept == ["ref-2", "ref-3", "ref-4"]
    assert memory.phone_count == 3
    assert memory.texts("+46701740600") == []
    assert memory.balance_eur == pytest.approx(1 - 5 * carrier_module.PRICE_EUR)
