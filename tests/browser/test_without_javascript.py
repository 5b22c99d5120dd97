"""Plain HTML does everything, only with a page for each step."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows
from tests.running import wait_until
from webapp.domain.demo import OLLE, RITA
from webapp.domain.demo_past import THANKS

pytestmark = pytest.mark.xdist_group("browser")

SHEET = """Förnamn;Efternamn;Mobilnummer
Ida;Import;070-174 06 81
Isak;Import;070-174 06 82
Inga;Import;not a number
"""


@pytest.fixture
def plain(windows: Windows) -> Page:
    """Rita's window in a browser that runs no scripts."""
    return windows.open(java_script_enabled=False)


def test_a_template_is_chosen_its_cost_shown_and_it_is_taken_back(plain: Page) -> None:
    steps.go_to_new_case(plain, "Plain undo")
    before = steps.credits_left(plain)
    contact(plain, "Ines Candidate", "Isa Candidate")

    plain.get_by_label("Template", exact=True).select_option("Thank you for applying")
    plain.get_by_role("button", name="Use template", exact=True).click()
    expect(plain.get_by_label("Message", exact=True)).to_have_value(THANKS)
    expect(plain.get_by_text("2 credits for 2 candidates")).to_be_visible()
    expect(plain.get_by_role("region", name="Preview")).to_contain_text("Hi Ines, thank you")
    plain.get_by_role("button", name="Next candidate", exact=True).click()
    expect(plain.get_by_role("region", name="Preview")).to_contain_text("Hi Isa, thank you")
    plain.get_by_role("button", name="Send to 2", exact=True).click()

    strip = steps.strip(plain)
    expect(strip).to_contain_text("Nothing has left yet")
    expect(steps.balance(plain)).to_have_text(f"{before - 2} credits")
    strip.get_by_role("button", name="Undo", exact=True).click()

    expect(strip).to_contain_text("Not sent. You took it back.")
    expect(steps.balance(plain)).to_have_text(f"{before} credits")
    strip.get_by_role("link", name="Open the draft", exact=True).click()
    expect(plain.get_by_label("Message", exact=True)).to_have_value(THANKS)


def test_a_text_is_made_cheaper_sent_now_and_delivered(plain: Page, demo: Demo) -> None:
    steps.go_to_new_case(plain, "Plain sending")
    before = steps.credits_left(plain)
    contact(plain, "Ines Candidate")

    plain.get_by_label("Message", exact=True).fill("Hi %FIRSTNAME% – “plain” " + "and long" * 7)
    plain.get_by_role("button", name="Show cost", exact=True).click()
    expect(plain.get_by_text("2 credits for 1 candidate")).to_be_visible()
    plain.get_by_role("button", name="Replace and save 1 credit", exact=True).click()
    expect(plain.get_by_text("1 credit for 1 candidate")).to_be_visible()
    plain.get_by_role("button", name="Send to 1", exact=True).click()
    plain.get_by_role("button", name="Send now", exact=True).click()

    strip = steps.strip(plain)
    expect(strip).to_have_attribute("data-phase", re.compile("moving|done"))
    wait_until(lambda: plain.reload() and "1 of 1 SMS delivered" in strip.inner_text())
    expect(steps.row(plain, "Ines Candidate")).to_contain_text("Delivered")
    expect(steps.balance(plain)).to_have_text(f"{before - 1} credits")
    sent = [one["text"] for one in demo.carrier.messages() if '"plain"' in one["text"]]
    assert sent == ['Hi Ines - "plain" ' + "and long" * 7]


def test_a_refused_text_is_kept_with_the_reason(plain: Page, windows: Windows) -> None:
    windows.expected.append("status of 422")
    steps.go_to_new_case(plain, "Plain refusal")
    contact(plain, "Ines Candidate")

    plain.get_by_label("Message", exact=True).fill("Hi %NOBODY%")
    plain.get_by_role("button", name="Send to 1", exact=True).click()

    message = plain.get_by_label("Message", exact=True)
    expect(message).to_have_value("Hi %NOBODY%")
    expect(message).to_have_accessible_description(re.compile("^%NOBODY% is not a parameter"))


def test_a_spreadsheet_is_checked_and_then_imported(plain: Page, tmp_path: Path) -> None:
    sheet = tmp_path / "applicants.csv"
    sheet.write_text(SHEET, "latin-1")
    steps.go_to_new_case(plain, "Plain import")
    plain.get_by_role("link", name="Import", exact=True).click()

    plain.get_by_label("Spreadsheet as CSV", exact=True).set_input_files(sheet)
    plain.get_by_role("button", name="Check the file", exact=True).click()

    result = plain.get_by_role("region", name="What the file would do", exact=True)
    expect(result).to_contain_text("2 to add")
    expect(result).to_contain_text("1 to correct")
    result.get_by_role("button", name="Add 2 candidates", exact=True).click()
    expect(steps.row(plain, "Ida Import")).to_contain_text("+46 70 174 06 81")
    expect(steps.row(plain, "Isak Import")).to_be_visible()
    expect(steps.row(plain, "Inga Import")).to_have_count(0)


def test_searching_sorting_and_moving_to_a_stage(plain: Page) -> None:
    steps.go_to_new_case(plain, "Plain list")
    plain.get_by_role("searchbox", name="Search candidates", exact=True).fill("ivar")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("checkbox")).to_have_count(1)

    steps.choose(plain, "Ivar Candidate")
    plain.get_by_role("button", name="Move to stage", exact=True).click()
    plain.get_by_role("menuitem", name="Interview", exact=True).click()

    expect(steps.row(plain, "Ivar Candidate")).to_contain_text("Interview")
    plain.get_by_role("link", name="Candidate", exact=True).click()
    names = plain.get_by_role("rowheader").or_(plain.locator("tbody .name"))
    expect(names).to_have_text(["Ines Candidate", "Isa Candidate", "Ivar Candidate"])


def test_preferences_are_kept_and_wrong_ones_are_not(windows: Windows) -> None:
    windows.expected.append("status of 422")
    plain = windows.open(OLLE, java_script_enabled=False)
    plain.goto("/preferences")
    seconds = plain.get_by_label("Seconds to undo", exact=True)

    seconds.fill("101")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(seconds).to_have_value("101")
    expect(seconds).to_have_accessible_description("Choose a number of seconds from 0 to 100.")

    seconds.fill("20")
    plain.get_by_role("radio", name="Dark", exact=True).check()
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    expect(seconds).to_have_value("20")
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")


def test_signing_out_ends_the_session_also_for_a_copied_cookie(windows: Windows) -> None:
    plain = windows.open(RITA, afresh=True, java_script_enabled=False)
    copied = plain.context.cookies()

    plain.get_by_role("button", name="Sign out", exact=True).click()

    expect(plain).to_have_title("Sign in · Hej")
    plain.context.add_cookies(copied)
    plain.goto("/cases")
    expect(plain).to_have_title("Sign in · Hej")


def contact(window: Page, *names: str) -> None:
    """Select these and go to their contact window, which is a page here."""
    steps.choose(window, *names)
    window.get_by_role("button", name="Contact", exact=True).click()
    window.get_by_role("menuitem", name="Contact candidate", exact=True).click()
    words = f"Contact {len(names)} candidate" + ("s" if len(names) > 1 else "")
    expect(window.get_by_role("heading", name=words, exact=True)).to_be_visible()
