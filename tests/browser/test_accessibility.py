"""Nothing that axe-core knows to find stands in anybody's way, in the light and in the dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.addresses import ADMIN_PAGES, DEAD_LINKS, ERRORS, PAGES
from tests.browser.axe import Check
from tests.browser.demo import Demo
from tests.browser.windows import Windows
from tests.running import SideDoor
from webapp.domain.demo import ADAM, NILS

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("path", [*PAGES, *ERRORS, *DEAD_LINKS])
def test_every_page(windows: Windows, check: Check, path: str) -> None:
    windows.expected.append("status of 404")
    window = windows.open()
    window.goto(path)

    check(window)


def test_the_page_that_stops_sms(windows: Windows, check: Check, demo: Demo) -> None:
    window = windows.open(None, viewport={"width": 320, "height": 640})
    path = demo.stop_path(1)

    for heading, button in (
        ("Stop SMS from Nordlund Demo Group?", "Stop SMS"),
        ("You get no more SMS", "Get SMS again"),
    ):
        window.goto(path)
        expect(window.get_by_role("heading", name=heading)).to_be_visible()
        check(window)
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
        window.get_by_role("button", name=button).click()


@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_every_page_of_administration(windows: Windows, check: Check, path: str) -> None:
    window = windows.open(ADAM)
    window.goto(path)

    check(window)


def test_adding_an_organisation_within_the_tree_and_a_wrong_price(
    windows: Windows, check: Check
) -> None:
    windows.expected.append("status of 422")
    window = windows.open(ADAM)
    window.goto("/admin/organisations")
    window.get_by_role("link", name="Add below Surgery").click()
    form = window.locator("form.add-below")
    expect(form).to_be_visible()
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_text("Write a name.")).to_be_visible()
    check(window)

    window.goto("/admin/organisations/1/edit/sending")
    window.get_by_label("Credits per SMS to Norway").fill("0")
    window.get_by_role("button", name="Save Norway").click()
    expect(window.get_by_text("Choose a number of credits from 1 to 100.")).to_be_visible()
    check(window)


def test_signing_in_and_being_refused(windows: Windows, check: Check) -> None:
    windows.expected.append("status of 422")
    window = windows.open(None)
    window.goto("/sign-in")
    check(window)

    window.get_by_role("button", name="Sign in", exact=True).click()
    expect(window.get_by_text("Write your password.")).to_be_visible()
    check(window)

    window.get_by_label("E-mail", exact=True).fill("nobody@example.org")
    window.get_by_label("Password", exact=True).fill("not a password")
    window.get_by_role("button", name="Sign in", exact=True).click()
    expect(window.get_by_role("alert")).to_be_visible()
    check(window)


@pytest.mark.parametrize(
    ("path", "field", "value", "button"),
    [
        ("/preferences", "Seconds to undo", "101", "Save"),
        ("/cases/new", "Title", "", "Create case"),
        ("/cases/1/applications/new", "Mobile number", "070-17", "Add candidate"),
        ("/cases/1/import", "", "", "Check the file"),
    ],
)
def test_forms_with_errors(
    windows: Windows, check: Check, path: str, field: str, value: str, button: str
) -> None:
    windows.expected.append("status of 422")
    window = windows.open()
    window.goto(path)

    if field:
        window.get_by_label(field, exact=True).fill(value)
    window.get_by_role("button", name=button, exact=True).click()

    expect(window.locator(".error, [role=alert]").first).to_be_visible()
    check(window)


def test_the_menus_and_the_list_of_keys(window: Page, check: Check) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    check(window, ".bar")
    window.get_by_role("button", name="Contact", exact=True).click()
    check(window, ".bar")
    window.get_by_role("button", name="Move to stage", exact=True).click()
    check(window, ".bar")
    window.keyboard.press("Escape")
    window.keyboard.press("?")
    expect(window.get_by_role("dialog", name="Keyboard shortcuts", exact=True)).to_be_visible()
    check(window, "#keys-help")


def test_the_menu_of_somebody_who_may_not_send(windows: Windows, check: Check) -> None:
    window = windows.open(NILS)
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")

    window.get_by_role("button", name="Contact", exact=True).click()

    expect(window.get_by_text("You need the right Recruitment - SMS.")).to_be_visible()
    check(window, ".bar")


def test_the_contact_window(window: Page, check: Check) -> None:
    window.goto(f"{steps.NURSES}?show=all")
    window.get_by_role("checkbox", name="Select all on this page", exact=True).check()
    dialog = steps.open_contact_window(window)
    check(window, "#modal")

    steps.write(dialog, "“Hi %FIRSTNAME%” – %WHO%? " + "A long text. " * 12)
    expect(dialog.locator("#problems")).to_be_visible()
    expect(dialog.get_by_role("button", name="Replace and save")).to_be_visible()
    check(window, "#modal")

    dialog.get_by_role("button", name="More", exact=True).click()
    check(window, "#modal")
    window.keyboard.press("Escape")

    window.keyboard.press("Escape")
    expect(dialog.get_by_text("Close without sending?")).to_be_visible()
    check(window, "#modal")


def test_the_strip_in_each_phase(window: Page, check: Check, carrier: SideDoor) -> None:
    steps.go_to_new_case(window, "Phases")
    ines, ivar, isa = map(steps.number_of, steps.CANDIDATES)
    carrier.behave(ines, deliver_after_s=600)
    carrier.behave(ivar, outcome="undeliverable", code="1260")
    carrier.behave(isa, answer=422, code="1170")
    steps.choose(window, *steps.CANDIDATES)
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Each phase is looked at")
    steps.send(dialog, 3)
    strip = steps.strip(window)
    expect(strip).to_have_attribute("data-phase", "undo")
    check(window, ".sheet")

    strip.get_by_role("button", name="Undo", exact=True).click()
    expect(strip).to_have_attribute("data-phase", "cancelled")
    check(window, ".sheet")

    strip.get_by_role("link", name="Open the draft", exact=True).click()
    steps.send(dialog, 3)
    strip.get_by_role("button", name="Send now", exact=True).click()
    expect(
        strip.get_by_role("img", name="1 on its way, 1 not delivered, 1 refused")
    ).to_be_visible()
    check(window, ".sheet")
    steps.row(window, "Ivar Candidate").get_by_role("button", name="Why?").click()
    check(window, ".sheet")


def test_the_strip_when_all_have_arrived_and_the_phones_that_they_came_to(
    window: Page, check: Check
) -> None:
    steps.go_to_new_case(window, "Arrived")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "This one arrives as well")
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()

    expect(steps.strip(window)).to_have_attribute("data-phase", "done")
    check(window)
    window.goto("/simulator/")
    expect(window.get_by_text("This one arrives as well")).to_be_visible()
    expect(window.get_by_role("heading", name="Welcome to Hej", exact=True)).to_be_visible()
    check(window)


@pytest.mark.parametrize(("path", "title"), ERRORS.items())
def test_error_pages_say_what_is_wrong(windows: Windows, path: str, title: str) -> None:
    windows.expected.append("status of 404")
    window = windows.open()

    window.goto(path)

    expect(window.get_by_role("heading", name=title, exact=True)).to_be_visible()
    window.get_by_role("link", name="Go to the cases", exact=True).click()
    expect(window.get_by_role("heading", name="Cases", exact=True)).to_be_visible()


def test_the_windows_of_these_tests_would_tell_of_a_broken_policy(windows: Windows) -> None:
    """None of them, on any page, has a way around the policy: so there is nothing to tell."""
    window = windows.open()
    window.goto("/cases")

    with window.expect_console_message():
        window.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 1}))"
        )

    with pytest.raises(AssertionError, match="Content Security Policy"):
        windows.close()
    windows.expected.append("Content Security Policy")
