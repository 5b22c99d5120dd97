"""What the carrier posts to us: checked, stored, answered with 200.

A call that is not signed by the carrier gets 401 and nothing in it is believed. An answer of
5xx asks the carrier to try again, so it is given only where that could help.
"""

import logging
from collections.abc import Callable

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from webapp.domain import inbound as inbound_texts
from webapp.domain import receipts, replies, webhook_calls
from webapp.gateways import vonage_webhooks
from webapp.gateways.sms import BadPayload, BadSignature
from webapp.lib import clock
from webapp.web.access import Door, needs
from webapp.web.security import csrf

webhooks = Blueprint("webhooks", __name__, url_prefix="/webhooks/vonage")

MAX_BODY_BYTES = 64 * 1024
_log = logging.getLogger(__name__)


@webhooks.post("/status")
@csrf.exempt
@needs(Door.ANYBODY)
def status() -> ResponseReturnValue:
    """A report about a message."""
    return _take(lambda body: receipts.receipt_came(vonage_webhooks.parse_receipt(body)))


@webhooks.post("/inbound")
@csrf.exempt
@needs(Door.ANYBODY)
def inbound() -> ResponseReturnValue:
    """A text from somebody: stored with the call, and joined to whom it answers afterwards."""
    answer = _take(lambda body: inbound_texts.store(vonage_webhooks.parse_inbound(body)))
    replies.join_stored()
    return answer


def _take(store: Callable[[bytes], bool]) -> ResponseReturnValue:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        abort(413)
    body = request.get_data()
    # One that comes in pieces states no length.
    if len(body) > MAX_BODY_BYTES:
        abort(413)
    config = current_app.config["HEJ"]
    try:
        claims = vonage_webhooks.verify(
            request.headers.get("Authorization"),
            body,
            config.vonage_signature_secret,
            config.vonage_application_id,
            clock.now(),
        )
        webhook_calls.take_once(claims.jti, lambda: store(body))
    except BadSignature as reason:
        _log.warning("A webhook was refused: %s", reason)
        current_app.extensions["hej-refused-webhooks"] += 1
        abort(401)
    except BadPayload as problem:
        # Signed, but not what the reference describes: a retry would bring the same again.
        _log.warning("A signed webhook could not be read: %s", problem)
    return "", 200
