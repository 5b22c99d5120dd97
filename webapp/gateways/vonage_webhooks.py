"""What Vonage posts to us: is it really from Vonage, and what does it say?

No Flask here, and no database. The caller limits the body to 64 KB before it reads it, and
refuses a `jti` that it has already seen for the same event.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from webapp.gateways.sms import BadPayload, BadSignature, InboundText, Receipt, ReceiptStatus
from webapp.gateways.vonage_codes import RECIPIENT_STOPPED, error_code, words_for

BODY_MAX_BYTES = 64 * 1024
CLOCK_TOLERANCE_S = 3600

_NUMBER = re.compile(r"[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class Claims:
    """What the caller needs of a checked signature."""

    jti: str
    """The token's unique name, at most 200 characters: seen before means replayed."""
    iat: datetime
    """When it was signed, in UTC."""


def verify(
    authorization: str | None, body: bytes, secret: str, application_id: str, now: datetime
) -> Claims:
    """Check that Vonage signed exactly this body within an hour of `now`.

    Checks the HMAC-SHA256 of the bearer token, its `payload_hash` (SHA-256 of the raw body),
    its `iat`, and its `application_id` when one is given. The SDK's own `verify_signature`
    checks only the first of these. Raises BadSignature; its text is for the log and holds
    nothing of the request.
    """
    claims = _signed_claims(_bearer(authorization), secret)
    if not _same(claims.get("payload_hash"), hashlib.sha256(body).hexdigest()):
        raise BadSignature("payload_hash does not match the body")
    if application_id and not _same(claims.get("application_id"), application_id):
        raise BadSignature("another application_id")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= 200 or not jti.isprintable():
        raise BadSignature("no jti")
    return Claims(jti, _issued_at(claims.get("iat"), now))


def parse_receipt(body: bytes) -> Receipt:
    """Read a status webhook; raises BadPayload when its id, status or time cannot be read.

    An unreadable price or count becomes None: the message's fate matters more.
    """
    data = _object(body)
    try:
        status = ReceiptStatus(data.get("status"))
    except ValueError:
        raise BadPayload("unknown status") from None
    usage, error = _part(data, "usage"), _part(data, "error")
    code = error_code(error)
    return Receipt(
        carrier_id=_required(data, "message_uuid"),
        client_ref=_text(data.get("client_ref")),
        status=status,
        code=code,
        detail=words_for(code),
        price=_price(usage.get("price")),
        currency=_text(usage.get("currency"))[:3],
        segments=_count(_part(data, "sms").get("count_total")),
        at=_moment(data),
        recipient_stopped=code == RECIPIENT_STOPPED,
    )


def parse_inbound(body: bytes) -> InboundText:
    """Read an inbound webhook; raises BadPayload when its id, numbers or time cannot be read.

    The text may be empty. Characters that no database keeps (NUL, half surrogate pairs) are
    taken out.
    """
    data = _object(body)
    if "status" in data:
        # A signed report of ours, sent to the wrong address: by nobody who means well.
        raise BadPayload("a report, not a text")
    return InboundText(
        carrier_id=_required(data, "message_uuid"),
        from_number=_number(_required(data, "from")),
        to=_number(_required(data, "to")),
        text=_text(data.get("text")),
        at=_moment(data),
    )


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadSignature("no bearer token")
    return token.strip()


def _signed_claims(token: str, secret: str) -> dict[str, Any]:
    import jwt

    if not secret:
        # Anyone can sign with an empty key, so this must not rest on PyJWT refusing it.
        raise BadSignature("VONAGE_SIGNATURE_SECRET is not set")
    try:
        return jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            # Times are checked against the caller's clock below.
            options={
                "verify_iat": False,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_aud": False,
                "verify_jti": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise BadSignature("not signed with our secret") from None


def _same(claim: object, expected: str) -> bool:
    """Equal, in constant time and whatever the case (hex digests and UUIDs have none)."""
    return isinstance(claim, str) and hmac.compare_digest(
        claim.lower().encode(errors="replace"), expected.lower().encode()
    )


def _issued_at(iat: object, now: datetime) -> datetime:
    if not isinstance(iat, int | float):
        raise BadSignature("no iat")
    earliest = now.timestamp() - CLOCK_TOLERANCE_S
    # A chain, because NaN compares with nothing and whole numbers may be too large for a float.
    if not earliest <= iat <= earliest + 2 * CLOCK_TOLERANCE_S:
        raise BadSignature("signed too long ago, or in the future")
    return datetime.fromtimestamp(iat, UTC)


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadPayload("not JSON") from None
    if not isinstance(data, dict):
        raise BadPayload("not a JSON object")
    return data


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _required(data: dict[str, Any], name: str) -> str:
    value = _text(data.get(name)).strip()
    if not value or len(value) > 100:
        raise BadPayload(f"no {name}")
    return value


def _text(value: object) -> str:
    """A text that any database keeps."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return whole.replace("\x00", "")


def _number(value: str) -> str:
    digits = value.removeprefix("+")
    return f"+{digits}" if _NUMBER.fullmatch(digits) else value


def _moment(data: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(data.get("timestamp")))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadPayload("no timestamp") from None


def _price(value: object) -> Decimal | None:
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price < 1_000_000 else None


def _count(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
