"""The whole way of an interview: a recruiter invites, a candidate books on a phone and is reminded,
and the recruiter sees it all.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inviting, steps
from tests.browser.demo import Demo
from tests.browser.test_phone_width import CUT_OFF
from tests.browser.windows import Windows
from tests.running import wait_until

pytestmark = pytest.mark.xdist_group("browser")

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
INES = "Ines Candidate"
TITLE = "Meet the team"


def latest_text(demo: Demo) -> str:
    """What came last to the candidate's phone."""
    return str(demo.carrier.messages(steps.number_of(INES))[-1]["text"])


def open_link(phone: Page) -> Page:
    """Tap the link in the latest text on the simulator's phone; the page behind it."""
    phone.goto("/simulator/")
    region = phone.get_by_role("region", name="Texts of +46 70 174 06 71")
    with phone.expect_popup() as opened:
        region.get_by_role("link").last.tap()
    return opened.value


def test_from_inviting_to_being_booked_and_reminded(
    windows: Windows, window: Page, demo: Demo
) -> None:
    path = steps.go_to_new_case(window, TITLE)
    inviting.plan(window, path, TITLE)
    dialog = inviting.open_invitation(window, path, INES)
    steps.write(dialog, "Hi %FIRSTNAME%, choose a time:")
    expect(dialog.get_by_role("button", name="Send to 1", exact=True)).to_be_disabled()
    dialog.get_by_role("button", name="Insert link", exact=True).click()
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    inviting.link_on_phone(demo, INES)

    page = open_link(windows.open(None, **PHONE))
    expect(page.get_by_role("heading", name="Hi Ines, choose a time to meet us")).to_be_visible()
    page.get_by_role("radio", name="10:30").check()
    expect(page.locator("#yours")).to_contain_text("10:30")
    page.get_by_role("button", name="Book interview", exact=True).tap()
    expect(page.get_by_role("heading", name="You are booked, Ines", exact=True)).to_be_visible()
    expect(page.get_by_text("10:30 to 11:15")).to_be_visible()
    assert page.evaluate(CUT_OFF) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="Add to calendar", exact=True).tap()
    assert "BEGIN:VEVENT" in file.value.path().read_text()
    wait_until(lambda: latest_text(demo).startswith(f"You are booked: {TITLE}, "))

    demo.let_reminders_come()
    wait_until(lambda: latest_text(demo).startswith(f"Reminder: {TITLE}, "))
    assert "at 10:30" in latest_text(demo)

    window.goto(f"{path}/interviews")
    window.get_by_role("link", name=TITLE, exact=True).last.click()
    expect(window.locator(".person", has_text=INES)).to_contain_text("Booked")
    expect(window.locator(".person", has_text=INES)).to_contain_text("10:30")
    expect(
        window.get_by_role("img", name="From invited to attended 1 of 1 invited have booked.")
    ).to_be_visible()
