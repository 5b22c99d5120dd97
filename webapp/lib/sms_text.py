"""How many SMS a text is, and which of its characters make it dearer.

The rules: 3GPP TS 23.038, clause 6.2.1 (the default alphabet and its extension table), and
TS 23.040, clause 9.2.3.24.1 (concatenation with an 8-bit reference, which takes six octets of
each part). National shift tables are not used. Prices are per SMS, so a wrong count is wrong
money; and the counter runs at every key, so counting is done by the C code in bytes and codecs.
"""

import codecs
import re
import unicodedata
from collections import Counter
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from webapp.lib.words import Sentence, say

Encoding = Literal["GSM-7", "UCS-2"]


class Measure(NamedTuple):
    """The length of a text: septets (GSM-7) or UTF-16 code units (UCS-2), and how many SMS."""

    encoding: Encoding
    units: int
    segments: int


class DearCharacter(NamedTuple):
    """A character, as the reader sees it, that forces the whole text into Unicode.

    `replacement` is plain GSM-7 and means the same; None where nothing does (letters, emoji).
    """

    character: str
    name: Sentence
    replacement: str | None
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks


class _Alphabet(NamedTuple):
    """How one encoding is cut into parts.

    `leads` and `trails` are the first and second bytes of the pairs that may not be cut, in
    the form of `_wire`.
    """

    single_units: int
    part_units: int
    leads: bytes
    trails: bytes


# In the order of the standard's table, 0x00 to 0x7F without 0x1B (escape). 0x09 is the capital
# Ç, as the standard has it; Unicode's own GSM0338.TXT says the small one.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"

# One byte for each character of GSM-7, in a numbering of our own: basic characters from 0x01,
# extension characters from 0xC0. U+FFFE means "no character" to charmap_build. NUL must be first,
# or charmap_build makes a table that is eight times slower; `_packed` refuses it again.
_NUL = 0
_ESCAPE = b"\xff"
_EXTENSION_AT = 0xC0
_BYTES = ("\0" + _BASIC).ljust(_EXTENSION_AT, "\ufffe") + _EXTENSION
_TO_BYTES = codecs.charmap_build(_BYTES.ljust(256, "\ufffe"))
_BASIC_BYTES = bytes(range(1, 1 + len(_BASIC)))
_BASIC_IN_LATIN1 = _BASIC.encode("latin-1", "ignore")
_EXTENSION_BYTES = bytes(range(_EXTENSION_AT, _EXTENSION_AT + len(_EXTENSION)))
_EXTENSION_PATTERN = re.compile(b"([" + _EXTENSION_BYTES + b"])")

_GSM7 = _Alphabet(160, 153, leads=_ESCAPE, trails=_EXTENSION_BYTES)
_UCS2 = _Alphabet(70, 67, leads=bytes(range(0xD8, 0xDC)), trails=bytes(range(0xDC, 0xE0)))
_ALPHABETS: dict[Encoding, _Alphabet] = {"GSM-7": _GSM7, "UCS-2": _UCS2}


def measure(text: str) -> Measure:
    """The encoding, the units and the number of SMS of any text; the empty text is 0 SMS.

    A network joins at most 255 parts. The number is true above that too: the caller refuses.
    """
    pairs = _extension_count(text)
    if pairs is None:
        units, pairs = _utf16_length(text)
        return Measure("UCS-2", units, _segments(text, units, pairs, _UCS2))
    units = len(text) + pairs
    return Measure("GSM-7", units, _segments(text, units, pairs, _GSM7))


def parts(text: str) -> list[str]:
    """The text as it is cut into SMS: each as full as can be, no pair cut; joined, the text."""
    ends = set(accumulate(part_units(text)))
    doubled = _is_extension if is_gsm7(text) else _is_beyond_16_bits
    spent = accumulate(2 if doubled(character) else 1 for character in text)
    cuts = [index for index, units in enumerate(spent, start=1) if units in ends]
    return [text[start:end] for start, end in pairwise([0, *cuts])]


def part_units(text: str) -> list[int]:
    """The units that each SMS of the text uses, in order; their sum is `measure(text).units`."""
    packed = _packed(text)
    ends = _ends(_utf16_wire(text), _UCS2) if packed is None else _ends(_gsm7_wire(packed), _GSM7)
    return [end - start for start, end in pairwise([0, *ends])]


def capacity(measured: Measure) -> int:
    """The units that one SMS holds in a text of this measure: 160 or 153, 70 or 67."""
    alphabet = _ALPHABETS[measured.encoding]
    return alphabet.single_units if measured.segments <= 1 else alphabet.part_units


def room_left(text: str) -> int:
    """The units still free in the last SMS of the text; a whole SMS if the text is empty."""
    used = part_units(text)
    return capacity(measure(text)) - (used[-1] if used else 0)


def is_gsm7(text: str) -> bool:
    """Whether every character of the text is in GSM-7, the cheap alphabet."""
    return _extension_count(text) is not None


def _extension_count(text: str) -> int | None:
    """How many characters of the extension table the text has; None if it is not all GSM-7.

    Latin-1 decides most texts at a third of the cost of `_packed`.
    """
    try:
        if not text.encode("latin-1").translate(None, _BASIC_IN_LATIN1):
            return 0
    except UnicodeEncodeError as error:
        if text[error.start] not in _BYTES:
            return None
    packed = _packed(text)
    return None if packed is None else len(packed.translate(None, _BASIC_BYTES))


def _utf16_length(text: str) -> tuple[int, int]:
    """The UTF-16 code units, and at most how many pairs of them there are."""
    try:
        units = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:  # lone surrogates: no valid text, and two of them make a pair
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        return units, units
    return units, units - len(text)


def _segments(text: str, units: int, pairs: int, alphabet: _Alphabet) -> int:
    """The number of SMS of a text with so many units, and so many pairs that may not be cut.

    A part that would end inside a pair leaves one unit unused. Nearly always the last part has
    room for all that can be left over; only when not, it is worth looking where the pairs are.
    """
    if units <= alphabet.single_units:
        return 1 if units else 0
    fewest = -(-units // alphabet.part_units)
    room = fewest * alphabet.part_units - units
    return fewest if min(pairs, fewest - 1) <= room else len(part_units(text))


def _packed(text: str) -> bytes | None:
    """The text as one byte per character (`_BYTES`), or None if it is not all GSM-7."""
    try:
        packed = codecs.charmap_encode(text, "strict", _TO_BYTES)[0]
    except UnicodeEncodeError:
        return None
    return None if _NUL in packed else packed


def _gsm7_wire(packed: bytes) -> bytes:
    """One byte per septet: the escapes added before extension characters."""
    return _EXTENSION_PATTERN.sub(_ESCAPE + rb"\1", packed)


def _utf16_wire(text: str) -> bytes:
    """One byte per UTF-16 code unit, its high byte: enough to see a surrogate pair."""
    return text.encode("utf-16-be", "surrogatepass")[::2]


def _ends(wire: bytes, alphabet: _Alphabet) -> list[int]:
    """Where each SMS ends, in units from the start of the text."""
    length = len(wire)
    if length <= alphabet.single_units:
        return [length] if length else []
    _, size, leads, trails = alphabet
    ends = []
    end = size
    while end < length:
        if wire[end - 1] in leads and wire[end] in trails:
            end -= 1
        ends.append(end)
        end += size
    return [*ends, length]


def _is_extension(character: str) -> bool:
    return character in _EXTENSION


def _is_beyond_16_bits(character: str) -> bool:
    return character > "\uffff"


_SPACES = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
# The zero-width joiner and non-joiner are not here: emoji and Persian are spelt with them.
# Form feed is: GSM-7 has it. Other control characters are nothing that a person typed.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def normalise(text: str) -> str:
    """The text as it is kept: composed (NFC), plain line breaks and spaces, nothing invisible.

    Reads the same as before and is never dearer. A second call changes nothing.
    """
    text = _INVISIBLE.sub("", text)
    text = _LINE_BREAKS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", text)


# What may be replaced in one press, because the plain form means the same.
_PLAIN_FORMS = {
    "‘": (say("curly apostrophe"), "'"),
    "’": (say("curly apostrophe"), "'"),
    "‚": (say("curly quotation mark"), "'"),
    "‛": (say("curly quotation mark"), "'"),
    "“": (say("curly quotation mark"), '"'),
    "”": (say("curly quotation mark"), '"'),
    "„": (say("curly quotation mark"), '"'),
    "‟": (say("curly quotation mark"), '"'),
    "′": (say("prime"), "'"),
    "″": (say("double prime"), '"'),
    "‐": (say("typographic hyphen"), "-"),
    "‑": (say("non-breaking hyphen"), "-"),
    "‒": (say("figure dash"), "-"),
    "–": (say("en dash"), "-"),
    "—": (say("em dash"), "-"),
    "―": (say("horizontal bar"), "-"),
    "−": (say("minus sign"), "-"),
    "…": (say("ellipsis"), "..."),
    "•": (say("bullet"), "-"),
    "‣": (say("bullet"), "-"),
    "⁃": (say("bullet"), "-"),
    "∙": (say("bullet"), "-"),
    "·": (say("middle dot"), "-"),
    "▪": (say("bullet"), "-"),
    "■": (say("bullet"), "-"),
    "●": (say("bullet"), "-"),
    "◦": (say("bullet"), "-"),
    "½": (say("one half"), "1/2"),
    "™": (say("trade mark sign"), "(TM)"),
    "©": (say("copyright sign"), "(C)"),
    "®": (say("registered sign"), "(R)"),
    "→": (say("arrow"), "->"),
    "←": (say("arrow"), "<-"),
    "↔": (say("arrow"), "<->"),
    "➔": (say("arrow"), "->"),
    "➜": (say("arrow"), "->"),
    "➡": (say("arrow"), "->"),
    "⬅": (say("arrow"), "<-"),
    "⇒": (say("arrow"), "=>"),
    "⇐": (say("arrow"), "<="),
    "⇔": (say("arrow"), "<=>"),
}
_VARIATION_SELECTORS = "\ufe0e\ufe0f"

# One character as the reader sees it: a flag, or anything with its marks, and what is joined to
# it. A smaller rule than Unicode's UAX #29, enough for the emoji and accents that people type.
_MARK = (
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
_SEEN_AS_ONE = re.compile(
    f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|.){_MARK}*(?:\u200d(?:[^\x00-\xff]{_MARK}*)?)*", re.DOTALL
)
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")


def dear_characters(text: str) -> list[DearCharacter]:
    """The distinct characters that force the text into Unicode, in order of appearance.

    An emoji of several code points is one character; a letter with marks that have no composed
    form is one too. Empty for a text that is all GSM-7.
    """
    if is_gsm7(text):
        return []
    counts = Counter(seen for seen in _SEEN_AS_ONE.findall(text) if not is_gsm7(seen))
    return [
        DearCharacter(character, _name(character), _plain_form(character), count)
        for character, count in counts.items()
    ]


def replace_dear(text: str) -> str:
    """The text with every replaceable character in its plain form, and nothing else changed.

    A half after a digit gets a space before it, so that 1½ does not become 11/2.
    """
    text = re.sub(r"(?<=\d)(?=½)", " ", text)
    return _SEEN_AS_ONE.sub(lambda seen: _plain_form(seen[0]) or seen[0], text)


def _plain_form(character: str) -> str | None:
    _, plain_form = _PLAIN_FORMS.get(character.rstrip(_VARIATION_SELECTORS), (None, None))
    return plain_form


def _name(character: str) -> Sentence:
    known, _ = _PLAIN_FORMS.get(character.rstrip(_VARIATION_SELECTORS), (None, None))
    if known:
        return known
    if _EMOJI.search(character):
        return say("emoji")
    if unicodedata.category(character[0]).startswith("L"):
        return say("the letter %(letter)s", letter=character)
    code_point = f"U+{ord(character[0]):04X}"
    return say("the character %(name)s", name=unicodedata.name(character[0], code_point).lower())
