"""Texts that come in: kept, joined to whom they answer, and obeyed when they say stop."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from webapp.domain import credits, dispatch, opt_out_words, replies
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.opt_out_words import STOP_WORDS
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application, InboundText, Message, OptOut, Organisation

NUMBER = CANDIDATE_NUMBERS[0]


def needs_reply(case: CaseFacts) -> int:
    return make.facts(case.id).needs_reply_count


def test_an_answer_is_joined_and_waits_for_us(case: CaseFacts, ines: Application):
    news = make.replied(ines.id, "Yes, gladly!")

    assert news
    assert InboundText.get().application_id == ines.id
    assert needs_reply(case) == 1
    assert Application.get_by_id(ines.id).needs_reply_at is not None


def test_writing_back_ends_the_wait(case: CaseFacts, alma: Person, ines: Application):
    make.replied(ines.id, "When?")

    make.batch(case, alma, [ines.id], "On Monday at ten")

    assert needs_reply(case) == 0


def test_the_same_text_brought_twice_is_one(case: CaseFacts, ines: Application):
    text = make.inbound(NUMBER, "Yes", "inbound-7")

    news = [replies.reply_came(text), replies.reply_came(text)]

    assert (news, InboundText.select().count()) == ([True, False], 1)


def test_it_goes_to_the_application_that_was_written_to_last(
    case: CaseFacts, alma: Person, dag: Person, ines: Application
):
    other = make.case(dag)
    make.credits(other, 1)
    later = make.application(other, NUMBER)
    make.departed(other, dag, [later.id])

    make.replied(ines.id, "Yes")

    assert InboundText.get().application_id == later.id
    assert (needs_reply(case), needs_reply(other)) == (0, 1)


@pytest.mark.parametrize("sender", ["+46701740698", "46701740698"])
@pytest.mark.parametrize("text", ["Yes, gladly", "Stop"])
@pytest.mark.parametrize("mobile_now", [NUMBER, CANDIDATE_NUMBERS[1]])
def test_it_goes_to_whoever_has_the_number_it_was_sent_to(
    case: CaseFacts, alma: Person, dag: Person, sender: str, text: str, mobile_now: str
):
    Organisation.update(sender=sender).where(Organisation.id == case.organisation_id).execute()
    hers, his = make.facts(case.id), make.case(dag)
    make.credits(his, 1)
    first, second = make.application(hers, NUMBER), make.application(his, NUMBER)
    make.departed(hers, alma, [first.id])
    make.departed(his, dag, [second.id])
    Application.update(mobile=mobile_now).where(Application.id == first.id).execute()

    replies.reply_came(replace(make.inbound(NUMBER, text), to="+46701740698"))

    assert InboundText.get().application_id == first.id
    assert [one.root_id for one in OptOut.select()] == [hers.root_id] * (text == "Stop")


def test_a_text_from_nobody_we_wrote_to_is_kept_and_joined_to_nobody(case: CaseFacts):
    stranger = make.application(case, NUMBER)

    news = make.replied(stranger.id, "Hello?")

    assert news
    assert InboundText.get().application_id is None
    assert needs_reply(case) == 0


def test_an_answer_from_the_old_number_still_finds_its_message(case: CaseFacts, ines: Application):
    Application.update(mobile=CANDIDATE_NUMBERS[1]).where(Application.id == ines.id).execute()

    replies.reply_came(make.inbound(NUMBER, "Stop"))

    assert InboundText.get().application_id == ines.id
    assert OptOut.get().number == NUMBER


def test_stop_from_an_applicant_who_was_erased_still_counts(case: CaseFacts, ines: Application):
    ines.delete_instance()

    replies.reply_came(make.inbound(NUMBER, "Stop"))

    assert InboundText.get().application_id is None
    assert OptOut.get().number == NUMBER


@pytest.mark.parametrize("word", sorted(STOP_WORDS))
def test_every_word_of_the_list_says_stop(word: str):
    assert opt_out_words.is_stop(word)
    assert opt_out_words.is_stop(word.upper())
    assert opt_out_words.is_stop(f"  {word.capitalize()}.\n")


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        " Stop ",
        "sToP!",
        "Stop!!!",
        "stop\n",
        "Stop all",
        "STOP\u00a0ALL",
        "opt  out",
        "Opt-out",
        "“Stop”",
        "'STOPP'",
        "ＳＴＯＰ",
        "STOP\u200b",
        "Stop, tack",
        "Stopp tack!",
        "Stop thank you",
        "Avsluta, tack.",
        "STOP please",
        "Please stop",
        "Stop, thanks, I got another job",
        "Stop. I have another job now",
        "Stop - jag har fått ett annat jobb",
        "STOP STOP",
        "Stopp! Stopp! Stopp!",
        "STOP SMS",
        "Stopp sms tack",
        "Sluta, tack så mycket",
        "Avsluta tack på förhand!",
        "Stop thx",
        "Afmeld, jeg har fået job",
        "Lopeta, kiitos paljon",
    ],
)
def test_stop_is_understood_in_odd_spellings(text: str):
    assert opt_out_words.is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes",
        "cancel my interview",
        "Cancel, I am ill. Another day?",
        "Can I cancel?",
        "End of May suits me",
        "At the end",
        "Don't stop",
        "Non-stop",
        "Stopped by yesterday, nobody was there",
        "Quit my old job, so I can start on Monday",
        "I will stop by at ten",
        "Stop by at ten?",
        "Stop? Tomorrow? When?",
        "Sluta nittonde maj passar mig",
        "Cancel, thanks for the invitation to the interview",
        "End end of May, is that all right?",
        "Is the bus stop near?",
        "Tack",
    ],
)
def test_what_only_might_be_one_goes_to_a_person(text: str):
    assert not opt_out_words.is_stop(text)


def test_stop_cancels_what_waits_and_gives_its_credits_back(
    case: CaseFacts, alma: Person, ines: Application
):
    make.batch(case, alma, [ines.id], "Something more")

    make.replied(ines.id, "Stop, tack")

    assert {one.state for one in Message.select()} == {"cancelled"}
    assert credits.balance(case.root_id) == Balance(20, 0, 0)
    assert needs_reply(case) == 0
    assert OptOut.get().reason == "Stop, tack"


def test_stop_spares_what_waits_for_others(case: CaseFacts, alma: Person, ines: Application):
    other = make.application(case, CANDIDATE_NUMBERS[1])
    [message] = make.departed(case, alma, [other.id])

    make.replied(ines.id, "Stop")

    assert make.state(message) == "queued"


def test_stop_leaves_what_has_left_as_it_is(case: CaseFacts, ines: Application):
    [claimed] = dispatch.claim("one", 1, 30)
    dispatch.stamp(claimed.message_id, "one")

    make.replied(ines.id, "Stop")

    assert make.state(Message.get()) == "sending"


def test_stop_counts_for_the_whole_parent_organisation_and_no_other(
    case: CaseFacts, alma: Person, dag: Person, ines: Application
):
    make.replied(ines.id, "Stop")

    [opt_out] = OptOut.select()
    assert (opt_out.root_id, opt_out.number) == (alma.root_id, NUMBER)
    assert opt_out.root_id != dag.root_id


def test_stop_twice_is_stop_once(case: CaseFacts, ines: Application):
    make.stop(case.root_id, NUMBER, "Stop")
    make.stop(case.root_id, NUMBER, "Stop it!")

    assert [one.reason for one in OptOut.select()] == ["Stop"]


def test_the_answers_moment_is_when_it_came_to_us(case: CaseFacts, ines: Application):
    now = clock.now() + timedelta(minutes=3)

    make.replied(ines.id, "Yes", now)

    assert Application.get_by_id(ines.id).needs_reply_at == now
