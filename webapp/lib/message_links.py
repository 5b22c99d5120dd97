"""Links of which each message has its own: what only this installation can make of its id.

Nothing of them is kept. A token is the message's id and 128 bits that only this installation can
make of it, so the database opens no link, and a wrong one is refused without asking it. All
tokens are of one length, so that a text can be counted before its message exists: until it
leaves, a row of x stands where the token will.
"""

import base64
import hmac
from typing import NamedTuple

from webapp.lib import installation

_ID_BYTES = 5
_PROOF_BYTES = 16
LENGTH = 28
"""Characters in a token: 21 bytes in base64, which needs no padding."""


class MessageLink(NamedTuple):
    """A kind of link: the path before its token, and what its tokens are for."""

    path: str
    purpose: str

    def stand_in(self) -> str:
        """The address as texts are counted and kept with it. Raises installation.NotKnown."""
        return f"{installation.base_url()}{self._stand_in}"

    def fill(self, text: str, message_id: int) -> str:
        """The text as it leaves, of the same length: the message's own token in its place."""
        if self._stand_in not in text:
            return text
        return text.replace(self._stand_in, f"{self.path}{self.token(message_id)}")

    def token(self, message_id: int) -> str:
        """The token of a message. Raises installation.NotKnown.

        And OverflowError beyond a trillion messages.
        """
        identity = message_id.to_bytes(_ID_BYTES)
        return base64.urlsafe_b64encode(identity + self._proof(identity)).decode()

    def message_of(self, token: str) -> int | None:
        """The id of the message whose token this is; None for any other text, in the same time."""
        raw = _decoded(token)
        identity, proof = raw[:_ID_BYTES], raw[_ID_BYTES:]
        is_ours = hmac.compare_digest(proof, self._proof(identity))
        return int.from_bytes(identity) if is_ours else None

    @property
    def _stand_in(self) -> str:
        return f"{self.path}{'x' * LENGTH}"

    def _proof(self, identity: bytes) -> bytes:
        return installation.digest(self.purpose, identity)[:_PROOF_BYTES]


def _decoded(token: str) -> bytes:
    """Its bytes; so many zeros for what is no token at all."""
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    return raw if len(raw) == _ID_BYTES + _PROOF_BYTES else bytes(_ID_BYTES + _PROOF_BYTES)
