"""Webhooks as the carrier signs them, and as somebody else might."""

import hashlib
import json
import uuid
from typing import Any

import jwt
from flask import Flask
from werkzeug.test import TestResponse

from tests.header_checks import check_headers
from tests.web_fixtures import SIGNATURE_SECRET
from webapp.lib import clock
from webapp.models import Message

STATUS, INBOUND = "/webhooks/vonage/status", "/webhooks/vonage/inbound"
OURS = "46701740699"


def post(
    app: Flask,
    path: str,
    payload: dict[str, Any] | bytes,
    *,
    secret: str = SIGNATURE_SECRET,
    body: bytes | None = None,
    authorization: str | None = None,
    **claims: Any,
) -> TestResponse:
    """Post a webhook, signed for the payload; `body` is what is sent instead of it."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    if authorization is None:
        authorization = f"Bearer {token(raw, secret, **claims)}"
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    answer = app.test_client().post(path, data=raw if body is None else body, headers=headers)
    check_headers(answer.headers, path)
    return answer


def token(body: bytes, secret: str, **claims: Any) -> str:
    """The bearer token that belongs to a body."""
    usual = {
        "iat": int(clock.now().timestamp()),
        "jti": str(uuid.uuid4()),
        "payload_hash": hashlib.sha256(body).hexdigest(),
    }
    return jwt.encode(usual | claims, secret, algorithm="HS256")


def receipt(message: Message, status: str, **changes: Any) -> dict[str, Any]:
    """What the carrier reports of a message."""
    return {
        "message_uuid": f"uuid-{message.id}",
        "client_ref": message.client_ref,
        "to": message.to[1:],
        "from": message.sender,
        "timestamp": clock.now().isoformat(),
        "status": status,
        "channel": "sms",
        "usage": {"price": "0.0449", "currency": "EUR"},
    } | changes


def reply(text: str, phone: str = "46701740605", **changes: Any) -> dict[str, Any]:
    """A text from a phone."""
    return {
        "channel": "sms",
        "message_uuid": str(uuid.uuid4()),
        "to": OURS,
        "from": phone,
        "timestamp": clock.now().isoformat(),
        "text": text,
        "message_type": "text",
    } | changes
