"""Who an SMS comes from, as its reader sees it: a name of up to 11 characters, or a number."""

import re

from webapp.lib import phone
from webapp.lib.phone import PhoneError
from webapp.lib.words import Sentence, say

LONGEST_NAME = 11
# Countries whose carriers take numbers only.
NO_NAMES = ("US",)

_NAME = re.compile(rf"(?=.*[A-Za-z])[A-Za-z0-9]{{1,{LONGEST_NAME}}}")
_SHORT_NUMBER = re.compile(r"[1-9]\d{2,7}")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+\d\s().-]+")

_EMPTY = say("Write a sender.")
_TOO_LONG = say("A name is up to %(most)d characters long. Shorten it.", most=LONGEST_NAME)
_NOT_A_NAME = say(
    "A name has the letters A to Z and digits only, with at least one letter: no spaces, no å, no "
    "signs."
)


class SenderError(ValueError):
    """Text that no carrier takes as a sender; the sentence says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def parse(raw: str, region: str) -> str:
    """A sender as it is kept: a name as it is, a number in E.164, a short number as its digits.

    `region` is the country whose national numbers are meant. Raises SenderError.
    """
    text = raw.strip()
    if not text:
        raise SenderError(_EMPTY)
    if _SHORT_NUMBER.fullmatch(text) and not text.startswith("+"):
        return text
    if _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        try:
            return phone.parse_mobile(text, region)
        except PhoneError as problem:
            raise SenderError(problem.sentence) from None
    if len(text) > LONGEST_NAME:
        raise SenderError(_TOO_LONG)
    if not _NAME.fullmatch(text):
        raise SenderError(_NOT_A_NAME)
    return text


def is_name(sender: str) -> bool:
    """Whether it is a name, to which nobody can answer."""
    return any(letter.isalpha() for letter in sender)
