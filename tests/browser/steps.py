"""What a recruiter does on the pages, by the names that everybody can see or hear."""

import base64
import re

from playwright.sync_api import Locator, Page, expect

# Numbers from the range that is kept for drama in Sweden.
CANDIDATES = {
    "Ines Candidate": "070-174 06 71",
    "Ivar Candidate": "070-174 06 72",
    "Isa Candidate": "070-174 06 73",
}
NURSES = "/cases/1"
"""The demo's case with all that is awkward about names and numbers."""
CROWD = "/cases/4"
"""The demo's case with 1,200 candidates."""


def number_of(name: str) -> str:
    """A candidate's number as the carrier knows it."""
    return "+46" + re.sub(r"\D", "", CANDIDATES[name])[1:]


def go_to_new_case(window: Page, title: str) -> str:
    """Make a case with the candidates above and go to it; its path."""
    token = {"csrf_token": _token(window, "/cases/new")}
    details = {"title": title, "reference": title, "positions": "1"}
    home = _first_choices(window.request.get("/cases/new").text())
    made = window.request.post("/cases/new", form=token | details | home)
    assert made.ok, made.text()
    path = made.url
    rows = "\n".join(";".join([*name.split(), mobile]) for name, mobile in CANDIDATES.items())
    table = base64.b64encode(f"First name;Last name;Mobile\n{rows}\n".encode()).decode()
    window.request.post(f"{path}/import", form=token | {"data": table})
    window.goto(path)
    return path


def choose(window: Page, *names: str) -> None:
    """Select candidates in the application list."""
    for name in names:
        window.get_by_role("checkbox", name=name, exact=True).check()


def open_contact_window(window: Page) -> Locator:
    """Contact > Contact candidate; the dialog."""
    window.get_by_role("button", name="Contact", exact=True).click()
    window.get_by_role("menuitem", name="Contact candidate", exact=True).click()
    dialog = window.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def write(dialog: Locator, text: str) -> None:
    """Write the message."""
    dialog.get_by_label("Message", exact=True).fill(text)


def send(dialog: Locator, people: int) -> None:
    """Press Send, for so many people."""
    dialog.get_by_role("button", name=f"Send to {people}", exact=True).click()


def take_back(window: Page) -> None:
    """Press Undo, and wait until it is done."""
    strip(window).get_by_role("button", name="Undo", exact=True).click()
    expect(strip(window)).to_contain_text("Not sent. You took it back.")


def strip(window: Page) -> Locator:
    """The strip above the application list, about the latest sending."""
    return window.get_by_role("region", name="Latest sending", exact=True)


def row(window: Page, name: str) -> Locator:
    """A candidate's row in the application list."""
    return window.get_by_role("row", name=name)


def credits_left(window: Page) -> int:
    """The balance in the rail."""
    return int(re.sub(r"\D", "", balance(window).inner_text()))


def balance(window: Page) -> Locator:
    """Where the rail shows the balance."""
    return window.get_by_title("Credits left. One SMS uses one credit.")


def _token(window: Page, path: str) -> str:
    page = window.request.get(path).text()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def _first_choices(page: str) -> dict[str, str]:
    """What the selects of a form offer first."""
    selects = re.findall(r'<select[^>]* name="(\w+)".*?value="(\w+)"', page, re.DOTALL)
    assert selects, page
    return dict(selects)
