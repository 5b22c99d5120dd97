"""An administrator's and a recruiter's way through limits and the tree, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.demo import PASSWORD
from tests.browser.windows import Windows
from webapp.domain.demo import ADAM

pytestmark = pytest.mark.xdist_group("browser")


def test_an_organisation_is_added_within_the_tree_by_keyboard(windows: Windows) -> None:
    window = windows.open(ADAM)
    window.goto("/admin/organisations")
    window.get_by_role("link", name="Add below Home care").focus()
    window.keyboard.press("Enter")
    expect(window.get_by_label("Name", exact=True)).to_be_focused()

    window.keyboard.type("Night patrol")
    window.keyboard.press("Enter")

    expect(window.get_by_role("status").filter(has_text="Night patrol is added")).to_be_visible()
    expect(window.get_by_role("link", name="Night patrol", exact=True)).to_be_visible()


def test_a_setting_of_its_own_appears_when_it_is_no_longer_inherited(windows: Windows) -> None:
    window = windows.open(ADAM)
    window.goto("/admin/organisations/3/edit")
    box = window.get_by_role("group", name="Time zone").get_by_role("checkbox")
    zone = window.locator("select[name=time_zone]")
    expect(zone).to_be_hidden()

    box.uncheck()
    zone.select_option("Europe/Helsinki")
    window.get_by_role("button", name="Save", exact=True).click()

    expect(window.get_by_text("Saved.")).to_be_visible()
    expect(zone).to_have_value("Europe/Helsinki")
    expect(box).not_to_be_checked()


def test_many_candidates_ask_for_the_password_and_nothing_written_is_lost(
    windows: Windows,
) -> None:
    windows.expected.append("status of 422")
    admin = windows.open(ADAM)
    limit = admin.get_by_label("Ask for the password above")
    admin.goto("/admin/organisations/1/edit/sending")
    limit.fill("2")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("Saved.")).to_be_visible()
    try:
        window = windows.open()
        steps.go_to_new_case(window, "With a password")
        steps.choose(window, *steps.CANDIDATES)
        dialog = steps.open_contact_window(window)
        steps.write(dialog, "This one needs a password")
        password = dialog.get_by_label("Password", exact=True)
        expect(dialog.get_by_text("more than 2 candidates")).to_be_visible()

        password.fill("not the right one")
        steps.send(dialog, 3)
        expect(dialog.get_by_text("The password is not right")).to_be_visible()
        expect(dialog.get_by_label("Message", exact=True)).to_have_value(
            "This one needs a password"
        )

        password.fill(PASSWORD)
        steps.send(dialog, 3)
        expect(steps.strip(window)).to_have_attribute("data-phase", "undo")
        steps.strip(window).get_by_role("button", name="Undo", exact=True).click()
        expect(steps.strip(window)).to_have_attribute("data-phase", "cancelled")
    finally:
        admin.goto("/admin/organisations/1/edit/sending")
        limit.fill("")
        admin.get_by_role("button", name="Save", exact=True).click()
        expect(admin.get_by_text("Saved.")).to_be_visible()
