"""The inbox by keys alone, and what is done there taken back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import Check
from tests.browser.windows import Windows

pytestmark = pytest.mark.xdist_group("browser")

FIRST, SECOND, THIRD = "Tyra Oxeldemo", "Łucja Żywiecka", "Åsa Öberg-Lindqvist"


def link(window: Page, name: str) -> Locator:
    """The way to a conversation."""
    return window.get_by_role("link", name=name, exact=True)


def told(window: Page) -> Locator:
    """What was done just now."""
    return window.locator("#told")


@pytest.fixture
def inbox(window: Page) -> Page:
    """Rita's inbox, with the second of her conversations in use."""
    window.goto("/inbox")
    window.keyboard.press("j")
    expect(link(window, FIRST)).to_be_focused()
    window.keyboard.press("j")
    expect(link(window, SECOND)).to_be_focused()
    return window


def test_done_goes_on_to_the_next_and_is_taken_back(inbox: Page) -> None:
    keys = inbox.keyboard

    keys.press("e")

    expect(told(inbox)).to_contain_text(f"{SECOND} is done.")
    expect(link(inbox, SECOND)).to_have_count(0)
    expect(link(inbox, THIRD)).to_be_focused()
    expect(inbox.locator("#waiting")).to_contain_text("2")
    keys.press("z")
    expect(told(inbox)).to_contain_text("wants an answer again")
    expect(link(inbox, SECOND)).to_be_visible()
    expect(inbox.locator("#waiting")).to_contain_text("3")


def test_it_rests_until_tomorrow_and_is_woken_up(inbox: Page, check: Check) -> None:
    keys = inbox.keyboard
    keys.press("s")
    question = inbox.get_by_role("dialog", name="Snooze", exact=True)
    expect(question).to_be_visible()
    check(inbox, "#question-dialog")
    keys.press("Escape")
    expect(question).to_have_count(0)
    expect(link(inbox, SECOND).locator("xpath=ancestor::tr")).to_contain_text("You")

    inbox.get_by_role("link", name=f"Snooze: {SECOND}", exact=True).click()
    question.get_by_role("button", name="Tomorrow morning").click()

    expect(question).to_have_count(0)
    expect(told(inbox)).to_contain_text(f"{SECOND} comes back")
    expect(link(inbox, THIRD)).to_be_focused()
    keys.press("z")
    expect(told(inbox)).to_contain_text("is back in the inbox")
    expect(link(inbox, SECOND)).to_be_visible()


def test_it_is_given_to_a_colleague_and_taken_back(inbox: Page, check: Check) -> None:
    inbox.keyboard.press("a")
    question = inbox.get_by_role("dialog", name="Assign", exact=True)
    check(inbox, "#question-dialog")

    question.get_by_role("button", name="Nils Nosms").click()

    expect(told(inbox)).to_contain_text(f"{SECOND} is for Nils Nosms now.")
    check(inbox)
    inbox.keyboard.press("z")
    expect(link(inbox, SECOND)).to_be_visible()


def test_a_day_must_be_chosen(windows: Windows, inbox: Page) -> None:
    windows.expected.append("status of 422")
    inbox.keyboard.press("s")
    question = inbox.get_by_role("dialog", name="Snooze", exact=True)

    question.get_by_role("button", name="Snooze", exact=True).click()

    expect(question.get_by_role("alert")).to_contain_text("Choose a day.")


def test_keys_of_a_row_want_a_row(window: Page) -> None:
    window.goto("/inbox")

    window.keyboard.press("e")
    window.keyboard.press("?")

    expect(window.get_by_role("dialog", name="Keyboard shortcuts", exact=True)).to_be_visible()
    expect(told(window)).to_have_count(0)
    expect(link(window, FIRST)).to_be_visible()


def test_enter_opens_the_conversation(inbox: Page) -> None:
    href = link(inbox, SECOND).get_attribute("href")

    inbox.keyboard.press("Enter")

    inbox.wait_for_url(f"**{href}")
