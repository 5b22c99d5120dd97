"""A conversation that is open: answered in place, and followed without being loaded again."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.test_following import FOLLOWS_WITHIN_MS, reply, write_to_ines
from tests.browser.test_trouble import end_session_elsewhere
from tests.browser.windows import Windows, fill_in_sign_in
from tests.running import SideDoor
from webapp.domain.demo import RITA

pytestmark = pytest.mark.xdist_group("browser")

SARKA = "/cases/1/applications/5/conversation"


def stream(window: Page) -> Locator:
    """The newest part of the stream."""
    return window.locator("#latest")


def composer(window: Page) -> Locator:
    """The composer below it."""
    return window.get_by_role("region", name="Answer", exact=True)


def message(window: Page, name: str = "Ines") -> Locator:
    """Where one writes."""
    return composer(window).get_by_label(f"Reply to {name}", exact=True)


def open_from_list(window: Page, name: str) -> None:
    """Go from the application list to somebody's conversation."""
    steps.row(window, name).get_by_role("link", name=name, exact=True).click()
    expect(window.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(window.locator("html.js")).to_be_attached()  # from now on keys are heard


def test_an_answer_is_written_taken_back_and_sent_by_keys(window: Page) -> None:
    keys = window.keyboard
    steps.go_to_new_case(window, "Answering by keys")
    open_from_list(window, "Ines Candidate")
    window.evaluate("window.wasNotLoadedAgain = true")

    keys.press("r")
    expect(message(window)).to_be_focused()
    keys.type("Hi %FIRSTNAME%, can you come?")
    expect(composer(window).get_by_text("138 left", exact=True)).to_be_visible()
    expect(composer(window).get_by_text("1 credit", exact=True)).to_be_visible()
    keys.press("Tab")
    keys.press("Tab")
    expect(composer(window).get_by_role("button", name="Reply", exact=True)).to_be_focused()
    keys.press("Enter")

    strip = steps.strip(window)
    expect(strip.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    expect(message(window)).to_have_value("")
    expect(stream(window).get_by_text("Hi Ines, can you come?")).to_be_visible()
    assert window.evaluate("window.wasNotLoadedAgain")
    keys.press("z")

    expect(strip).to_contain_text("Not sent. You took it back.")
    expect(stream(window)).to_contain_text("Taken back")
    strip.get_by_role("link", name="Open the draft", exact=True).click()
    expect(message(window)).to_have_value("Hi %FIRSTNAME%, can you come?")
    composer(window).get_by_role("button", name="Reply", exact=True).click()
    strip.get_by_role("button", name="Send now", exact=True).click()

    expect(stream(window)).to_contain_text(re.compile(r"Delivered \d\d:\d\d"))


def test_a_reply_appears_and_is_said(window: Page, demo: Demo) -> None:
    path = steps.go_to_new_case(window, "Followed conversation")
    write_to_ines(window, "Can you come on Thursday?")
    window.goto(path)
    open_from_list(window, "Ines Candidate")
    message(window).fill("A text that is not finished")
    window.evaluate("window.wasNotLoadedAgain = true")

    reply(demo, "Can you come on Thursday?", "Yes, on Thursday")

    line = stream(window).locator(".came", has_text="Yes, on Thursday")
    expect(line).to_be_in_viewport(timeout=FOLLOWS_WITHIN_MS)
    expect(window.locator("#say")).to_have_text("Ines wrote: Yes, on Thursday")
    expect(message(window)).to_have_value("A text that is not finished")
    assert window.evaluate("window.wasNotLoadedAgain")
    # It was looked at: next time it is no news.
    expect(stream(window).locator("#new")).to_be_visible()
    window.reload()
    expect(stream(window)).to_contain_text("Yes, on Thursday")
    expect(stream(window).locator("#new")).to_have_count(0)


def test_the_newest_is_in_view_and_a_quick_reply_fills_the_composer(window: Page) -> None:
    window.goto(SARKA)
    expect(stream(window).get_by_text("Perfect, thank you!")).to_be_in_viewport()

    composer(window).get_by_role("button", name="Yes, that works", exact=True).click()

    expect(message(window, "Šárka")).to_have_value(
        "Yes, that works. See you then! /%RECRUITERNAME%"
    )
    expect(message(window, "Šárka")).to_be_focused()
    expect(composer(window).get_by_text("1 credit", exact=True)).to_be_visible()


def test_without_scripts_it_is_read_and_answered(windows: Windows) -> None:
    plain = windows.open(java_script_enabled=False)
    plain.goto(SARKA)
    expect(stream(plain).get_by_text("Perfect, thank you!")).to_be_in_viewport()

    composer(plain).get_by_role("button", name="Let me check", exact=True).click()
    expect(message(plain, "Šárka")).to_have_value(re.compile("Let me check and come back"))
    expect(composer(plain).get_by_text("1 credit", exact=True)).to_be_visible()
    composer(plain).get_by_role("button", name="Reply", exact=True).click()
    expect(steps.strip(plain)).to_contain_text("Nothing has left yet")
    steps.strip(plain).get_by_role("button", name="Undo", exact=True).click()

    expect(plain).to_have_url(re.compile(f"{SARKA}$"))
    expect(stream(plain)).to_contain_text("Taken back")


def test_an_answer_outlives_the_session(windows: Windows) -> None:
    windows.expected.append("status of 401")
    window = windows.open(RITA, afresh=True)
    window.goto(SARKA)
    message(window, "Šárka").fill("Nobody is signed in any more")
    expect(composer(window).get_by_text("1 credit", exact=True)).to_be_visible()
    end_session_elsewhere(window)

    composer(window).get_by_role("button", name="Reply", exact=True).click()
    expect(window).to_have_title("Sign in · Hej")
    fill_in_sign_in(window, RITA)

    expect(message(window, "Šárka")).to_have_value("Nobody is signed in any more")
    expect(composer(window).get_by_text("What you wrote was kept.")).to_be_visible()


def test_typed_and_pressed_twice_at_once_it_is_sent_once(window: Page, carrier: SideDoor) -> None:
    steps.go_to_new_case(window, "Haste in a conversation")
    open_from_list(window, "Ines Candidate")

    message(window).press_sequentially("Answered in a hurry")
    composer(window).get_by_role("button", name="Reply", exact=True).dblclick()
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()

    expect(stream(window)).to_contain_text(re.compile(r"Delivered \d\d:\d\d"))
    texts = [one["text"] for one in carrier.messages(steps.number_of("Ines Candidate"))]
    assert texts.count("Answered in a hurry") == 1


def test_what_came_before_is_fetched_above_without_a_jump(window: Page) -> None:
    window.goto(SARKA)
    token = window.locator("meta[name=csrf-token]").get_attribute("content") or ""
    path = SARKA.replace("/conversation", "/notes")
    for number in range(55):
        form = {"csrf_token": token, "text": f"Note {number}"}
        window.request.post(path, form=form)
    window.reload()
    oldest_shown = stream(window).locator(".jotting").first
    oldest_shown.scroll_into_view_if_needed()
    before = oldest_shown.bounding_box()

    window.get_by_role("link", name="Earlier", exact=True).dispatch_event("click")

    expect(window.get_by_text("Perfect, thank you!")).to_be_attached()
    assert oldest_shown.bounding_box() == before
