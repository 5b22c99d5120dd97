"""A screen of 320 pixels and a finger."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.addresses import ADMIN_PAGES, PAGES
from tests.browser.windows import Windows
from webapp.domain.demo import ADAM

pytestmark = pytest.mark.xdist_group("browser")

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}

# What sticks out of the screen, or out of the dialog's own box, sideways. A row of tabs is scrolled
# by itself; of it the current tab has to be in view.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const OF_ITSELF = ".skip, .spoken, .spoken *, .tabs a:not([aria-current])";
  const found = [];
  const all = document.querySelectorAll("a, button, input, select, textarea, h1, h2, p");
  for (const element of all) {
    if (!element.checkVisibility() || element.matches(OF_ITSELF)) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < -0.5 || right > width + 0.5) found.push(element.outerHTML.slice(0, 120));
  }
  if (document.documentElement.scrollWidth > width) found.push("the page scrolls sideways");
  return found;
}"""


@pytest.fixture
def phone(windows: Windows) -> Page:
    """Rita's telephone."""
    return windows.open(**PHONE)


def test_nothing_is_cut_off_on_any_page(phone: Page) -> None:
    for path in PAGES:
        phone.goto(path)

        assert phone.evaluate(CUT_OFF) == [], path


def test_what_a_file_would_do_fits(phone: Page) -> None:
    rows = "First name;Mobile;E-mail\nEva;4,67018E+10;eva@example\nKim;;kim@example.org\n"
    phone.goto(f"{steps.NURSES}/import")
    phone.get_by_label("Spreadsheet as CSV", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    phone.get_by_role("button", name="Check the file", exact=True).tap()

    expect(phone.get_by_text("The spreadsheet shortened this number")).to_be_visible()
    assert phone.evaluate(CUT_OFF) == []


def test_nothing_is_cut_off_in_administration(windows: Windows) -> None:
    phone = windows.open(ADAM, **PHONE)
    for path in ADMIN_PAGES:
        phone.goto(path)

        assert phone.evaluate(CUT_OFF) == [], path


def test_the_main_path_by_touch(phone: Page) -> None:
    steps.go_to_new_case(phone, "By touch, on a very small telephone")
    for name in steps.CANDIDATES:
        phone.get_by_role("checkbox", name=name, exact=True).tap()
    assert phone.evaluate(CUT_OFF) == []
    phone.get_by_role("button", name="Contact", exact=True).tap()
    assert phone.evaluate(CUT_OFF) == []
    phone.get_by_role("menuitem", name="Contact candidate", exact=True).tap()

    dialog = phone.get_by_role("dialog", name="Contact 3 candidates")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Message", exact=True).tap()
    steps.write(dialog, "Hi %FULLNAME%, “from” a telephone " + "and many more words " * 10)
    expect(dialog.get_by_role("button", name="Replace and save")).to_be_visible()
    assert phone.evaluate(CUT_OFF) == []
    dialog.get_by_role("button", name="Replace and save").tap()
    send = dialog.get_by_role("button", name="Send to 3", exact=True)
    expect(send).to_be_in_viewport()
    send.tap()

    strip = steps.strip(phone)
    undo = strip.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_in_viewport()
    assert phone.evaluate(CUT_OFF) == []
    undo.tap()
    expect(strip).to_contain_text("Not sent.")
    strip.get_by_role("link", name="Open the draft", exact=True).tap()
    send.tap()
    strip.get_by_role("button", name="Send now", exact=True).tap()

    expect(strip).to_contain_text("3 of 3 SMS delivered")
    assert phone.evaluate(CUT_OFF) == []


def test_the_list_is_sorted_and_wholly_selected_by_touch(phone: Page) -> None:
    steps.go_to_new_case(phone, "Sorting by touch")
    names = phone.locator("tbody .name")

    phone.get_by_role("link", name="Candidate", exact=True).tap()
    expect(names).to_have_text(["Ines Candidate", "Isa Candidate", "Ivar Candidate"])
    phone.get_by_role("link", name="Candidate", exact=True).tap()
    expect(names).to_have_text(["Ivar Candidate", "Isa Candidate", "Ines Candidate"])
    phone.get_by_role("checkbox", name="Select all on this page", exact=True).tap()

    expect(phone.get_by_text("3 selected", exact=True)).to_be_visible()
    assert phone.evaluate(CUT_OFF) == []


def test_what_one_presses_is_large_enough_for_a_finger(phone: Page) -> None:
    steps.go_to_new_case(phone, "Fingers")
    steps.choose(phone, "Ines Candidate")
    steps.open_contact_window(phone)

    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, select, a.button, label.box")]
          .filter((one) => one.checkVisibility())
          .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24)
          .map((one) => one.outerHTML.slice(0, 120))"""
    )

    assert small == []
