"""Counting SMS, beside the nearest right package (`smsutil`)."""

import random
from collections.abc import Iterator

import smsutil

from bench.timing import Figure, at_least, pair
from webapp.lib import sms_text

TEXTS = 1000
_WORDS = """hej tack för din ansökan till tjänsten som sjuksköterska vi vill gärna träffa dig på en
    intervju nästa vecka ring oss eller svara här med dagar som passar hälsningar vård and
    thank you for your application we would like to meet"""


def run() -> Iterator[Figure]:
    """1,000 recruitment texts of 50 to 600 characters; most plain, some with what costs more."""
    texts = recruitment_texts()
    assert [_ours(text) for text in texts] == [_theirs(text) for text in texts]
    times = pair(lambda: [_ours(one) for one in texts], lambda: [_theirs(one) for one in texts], 15)
    yield at_least("counting 1,000 texts, beside smsutil", 1 / times.ratio, "x as fast", 15)


def recruitment_texts() -> list[str]:
    """The same texts each time: seven of ten plain, the others with an extension character, a
    curly apostrophe or a letter that needs Unicode.
    """
    dice = random.Random(7)
    dear = ("", "", "", "", "", "", "", " €", " ’", " Ł")
    words = _WORDS.split()
    texts = []
    for number in range(TEXTS):
        length, text = dice.randint(50, 600), ""
        while len(text) < length:
            text += dice.choice(words) + " "
        texts.append(text[: length - 2] + dear[number % 10])
    return texts


def _ours(text: str) -> int:
    return sms_text.measure(text).segments


def _theirs(text: str) -> int:
    return len(smsutil.split(text).parts)
