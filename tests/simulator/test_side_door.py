"""How tests and demos tell the carrier what to do."""

import pytest

from tests.running import wait_until
from tests.simulator.wire_samples import OTHER, OURS, PHONE, send
from webapp.simulator.behaviour import Behaviour


@pytest.mark.parametrize(
    "told",
    [
        [],
        {PHONE: "drop"},
        {PHONE: {"answer": "explode"}},
        {PHONE: {"answer": 200}},
        {PHONE: {"answer": True}},
        {PHONE: {"answer": {}}},
        {PHONE: {"outcome": "read"}},
        {PHONE: {"receipts": "sometimes"}},
        {PHONE: {"latency_ms": "1"}},
        {PHONE: {"latency_ms": None}},
        {PHONE: {"hang_s": -1}},
        {PHONE: {"deliver_after_s": 1e9}},
        {PHONE: {"code": 1190}},
        {PHONE: {"anser": "accept"}},
        {"070-1740605": {}},
        {OTHER: {}, PHONE: {"answer": 200}},
    ],
    ids=str,
)
def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(carrier, http, told):
    answer = http.request("PUT", f"{carrier.url}/behaviour", json=told)

    assert answer.status == 400
    assert answer.json()["error"].endswith(".")
    assert http.request("GET", f"{carrier.url}/behaviour").json() == {}


def test_a_number_does_what_it_was_told_and_the_others_what_all_were_told(carrier, http):
    carrier.behave("*", answer=500)
    carrier.behave(PHONE[1:], answer="accept")

    statuses = [send(carrier, http, to=number[1:]).status for number in (PHONE, OTHER)]

    assert statuses == [202, 500]


def test_a_behaviour_may_last_for_some_messages_only(carrier, http):
    carrier.behave(PHONE, answer=429, times=2)

    statuses = [send(carrier, http).status for _ in range(4)]

    assert statuses == [429, 429, 202, 202]


def test_a_number_forgets_what_it_was_told(carrier, http):
    carrier.behave(PHONE, answer=500)

    answer = http.request("PUT", f"{carrier.url}/behaviour", json={PHONE: None})

    assert answer.json() == {}
    assert send(carrier, http).status == 202


def test_forgetting_the_requests_keeps_messages_and_behaviours(carrier, http):
    carrier.behave(OTHER, answer=500)
    send(carrier, http)

    carrier.forget_requests()

    assert carrier.requests() == []
    assert len(carrier.messages()) == 1
    assert http.request("GET", f"{carrier.url}/behaviour").json() == {OTHER: {"answer": 500}}


def test_a_reply_goes_to_the_application(carrier, http, listener):
    send(carrier, http)

    carrier.reply(PHONE, OURS, "Ja tack")

    [inbound] = wait_until(lambda: listener.bodies("/webhooks/vonage/inbound"))
    assert (inbound["from"], inbound["to"], inbound["text"]) == (PHONE[1:], OURS, "Ja tack")
    assert inbound["sms"] == {"num_messages": "1", "keyword": "JA"}


def test_a_reply_without_an_address_answers_the_last_message(carrier, http, listener):
    send(carrier, http, **{"from": "46701740698"})

    http.request("POST", f"{carrier.url}/reply", json={"from": PHONE, "text": "Ja"})

    [inbound] = wait_until(lambda: listener.bodies("/webhooks/vonage/inbound"))
    assert inbound["to"] == "46701740698"


@pytest.mark.parametrize(
    "reply", [{}, {"from": PHONE, "to": OURS}, {"from": PHONE, "text": "x"}, {"from": "x"}, []]
)
def test_a_reply_that_lacks_something_is_refused(carrier, http, reply):
    assert http.request("POST", f"{carrier.url}/reply", json=reply).status == 400


def test_only_what_differs_is_told_back():
    told = Behaviour(answer=429, retry_after_s=2)

    assert told.to_json() == {"answer": 429, "retry_after_s": 2}
    assert Behaviour.from_json(told.to_json()) == told
