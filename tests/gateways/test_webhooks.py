"""What is believed of a webhook, and what is read from it."""

import contextlib
import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.sms_samples import APPLICATION
from webapp.gateways.sms import BadPayload, BadSignature, ReceiptStatus
from webapp.gateways.vonage_webhooks import parse_inbound, parse_receipt, verify

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = "a signature secret of enough length"
BODY = b'{"status": "delivered"}'
RECEIPT = {
    "message_uuid": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
    "to": "46701740605",
    "from": "Hej",
    "timestamp": "2026-05-04T14:00:01+02:00",
    "status": "delivered",
    "channel": "sms",
}
INBOUND = {
    "channel": "sms",
    "message_uuid": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
    "to": "46701740699",
    "from": "46701740605",
    "timestamp": "2026-05-04T12:00:01Z",
    "text": "Ja tack 🚀",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_a_webhook_that_the_carrier_signed_is_believed():
    token = _token()

    claims = verify(f"Bearer {token}", BODY, SECRET, APPLICATION, NOW)

    assert (claims.jti, claims.iat) == ("jti-1", NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": NOW.timestamp() - 3600},
        {"iat": int(NOW.timestamp()) + 3600},
        {"exp": 1, "nbf": 99999999999, "aud": "somebody"},
        {"application_id": APPLICATION.upper()},
    ],
)
def test_these_claims_are_still_believed(claims):
    verify(f"bearer {_token(**claims)}", BODY, SECRET, APPLICATION, NOW)


def test_without_a_configured_application_any_application_is_believed():
    verify(f"Bearer {_token(application_id='another')}", BODY, SECRET, "", NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": int(NOW.timestamp()) - 3601},
        {"iat": int(NOW.timestamp()) + 3601},
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"iat": 10**400},
        {"iat": True},
        {"iat": "1777896000"},
        {"iat": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "j" * 201},
        {"payload_hash": None},
        {"payload_hash": ""},
        {"payload_hash": hashlib.sha256(b"another body").hexdigest()},
        {"payload_hash": ["x"]},
        {"payload_hash": "é\ud800"},
        {"application_id": None},
        {"application_id": "another"},
        {"application_id": ""},
    ],
    ids=str,
)
def test_these_claims_are_not_believed(claims):
    with pytest.raises(BadSignature):
        verify(f"Bearer {_token(**claims)}", BODY, SECRET, APPLICATION, NOW)


def test_a_changed_body_is_not_believed():
    with pytest.raises(BadSignature):
        verify(f"Bearer {_token()}", BODY + b" ", SECRET, APPLICATION, NOW)


@pytest.mark.parametrize(
    "token",
    [
        lambda claims: jwt.encode(claims, "another secret, long enough as well", "HS256"),
        lambda claims: jwt.encode(claims, SECRET * 2, "HS512"),
        lambda claims: jwt.encode(claims, SECRET, "HS384"),
        lambda claims: jwt.encode(claims, None, "none"),
        lambda claims: jwt.encode(claims, SECRET, "HS256").rpartition(".")[0] + ".",
        lambda claims: jwt.encode(claims, SECRET, "HS256")[:-3],
        lambda claims: "a.b.c",
        lambda claims: "",
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_no_other_signature_is_believed(token):
    with pytest.raises(BadSignature):
        verify(f"Bearer {token(_claims())}", BODY, SECRET, APPLICATION, NOW)


@pytest.mark.parametrize("scheme", [None, "", "Bearer", "Basic {}", "{}", "Bearer  "])
def test_without_a_bearer_token_nothing_is_believed(scheme):
    authorization = scheme and scheme.format(_token())

    with pytest.raises(BadSignature):
        verify(authorization, BODY, SECRET, APPLICATION, NOW)


def test_without_a_secret_of_our_own_nothing_is_believed():
    claims = dict(_claims())
    header, payload = (_base64(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    signed_with_nothing = jwt.api_jws.get_default_algorithms()["HS256"].sign(
        f"{header}.{payload}".encode(), b""
    )
    token = f"{header}.{payload}.{jwt.utils.base64url_encode(signed_with_nothing).decode()}"

    with pytest.raises(BadSignature, match="not set"):
        verify(f"Bearer {token}", BODY, "", APPLICATION, NOW)


@given(st.text())
def test_no_garbage_in_the_header_does_anything_but_fail(garbage):
    with pytest.raises(BadSignature):
        verify(f"Bearer {garbage}", BODY, SECRET, APPLICATION, NOW)


def test_a_receipt_is_read_whole():
    body = RECEIPT | {
        "status": "rejected",
        "client_ref": "ref-1",
        "error": {"type": "https://example.org/messages#1240", "title": "1240", "detail": "x"},
        "usage": {"currency": "EUR", "price": "0.1062"},
        "sms": {"count_total": "2"},
    }

    receipt = parse_receipt(json.dumps(body).encode())

    assert receipt.carrier_id == RECEIPT["message_uuid"]
    assert (receipt.client_ref, receipt.status) == ("ref-1", ReceiptStatus.REJECTED)
    assert (receipt.code, "STOP" in str(receipt.detail)) == ("1240", True)
    assert receipt.recipient_stopped
    assert (receipt.price, receipt.currency, receipt.segments) == (Decimal("0.1062"), "EUR", 2)
    assert receipt.at == NOW + timedelta(seconds=1)


def test_a_receipt_with_only_what_must_be_there_is_read():
    receipt = parse_receipt(json.dumps(RECEIPT).encode())

    assert (receipt.client_ref, receipt.code, receipt.detail) == ("", "", None)
    assert (receipt.price, receipt.currency, receipt.segments) == (None, "", None)


def test_an_unknown_code_is_shown_as_it_came():
    error = {"type": "https://example.org/messages#9999", "title": "9999"}

    receipt = parse_receipt(json.dumps(RECEIPT | {"error": error}).encode())

    assert receipt.code == "9999"
    assert "9999" in str(receipt.detail)


@pytest.mark.parametrize(
    "oddity",
    [
        {"usage": {"price": "free"}},
        {"usage": {"price": "NaN"}},
        {"usage": {"price": -1}},
        {"usage": "none"},
        {"sms": {"count_total": "²"}},
        {"sms": [2]},
        {"error": "1240"},
        {"client_ref": 7},
    ],
)
def test_an_oddity_beside_the_point_does_not_lose_a_receipt(oddity):
    receipt = parse_receipt(json.dumps(RECEIPT | oddity).encode())

    assert receipt.status is ReceiptStatus.DELIVERED
    assert (receipt.price, receipt.segments, receipt.client_ref) == (None, None, "")


def test_an_older_way_to_write_the_time_is_read():
    receipt = parse_receipt(
        json.dumps(RECEIPT | {"timestamp": "2026-05-04 12:00:01 +0000"}).encode()
    )

    assert receipt.at == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 60_000,
        b"1" * 60_000,
        *(
            json.dumps(RECEIPT | fault).encode()
            for fault in (
                {"status": "read"},
                {"status": ["delivered"]},
                {"status": None},
                {"message_uuid": ""},
                {"message_uuid": "x" * 101},
                {"message_uuid": 3},
                {"timestamp": "yesterday"},
                {"timestamp": None},
                {"timestamp": "0001-01-01T00:00:00+14:00"},
            )
        ),
    ],
    ids=range(15),
)
def test_what_is_no_receipt_is_refused(body):
    with pytest.raises(BadPayload):
        parse_receipt(body)


@given(st.dictionaries(st.sampled_from([*RECEIPT, "error", "usage", "sms"]), json_values))
def test_no_value_anywhere_breaks_the_reading_of_a_receipt(values):
    with contextlib.suppress(BadPayload):
        parse_receipt(json.dumps(RECEIPT | values).encode())


def test_a_reply_is_read_with_numbers_in_our_form():
    inbound = parse_inbound(json.dumps(INBOUND).encode())

    assert (inbound.from_number, inbound.to) == ("+46701740605", "+46701740699")
    assert (inbound.text, inbound.at) == ("Ja tack 🚀", NOW + timedelta(seconds=1))


@pytest.mark.parametrize("sender", ["71234", "Bank", "+46701740605"])
def test_a_sender_that_is_no_number_stays_as_it_came(sender):
    inbound = parse_inbound(json.dumps(INBOUND | {"from": sender}).encode())

    assert inbound.from_number == sender


@given(st.text())
def test_a_reply_is_kept_word_for_word_but_for_what_no_database_keeps(text):
    body = json.dumps(INBOUND | {"text": f"{text}\x00\ud83d"}).encode()

    inbound = parse_inbound(body)

    assert inbound.text == text.replace("\x00", "")


def _claims(**changes) -> dict:
    claims = {
        "iat": int(NOW.timestamp()),
        "jti": "jti-1",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(BODY).hexdigest(),
        "api_key": "key",
        "application_id": APPLICATION,
    } | changes
    return {name: value for name, value in claims.items() if value is not None}


def _token(**changes) -> str:
    """Signed by hand, because PyJWT refuses to write some of the claims that are tried."""
    header, payload = (_base64(part) for part in ({"alg": "HS256"}, _claims(**changes)))
    signature = jwt.api_jws.get_default_algorithms()["HS256"].sign(
        f"{header}.{payload}".encode(), SECRET.encode()
    )
    return f"{header}.{payload}.{jwt.utils.base64url_encode(signature).decode()}"


def _base64(part: dict) -> str:
    return jwt.utils.base64url_encode(json.dumps(part).encode()).decode()
