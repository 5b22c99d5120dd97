"""Tokens: unguessable, fit for a link, and stored as a hash."""

import hashlib
import re

from webapp.lib import tokens


def test_tokens_differ_and_fit_in_a_link():
    made = {tokens.new_token() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in made)


def test_the_stored_form_is_the_hash_and_not_the_token():
    stored = tokens.stored_form("abc")

    assert stored == hashlib.sha256(b"abc").hexdigest()
    assert stored == tokens.stored_form("abc")
