"""Mobile numbers, from the forms in which people and spreadsheets write them to E.164.

What is a number, and whether it is a mobile's, is the telephone numbering data of libphonenumber
(ITU-T E.164 and the countries' plans). Here stands what it leaves open or reads too kindly:
letters, two numbers in one cell, what spreadsheets do to numbers.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from webapp.lib.words import Sentence, say

# Most Danish and all American mobile numbers cannot be told from fixed lines.
_CAN_BE_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_NO_COUNTRY = "001"
# The ISO 3166 codes of all countries that have numbers.
REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)

_SENTENCES = {
    "empty": say("Write a mobile number."),
    "letters": say("A mobile number has no letters. Write only the number."),
    "characters": say(
        "There is a character here that does not belong in a mobile number. Write only the number."
    ),
    "excel": say(
        "The spreadsheet shortened this number, and some of its digits are lost. "
        "Format the column as text and write the number again."
    ),
    "several": say("There are several numbers here. Keep only the mobile number."),
    "extension": say("A number with an extension cannot get SMS. Write a mobile number."),
    "too_short": say("This number is too short. Check that no digit is missing."),
    "too_long": say("This number is too long. Check that it is one number, with its right digits."),
    "country": say(
        "This number's country is not known. Begin with + and the country code, for example +46."
    ),
    "not_mobile": say("This is not a mobile number, so it cannot get SMS. Write a mobile number."),
    "invalid": say(
        "There is no such mobile number. Check its digits, and begin with + and the country code "
        "if it is from another country."
    ),
}


class PhoneError(ValueError):
    """Text that is no mobile number: `code` for programs, `sentence` for the reader.

    The codes: empty, letters, characters, excel, several, extension, too_short, too_long, country,
    not_mobile, invalid. Neither tells the number itself.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence: Sentence = _SENTENCES[code]
        super().__init__(str(self.sentence))


def parse_mobile(raw: str, region: str, served: Collection[str] = ()) -> str:
    """The E.164 form (with +) of a mobile number as somebody wrote it; raises PhoneError.

    `region` is the ISO 3166 code of the country whose national numbers are meant. `served` are
    such codes too: a number that only makes sense with a + before it is taken for one of these
    countries, and refused for all others.
    """
    digits = _digits(raw)
    number = _read(digits, region.upper())
    if number is None or not phonenumbers.is_valid_number(number):
        number = _read_without_plus(digits, served) or number
    if number is None or not phonenumbers.is_valid_number(number):
        raise PhoneError(_what_is_wrong(digits, number))
    if not _region(number):
        raise PhoneError("country")
    if not _is_mobile(number):
        raise PhoneError("not_mobile")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def region_of(e164: str) -> str:
    """The ISO 3166 code of a number's country, "" if it has none (satellites) or is no number."""
    number = _read(e164, "")
    return _region(number) if number else ""


@lru_cache(maxsize=16_384)
def display(e164: str) -> str:
    """The number in the international form for readers, "+46 70 174 06 05"; else as it is."""
    number = _read(e164, "")
    if number is None:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


_LONGEST_CELL = 200  # bounds the cost of the patterns below, which is not linear
_URI_SCHEME = re.compile(r"^tel:\s*", re.IGNORECASE)
_WHOLE_AS_DECIMAL = re.compile(r"^(\+?\d{7,15})[.,]0$")
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext\w*|\bx|ankn\w*|#)\W{0,3}\d{1,7}$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[/;,|\n&+]|\b(?:or|and|eller|och|og|tai|ja)\b", re.IGNORECASE)
_SHORTEST_NUMBER = 7
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_NUMBER = re.compile(r"^[\s(]*\+?[\d\s().,/-]*\d[\d\s().,/-]*$")
_NO_DIGIT = re.compile(r"\D")


def _digits(raw: str) -> str:
    """The digits of one number, with + before an international one; raises PhoneError."""
    if len(raw) > _LONGEST_CELL:
        raise PhoneError("too_long")
    text = raw if raw.isascii() else _without_typography(raw)
    text = _URI_SCHEME.sub("", text.strip(" \t\r\n'\"="))
    text = _WHOLE_AS_DECIMAL.sub(r"\1", text)
    if not text:
        raise PhoneError("empty")
    if _SCIENTIFIC.match(text):
        raise PhoneError("excel")
    if _has_several_numbers(text):
        raise PhoneError("several")
    if _EXTENSION.search(text):
        raise PhoneError("extension")
    if any(character.isalpha() for character in text):
        raise PhoneError("letters")
    text = _TRUNK_ZERO.sub("", text)
    if not _NUMBER.match(text):
        raise PhoneError("characters")
    digits = _NO_DIGIT.sub("", text)
    if "+" in text:
        return "+" + digits
    return "+" + digits[2:] if digits.startswith("00") else digits


def _without_typography(raw: str) -> str:
    """Plain spaces and hyphens for all of their kind; direction marks and such removed."""
    return "".join(_plain(character) for character in unicodedata.normalize("NFKC", raw))


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Zs":
        return " "
    return "" if category == "Cf" else character


def _has_several_numbers(text: str) -> bool:
    pieces = _BETWEEN_NUMBERS.split(text)
    return sum(len(_NO_DIGIT.sub("", piece)) >= _SHORTEST_NUMBER for piece in pieces) > 1


@lru_cache(maxsize=16_384)
def _read(digits: str, region: str) -> PhoneNumber | None:
    """The number, valid or not; None if nothing can be made of it. Kept, for lists and imports."""
    try:
        return phonenumbers.parse(digits, region or None)
    except NumberParseException:
        return None


def _read_without_plus(digits: str, served: Collection[str]) -> PhoneNumber | None:
    """The mobile number that the digits are with a + before them, if its country is served.

    Raises PhoneError if it is another country's: the reader can add the + and mean it.
    """
    number = None if digits.startswith("+") else _read("+" + digits, "")
    if number is None or not _is_mobile(number):
        return None
    if _region(number) not in served:
        raise PhoneError("country")
    return number


def _is_mobile(number: PhoneNumber) -> bool:
    return phonenumbers.number_type(number) in _CAN_BE_MOBILE


def _region(number: PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number)
    return "" if region is None or region == _NO_COUNTRY else region


def _what_is_wrong(digits: str, number: PhoneNumber | None) -> str:
    """The error's code for digits that make no valid number."""
    if len(digits) < _SHORTEST_NUMBER:
        return "too_short"
    if len(digits) > len("+") + 15:  # E.164 allows 15 digits
        return "too_long"
    if number is None:
        return "country"
    possible = phonenumbers.is_possible_number_for_type_with_reason(number, PhoneNumberType.MOBILE)
    if possible == ValidationResult.TOO_SHORT:
        return "too_short"
    if possible == ValidationResult.TOO_LONG:
        return "too_long"
    return "invalid"
