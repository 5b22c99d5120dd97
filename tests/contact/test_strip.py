"""The strip above the list: how far a send has come, and when it tells the page."""

import pytest

from tests import make
from tests.client import Client
from tests.dispatch import carriers
from tests.webhooks.signed import STATUS, post, receipt
from webapp.domain import dispatch, outlet, sending, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Batch


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 100 credits to spend."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def batch(case: CaseFacts, alma: Person) -> Batch:
    """A send to three that still waits for its undo window, however slow the machine is."""
    return make.batch(case, alma._replace(undo_seconds=100), make.candidates(case, 3))


def test_from_undo_to_all_have_arrived(as_alma: Client, case: CaseFacts, batch: Batch):
    dispatch.beat("worker-1")
    seen = [_strip(as_alma, batch)]
    sending.depart(batch)
    seen.append(_strip(as_alma, batch))
    claimed = dispatch.claim("worker-1", 10, 1000)
    for one in claimed:
        dispatch.stamp(one.message_id, "worker-1")
    settling.settle([carriers.accepted(one) for one in claimed])
    seen.append(_strip(as_alma, batch))
    _deliver(as_alma, batch, 2)
    seen.append(_strip(as_alma, batch))
    _deliver(as_alma, batch, 3)
    seen.append(_strip(as_alma, batch))

    assert [one[0] for one in seen] == ["undo", "moving", "moving", "moving", "done"]
    assert "Nothing has left yet" in seen[0][1]
    assert "3 on their way" in seen[1][1]
    assert seen[2][1] == "0 of 3 SMS delivered 3 on their way. 3 credits used, balance 97"
    assert seen[3][1] == "2 of 3 SMS delivered 1 on its way. 3 credits used, balance 97"
    assert seen[4][1] == "3 of 3 SMS delivered All have arrived. 3 credits used, balance 97"


def test_what_was_refused_costs_nothing_and_is_said(as_alma: Client, batch: Batch):
    dispatch.beat("worker-1")
    sending.depart(batch)
    claimed = dispatch.claim("worker-1", 10, 1000)
    for one in claimed:
        dispatch.stamp(one.message_id, "worker-1")
    settling.settle([carriers.refused(one) for one in claimed])

    assert _strip(as_alma, batch) == (
        "done",
        "0 of 3 SMS delivered 3 not sent. 0 credits used, balance 100",
    )


def test_a_poll_is_answered_only_by_news(as_alma: Client, batch: Batch):
    dispatch.beat("worker-1")
    sending.depart(batch)
    first = as_alma.hx.get("contact.strip", batch_id=batch.id)
    address = first.one("#strip")["hx-get"]

    unchanged = as_alma.hx.open(address)
    dispatch.claim("worker-1", 1, 1000)
    on_its_way = as_alma.hx.open(address)
    message = make.messages(batch)[0]
    dispatch.stamp(message.id, "worker-1")
    post(as_alma.app, STATUS, receipt(message, "delivered"))
    news = as_alma.hx.open(address)

    assert first.events == ["credits-changed", "applications-changed"]
    assert (unchanged.status, on_its_way.status, news.status) == (204, 200, 200)
    assert "1 of 3 SMS delivered" in news.one("#strip-words").text
    assert news.events == ["credits-changed", "applications-changed"]


def test_the_clock_of_the_undo_window_ticks_without_reloading_the_list(
    as_alma: Client, batch: Batch
):
    first = as_alma.hx.get("contact.strip", batch_id=batch.id)

    tick = as_alma.hx.open(first.one("#strip")["hx-get"])

    assert tick.status == 200
    assert tick.events == [""]


def test_polling_stops_when_nothing_will_change(as_alma: Client, batch: Batch):
    sending.cancel(batch)

    strip = as_alma.hx.get("contact.strip", batch_id=batch.id).one("#strip")

    assert "hx-get" not in strip
    assert "hx-trigger" not in strip


def test_why_nothing_moves_is_said_where_somebody_waits(as_alma: Client, batch: Batch):
    sending.depart(batch)

    nobody_works = as_alma.hx.get("contact.strip", batch_id=batch.id)
    dispatch.beat("worker-1")
    outlet.pause("The carrier refuses the password.", clock.now())
    paused = as_alma.hx.get("contact.strip", batch_id=batch.id)

    assert "no worker runs" in nobody_works.one("p[role=alert]").text
    assert "Sending is paused, nothing is lost" in paused.one("p[role=alert]").text
    assert "The carrier refuses the password." in paused.one("p[role=alert]").text


def test_everybody_sees_only_their_own_latest_send(
    as_alma: Client, as_cleo: Client, case: CaseFacts, batch: Batch
):
    hers = as_alma.get("cases.show", case_id=case.id).one("#strip")
    anothers = as_cleo.get("cases.show", case_id=case.id).one("#strip")

    assert (hers["data-phase"], anothers["data-phase"]) == ("undo", "")


def test_without_htmx_the_strip_is_part_of_its_page(as_alma: Client, case: CaseFacts, batch: Batch):
    answer = as_alma.get("contact.strip", batch_id=batch.id)

    assert (answer.status, answer.location) == (303, f"/cases/{case.id}")


def _strip(client: Client, batch: Batch) -> tuple[str, str]:
    strip = client.hx.get("contact.strip", batch_id=batch.id).one("#strip")
    return strip["data-phase"], strip.one("#strip-words").text


def _deliver(client: Client, batch: Batch, number: int) -> None:
    for message in make.messages(batch)[:number]:
        carrier_id = message.carrier_id
        report = receipt(message, "delivered", message_uuid=carrier_id)
        assert post(client.app, STATUS, report).status_code == 200
