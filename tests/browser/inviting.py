"""From planning an interview to the links on the candidates' phones, as a recruiter goes there."""

import re

from playwright.sync_api import Locator, Page

from tests.browser import steps
from tests.browser.demo import Demo
from tests.running import wait_until


def plan(window: Page, path: str, title: str) -> None:
    """An interview of the case at this path, with a series of times on two mornings a week."""
    window.goto(f"{path}/interviews/new")
    window.get_by_label("Title", exact=True).fill(title)
    window.get_by_role("button", name="Go on to the times", exact=True).click()
    series = window.get_by_role("region", name="A series")
    series.get_by_label("From", exact=True).fill("09:00")
    series.get_by_label("To", exact=True).fill("12:00")
    series.get_by_role("button", name="Add the series", exact=True).click()
    window.get_by_role("link", name="Add times", exact=True).wait_for()


def open_invitation(window: Page, path: str, *names: str) -> Locator:
    """Contact > Invite to interview for these candidates of the case; the dialog."""
    window.goto(path)
    steps.choose(window, *names)
    window.get_by_role("button", name="Contact", exact=True).click()
    window.get_by_role("menuitem", name="Invite to interview", exact=True).click()
    return window.get_by_role("dialog")


def invite(window: Page, demo: Demo, title: str, *names: str) -> list[str]:
    """A new case with an interview, to which these candidates are invited; their links."""
    path = steps.go_to_new_case(window, title)
    plan(window, path, title)
    dialog = open_invitation(window, path, *names)
    # Who got the same text a moment ago would be skipped.
    steps.write(dialog, f"{title}: %INVITELINK%")
    steps.send(dialog, len(names))
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    return [link_on_phone(demo, name) for name in names]


def link_on_phone(demo: Demo, name: str) -> str:
    """The booking link in the latest SMS on somebody's phone, once it has come."""
    number = steps.number_of(name)

    def link() -> str:
        texts = [one["text"] for one in demo.carrier.messages(number)]
        found = re.search(r"http\S+/b/\S+", texts[-1]) if texts else None
        return found[0] if found else ""

    wait_until(lambda: bool(link()))
    return link()
