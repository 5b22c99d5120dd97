"""A recruiter takes the address of their calendar along."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import Check

pytestmark = pytest.mark.xdist_group("browser")

MAKE = re.compile("^Make a")


def test_the_address_is_copied_by_a_press_and_opens_a_calendar_program(
    window: Page, check: Check
) -> None:
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.goto("/calendar")
    window.get_by_role("button", name=MAKE).click()
    address = window.get_by_label("Address, shown only now", exact=True).input_value()
    check(window)

    window.get_by_role("button", name="Copy", exact=True).click()

    expect(window.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    assert window.evaluate("navigator.clipboard.readText()") == address
    opener = window.get_by_role("link", name="Open in a calendar program", exact=True)
    assert opener.get_attribute("href") == address.replace("http://", "webcal://")


def test_a_browser_that_copies_nothing_selects_it(window: Page) -> None:
    window.goto("/calendar")
    window.get_by_role("button", name=MAKE).click()
    window.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject('no') }")

    window.get_by_role("button", name="Copy", exact=True).click()

    field = window.get_by_label("Address, shown only now", exact=True)
    chosen = field.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert chosen == field.input_value()
