"""What the carrier posts back, checked by the very code that the application checks it with."""

import contextlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import urllib3

from tests.running import running_simulator, wait_until
from tests.simulator.wire_samples import OTHER, OURS, PHONE, SECRET, send
from webapp.gateways.sms import ReceiptStatus
from webapp.gateways.vonage_webhooks import parse_inbound, parse_receipt, verify

STATUS = "/webhooks/vonage/status"


@pytest.mark.parametrize(
    ("behaviour", "statuses"),
    [
        ({}, ["submitted", "delivered"]),
        ({"outcome": "undeliverable"}, ["submitted", "undeliverable"]),
        ({"receipts": "twice"}, ["submitted", "submitted", "delivered", "delivered"]),
        ({"receipts": "out-of-order"}, ["delivered", "submitted"]),
        ({"receipts": "early"}, ["submitted", "delivered"]),
        ({"answer": "drop-before"}, []),
        ({"receipts": "never"}, []),
        ({"answer": 500}, []),
    ],
    ids=str,
)
def test_the_receipts_of_a_message(carrier, http, listener, behaviour, statuses):
    carrier.behave(PHONE, **behaviour)

    _send_and_forget(carrier, http)
    send(carrier, http, to=OTHER[1:], client_ref="the other")

    wait_until(lambda: len(listener.posts) == len(statuses) + 2)
    ours = [post for post in listener.bodies(STATUS) if post["client_ref"] == "ref-1"]
    assert [post["status"] for post in ours] == statuses


def test_a_dropped_connection_after_the_acceptance_still_brings_receipts(carrier, http, listener):
    carrier.behave(PHONE, answer="drop-after")

    _send_and_forget(carrier, http)

    wait_until(lambda: len(listener.posts) == 2)
    assert [post["client_ref"] for post in listener.bodies(STATUS)] == ["ref-1", "ref-1"]


def test_an_early_receipt_is_there_before_the_answer(carrier, http, listener):
    carrier.behave(PHONE, receipts="early", deliver_after_s=3600)

    send(carrier, http)

    assert [post["status"] for post in listener.bodies(STATUS)] == ["submitted"]


def test_a_receipt_passes_every_check_of_the_application(carrier, http, listener):
    carrier.behave(PHONE, outcome="rejected", code="1240")
    send(carrier, http, text="x" * 161)

    wait_until(lambda: len(listener.posts) == 2)
    claims = [
        verify(post.authorization, post.body, SECRET, "app", datetime.now(UTC))
        for post in listener.posts
    ]
    receipt = parse_receipt(listener.posts[1].body)

    [message] = carrier.messages(PHONE)
    assert (receipt.carrier_id, receipt.client_ref) == (message["message_uuid"], "ref-1")
    assert (receipt.status, receipt.code) == (ReceiptStatus.REJECTED, "1240")
    assert (receipt.price, receipt.currency, receipt.segments) == (Decimal("0.1062"), "EUR", 2)
    assert claims[0].jti != claims[1].jti


def test_a_reply_passes_every_check_of_the_application(carrier, listener):
    carrier.reply(PHONE, OURS, "Ja tack 🚀\nPå måndag")

    [post] = wait_until(lambda: list(listener.posts))
    verify(post.authorization, post.body, SECRET, "app", datetime.now(UTC))
    inbound = parse_inbound(post.body)

    assert (inbound.from_number, inbound.to) == (PHONE, f"+{OURS}")
    assert inbound.text == "Ja tack 🚀\nPå måndag"


@pytest.mark.parametrize("failure", [429, 500, 503])
def test_a_failed_webhook_comes_again_with_the_same_body_and_a_new_signature(
    carrier, http, listener, failure
):
    listener.answers[:] = [failure, failure]
    carrier.behave(PHONE, receipts="early", deliver_after_s=3600)

    send(carrier, http)

    first, second, third = wait_until(lambda: len(listener.posts) == 3 and listener.posts)
    assert first.body == second.body == third.body
    assert len({first.authorization, second.authorization, third.authorization}) == 3
    wait_until(lambda: carrier.webhooks()[0]["answered"] == 200)
    assert carrier.webhooks()[0]["tries"] == 3


def test_a_refused_webhook_does_not_come_again(carrier, http, listener):
    listener.answers[:] = [401]
    # Ten times as long as the wait before a second try.
    carrier.behave(PHONE, deliver_after_s=0.5)

    send(carrier, http)

    wait_until(lambda: len(listener.posts) == 2)
    assert [post["status"] for post in listener.bodies()] == ["submitted", "delivered"]


def test_an_application_that_is_not_there_yet_gets_its_webhooks_later(http, listener):
    with running_simulator(callback_url="http://127.0.0.1:9") as carrier:
        carrier.behave(PHONE, receipts="early", deliver_after_s=3600)
        send(carrier, http)

        tried = wait_until(lambda: [post for post in carrier.webhooks() if post["tries"] > 1])

    assert tried[0]["answered"] is None


def _send_and_forget(carrier, http):
    """Send without caring what comes back, or whether anything does."""
    with contextlib.suppress(urllib3.exceptions.ProtocolError):
        send(carrier, http)
