"""The open list follows what others do: a poll tells of news, and of nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.client import Answer, Client
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import Application

INES_NUMBER, IVAR_NUMBER = CANDIDATE_NUMBERS[:2]


@pytest.fixture
def poll(as_alma: Client, case: CaseFacts, ines: Application) -> Callable[[], Answer]:
    """Asks for news as the list does that was shown before the test began."""
    shown = as_alma.get("cases.show", case_id=case.id, q="candidate", sort="name")
    address = shown.one("#changes")["hx-get"]
    return lambda: as_alma.hx.open(address)


def test_nothing_new_is_nothing_to_show(poll: Callable[[], Answer]):
    answer = poll()

    assert (answer.status, answer.body) == (204, "")


def test_a_reply_shows_in_the_row_and_in_the_count(
    as_alma: Client, poll: Callable[[], Answer], ines: Application
):
    make.replied(ines.id, "Yes, gladly!")

    news = poll()

    assert "Replied" in news.one(f"tr#a{ines.id}").text
    assert news.one("#show-needs-reply").one("b").text == "1"
    assert news.one("#q")["value"] == "candidate"
    assert as_alma.hx.open(_after(news)).status == 204


def test_a_second_reply_of_somebody_who_waits_is_news_too(
    as_alma: Client, poll: Callable[[], Answer], ines: Application
):
    make.replied(ines.id, "Yes, gladly!", clock.now() - timedelta(minutes=5))
    news = poll()

    make.replied(ines.id, "And when?", clock.now() + timedelta(seconds=1))

    assert as_alma.hx.open(_after(news)).status == 200


def test_whoever_stops_sms_is_shown_so(poll: Callable[[], Answer], ines: Application):
    make.replied(ines.id, "STOP")

    assert "SMS stopped" in poll().one(f"tr#a{ines.id}").text


def test_a_colleagues_new_candidate_appears(poll: Callable[[], Answer], case: CaseFacts):
    ivar = make.application(case, IVAR_NUMBER)

    assert poll().has(f"tr#a{ivar.id}")


@pytest.mark.parametrize("seen", ["", "1", "nonsense", "1-2-3-4-5-6", "9" * 5000, "1-0-0-0-²"])
def test_what_nobody_was_shown_is_answered_with_the_list(
    as_alma: Client, case: CaseFacts, ines: Application, seen: str
):
    answer = as_alma.hx.get("cases.changes", case_id=case.id, seen=seen)

    assert answer.has(f"tr#a{ines.id}")


def _after(news: Answer) -> str:
    """Where the list that came asks next, as if the texts behind it were long committed."""
    address = news.one("#changes")["hx-get"]
    return address.replace(_since(address), str(clock.now_ms()))


def _since(address: str) -> str:
    return address.rpartition("-")[2].partition("&")[0]
