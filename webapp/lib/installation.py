"""What makes this installation itself: its secret key and its address.

Both are told once, when a process begins (`use`). Whoever needs them before that is stopped: a
hash under no key, or under another one, would find nothing and say nothing.
"""

import hmac
from functools import lru_cache

_HASH = "sha256"
_known: list[str] = []


class NotKnown(Exception):
    """Nobody has told this process its secret key and its address."""


def use(secret_key: str, base_url: str) -> None:
    """From now on keys are made of this secret; a second call replaces the first."""
    _known[:] = secret_key, base_url
    key_for.cache_clear()


def base_url() -> str:
    """The address at which people reach us, without a slash at its end. Raises NotKnown."""
    return _told()[1]


@lru_cache
def key_for(purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF with SHA-256, RFC 5869, one block). Raises NotKnown."""
    extracted = hmac.digest(bytes(32), _told()[0].encode(), _HASH)
    return hmac.digest(extracted, purpose.encode() + b"\x01", _HASH)


def digest(purpose: str, message: bytes) -> bytes:
    """32 bytes that tell nothing of the message to whoever lacks the key (HMAC-SHA256)."""
    return hmac.digest(key_for(purpose), message, _HASH)


def fingerprint() -> str:
    """What tells one secret key from another, and nothing of either; 32 characters."""
    return digest("hej fingerprint", b"").hex()[:32]


def _told() -> list[str]:
    if not _known:
        raise NotKnown("The secret key is not known here: call installation.use first.")
    return _known
