"""Counting, against the standard written out a second time and as slowly as it reads."""

import pytest
import smsutil
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.lib import sms_text
from webapp.lib.sms_text import Measure, measure

# 3GPP TS 23.038, clause 6.2.1, by row of the table (0x00-0x0F, 0x10-0x1F, ...), without 0x1B.
BASIC = {
    *"@£$¥èéùìòÇ\nØø\rÅå",
    *"Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    *" !\"#¤%&'()*+,-./",
    *"0123456789:;<=>?",
    *"¡ABCDEFGHIJKLMNO",
    *"PQRSTUVWXYZÄÖÑÜ§",
    *"¿abcdefghijklmno",
    *"pqrstuvwxyzäöñüà",
}
# Clause 6.2.1.1: 0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40 and 0x65 after an escape.
EXTENSION = {"\f", "^", "{", "}", "\\", "[", "~", "]", "|", "€"}

ROCKET = "\N{ROCKET}"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

gsm7_texts = st.text(alphabet=st.sampled_from("aåÇ ]€" + "bcde" * 5), max_size=700)
unicode_texts = st.text(alphabet=st.sampled_from(f"a–Ł€{ROCKET}" + "bcde" * 3), max_size=350)
mixed_texts = st.one_of(gsm7_texts, unicode_texts, st.text(max_size=400))


def test_the_standard_table_is_complete():
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10


def test_exactly_the_standard_characters_are_gsm7():
    every_character = map(chr, range(0x110000))

    accepted = {character for character in every_character if sms_text.is_gsm7(character)}

    assert accepted == BASIC | EXTENSION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure("GSM-7", 0, 0)),
        ("a" * 160, Measure("GSM-7", 160, 1)),
        ("a" * 161, Measure("GSM-7", 161, 2)),
        ("å" * 306, Measure("GSM-7", 306, 2)),
        ("å" * 307, Measure("GSM-7", 307, 3)),
        ("[" * 80, Measure("GSM-7", 160, 1)),
        ("]" * 153, Measure("GSM-7", 306, 3)),
        ("–" * 70, Measure("UCS-2", 70, 1)),
        ("–" * 71, Measure("UCS-2", 71, 2)),
        (ROCKET * 67, Measure("UCS-2", 134, 3)),
        ("€[–", Measure("UCS-2", 3, 1)),
        ("\r\n", Measure("GSM-7", 2, 1)),
        ("Ç", Measure("GSM-7", 1, 1)),
        ("ç", Measure("UCS-2", 1, 1)),
        ("ΔΦΓΛΩΠΨΣΘΞ", Measure("GSM-7", 10, 1)),
        ("Α", Measure("UCS-2", 1, 1)),
        ("a\u030a", Measure("UCS-2", 2, 1)),
        ("a" * 153 * 255, Measure("GSM-7", 39_015, 255)),
        ("a" * 153 * 255 + "a", Measure("GSM-7", 39_016, 256)),
    ],
)
def test_the_facts_of_the_standard(text, expected):
    assert measure(text) == expected


@pytest.mark.parametrize("character", ["\t", "\xa0", "`", "\x1b", "\0", "\ufffe", "\xff"])
def test_what_looks_encodable_and_is_not(character):
    assert measure(character).encoding == "UCS-2"


@given(mixed_texts)
@example("a" * 152 + "€" + "a" * 7)
@example("a" * 152 + "€" + "a" * 152)
@example("–" * 66 + ROCKET + "–" * 66)
@example("\ud83d")
@example("–" * 66 + "\ud83d" + "\ude80" + "–" * 66)
def test_texts_are_cut_as_a_slow_reading_of_the_standard_cuts_them(text):
    expected = slow_parts(text)

    encoding, units, segments = measure(text)

    assert encoding == ("GSM-7" if is_all_gsm7(text) else "UCS-2")
    assert sms_text.parts(text) == expected
    assert segments == len(expected)
    assert sms_text.part_units(text) == [slow_units(part, encoding) for part in expected]
    assert units == slow_units(text, encoding)


@given(mixed_texts)
def test_parts_join_to_the_text(text):
    parts = sms_text.parts(text)

    assert "".join(parts) == text
    assert len(parts) == measure(text).segments


@given(mixed_texts.filter(lambda text: text and "\x1b" not in text))
def test_another_package_counts_the_same(text):
    theirs = smsutil.split(text)

    assert measure(text).segments == len(theirs.parts)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("]" * 81, [152, 10]),
        ("a" * 152 + "€" + "a" * 7, [152, 9]),
        ("å" * 307, [153, 153, 1]),
        ("–" * 66 + ROCKET + "–" * 3, [66, 5]),
        (FAMILY * 7, [66, 11]),
    ],
)
def test_units_of_each_part_as_another_implementation_recorded_them(text, units):
    """Recorded from split-sms 0.1.7 (npm), its octets of Unicode halved to units."""
    assert sms_text.part_units(text) == units


@pytest.mark.parametrize(
    ("text", "capacity", "room_left"),
    [
        ("", 160, 160),
        ("a", 160, 159),
        ("a" * 160, 160, 0),
        ("a" * 161, 153, 145),
        ("–", 70, 69),
        ("–" * 71, 67, 63),
        ("]" * 153, 153, 151),
    ],
)
def test_capacity_and_room(text, capacity, room_left):
    assert sms_text.capacity(measure(text)) == capacity
    assert sms_text.room_left(text) == room_left


def is_all_gsm7(text):
    return all(character in BASIC or character in EXTENSION for character in text)


def slow_units(text, encoding):
    if encoding == "UCS-2":
        return sum(2 if character > "\uffff" else 1 for character in text)
    return sum(2 if character in EXTENSION else 1 for character in text)


def slow_parts(text):
    """Character by character, a new part when the next does not fit."""
    encoding = "GSM-7" if is_all_gsm7(text) else "UCS-2"
    single, part = (160, 153) if encoding == "GSM-7" else (70, 67)
    if slow_units(text, encoding) <= single:
        return [text] if text else []
    parts = [""]
    for piece in uncut_pieces(text):
        if slow_units(parts[-1] + piece, encoding) > part:
            parts.append("")
        parts[-1] += piece
    return parts


def uncut_pieces(text):
    """The characters; two lone surrogates that make a pair in UTF-16 are one."""
    pieces = []
    for character in text:
        follows_lead = pieces and "\ud800" <= pieces[-1] <= "\udbff"
        if follows_lead and "\udc00" <= character <= "\udfff":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
