"""The open list follows replies, and takes nothing away from whoever is at work in it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.running import wait_until

pytestmark = pytest.mark.xdist_group("browser")

FOLLOWS_WITHIN_MS = 15_000
INES = steps.number_of("Ines Candidate")


def test_a_reply_appears_while_the_list_is_open(window: Page, demo: Demo) -> None:
    path = steps.go_to_new_case(window, "Following")
    write_to_ines(window, "Can you come on Monday?")
    window.goto(path)
    window.evaluate("window.wasNotLoadedAgain = true")
    steps.choose(window, "Ivar Candidate")
    box = window.get_by_role("checkbox", name="Ivar Candidate", exact=True)
    box.focus()

    reply(demo, "Can you come on Monday?", "Yes, gladly")

    row = steps.row(window, "Ines Candidate")
    expect(row).to_contain_text("Replied", timeout=FOLLOWS_WITHIN_MS)
    expect(window.locator("#show-needs-reply")).to_have_text("Needs reply 1")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(window.get_by_text("1 selected", exact=True)).to_be_visible()
    assert window.evaluate("window.wasNotLoadedAgain")


def test_an_open_menu_stays_open_and_the_list_follows_afterwards(window: Page, demo: Demo) -> None:
    path = steps.go_to_new_case(window, "Following a menu")
    write_to_ines(window, "Can you come on Tuesday?")
    window.goto(path)
    steps.choose(window, "Ivar Candidate")
    window.get_by_role("button", name="Move to stage", exact=True).click()
    window.keyboard.press("ArrowDown")
    offered = window.get_by_role("menuitem", name="Applied", exact=True)
    expect(offered).to_be_focused()
    polls = []
    window.on("request", lambda sent: polls.append(sent) if "/balance" in sent.url else None)

    reply(demo, "Can you come on Tuesday?", "Yes, on Tuesday")

    # The balance is asked for as often as the list: it would have followed by now.
    wait_until(lambda: window.wait_for_timeout(100) or len(polls) >= 3, within_s=30)
    expect(offered).to_be_focused()
    expect(steps.row(window, "Ines Candidate")).not_to_contain_text("Replied")
    window.keyboard.press("Escape")
    expect(steps.row(window, "Ines Candidate")).to_contain_text(
        "Replied", timeout=FOLLOWS_WITHIN_MS
    )


def write_to_ines(window: Page, text: str) -> None:
    """Write to Ines, and wait until it has arrived."""
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_have_attribute("data-phase", "done")


def reply(demo: Demo, asked: str, text: str) -> None:
    """Answer what Ines was asked, from her telephone."""
    sender = next(one["from"] for one in demo.carrier.messages(INES) if one["text"] == asked)
    demo.carrier.reply(INES, sender, text)
