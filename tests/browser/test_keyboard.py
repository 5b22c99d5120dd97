"""Everything by keys alone: the focus is always where the next step begins."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.windows import Windows
from webapp.domain.demo import ADAM, OLLE

pytestmark = pytest.mark.xdist_group("browser")


def test_the_main_path_needs_no_mouse(window: Page) -> None:
    keys = window.keyboard
    steps.go_to_new_case(window, "Keys")
    # The last who applied stands first.
    keys.press("j")
    expect(box(window, "Isa Candidate")).to_be_focused()
    keys.press("x")
    keys.press("j")
    expect(box(window, "Ivar Candidate")).to_be_focused()
    keys.press("j")
    keys.press("k")
    keys.press("x")
    expect(box(window, "Isa Candidate")).to_be_checked()
    expect(box(window, "Ivar Candidate")).to_be_checked()
    expect(box(window, "Ines Candidate")).not_to_be_checked()

    keys.press("c")

    dialog = window.get_by_role("dialog", name="Contact 2 candidates")
    expect(dialog.get_by_label("Template", exact=True)).to_be_focused()
    tab_to(window, dialog.get_by_label("Message", exact=True))
    keys.type("Written with keys alone, Z and ? too")
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()
    tab_to(window, dialog.get_by_role("button", name="Send to 2", exact=True))
    keys.press("Enter")

    strip = steps.strip(window)
    expect(strip.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    keys.press("z")

    expect(strip).to_contain_text("Not sent. You took it back.")
    draft = strip.get_by_role("link", name="Open the draft", exact=True)
    tab_to(window, draft)
    keys.press("Enter")

    expect(dialog.get_by_label("Message", exact=True)).to_have_value(
        "Written with keys alone, Z and ? too"
    )
    tab_to(window, dialog.get_by_role("button", name="Send to 2", exact=True))
    keys.press("Enter")
    expect(strip.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    tab_to(window, strip.get_by_role("button", name="Send now", exact=True))
    keys.press("Enter")

    expect(strip).to_contain_text("2 of 2 SMS delivered")
    expect(strip).to_be_focused()


def test_somebody_is_invited_and_taken_back_without_a_mouse(windows: Windows) -> None:
    windows.expected.append("status of 422")
    window = windows.open(ADAM)
    window.goto("/admin/organisations/2/edit/users")
    keys = window.keyboard
    tab_to(window, window.get_by_role("link", name="Invite user", exact=True))
    keys.press("Enter")
    tab_to(window, window.get_by_label("Name", exact=True))
    keys.type("Kim Keys")
    tab_to(window, window.get_by_role("button", name="Invite", exact=True))
    keys.press("Enter")
    expect(window.locator("[aria-invalid=true]").first).to_be_visible()
    expect(window.get_by_label("Name", exact=True)).to_have_value("Kim Keys")
    tab_to(window, window.get_by_label("E-mail", exact=True))
    keys.type("kim@example.org")
    tab_to(window, window.get_by_label("Access group", exact=True))
    keys.press("ArrowDown")

    tab_to(window, window.get_by_role("button", name="Invite", exact=True))
    keys.press("Enter")

    expect(window.get_by_text("An invitation goes to kim@example.org.")).to_be_visible()
    tab_to(window, window.get_by_role("button", name="Withdraw Kim Keys", exact=True))
    keys.press("Enter")
    expect(steps.row(window, "Kim Keys")).to_contain_text("Invitation withdrawn")


def test_menus_open_and_are_walked_through_by_keys(window: Page) -> None:
    keys = window.keyboard
    steps.go_to_new_case(window, "Menus")
    keys.press("j")
    keys.press("x")
    tab_to(window, window.get_by_role("button", name="Move to stage", exact=True))

    keys.press("Enter")
    keys.press("ArrowDown")
    expect(window.get_by_role("menuitem", name="Applied", exact=True)).to_be_focused()
    keys.press("ArrowUp")
    expect(window.get_by_role("menuitem", name="Rejected", exact=True)).to_be_focused()
    keys.press("Escape")
    expect(window.get_by_role("button", name="Move to stage", exact=True)).to_be_focused()

    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(steps.row(window, "Isa Candidate")).to_contain_text("Screening")


def test_escape_closes_an_untouched_window_and_asks_before_it_throws_a_text_away(
    window: Page,
) -> None:
    keys = window.keyboard
    steps.go_to_new_case(window, "Escape")
    contact = window.get_by_role("button", name="Contact", exact=True)
    keys.press("j")
    keys.press("x")
    keys.press("c")
    dialog = window.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(contact).to_be_focused()

    keys.press("c")
    tab_to(window, dialog.get_by_label("Message", exact=True))
    keys.type("Do not lose me")
    keys.press("Escape")
    expect(dialog.get_by_text("Close without sending?")).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep writing", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(dialog.get_by_label("Message", exact=True)).to_be_focused()
    expect(dialog.get_by_label("Message", exact=True)).to_have_value("Do not lose me")

    # Pressed twice without a thought, it still throws nothing away.
    keys.press("Escape")
    keys.press("Escape")
    expect(dialog.get_by_text("Close without sending?")).to_be_hidden()
    expect(dialog.get_by_label("Message", exact=True)).to_be_focused()

    keys.press("Escape")
    keys.press("Tab")
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    expect(contact).to_be_focused()


def test_the_list_of_keys_opens_and_closes(window: Page) -> None:
    steps.go_to_new_case(window, "Help")
    window.keyboard.press("j")

    window.keyboard.press("?")
    help_ = window.get_by_role("dialog", name="Keyboard shortcuts", exact=True)
    expect(help_).to_be_visible()
    expect(help_.get_by_role("button", name="Close", exact=True)).to_be_focused()
    window.keyboard.press("Escape")

    expect(help_).to_be_hidden()
    expect(box(window, "Isa Candidate")).to_be_focused()


def test_keys_are_letters_while_one_types(window: Page) -> None:
    steps.go_to_new_case(window, "Letters")
    search = window.get_by_role("searchbox", name="Search candidates", exact=True)

    window.keyboard.press("/")
    expect(search).to_be_focused()
    window.keyboard.type("jxc?/z")

    expect(search).to_have_value("jxc?/z")
    expect(window.get_by_role("heading", name="Nobody matches")).to_be_visible()
    expect(search).to_be_focused()
    expect(window.get_by_role("dialog")).to_have_count(0)


def test_c_alone_opens_nothing(window: Page) -> None:
    steps.go_to_new_case(window, "Nobody")

    window.keyboard.press("c")
    window.keyboard.press("?")

    # The help came, so the answer to C would have come too.
    expect(window.get_by_role("dialog", name="Keyboard shortcuts", exact=True)).to_be_visible()
    expect(window.get_by_role("dialog", name="Contact")).to_have_count(0)


@pytest.fixture
def without_keys(windows: Windows) -> Iterator[Page]:
    """The window of somebody who has turned the keys off in the preferences."""
    window = windows.open(OLLE)
    choose_keys(window, wanted=False)
    yield window
    choose_keys(window, wanted=True)


def test_keys_can_be_turned_off(without_keys: Page) -> None:
    without_keys.goto("/cases/7")

    for key in ("j", "x", "?", "/"):
        without_keys.keyboard.press(key)

    assert without_keys.evaluate("document.activeElement === document.body")
    expect(without_keys.get_by_role("dialog")).to_have_count(0)
    expect(without_keys.get_by_role("checkbox", checked=True)).to_have_count(0)


def choose_keys(window: Page, *, wanted: bool) -> None:
    """Turn the keys on or off."""
    window.goto("/preferences")
    window.get_by_role("checkbox", name="Keyboard shortcuts").set_checked(wanted)
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_role("status").get_by_text("Saved.")).to_be_visible()


def box(window: Page, name: str) -> Locator:
    """A candidate's box in the list."""
    return window.get_by_role("checkbox", name=name, exact=True)


def tab_to(window: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus, as long as a patient person would."""
    expect(wanted).to_be_visible()
    for _ in range(40):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        window.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}.")
