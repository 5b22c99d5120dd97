"""Days and times as the readers of each language write them."""

from datetime import date, time, timedelta

import pytest

from webapp.domain.booking_words import WORDS
from webapp.domain.templates import LANGUAGES
from webapp.lib import day_words, sms_text

TUESDAY = date(2031, 3, 4)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tuesday 4 March 09:05"),
        ("sv", "tisdag 4 mars 09:05"),
        ("nb", "tirsdag 4. mars 09:05"),
        ("da", "tirsdag den 4. marts 09.05"),
        ("fi", "tiistai 4. maaliskuuta 9.05"),
    ],
)
def test_a_day_and_a_time_are_written_as_the_language_does(language: str, said: str):
    day = day_words.day(TUESDAY, language)

    assert f"{day} {day_words.clock_time(time(9, 5), language)}" == said


@pytest.mark.parametrize(
    ("language", "pieces"),
    [
        ("en", ["Tuesday", "Tue", "March"]),
        ("sv", ["tisdag", "tis", "mars"]),
        ("nb", ["tirsdag", "tir.", "mars"]),
        ("da", ["tirsdag", "tirs.", "marts"]),
        ("fi", ["tiistai", "ti", "maaliskuu"]),
    ],
)
def test_its_pieces_can_stand_by_themselves(language: str, pieces: list[str]):
    assert pieces == [
        day_words.weekday(TUESDAY, language),
        day_words.short_weekday(TUESDAY, language),
        day_words.month(TUESDAY, language),
    ]


@pytest.mark.parametrize("language", day_words.LANGUAGES)
def test_no_day_of_a_year_makes_an_sms_dearer(language: str):
    days = [date(2032, 1, 1) + timedelta(days=number) for number in range(366)]

    said = {day_words.day(on, language) for on in days}
    times = {day_words.clock_time(time(hour), language) for hour in range(24)}

    assert {sms_text.measure(one).encoding for one in said | times} == {"GSM-7"}


def test_every_language_of_candidates_is_known():
    assert set(day_words.LANGUAGES) == set(LANGUAGES)
    assert all(words.keys() == set(day_words.LANGUAGES) for words in WORDS.values())
