"""What makes a text dearer, and what is done about it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib import sms_text

DEVELOPER = "\U0001f469\U0001f3fd\u200d\U0001f4bb"
SWEDEN = "\U0001f1f8\U0001f1ea"

typed_texts = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="a1 \r\n\t\xa0\u2009\u200b\u200d\ufeffo\u0308½’–…\u200f🚀\ufe0f", max_size=60),
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u030a", "å"),
        ("Hej\r\nAlma\rBo\u2028", "Hej\nAlma\nBo\n"),
        ("10\xa0000\u202fkr\u2009\tper", "10 000 kr  per"),
        ("\ufeffin\xadtervju\u200b \u200e+46\u202c", "intervju +46"),
        ("a\u200b\u030a", "å"),
        (DEVELOPER, DEVELOPER),
        ("Łukasz – “hej”", "Łukasz – “hej”"),
    ],
)
def test_what_is_always_done_at_input(typed, kept):
    assert sms_text.normalise(typed) == kept


@given(typed_texts)
def test_normalising_twice_changes_nothing_more(text):
    once = sms_text.normalise(text)

    assert sms_text.normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet="abcåäö ÄÖæøé\n.,-–\t\xa0\u200b\xada", max_size=400))
def test_normalising_is_never_dearer(text):
    normalised = sms_text.normalise(text)

    assert sms_text.measure(normalised).segments <= sms_text.measure(text).segments


def test_dear_characters_come_in_order_with_name_count_and_plain_form():
    text = "Hej Łukasz – vi ses kl. 10–12 … ’"

    found = [
        (dear.character, str(dear.name), dear.replacement, dear.count)
        for dear in sms_text.dear_characters(text)
    ]

    assert found == [
        ("Ł", "the letter Ł", None, 1),
        ("–", "en dash", "-", 2),
        ("…", "ellipsis", "...", 1),
        ("’", "curly apostrophe", "'", 1),
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        (DEVELOPER, "emoji"),
        (SWEDEN, "emoji"),
        ("\u2764\ufe0f", "emoji"),
        ("1\ufe0f\u20e3", "emoji"),
        ("q\u0308", "the letter q\u0308"),
        ("`", "the character grave accent"),
        ("\x1b", "the character u+001b"),
    ],
)
def test_what_is_seen_as_one_character_is_one(character, name):
    [dear] = sms_text.dear_characters(f"a{character} b{character}")

    assert (dear.character, str(dear.name), dear.replacement) == (character, name, None)
    assert dear.count == 2


def test_the_copyright_sign_of_an_emoji_keyboard_is_still_that_sign():
    [dear] = sms_text.dear_characters("\xa9\ufe0f")

    assert dear.replacement == "(C)"


def test_cheap_texts_have_no_dear_characters():
    assert sms_text.dear_characters("Hej Åsa, möte 10:30 [€]") == []


def test_names_and_emoji_are_never_replaced():
    text = f"Łukasz Çelik Þór ça {DEVELOPER} `"

    assert sms_text.replace_dear(text) == text


def test_one_press_makes_a_typographic_text_cheap():
    text = "“Hej” – vi ses… ½ dag • 1½ år → ’t ™"

    plain = sms_text.replace_dear(text)

    assert plain == '"Hej" - vi ses... 1/2 dag - 1 1/2 år -> \'t (TM)'
    assert sms_text.is_gsm7(plain)


@given(typed_texts)
def test_after_the_press_only_what_has_no_plain_form_is_left(text):
    before = sms_text.dear_characters(text)

    after = sms_text.dear_characters(sms_text.replace_dear(text))

    kept = [(dear.character, dear.count) for dear in before if dear.replacement is None]
    assert [(dear.character, dear.count) for dear in after] == kept


@given(typed_texts)
def test_plain_forms_are_gsm7_and_the_rest_forces_unicode(text):
    dear_characters = sms_text.dear_characters(text)

    assert bool(dear_characters) == (not sms_text.is_gsm7(text))
    assert all(sms_text.is_gsm7(dear.replacement or "") for dear in dear_characters)
    assert not any(sms_text.is_gsm7(dear.character) for dear in dear_characters)
