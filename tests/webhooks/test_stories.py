"""What receipts and replies do, however they arrive."""

from itertools import permutations

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.webhooks.signed import INBOUND, STATUS, post, receipt, reply
from webapp.domain import checks, credits
from webapp.domain.credits import Balance
from webapp.models import Application, CarrierReceipt, Message, OptOut


@pytest.mark.parametrize("order", list(permutations(["submitted", "delivered", "undeliverable"])))
def test_receipts_in_any_order_and_twice_end_alike(
    app: Flask, message: Message, order: tuple[str, ...]
):
    for status in (*order, *order):
        assert post(app, STATUS, receipt(message, status)).status_code == 200

    assert make.state(message) == "delivered"
    assert credits.balance(message.root_id) == Balance(9, 0, 1)
    assert CarrierReceipt.select().count() == 3
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_receipt_before_our_own_answer_settles_the_message(app: Flask, message: Message):
    before = make.state(message)

    post(app, STATUS, receipt(message, "submitted"))

    assert (before, make.state(message)) == ("sending", "accepted")
    assert credits.balance(message.root_id) == Balance(9, 0, 1)


def test_why_a_text_did_not_arrive_stands_in_the_list(
    app: Flask, as_alma: Client, message: Message
):
    error = {"type": "https://developer.vonage.com/#1", "title": "1", "detail": "unknown"}
    post(app, STATUS, receipt(message, "undeliverable", error=error))

    page = as_alma.get("cases.show", case_id=message.batch.case_id)

    assert page.has("div.k-fail", "Not delivered")
    assert page.one("div.hint").text


def test_a_reply_waits_for_an_answer_in_its_case(app: Flask, as_alma: Client, message: Message):
    post(app, INBOUND, reply("Yes, on Friday!"))

    page = as_alma.get("cases.show", case_id=message.batch.case_id, show="needs-reply")

    assert page.one("#show-needs-reply").text == "Needs reply 1"
    assert page.one("tbody").one("b.pill").text == "Needs reply"


@pytest.mark.parametrize("text", ["STOP", " stopp ", "Stop, tack", "Avsluta!"])
def test_stop_stops_and_is_shown(app: Flask, as_alma: Client, message: Message, text: str):
    post(app, INBOUND, reply(text))

    page = as_alma.get("cases.show", case_id=message.batch.case_id)
    window = as_alma.get(
        "contact.show", case_id=message.batch.case_id, ids=message.application_id, text="Hi"
    )

    assert OptOut.get().number == "+46701740605"
    assert page.has("td.mobile", "SMS stopped")
    assert window.has("li", "SMS stopped")
    assert Application.get().needs_reply_at is None


def test_a_text_from_a_stranger_is_kept_and_touches_nobody(app: Flask, message: Message):
    assert post(app, INBOUND, reply("Wrong number", phone="46701740690")).status_code == 200

    assert Application.get().needs_reply_at is None
