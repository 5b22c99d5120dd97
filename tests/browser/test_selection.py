"""Who is selected: on one page or all that match, while one searches, sorts, pages and sends."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import steps
from tests.browser.windows import Windows

pytestmark = pytest.mark.xdist_group("browser")


def test_all_that_match_are_selected_beyond_the_page(window: Page) -> None:
    window.goto(f"{steps.CROWD}?show=not-contacted&q=demo")
    whole = total(window)
    assert whole > 50

    window.get_by_role("checkbox", name="Select all on this page", exact=True).check()
    expect(counter(window)).to_have_text("50 selected")
    window.get_by_role("checkbox", name=f"Select all {whole} that match", exact=True).check()
    expect(counter(window)).to_have_text(f"{whole} selected")

    dialog = steps.open_contact_window(window)
    expect(dialog).to_have_accessible_name(f"Contact {whole} candidates")
    steps.write(dialog, "To all of you")
    # More than the demo's account can pay, so nothing can be sent by mistake either.
    expect(dialog.get_by_role("button", name=f"Send to {whole}", exact=True)).to_be_disabled()
    expect(dialog.locator("#problems")).to_contain_text("There are not enough credits")


def test_one_taken_out_ends_all_that_match(window: Page) -> None:
    window.goto(steps.CROWD)
    window.get_by_role("checkbox", name="Select all on this page", exact=True).check()
    window.get_by_role("checkbox", name="Select all 1200 that match", exact=True).check()
    expect(counter(window)).to_have_text("1200 selected")

    boxes(window).nth(3).uncheck()

    expect(counter(window)).to_have_text("49 selected")
    expect(steps.open_contact_window(window)).to_have_accessible_name("Contact 49 candidates")


def test_the_selection_is_kept_on_other_pages_and_in_another_order(window: Page) -> None:
    window.goto(steps.CROWD)
    boxes(window).nth(0).check()
    boxes(window).nth(2).check()

    window.get_by_role("link", name="Next page", exact=True).click()
    expect(window.get_by_text("Showing 51–100")).to_be_visible()
    expect(counter(window)).to_have_text("2 selected")
    expect(window.get_by_text("2 not shown here")).to_be_visible()
    boxes(window).nth(0).check()
    expect(counter(window)).to_have_text("3 selected")

    window.get_by_role("link", name="Stage", exact=True).click()
    expect(window.get_by_role("columnheader", name="Stage")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(counter(window)).to_have_text("3 selected")
    expect(steps.open_contact_window(window)).to_have_accessible_name("Contact 3 candidates")


def test_the_selection_is_kept_while_one_searches_and_filters(window: Page) -> None:
    steps.go_to_new_case(window, "Kept while searching")
    steps.choose(window, "Ines Candidate")

    window.get_by_role("button", name="Search and filter", exact=True).click()
    window.keyboard.type("isa")
    expect(boxes(window)).to_have_count(1)
    steps.choose(window, "Isa Candidate")
    expect(counter(window)).to_have_text("2 selected")
    expect(window.get_by_text("1 not shown here")).to_be_visible()

    window.get_by_role("link", name="No mobile").click()
    expect(window.get_by_role("heading", name="Nobody matches", exact=True)).to_be_visible()
    expect(counter(window)).to_have_text("2 selected")
    window.get_by_role("link", name="Show all candidates", exact=True).click()
    expect(window.get_by_role("checkbox", name="Ines Candidate", exact=True)).to_be_checked()
    expect(window.get_by_role("checkbox", name="Isa Candidate", exact=True)).to_be_checked()
    expect(window.get_by_role("checkbox", name="Ivar Candidate", exact=True)).not_to_be_checked()

    window.get_by_role("button", name="Clear selection", exact=True).click()
    window.reload()
    expect(boxes(window)).to_have_count(3)
    expect(boxes(window).and_(window.get_by_role("checkbox", checked=True))).to_have_count(0)


def test_who_is_ticked_before_the_scripts_have_come_stays_so(window: Page) -> None:
    held: list[Route] = []
    window.route(re.compile(r"/js/main"), lambda route: held.append(route))
    window.goto(steps.CROWD, wait_until="commit")
    boxes(window).nth(0).check()
    boxes(window).nth(2).check()

    held[0].continue_()

    expect(counter(window)).to_have_text("2 selected")
    expect(boxes(window).nth(0)).to_be_checked()
    expect(boxes(window).nth(2)).to_be_checked()


def test_clearing_forgets_those_on_other_pages_too(window: Page) -> None:
    window.goto(steps.CROWD)
    boxes(window).nth(0).check()
    window.get_by_role("link", name="Next page", exact=True).click()
    expect(window.get_by_text("1 not shown here")).to_be_visible()

    window.get_by_role("button", name="Clear selection", exact=True).click()

    expect(counter(window)).to_be_hidden()
    window.get_by_role("link", name="Previous page", exact=True).click()
    expect(window.get_by_text("Showing 1–50")).to_be_visible()
    expect(boxes(window).nth(0)).not_to_be_checked()


def test_all_that_match_are_selected_on_every_page_but_not_in_another_search(window: Page) -> None:
    window.goto(steps.CROWD)
    window.get_by_role("checkbox", name="Select all on this page", exact=True).check()
    window.get_by_role("checkbox", name="Select all 1200 that match", exact=True).check()

    window.get_by_role("link", name="Next page", exact=True).click()
    expect(window.get_by_text("Showing 51–100")).to_be_visible()
    expect(counter(window)).to_have_text("1200 selected")
    expect(boxes(window).nth(0)).to_be_checked()

    # Whoever else matches now was never chosen: those stay selected who were seen to be.
    window.keyboard.press("/")
    window.keyboard.type("demo")
    expect(window).to_have_url(re.compile("q=demo"))
    expect(counter(window)).to_have_text("100 selected")


def test_a_range_is_selected_with_shift(window: Page) -> None:
    window.goto(steps.CROWD)

    boxes(window).nth(2).click()
    boxes(window).nth(6).click(modifiers=["Shift"])
    expect(counter(window)).to_have_text("5 selected")
    window.get_by_role("button", name="Clear selection", exact=True).click()

    expect(boxes(window).and_(window.get_by_role("checkbox", checked=True))).to_have_count(0)
    expect(window.get_by_role("searchbox", name="Search candidates", exact=True)).to_be_visible()


def test_chips_sorting_pages_and_back_show_what_their_address_says(window: Page) -> None:
    window.goto(steps.CROWD)
    shown = window.get_by_role("region", name="Applications", exact=True)

    window.get_by_role("link", name="Next page", exact=True).click()
    expect(shown).to_contain_text("Showing 51–100 of 1200")
    window.get_by_role("link", name="Candidate", exact=True).click()
    head = window.get_by_role("columnheader", name="Candidate")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(shown).to_contain_text("Showing 1–50 of 1200")
    window.get_by_role("link", name="No mobile").click()
    expect(window.get_by_role("heading", name="Nobody matches", exact=True)).to_be_visible()
    expect(window).to_have_url(re.compile("show=no-mobile"))

    window.go_back()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(shown).to_contain_text("Showing 1–50 of 1200")
    window.go_back()
    expect(shown).to_contain_text("Showing 51–100 of 1200")
    expect(steps.balance(window)).to_be_visible()


def test_searching_narrows_the_list_and_stays_in_the_address(window: Page) -> None:
    steps.go_to_new_case(window, "Searching")
    search = window.get_by_role("searchbox", name="Search candidates", exact=True)

    search.press_sequentially("isa")
    expect(boxes(window)).to_have_count(1)
    expect(search).to_be_focused()
    expect(window).to_have_url(re.compile(r"\bq=isa\b"))
    window.reload()

    expect(search).to_have_value("isa")
    expect(boxes(window)).to_have_count(1)


def test_back_from_a_candidate_keeps_the_selection_and_its_count(window: Page) -> None:
    steps.go_to_new_case(window, "Back")
    steps.choose(window, "Ines Candidate", "Isa Candidate")

    window.get_by_role("link", name="Ivar Candidate", exact=True).click()
    expect(window.get_by_role("heading", name="Ivar Candidate", exact=True)).to_be_visible()
    window.go_back()

    expect(boxes(window).and_(window.get_by_role("checkbox", checked=True))).to_have_count(2)
    expect(counter(window)).to_have_text("2 selected")


def test_selection_and_focus_survive_the_refresh_while_sending(
    windows: Windows, window: Page
) -> None:
    path = steps.go_to_new_case(window, "Refresh")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "The list is shown anew meanwhile")
    steps.send(dialog, 1)
    expect(steps.strip(window).get_by_role("button", name="Undo", exact=True)).to_be_focused()
    expect(steps.row(window, "Ines Candidate")).to_contain_text("Waits to be sent")
    steps.choose(window, "Ivar Candidate", "Isa Candidate")
    window.get_by_role("checkbox", name="Isa Candidate", exact=True).focus()

    elsewhere = windows.open()
    elsewhere.goto(path)
    steps.strip(elsewhere).get_by_role("button", name="Send now", exact=True).click()

    expect(steps.row(window, "Ines Candidate")).to_contain_text("Delivered")
    expect(counter(window)).to_have_text("2 selected")
    expect(window.get_by_role("checkbox", name="Ivar Candidate", exact=True)).to_be_checked()
    expect(window.get_by_role("checkbox", name="Isa Candidate", exact=True)).to_be_checked()
    expect(window.get_by_role("checkbox", name="Isa Candidate", exact=True)).to_be_focused()
    expect(window.get_by_role("checkbox", name="Ines Candidate", exact=True)).not_to_be_checked()


def boxes(window: Page) -> Locator:
    """The boxes of the candidates."""
    return window.locator("tbody").get_by_role("checkbox")


def counter(window: Page) -> Locator:
    """How many are selected."""
    return window.get_by_text("selected").and_(window.locator("p"))


def total(window: Page) -> int:
    """How many match, as the list says."""
    words = window.get_by_text("Showing 1–").inner_text()
    return int(words.rpartition(" ")[2])
