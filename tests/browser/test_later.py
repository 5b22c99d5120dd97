"""Sending later: chosen in the contact window, listed, given another time, and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.windows import Windows

pytestmark = pytest.mark.xdist_group("browser")

TEXT = "Hi %FIRSTNAME%, your shift begins on Monday."
NEXT_TIME = "2099-01-01T09:00"


def test_a_text_is_scheduled_moved_and_taken_back(window: Page, windows: Windows) -> None:
    windows.expected.append("status of 422")
    path = steps.go_to_new_case(window, "Sending later")
    before = steps.credits_left(window)
    steps.choose(window, "Ines Candidate", "Ivar Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, TEXT)
    dialog.get_by_role("radio", name="Send later", exact=True).check()
    expect(dialog.get_by_text("Leaves", exact=False).first).to_be_visible()
    dialog.get_by_role("button", name="Schedule for 2", exact=True).click()

    expect(steps.strip(window)).to_contain_text("2 messages scheduled")
    expect(steps.row(window, "Ines Candidate")).to_contain_text("Scheduled for")
    expect(steps.balance(window)).to_have_text(f"{before - 2} credits")

    window.get_by_role("link", name="Cases", exact=True).first.click()
    window.get_by_role("link", name="Scheduled", exact=True).click()
    mine = window.get_by_role("row").filter(has_text="Sending later")
    mine.get_by_role("link", name=re.compile("^Change")).click()
    window.get_by_label("Send at", exact=True).fill(NEXT_TIME)
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_role("alert").filter(has_text="within 90 days")).to_be_visible()

    window.get_by_role("button", name="Cancel what Ivar Candidate gets", exact=True).click()
    expect(window.get_by_role("heading", name="1 message waits", exact=True)).to_be_visible()
    window.get_by_role("button", name="Cancel all of it", exact=True).click()

    expect(window.get_by_role("heading", name="Scheduled", exact=True)).to_be_visible()
    expect(steps.balance(window)).to_have_text(f"{before} credits")
    window.goto(path)
    expect(steps.row(window, "Ines Candidate")).not_to_contain_text("Scheduled for")


def test_without_javascript_a_time_is_chosen_too(windows: Windows) -> None:
    plain = windows.open(java_script_enabled=False)
    plain.goto(f"{steps.NURSES}/contact?ids=20&text=See+you+on+Monday")

    plain.get_by_label("Send later").check(force=True)
    plain.get_by_role("button", name="Show cost", exact=True).click()

    expect(plain.get_by_role("button", name="Schedule for 1", exact=True)).to_be_visible()
    plain.get_by_role("button", name="Schedule for 1", exact=True).click()
    expect(steps.strip(plain)).to_contain_text("1 message scheduled")
    plain.goto("/scheduled")
    plain.get_by_role("button", name=re.compile("^Cancel")).first.click()
    expect(plain.get_by_text("1 message taken back.")).to_be_visible()
