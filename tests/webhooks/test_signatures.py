"""Who may tell us something: only the carrier, only now, and only once."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.web import worlds
from tests.webhooks.signed import INBOUND, STATUS, post, receipt, reply, token
from webapp.domain import inbound
from webapp.lib import clock
from webapp.models import CarrierReceipt, InboundText, Message, WebhookCall


def test_what_the_carrier_signed_is_believed(app: Flask, message: Message):
    answer = post(app, STATUS, receipt(message, "delivered"))

    assert (answer.status_code, answer.text) == (200, "")
    assert make.state(message) == "delivered"


@pytest.mark.parametrize("path", [STATUS, INBOUND])
@pytest.mark.parametrize(
    "forgery",
    [
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer made.up.token"},
        {"authorization": "Basic a2V5OnNlY3JldA=="},
        {"secret": "another secret that is long enough"},
        {"body": b'{"status": "delivered"}'},
        {"body": b""},
        {"iat": timedelta(minutes=-61)},
        {"iat": timedelta(minutes=90)},
        {"payload_hash": None},
        {"jti": None},
    ],
)
def test_nothing_else_is_believed(
    app: Flask, message: Message, path: str, forgery: dict[str, object]
):
    before, refused = worlds.dump(), app.extensions["hej-refused-webhooks"]
    payload = receipt(message, "delivered") if path == STATUS else reply("STOP")
    if isinstance(distance := forgery.get("iat"), timedelta):
        forgery = {"iat": int((clock.now() + distance).timestamp())}

    answer = post(app, path, payload, **forgery)

    assert answer.status_code == 401
    assert worlds.dump() == before
    assert app.extensions["hej-refused-webhooks"] == refused + 1


def test_a_signature_without_algorithm_is_none(app: Flask, message: Message):
    body = json.dumps(receipt(message, "delivered")).encode()
    header, claims, _ = token(body, "x" * 32).split(".")
    nothing = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"

    for forged in (f"{nothing}.{claims}.", f"{header}.{claims}."):
        answer = post(app, STATUS, body, authorization=f"Bearer {forged}")
        assert answer.status_code == 401


def test_a_copy_of_a_call_changes_nothing_and_is_answered_alike(app: Flask, message: Message):
    body = json.dumps(reply("When?")).encode()
    authorization = f"Bearer {token(body, 'a signature secret of enough length')}"
    first = post(app, INBOUND, body, authorization=authorization)
    before = worlds.dump()

    copy = post(app, INBOUND, body, authorization=authorization)

    assert first.status_code == copy.status_code == 200
    assert worlds.dump() == before
    assert InboundText.select().count() == 1


def test_a_name_that_was_used_carries_no_other_call(app: Flask, message: Message):
    post(app, STATUS, receipt(message, "submitted"), jti="once")

    answer = post(app, INBOUND, reply("STOP"), jti="once")

    assert answer.status_code == 200
    assert InboundText.select().count() == 0


@pytest.mark.parametrize("path", [STATUS, INBOUND])
@pytest.mark.parametrize(
    "garbage", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"status": "asleep"}', b"[" * 5000]
)
def test_what_is_signed_and_cannot_be_read_is_taken_logged_and_forgotten(
    app: Flask, message: Message, path: str, garbage: bytes, caplog: pytest.LogCaptureFixture
):
    before = worlds.dump()

    answer = post(app, path, garbage)

    assert answer.status_code == 200
    assert worlds.dump() == before
    assert "could not be read" in caplog.text


def test_a_report_sent_to_the_address_of_texts_is_no_text_and_still_counts_at_its_own(
    app: Flask, message: Message
):
    body = json.dumps(receipt(message, "delivered")).encode()
    authorization = f"Bearer {token(body, 'a signature secret of enough length')}"

    misled = post(app, INBOUND, body, authorization=authorization)
    stored = InboundText.select().count()
    post(app, STATUS, body, authorization=authorization)

    assert (misled.status_code, stored) == (200, 0)
    assert make.state(message) == "delivered"


@pytest.mark.parametrize("is_escaped", [True, False])
def test_a_reply_of_1600_emoji_is_kept_whole(app: Flask, message: Message, is_escaped: bool):
    text = "\N{GRINNING FACE}" * 1600

    answer = post(app, INBOUND, json.dumps(reply(text), ensure_ascii=is_escaped).encode())

    stored = InboundText.get()
    assert answer.status_code == 200
    assert (stored.text, stored.application_id) == (text, message.application_id)


def test_a_text_to_a_number_that_is_not_ours_is_kept_and_counted(app: Flask, message: Message):
    elsewhere = reply("Hi") | {"from": "46701740677", "to": "46701740698"}

    answer = post(app, INBOUND, elsewhere)

    stored = InboundText.get()
    assert answer.status_code == 200
    assert (stored.application_id, stored.tray_id) == (None, None)
    assert inbound.unowned() == [("+46701740698", 1)]


@pytest.mark.parametrize("path", [STATUS, INBOUND])
def test_more_than_64_kb_is_not_even_read(app: Flask, message: Message, path: str):
    before = worlds.dump()

    answer = post(app, path, reply("x" * 65 * 1024))

    assert answer.status_code == 413
    assert worlds.dump() == before


def test_more_than_64_kb_in_pieces_is_not_read_either(app: Flask, message: Message):
    """A body without a stated length, as a chunked request has it."""
    body = json.dumps(reply("x" * 65 * 1024)).encode()

    answer = app.test_client().post(
        INBOUND,
        data=body,
        headers={"Authorization": f"Bearer {token(body, 'a signature secret of enough length')}"},
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    )

    assert answer.status_code == 413
    assert InboundText.select().count() == 0


def test_an_unknown_message_is_noted_and_changes_nobody(app: Flask, message: Message):
    stranger = receipt(message, "delivered", client_ref="nobody's", message_uuid="nobody's")

    answer = post(app, STATUS, stranger)

    assert answer.status_code == 200
    assert make.state(message) == "sending"
    assert CarrierReceipt.get().message_id is None


def test_a_webhook_is_only_ever_posted(app: Flask):
    assert app.test_client().get(STATUS).status_code == 405
    assert WebhookCall.select().count() == 0
