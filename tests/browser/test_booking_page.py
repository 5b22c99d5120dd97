"""The page behind a booking link: on a small phone, by keys alone, and without scripts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import inviting
from tests.browser.axe import Check
from tests.browser.demo import Demo
from tests.browser.test_phone_width import CUT_OFF, PHONE
from tests.browser.windows import Windows

pytestmark = pytest.mark.xdist_group("browser")


def test_nothing_stands_in_anybodys_way_at_any_step(
    windows: Windows, window: Page, demo: Demo, check: Check
) -> None:
    windows.expected += ["status of 422", "status of 410", "status of 404"]
    [link] = inviting.invite(window, demo, "Nobody is kept out", "Ines Candidate")
    phone = windows.open(None, **PHONE)

    def look() -> None:
        assert phone.evaluate(CUT_OFF) == []
        check(phone)

    phone.goto(link)
    look()
    languages(phone).tap()
    look()
    phone.goto(f"{link}/proposal")
    look()
    phone.get_by_role("button", name="Send proposal", exact=True).tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    look()
    phone.goto(link)
    phone.get_by_role("radio").first.check()
    expect(phone.locator("#yours")).to_be_visible()
    look()
    phone.get_by_role("button", name="Book interview", exact=True).tap()
    expect(phone.get_by_role("heading", name="You are booked, Ines")).to_be_visible()
    look()
    phone.get_by_role("link", name="Change the time", exact=True).tap()
    expect(phone.get_by_role("heading", name="Choose another time")).to_be_visible()
    look()
    phone.goto(f"{link}/cancellation")
    look()
    phone.get_by_role("button", name="Cancel the interview", exact=True).tap()
    expect(phone.get_by_role("status")).to_contain_text("Your interview is cancelled.")
    look()

    end_the_link(window, "Nobody is kept out")
    phone.goto(link)
    expect(phone.get_by_role("heading", name="The person who invited you")).to_be_visible()
    look()
    phone.goto(f"{link[:-1]}!")
    expect(phone.get_by_role("heading", name="This booking link does not work")).to_be_visible()
    look()


def test_by_keys_alone_in_another_language(windows: Windows, window: Page, demo: Demo) -> None:
    [link] = inviting.invite(window, demo, "Booked by keys", "Ivar Candidate")
    phone = windows.open(None)
    phone.goto(link)
    keys = phone.keyboard

    languages(phone).focus()
    keys.press("Enter")
    keys.press("Escape")
    expect(phone.get_by_role("button", name="Svenska", exact=True)).to_be_hidden()
    expect(languages(phone)).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Tab")
    expect(phone.get_by_role("button", name="Svenska", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="Hej Ivar, välj en tid")).to_be_visible()

    phone.get_by_role("radio").first.focus()
    keys.press("ArrowRight")
    expect(phone.get_by_role("radio").nth(1)).to_be_checked()
    keys.press("Enter")

    expect(phone.get_by_role("heading", name="Du är bokad, Ivar")).to_be_visible()


def test_without_scripts(windows: Windows, window: Page, demo: Demo) -> None:
    [link] = inviting.invite(window, demo, "Booked without scripts", "Isa Candidate")
    phone = windows.open(None, java_script_enabled=False)
    phone.goto(link)

    phone.locator("a.day").nth(1).click()
    chosen = phone.locator("a.day[aria-current] b").inner_text()
    phone.get_by_role("radio", name="09:45").check()
    phone.get_by_role("button", name="Book interview", exact=True).click()

    expect(phone.get_by_role("heading", name="You are booked, Isa")).to_be_visible()
    expect(phone.locator(".date b")).to_have_text(chosen)
    expect(phone.get_by_text("09:45 to")).to_be_visible()
    phone.get_by_role("link", name="Cancel the interview", exact=True).click()
    phone.get_by_label("Reason (optional)", exact=True).fill("Ill")
    phone.get_by_role("button", name="Cancel the interview", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("You can still choose another time.")


def test_a_candidate_abroad_sees_both_times_with_the_day_where_it_is_another(
    windows: Windows, window: Page, demo: Demo
) -> None:
    [link] = inviting.invite(window, demo, "Booked from abroad", "Ines Candidate")
    oslo = windows.open(None, timezone_id="Europe/Oslo")
    kolkata = windows.open(None, timezone_id="Asia/Kolkata")
    honolulu = windows.open(None, timezone_id="Pacific/Honolulu", **PHONE)

    for phone in (oslo, kolkata, honolulu):
        phone.goto(link)

    expect(oslo.locator("#zone")).to_contain_text("Times in Stockholm")
    expect(oslo.locator("#zone")).to_contain_text(", same as your phone")
    expect(oslo.locator(".there")).to_have_count(0)
    expect(kolkata.locator("#zone")).to_contain_text(", below each the time on your phone")
    first = datetime.fromisoformat(kolkata.locator("time").first.get_attribute("datetime") or "")
    there = f"{first.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M} on your phone"
    expect(kolkata.get_by_role("radio", name=f"09:00 {there}", exact=True)).to_have_count(1)
    day_before = f"{first.astimezone(ZoneInfo('Pacific/Honolulu')):%a %H:%M} on your phone"
    honolulu.get_by_role("radio", name=f"09:00 {day_before}", exact=True).check()
    honolulu.get_by_role("button", name="Book interview", exact=True).tap()
    expect(honolulu.locator(".hours")).to_contain_text(f"09:00 to 09:45 {day_before}")
    assert honolulu.evaluate(CUT_OFF) == []


def languages(phone: Page) -> Locator:
    """What opens the list of languages."""
    return phone.locator(".languages summary")


def end_the_link(window: Page, title: str) -> None:
    """The recruiter ends the only candidate's link to this interview."""
    window.goto("/cases")
    window.get_by_role("link", name=title).first.click()
    window.get_by_role("link", name="Interviews", exact=True).last.click()
    window.get_by_role("link", name=title, exact=True).last.click()
    window.get_by_text("Book or end the link").click()
    window.get_by_role("button", name="End the link", exact=True).click()
    expect(window.get_by_text("The link has ended.")).to_be_visible()
