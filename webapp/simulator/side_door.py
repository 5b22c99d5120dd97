"""How tests and demos look inside the simulator and tell it what to do. Not part of the wire."""

import json
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for

from webapp.simulator import current
from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import Request, Text
from webapp.simulator.mailboxes import Mail
from webapp.simulator.numbers import e164, is_address, recipient

side_door = Blueprint("side_door", __name__)


@side_door.get("/requests")
def requests() -> Response:
    """Every kept request to the wire, oldest first; X-Total-Count also counts older ones."""
    answer = jsonify([_request_json(noted) for noted in current.carrier().requests()])
    answer.headers["X-Total-Count"] = str(current.carrier().request_count)
    return answer


@side_door.delete("/requests")
def forget_requests() -> Response:
    """Forget the requests; messages, phones and behaviours stay."""
    current.carrier().forget_requests()
    return Response(status=204)


@side_door.get("/messages")
def messages() -> Response:
    """The messages that were taken, oldest first; `?to=` narrows them to one number."""
    to = request.args.get("to")
    try:
        # In an address a bare plus sign is a space.
        texts = current.carrier().texts(e164(to) if to else None)
    except ValueError as error:
        return _refused(error)
    return jsonify([_message_json(text) for text in texts if not text.is_reply])


@side_door.get("/mails")
def mails() -> Response:
    """The e-mails that were taken, oldest first; `?to=` narrows them to one address."""
    kept = current.mailboxes().mails(request.args.get("to", ""))
    return jsonify([_mail_json(mail) for mail in kept])


@side_door.get("/webhooks")
def webhooks() -> Response:
    """The last webhooks that were posted, oldest first, and what the application answered."""
    return jsonify(
        [
            {
                "path": letter.path,
                "body": json.loads(letter.body),
                "tries": letter.tries,
                "answered": letter.posted,
            }
            for letter in list(current.postman().letters)
        ]
    )


@side_door.get("/behaviour")
def behaviours() -> Response:
    """What each number was told to do."""
    told = current.carrier().behaviours()
    return jsonify({number: behaviour.to_json() for number, behaviour in told.items()})


@side_door.put("/behaviour")
def tell() -> Response:
    """Tell numbers what to do: `{"+46701740605": {…}, "*": {…}}`; null makes one forget.

    The same for e-mail addresses, with `*@*` for all others. What is not named keeps what it
    was told. All or nothing; see behaviour.py.
    """
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        return _refused(ValueError("Send a JSON object from numbers to behaviours."))
    try:
        told = {recipient(name): _behaviour(name, wanted) for name, wanted in given.items()}
    except (ValueError, TypeError) as error:
        return _refused(error)
    current.carrier().tell(told)
    return behaviours()


@side_door.post("/reply")
def reply() -> Any:
    """A phone writes: `from`, `to` and `text`, as JSON or from a form (which returns to the page).

    Without `to` it answers the last message that the phone got.
    """
    given = request.get_json(silent=True) if request.is_json else request.form
    try:
        phone, to, text = _reply_fields(given or {})
    except ValueError as error:
        return _refused(error)
    written = current.carrier().reply(phone, to, text)
    current.receipts().reply(written)
    if not request.is_json:
        return redirect(url_for("phones.show", _anchor=f"phone-{phone[1:]}"), 303)
    answer = jsonify({"message_uuid": written.message_uuid})
    answer.status_code = 202
    return answer


def _reply_fields(given: Any) -> tuple[str, str, str]:
    phone, text = e164(given.get("from")), given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("A reply needs a text.")
    to = given.get("to") or _last_sender(phone)
    if not isinstance(to, str) or not to:
        raise ValueError("A reply needs a number to go to.")
    return phone, to, text.replace("\r\n", "\n")


def _last_sender(phone: str) -> str:
    received = [text.other for text in current.carrier().texts(phone) if not text.is_reply]
    return received[-1] if received else ""


def _behaviour(name: str, wanted: Any) -> Behaviour | None:
    if wanted is None:
        return None
    behaviour = Behaviour.from_json(wanted)
    if is_address(name):
        behaviour.check_for_mail()
    return behaviour


def _request_json(noted: Request) -> dict[str, Any]:
    return {
        "time": _iso(noted.at),
        "method": noted.method,
        "path": noted.path,
        "headers": json.loads(noted.headers),
        "body": _maybe_json(noted.body),
        "status": noted.answered,
        "answer": _maybe_json(noted.answer),
    }


def _message_json(text: Text) -> dict[str, Any]:
    return {
        "message_uuid": text.message_uuid,
        "time": _iso(text.at),
        "to": text.phone,
        "from": text.other,
        "text": text.text,
        "client_ref": text.client_ref,
        "sms": text.segments,
        "status": text.status,
        "code": text.code,
    }


def _mail_json(mail: Mail) -> dict[str, Any]:
    return {
        "time": _iso(mail.at),
        "to": mail.to,
        "from": mail.sender,
        "subject": mail.subject,
        "text": mail.text,
        "headers": mail.headers,
    }


def _maybe_json(text: str) -> Any:
    """The value in a JSON text; the text itself when it is something else."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _refused(error: Exception) -> Response:
    answer = jsonify({"error": str(error)})
    answer.status_code = 400
    return answer
