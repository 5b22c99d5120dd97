"""From the sign-in to the last receipt: what Hej is for."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows, sign_in
from webapp.domain.demo import ADAM, RITA

pytestmark = pytest.mark.xdist_group("browser")


def test_a_recruiter_signs_in_and_opens_the_contact_window(windows: Windows, window: Page) -> None:
    steps.go_to_new_case(window, "Signing in")
    stranger = windows.open(None)

    sign_in(stranger, RITA)
    stranger.get_by_role("link", name="Signing in").click()
    steps.choose(stranger, "Ines Candidate", "Ivar Candidate")
    dialog = steps.open_contact_window(stranger)

    expect(dialog).to_have_accessible_name("Contact 2 candidates")
    expect(dialog.get_by_role("radio", name="SMS", exact=True)).to_be_checked()
    expect(dialog.get_by_label("Template", exact=True)).to_be_focused()


def test_cost_and_balance_follow_the_typing(window: Page) -> None:
    steps.go_to_new_case(window, "Typing")
    before = steps.credits_left(window)
    steps.choose(window, "Ines Candidate", "Ivar Candidate")
    dialog = steps.open_contact_window(window)

    dialog.get_by_label("Message", exact=True).press_sequentially("Hi %FIRSTNAME%, call us?")

    # "Hi Ivar, call us?" has 17 characters.
    expect(dialog.get_by_text("143 characters left in this SMS")).to_be_visible()
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()
    expect(dialog.get_by_text(f"Balance {before} becomes {before - 2}")).to_be_visible()
    expect(dialog.get_by_role("button", name="Send to 2", exact=True)).to_be_enabled()

    steps.write(dialog, "Hi %FIRSTNAME%, call us? " * 10)

    expect(dialog.get_by_text("characters left in SMS 2")).to_be_visible()
    expect(dialog.get_by_text(f"Balance {before} becomes {before - 4}")).to_be_visible()


def test_a_sending_can_be_taken_back_and_was_free(window: Page, demo: Demo) -> None:
    text = "This one is taken back"
    steps.go_to_new_case(window, "Undo")
    before = steps.credits_left(window)
    steps.choose(window, *steps.CANDIDATES)
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)

    steps.send(dialog, 3)

    strip = steps.strip(window)
    undo = strip.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_focused()
    expect(undo).to_be_in_viewport()
    expect(strip).to_contain_text("3 credits reserved. Nothing has left yet.")
    expect(dialog).to_be_hidden()
    expect(steps.balance(window)).to_have_text(f"{before - 3} credits")
    expect(steps.row(window, "Ines Candidate")).to_contain_text("Waits to be sent")

    undo.click()

    expect(strip).to_contain_text("Not sent. You took it back. No credits were used.")
    expect(steps.balance(window)).to_have_text(f"{before} credits")
    expect(steps.row(window, "Ines Candidate")).to_contain_text("Not contacted")
    assert text not in [one["text"] for one in demo.carrier.messages()]


def test_what_was_taken_back_opens_again_as_a_draft(window: Page) -> None:
    steps.go_to_new_case(window, "Draft")
    steps.choose(window, "Ines Candidate", "Isa Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "A text to be written better")
    steps.send(dialog, 2)
    strip = steps.strip(window)
    strip.get_by_role("button", name="Undo", exact=True).click()

    strip.get_by_role("link", name="Open the draft", exact=True).click()

    expect(dialog).to_have_accessible_name("Contact 2 candidates")
    expect(dialog.get_by_label("Message", exact=True)).to_have_value("A text to be written better")
    expect(dialog.get_by_role("button", name="Send to 2", exact=True)).to_be_enabled()


def test_each_text_is_delivered_before_ones_eyes(window: Page, demo: Demo) -> None:
    steps.go_to_new_case(window, "Delivery")
    before = steps.credits_left(window)
    steps.choose(window, *steps.CANDIDATES)
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Hi %FIRSTNAME%, this one arrives")
    expect(dialog.get_by_text(f"Balance {before} becomes {before - 3}")).to_be_visible()
    steps.send(dialog, 3)
    window.evaluate("window.wasNotLoadedAgain = true")

    strip = steps.strip(window)
    strip.get_by_role("button", name="Send now", exact=True).click()

    expect(strip).to_contain_text("3 of 3 SMS delivered")
    expect(strip).to_contain_text(f"All have arrived. 3 credits used, balance {before - 3}")
    expect(strip.get_by_role("img", name="3 delivered", exact=True)).to_be_visible()
    for name in steps.CANDIDATES:
        expect(steps.row(window, name)).to_contain_text("Delivered")
    expect(steps.balance(window)).to_have_text(f"{before - 3} credits")
    assert window.evaluate("window.wasNotLoadedAgain")
    sent = [one for one in demo.carrier.messages() if "this one arrives" in one["text"]]
    assert {one["to"]: one["text"] for one in sent} == {
        steps.number_of(name): f"Hi {name.split()[0]}, this one arrives"
        for name in steps.CANDIDATES
    }
    assert len(sent) == 3


def test_a_colleagues_window_shows_the_new_balance(windows: Windows, window: Page) -> None:
    steps.go_to_new_case(window, "Two windows")
    colleague = windows.open(ADAM)
    colleague.goto("/cases")
    before = steps.credits_left(colleague)
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Seen from two windows")

    steps.send(dialog, 1)

    expect(steps.strip(window)).to_contain_text("Nothing has left yet")
    expect(steps.balance(colleague)).to_have_text(f"{before - 1} credits")

    steps.strip(window).get_by_role("button", name="Undo", exact=True).click()
    expect(steps.balance(colleague)).to_have_text(f"{before} credits")
