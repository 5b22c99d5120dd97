"""Links that stop SMS: nobody can make one, and all are of one length."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib import installation, number_hash, stop_links


@pytest.fixture(autouse=True)
def told() -> None:
    """This installation's key and address."""
    installation.use("a secret key of these tests alone", "https://hej.example.org")


@given(message_id=st.integers(0, 2**40 - 1))
def test_a_token_names_its_message_and_is_always_as_long(message_id: int):
    token = stop_links.token(message_id)

    assert stop_links.message_of(token) == message_id
    assert len(token) == stop_links.LENGTH


@given(
    message_id=st.integers(0, 1000), place=st.integers(0, 27), letter=st.sampled_from("AZaz09-_")
)
def test_another_letter_opens_nothing(message_id: int, place: int, letter: str):
    token = stop_links.token(message_id)
    changed = token[:place] + letter + token[place + 1 :]

    assert stop_links.message_of(changed) == (message_id if changed == token else None)


@given(text=st.text(max_size=40))
def test_what_is_no_token_opens_nothing(text: str):
    assert stop_links.message_of(text) is None


def test_a_token_of_another_installation_opens_nothing():
    token = stop_links.token(7)

    installation.use("the secret key of another installation", "https://hej.example.org")

    assert stop_links.message_of(token) is None


def test_the_text_that_leaves_is_as_long_as_the_one_that_was_counted():
    text = f"No more SMS: {stop_links.stand_in()}."

    left = stop_links.fill(text, 7)

    assert left == f"No more SMS: https://hej.example.org/stop/{stop_links.token(7)}."
    assert len(left) == len(text)


def test_keys_are_those_of_the_standard():
    expected = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"purpose")

    found = installation.key_for("purpose")

    assert found == expected.derive(b"a secret key of these tests alone")
    assert found != installation.key_for("another purpose")


def test_a_number_is_known_again_under_its_key_only():
    before = number_hash.of("+46701740605")
    assert number_hash.of("+46701740605") == before != number_hash.of("+46701740606")

    installation.use("the secret key of another installation", "")

    assert number_hash.of("+46701740605") != before


def test_without_a_key_nothing_is_hashed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(installation, "_known", [])
    installation.key_for.cache_clear()

    with pytest.raises(installation.NotKnown):
        number_hash.of("+46701740605")
