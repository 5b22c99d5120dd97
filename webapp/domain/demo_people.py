"""Who applies in the demo, with all that real lists have in them. Everybody here is invented.

Numbers are kept for drama: in Sweden 070-1740605 to 699 (PTS), in the United States 555-0100 to
0199 in every area. Norway, Denmark and Finland keep none: theirs are the examples in the
telephone numbering data and one more of that kind. E-mail goes to example.org, which is nobody's.
"""

import random
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from webapp.domain.applications import Details

_SWEDISH = [f"070174{last:04}" for last in range(605, 690)]
# The last ten of the range belong to the demo's staff and its sender (demo.py).
STAFF_NUMBERS = [f"+46701740{last}" for last in range(690, 700)]

_WRITTEN = (
    "{0}-{1} {2} {3}",
    "+46 70 {1} {2} {3}",
    "{0}{1}{2}{3}",
    "0046 70 {1} {2} {3}",
    "+46 (0)70-{1}{2}{3}",
    "{0} {1} {2} {3}",
)

# First name, last name, town, and the number where it is not the next Swedish one.
_NURSES: tuple[tuple[str, ...], ...] = (
    ("Łucja", "Żywiecka", "Granvik"),
    ("Søren", "Bjerregård", "Granvik"),
    ("Åsa", "Öberg-Lindqvist", "Nyhamn"),
    ("José", "Muñoz", "Granvik"),
    ("Šárka", "Dvořáková", "Björkö"),
    ("Sunniva 🌻", "Solfält", "Nyhamn"),
    ("Anna-Karin Maria Elisabeth", "Wachtmeister-Söderbäck af Granviksholm", "Granvik"),
    ("Ananda", "", "Nyhamn"),
    ("Britta", "Utannummer", "Granvik", ""),
    ("Kalle", "Kortnummer", "Björkö", "070-17"),
    ("Lena", "Landlinje", "Granvik", "08-465 004 15"),
    ("Nora", "Nordmann", "Fjordby", "+47 40 61 23 45"),
    ("Dorte", "Dansk", "Sundby", "+45 32 12 34 56"),
    ("Suvi", "Suomalainen", "Saarela", "+358 41 2345678"),
    ("Viktor", "Tvilling", "Granvik"),
    ("Vilma", "Tvilling", "Granvik", "the same"),
    ("Stina", "Stopp", "Nyhamn"),
    ("erik", "ström", "granvik"),
    ("MAJA", "HÖGLUND", "BJÖRKÖ"),
    ("  Ida ", " Mellanslag ", "Nyhamn"),
    ("Nguyễn Thị", "Ánh", "Granvik"),
    ("Zoë", "van der Heide", "Nyhamn"),
    ("Aoife", "O’Sullivan", "Granvik"),
    ("Þóra", "Guðmundsdóttir", "Björkö"),
    ("İpek", "Yıldız", "Granvik"),
    ("Jean-Luc", "Lefèvre", "Nyhamn"),
    ("Måns", "Ask", "Granvik", "070-174 06 88 / 08-465 004 16"),
    ("Ebba", "Excel", "Nyhamn", "4,67018E+10"),
    ("Frida", "Frågasyster", "Granvik", "ask my sister"),
    ("Magnhild", "Kråkevik", "Fjordby", "+47 41 23 45 67"),
    ("Per-Olov", "Hjälmsjö", "Björkö"),
    ("Kristiina", "Mäkelä-Järvinen", "Saarela", "+358 40 1234567"),
    ("Göran", "Ek", "Granvik"),
    ("Tuva", "Li", "Nyhamn"),
    ("Renée", "Åkerblom", "Granvik"),
    ("Ulf", "Üxküll", "Björkö"),
    ("Wanja", "Quist", "Granvik"),
    ("Xerxes", "Zetterlöf", "Nyhamn"),
)

_FIRST_NAMES = (
    *(
        "Alva",
        "Birger",
        "Cajsa",
        "Dag-Erik",
        "Elin",
        "Folke",
        "Gullan",
        "Hjalmar",
        "Iris",
        "Jörgen",
    ),
    *("Kajsa", "Loke", "Märta", "Nils-Petter", "Ottilia", "Pär", "Ragna", "Sixten", "Tyra", "Ylva"),
)
_LAST_NAMES = (
    *("Almdemo", "Björkprov", "Cederprov", "Dalexempel", "Ekdemo", "Fjällprov", "Grandemo"),
    *("Hasselprov", "Idegran", "Järvexempel", "Klöverdemo", "Lönnprov", "Mossexempel", "Nypondemo"),
    *("Oxeldemo", "Pilprov", "Rönnexempel", "Sälgdemo", "Tallprov", "Videexempel"),
)
_TOWNS = ("Granvik", "Nyhamn", "Björkö", "Fjordby", "Sundby", "Saarela")
_STAGES = ("applied", "applied", "applied", "screening", "screening", "interview", "rejected")
_PER_AREA = 100
# Twelve of the area codes whose 555-01xx the numbering data knows as valid.
_AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214)


# Letters that are no letter with a mark.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "ı": "i"})


class Applicants:
    """Hands out applicants, each Swedish number once; the same ones in the same order always."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._random = random.Random(7)  # noqa: S311
        self._swedish = iter(_SWEDISH)
        self._written = 0

    def nurses(self) -> list[Details]:
        """The 38 applicants who have everything that is awkward about names and numbers."""
        made: list[Details] = []
        for first, last, town, *given in _NURSES:
            number = given[0] if given else self._next_swedish()
            if number == "the same":
                number = made[-1].mobile
            made.append(self._details(first, last, town, number))
        return made

    def some(self, count: int) -> list[Details]:
        """So many applicants with Swedish numbers; every seventh gave none."""
        return [
            self._anybody("" if place % 7 == 6 else self._next_swedish()) for place in range(count)
        ]

    def crowd(self) -> list[Details]:
        """1,200 applicants with American numbers, because no other range for drama is so large."""
        return [self._anybody(number) for number in _american()]

    def abroad(self, count: int) -> list[Details]:
        """So many applicants with American numbers."""
        return [self._anybody(number) for number in islice(_american(), count)]

    def _next_swedish(self) -> str:
        digits = next(self._swedish)
        self._written += 1
        return _WRITTEN[self._written % len(_WRITTEN)].format(
            digits[:3], digits[3:6], digits[6:8], digits[8:]
        )

    def _anybody(self, number: str) -> Details:
        choose = self._random.choice
        return self._details(choose(_FIRST_NAMES), choose(_LAST_NAMES), choose(_TOWNS), number)

    def _details(self, first: str, last: str, town: str, number: str) -> Details:
        return Details(
            first_name=first,
            last_name=last,
            email=f"{_mailbox(f'{first} {last}')}@example.org",
            mobile=number,
            town=town,
            stage=self._random.choice(_STAGES),
            applied_at=self._now - timedelta(minutes=self._random.randrange(8 * 1440, 30 * 1440)),
        )


def _american() -> Iterator[str]:
    for area in _AREAS:
        for last in range(_PER_AREA):
            yield f"+1 {area} 555 {100 + last:04}"


def _mailbox(name: str) -> str:
    """A name as the first half of an address: plain letters with dots between the words."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    words = plain.encode("ascii", "ignore").decode().split()
    return ".".join(words)
