"""From the case to the phones and back: a worker sends, the carrier takes and reports."""

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.contact import pages
from tests.running import Carrier, wait_until
from webapp.domain import checks, credits
from webapp.domain.credits import Balance
from webapp.models import InboundText, Message

REST = " We meet in the ward at nine, and it takes an hour."


def test_a_recruiter_texts_candidates_and_reads_what_became_of_it(
    as_alma: Client, cast: Cast, carrier: Carrier
):
    case = make.case(cast.alma)
    make.credits(case, 20)
    ids = make.candidates(case, 5)
    numbers = [f"+46701740{last}" for last in range(605, 610)]
    carrier.behave(numbers[3], answer=422)
    carrier.behave(numbers[4], outcome="undeliverable")

    page = pages.opened(as_alma, case, ids, "Hi %FIRSTNAME%, can you come – on Friday?" + REST)
    cheaper = as_alma.submit(pages.form(page), page.one("button#replace"))
    sent = as_alma.hx.submit(pages.form(cheaper))
    as_alma.hx.submit(sent.one("form", "Send now"))
    strip = wait_until(lambda: _settled(as_alma, sent.one("#strip")["data-batch"]))
    shown = as_alma.get("cases.show", case_id=case.id)

    assert (pages.price(page), pages.price(cheaper)) == (10, 5)
    assert sorted((one["to"], one["text"]) for one in carrier.messages()) == [
        (number, f"Hi Candidate {place}, can you come - on Friday?{REST}")
        for place, number in enumerate(numbers)
        if place != 3
    ]
    assert "3 of 5 SMS delivered" in strip
    assert {one.state for one in Message.select()} == {"delivered", "undelivered", "refused"}
    assert credits.balance(case.root_id) == Balance(16, 0, 4)
    assert shown.one("#balance").one("b").text == "16"
    assert len(shown.all("div.k-sms", "Delivered")) == 3
    assert len(shown.all("div.k-fail")) == 2
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_candidate_answers_and_another_one_stops(as_alma: Client, cast: Cast, carrier: Carrier):
    case = make.case(cast.alma)
    make.credits(case, 20)
    ids = make.candidates(case, 2)
    make.departed(case, cast.alma, ids)
    wait_until(lambda: {one.state for one in Message.select()} == {"delivered"})

    carrier.reply("+46701740605", "46701740699", "Yes, gladly!")
    carrier.reply("+46701740606", "46701740699", "Stop, tack")
    joined = InboundText.select().where(InboundText.joined_at.is_null(False))
    wait_until(lambda: joined.count() == 2)
    page = as_alma.get("cases.show", case_id=case.id)

    assert page.one("b.pill").text == "Needs reply"
    assert page.has("td.mobile", "SMS stopped")


def _settled(client: Client, batch_id: str) -> str:
    strip = client.hx.get("contact.strip", batch_id=batch_id).one("#strip")
    return strip.one("#strip-words").text if strip["data-phase"] == "done" else ""
