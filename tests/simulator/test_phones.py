"""The page of phones: it works without JavaScript, and wherever it is mounted."""

import re

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.simulator.wire_samples import MESSAGE, OTHER, OURS, PHONE, SIGN_IN
from webapp.simulator.app import create_simulator
from webapp.simulator.phones import PRESETS, STATUSES


@pytest.fixture
def browser():
    """A browser without JavaScript at a simulator that is mounted in another application.

    Its postman does not work, so nothing changes on the page by itself.
    """
    app = create_simulator()
    app.extensions["postman"].close()
    return Client(DispatcherMiddleware(Response("another application"), {"/simulator": app}))


def test_a_text_appears_at_its_phone_with_its_number_of_sms(browser):
    _send(browser, text="Hej <b>Ines</b>" + "x" * 160)

    page = browser.get("/simulator/").text

    assert "+46 70 174 06 05" in page
    assert "Hej &lt;b&gt;Ines&lt;/b&gt;" in page
    assert "2 SMS" in page


def test_the_phone_with_the_newest_text_comes_first(browser):
    for number in (PHONE, OTHER, PHONE):
        _send(browser, to=number[1:])

    page = browser.get("/simulator/").text

    assert re.findall(r'<li id="(phone-\d+)"', page) == ["phone-46701740605", "phone-46701740606"]


def test_a_reply_is_written_with_a_plain_form(browser):
    _send(browser)
    page = browser.get("/simulator/").text
    assert 'action="/simulator/reply"' in page

    answer = browser.post("/simulator/reply", data={"from": PHONE, "to": OURS, "text": "Ja tack"})

    assert (answer.status_code, answer.location) == (303, "/simulator/#phone-46701740605")
    assert "Ja tack" in browser.get("/simulator/").text


def test_a_phone_cannot_reply_to_a_name(browser):
    _send(browser, **{"from": "Hej"})

    page = browser.get("/simulator/").text

    assert "/simulator/reply" not in page
    assert "this phone cannot reply" in page


@pytest.mark.parametrize("preset", PRESETS)
def test_every_behaviour_on_the_page_can_be_set_and_is_shown(browser, preset):
    _send(browser)

    browser.post("/simulator/behaviour-choices", data={"number": PHONE, "preset": preset})

    told = browser.get("/simulator/behaviour").json
    assert told == {PHONE: PRESETS[preset][1].to_json()}
    assert f'value="{preset}" selected' in browser.get("/simulator/").text


def test_a_behaviour_can_be_set_for_all_and_taken_back(browser):
    browser.post("/simulator/behaviour-choices", data={"number": "*", "preset": "broken"})
    assert browser.get("/simulator/behaviour").json == {"*": {"answer": 500}}

    browser.post("/simulator/behaviour-choices", data={"number": "*", "preset": "usual"})

    assert browser.get("/simulator/behaviour").json == {}


@pytest.mark.parametrize("choice", [{}, {"number": "x", "preset": "deliver"}, {"number": PHONE}])
def test_a_choice_that_is_none_is_refused(browser, choice):
    assert browser.post("/simulator/behaviour-choices", data=choice).status_code == 400


def test_the_poll_is_answered_with_nothing_until_something_changes(browser):
    _send(browser)
    version = re.search(r"\?v=(\d+)", browser.get("/simulator/").text)[0]
    quiet = browser.get(f"/simulator/{version}", headers={"HX-Request": "true"})
    _send(browser)

    changed = browser.get(f"/simulator/{version}", headers={"HX-Request": "true"})

    assert quiet.status_code == 204
    assert changed.text.startswith('<div id="phones"')
    assert (changed.headers["Vary"], changed.headers["Cache-Control"]) == ("HX-Request", "no-store")


def test_the_page_keeps_to_its_own_content_policy(browser):
    _send(browser)

    page = browser.get("/simulator/")

    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)


def test_its_style_sheets_are_served_where_it_is_mounted(browser):
    page = browser.get("/simulator/").text

    addresses = re.findall(r'(?:href|src)="([^"#]*/static/[^"#]+)"', page)

    assert len(addresses) >= 6
    assert {browser.get(address, buffered=True).status_code for address in addresses} == {200}


@pytest.mark.parametrize("path", ["/reply", "/behaviour-choices", "/behaviour", "/requests"])
def test_another_sites_page_cannot_write(browser, path):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answers = [
        call(f"/simulator{path}", headers=elsewhere).status_code
        for call in (browser.post, browser.put, browser.delete)
    ]

    assert answers == [403, 403, 403]


def test_every_status_a_text_can_have_has_its_words(browser):
    _send(browser)
    carrier = browser.application.mounts["/simulator"].extensions["carrier"]
    [text] = carrier.texts()

    for status, words in STATUSES.items():
        carrier.mark(text, status, "")

        assert str(words) in browser.get("/simulator/").text


def _send(browser, **changes):
    answer = browser.post("/simulator/v1/messages", json=MESSAGE | changes, headers=SIGN_IN)
    assert answer.status_code == 202
