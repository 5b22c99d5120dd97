"""Sentences that wait for their reader's language."""

from webapp.lib.words import say, say_n


def test_a_sentence_keeps_its_values_and_reads_in_english():
    sentence = say("No mobile number for %(name)s.", name="100% Ines")

    assert (sentence.text, sentence.values) == (
        "No mobile number for %(name)s.",
        {"name": "100% Ines"},
    )
    assert str(sentence) == "No mobile number for 100% Ines."


def test_a_sentence_without_values_may_have_a_percent_sign():
    assert str(say("80%% are used.")) == "80% are used."


def test_numbers_choose_the_form():
    assert [str(say_n("%(num)d day", "%(num)d days", n)) for n in (0, 1, 2)] == [
        "0 days",
        "1 day",
        "2 days",
    ]
