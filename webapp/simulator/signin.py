"""Who may call the carrier: the bearer of the application's JWT, or of key and secret."""

import base64
import binascii
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from webapp.simulator.settings import SimulatorSettings

_CLAIMS = ("application_id", "iat", "jti", "exp")


class SignIn:
    """Checks an Authorization header against the settings."""

    def __init__(self, settings: SimulatorSettings) -> None:
        """Raises ValueError when `public_key` is no public key."""
        self._settings = settings
        # Read once: reading a key takes longer than checking a token with it.
        key = settings.public_key
        self._public_key: Any = load_pem_public_key(key.encode()) if key else None

    def accepts(self, authorization: str | None, basic_only: bool = False) -> bool:
        """Whether this header opens the door."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.lower() == "basic":
            return self._is_key_and_secret(value)
        return scheme.lower() == "bearer" and not basic_only and self._is_token(value)

    def _is_key_and_secret(self, value: str) -> bool:
        try:
            key, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        if self._settings.api_key:
            return (key, secret) == (self._settings.api_key, self._settings.api_secret)
        return bool(key and secret)

    def _is_token(self, token: str) -> bool:
        try:
            claims = self._claims(token)
        except jwt.PyJWTError:
            return False
        wanted = self._settings.application_id
        return all(claims.get(name) for name in _CLAIMS) and (
            not wanted or claims["application_id"] == wanted
        )

    def _claims(self, token: str) -> dict[str, Any]:
        if self._public_key is None:
            return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})
        return jwt.decode(token, self._public_key, algorithms=["RS256"], leeway=60)
