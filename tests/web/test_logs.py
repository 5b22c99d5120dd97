"""Logs tell what happened, and never about whom or with which secret."""

import logging

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.running import Carrier, wait_until
from tests.webhooks import signed
from webapp.models import Message, Session

MARKED = "Zebrafinch"
PHONE = "070-174 06 42"


def test_a_run_with_marked_data_leaves_no_trace_of_it(
    app: Flask, anybody: Client, cast: Cast, carrier: Carrier, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    case = make.case(cast.alma, title=f"Keeper of {MARKED}")
    make.credits(case, 10)

    anybody.sign_in(cast.alma.email, f"{MARKED} wrong")
    anybody.sign_in(cast.alma.email)
    anybody.post(
        "applications.create",
        {
            "first_name": MARKED,
            "mobile": PHONE,
            "email": f"{MARKED}@example.org",
            "stage": "applied",
        },
        case_id=case.id,
    )
    anybody.post("contact.send", {"all": 1, "text": f"{MARKED}!", "key": "k"}, case_id=case.id)
    message = Message.get()
    carrier.behave(message.to, answer="drop-after", receipts="never")
    anybody.post("contact.depart", batch_id=message.batch_id)
    wait_until(lambda: make.state(message) == "unconfirmed")
    signed.post(app, signed.STATUS, signed.receipt(message, MARKED))
    signed.post(app, signed.STATUS, signed.receipt(message, "delivered"))
    signed.post(app, signed.INBOUND, signed.reply(MARKED, phone=message.to[1:]))
    signed.post(
        app, signed.INBOUND, signed.reply(MARKED), secret=f"{MARKED} and thirty letters more"
    )
    anybody.open(f"/b/{MARKED}")

    told = [one.getMessage() + str(one.exc_text or "") for one in caplog.records]
    assert any("refused" in line for line in told)
    assert any("could not be read" in line for line in told)
    secrets = (
        *(MARKED.casefold(), message.to, "701740642", PHONE, message.client_ref),
        *(cast.alma.email, "correct horse", Session.get().token_hash, anybody.token),
        signed.SIGNATURE_SECRET,
        app.secret_key,
    )
    assert [
        line for line in told if any(str(one).casefold() in line.casefold() for one in secrets)
    ] == []
