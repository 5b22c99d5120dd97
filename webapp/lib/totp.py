"""One-time codes by the clock (RFC 6238, on RFC 4226), as authenticator apps show them.

Written out here, because a dependency is not worth fifteen lines that the RFC's vectors check.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
# A clock may be one step off, and somebody may need a moment to type.
WINDOW = 1
_SECRET_BYTES = 20


def new_secret() -> str:
    """A fresh secret of 160 random bits in base32, 32 characters."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step: so many digits, zeros in front included."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: str, code: str, unix_s: float) -> int | None:
    """The step that a code belongs to, at most `WINDOW` from this moment's; None if it is wrong.

    The caller keeps the step, and takes none that is not later: so a code works once.
    """
    now = int(unix_s) // STEP_S
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address(secret: str, account: str, issuer: str) -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    query = f"secret={secret}&issuer={quote(issuer, safe='')}"
    return f"otpauth://totp/{label}?{query}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
