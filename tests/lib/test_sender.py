"""Senders: what carriers take, and words for what they do not."""

import pytest

from webapp.lib import sender
from webapp.lib.sender import SenderError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hej", "Hej"),
        (" Northern1 ", "Northern1"),
        ("A2345678901", "A2345678901"),
        ("070-174 06 05", "+46701740605"),
        ("+46 70 174 06 05", "+46701740605"),
        ("71234", "71234"),
    ],
)
def test_a_name_or_a_number(typed: str, kept: str):
    assert sender.parse(typed, "SE") == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write a sender"),
        ("  ", "Write a sender"),
        ("Northern care", "up to 11"),
        ("My hospital", "letters A to Z"),
        ("Åsa", "letters A to Z"),
        ("Hej!", "letters A to Z"),
        ("Hej\n", None),
        ("070-1", "too short"),
        ("123456789012345678", "too long"),
    ],
)
def test_anything_else_is_refused_in_words(typed: str, words: str | None):
    if words is None:
        assert sender.parse(typed, "SE") == "Hej"
        return
    with pytest.raises(SenderError, match=words):
        sender.parse(typed, "SE")


def test_who_can_be_answered():
    assert [sender.is_name(one) for one in ("Hej", "71234", "+46701740605")] == [True, False, False]
