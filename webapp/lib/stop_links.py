"""The link with which somebody stops SMS who cannot answer them: one per message.

Nothing of it is kept. A token is the message's id and 128 bits that only this installation can
make of it, so the database opens no link, and a wrong one is refused without asking it. All
tokens are of one length, so that a text can be counted before its message exists: until it
leaves, a row of x stands where the token will.
"""

import base64
import hmac

from webapp.lib import installation

PATH = "/stop/"
_PURPOSE = "hej stop link"
_ID_BYTES = 5
_PROOF_BYTES = 16
LENGTH = 28
"""Characters in a token: 21 bytes in base64, which needs no padding."""
_STAND_IN = f"{PATH}{'x' * LENGTH}"


def stand_in() -> str:
    """The address as texts are counted, shown and kept with it. Raises installation.NotKnown."""
    return f"{installation.base_url()}{_STAND_IN}"


def fill(text: str, message_id: int) -> str:
    """The text as it leaves, of the same length: the message's own token in its place."""
    if _STAND_IN not in text:
        return text
    return text.replace(_STAND_IN, f"{PATH}{token(message_id)}")


def token(message_id: int) -> str:
    """The token of a message. Raises installation.NotKnown.

    And OverflowError beyond a trillion messages.
    """
    identity = message_id.to_bytes(_ID_BYTES)
    return base64.urlsafe_b64encode(identity + _proof(identity)).decode()


def message_of(token: str) -> int | None:
    """The id of the message whose token this is; None for any other text, in the same time."""
    raw = _decoded(token)
    identity, proof = raw[:_ID_BYTES], raw[_ID_BYTES:]
    return int.from_bytes(identity) if hmac.compare_digest(proof, _proof(identity)) else None


def _proof(identity: bytes) -> bytes:
    return installation.digest(_PURPOSE, identity)[:_PROOF_BYTES]


def _decoded(token: str) -> bytes:
    """Its bytes; so many zeros for what is no token at all."""
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    return raw if len(raw) == _ID_BYTES + _PROOF_BYTES else bytes(_ID_BYTES + _PROOF_BYTES)
