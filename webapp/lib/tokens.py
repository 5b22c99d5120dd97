"""Random names that nobody can guess, and the form in which they may be stored."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh URL-safe token of 192 random bits, 32 characters."""
    return secrets.token_urlsafe(24)


def stored_form(token: str) -> str:
    """What the database keeps of a token: its SHA-256, so that a copied table opens nothing.

    A plain hash is enough (no salt, no stretching), because the token itself is random.
    """
    return hashlib.sha256(token.encode()).hexdigest()
