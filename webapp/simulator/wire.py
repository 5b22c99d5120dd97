"""The carrier's own addresses: POST /v1/messages and GET /account/get-balance."""

import json
import re
import sys
import time
import uuid
from typing import Any

from flask import Blueprint, Response, request

from webapp.simulator import current
from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import Request

DROP_HEADER = "X-Simulator-Drop"
"""Marks an answer that stands for a dropped connection. The simulator's own server closes the
connection instead of sending it; any other server, which cannot, sends it as a 502."""

wire = Blueprint("wire", __name__)

_NUMBER = re.compile(r"[1-9][0-9]{6,14}")
_SENDER = re.compile(r"[A-Za-z0-9]{1,11}|[0-9]{1,15}")
_TITLES = {
    401: ("unauthorized", "Not signed in"),
    402: ("low-balance", "The account is out of money"),
    403: ("forbidden", "The account may not do this"),
    404: ("not-found", "Not found"),
    422: ("messages#1020", "Invalid parameters"),
    429: ("messages#1000", "Too many requests"),
    500: ("messages#1030", "Internal error"),
    503: ("unavailable", "The service is not available"),
}


@wire.post("/v1/messages")
def send() -> Response:
    """Take a message, or do what its number was told."""
    noted = _note_request()
    answer = _answer_to_send()
    if DROP_HEADER not in answer.headers:
        noted.answered, noted.answer = answer.status_code, answer.get_data(as_text=True)
    return answer


@wire.get("/account/get-balance")
def balance() -> Response:
    """The account's balance in EUR; as at Vonage, only key and secret open this."""
    noted = _note_request()
    if current.sign_in().accepts(request.headers.get("Authorization"), basic_only=True):
        answer = _json(200, {"value": round(current.carrier().balance_eur, 4), "autoReload": False})
    else:
        answer = error(401)
    noted.answered, noted.answer = answer.status_code, answer.get_data(as_text=True)
    return answer


def error(status: int, code: str = "", parameter: str = "") -> Response:
    """An error as the wire has it: type, title, detail, instance (RFC 7807)."""
    kind, title = _TITLES.get(status, ("error", "Error"))
    body: dict[str, Any] = {
        "type": f"https://developer.vonage.com/api-errors/{f'messages#{code}' if code else kind}",
        "title": title,
        "detail": f"The simulator answers {status}.",
        "instance": uuid.uuid4().hex,
    }
    if parameter:
        body["invalid_parameters"] = [{"name": parameter, "reason": "is not valid."}]
    return _json(status, body)


def _answer_to_send() -> Response:
    if not current.sign_in().accepts(request.headers.get("Authorization")):
        return error(401)
    try:
        message = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return error(422)
    fault = _fault(message)
    if fault is not None:
        return error(422, *fault)
    return _behave(message, current.carrier().next_behaviour(f"+{message['to']}"))


def _fault(message: Any) -> tuple[str, str] | None:
    """The code and the name of the first parameter that is wrong; None when all are right."""
    if not isinstance(message, dict):
        return "1020", "body"
    if message.get("channel") != "sms":
        return "1400", "channel"
    if message.get("message_type") != "text":
        return "1440", "message_type"
    for name, pattern, code in (("to", _NUMBER, "1430"), ("from", _SENDER, "1420")):
        value = message.get(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            return code, name
    if not isinstance(message.get("text"), str) or not 0 < len(message["text"]) <= 1000:
        return "1020", "text"
    client_ref = message.get("client_ref", "")
    if not isinstance(client_ref, str) or len(client_ref) > 100:
        return "1450", "client_ref"
    return None


def _behave(message: dict[str, Any], behaviour: Behaviour) -> Response:
    message_uuid = _take(message, behaviour) if behaviour.takes_message else ""
    time.sleep(behaviour.latency_ms / 1000)
    if behaviour.answer == "accept":
        return _json(202, {"message_uuid": message_uuid})
    if behaviour.answer == "garbage":
        return Response("<html>Accepted", 202, mimetype="text/html")
    if isinstance(behaviour.answer, int):
        return _status(behaviour.answer, behaviour)
    if behaviour.answer == "hang":
        time.sleep(behaviour.hang_s)
    return Response(status=502, headers={DROP_HEADER: "1"})


def _take(message: dict[str, Any], behaviour: Behaviour) -> str:
    text = current.carrier().accept(
        f"+{message['to']}", message["from"], message["text"], message.get("client_ref", "")
    )
    current.receipts().plan(text, behaviour)
    return text.message_uuid


def _status(status: int, behaviour: Behaviour) -> Response:
    answer = error(status, behaviour.code)
    if behaviour.retry_after_s is not None:
        answer.headers["Retry-After"] = str(behaviour.retry_after_s)
    if status < 400:
        answer.headers["Location"] = request.url
    return answer


def _note_request() -> Request:
    headers = {name: _without_secret(name, value) for name, value in request.headers.items()}
    noted = Request(
        at=time.time(),
        method=request.method,
        path=request.path,
        headers=sys.intern(json.dumps(headers)),
        body=request.get_data(as_text=True),
    )
    current.carrier().note_request(noted)
    return noted


def _without_secret(name: str, value: str) -> str:
    if name.lower() in ("authorization", "cookie"):
        return f"{value.partition(' ')[0]} ..."
    return value


def _json(status: int, body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
