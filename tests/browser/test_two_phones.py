"""A recruiter and two phones: both answer, one stops, is written to by e-mail, and starts again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.test_conversation import composer, message, open_from_list, stream
from tests.browser.test_following import FOLLOWS_WITHIN_MS
from tests.running import wait_until

pytestmark = pytest.mark.xdist_group("browser")

INES, IVAR = steps.number_of("Ines Candidate"), steps.number_of("Ivar Candidate")
ASKED = "Can you start on Monday, %FIRSTNAME%?"
MAIL = "ivar.candidate@example.org"


def texts(demo: Demo, number: str) -> list[str]:
    """What this phone shows, the oldest first."""
    return [one["text"] for one in demo.carrier.messages(number)]


def say(demo: Demo, number: str, text: str) -> None:
    """Answer the latest text from this phone."""
    sender = demo.carrier.messages(number)[-1]["from"]
    demo.carrier.reply(number, sender, text)


def give_address(window: Page, name: str, address: str) -> None:
    """Write somebody's e-mail address into their application."""
    window.get_by_role("link", name="Application", exact=True).click()
    window.get_by_role("link", name="Edit", exact=True).click()
    window.get_by_label("E-mail", exact=True).fill(address)
    window.get_by_role("button", name="Save", exact=True).click()


def go_to(window: Page, path: str, name: str) -> None:
    """Go to somebody's conversation in this case."""
    window.goto(path)
    open_from_list(window, name)


def answer(window: Page, demo: Demo, name: str, text: str) -> None:
    """Answer somebody in place, and wait until their phone shows it."""
    message(window, name.split()[0]).fill(text)
    composer(window).get_by_role("button", name="Reply", exact=True).click()
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    wait_until(lambda: texts(demo, steps.number_of(name))[-1] == text)


def send_now(window: Page, dialog: Locator, people: int, outcome: str) -> None:
    """Send what is written in the window, and wait for what becomes of it."""
    steps.send(dialog, people)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_contain_text(outcome)


def test_two_phones_and_a_recruiter(window: Page, demo: Demo) -> None:
    path = steps.go_to_new_case(window, "Two phones")
    steps.choose(window, "Ines Candidate", "Ivar Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, ASKED)
    send_now(window, dialog, 2, "2 of 2 SMS delivered")

    # Ines answers, and is answered in place.
    open_from_list(window, "Ines Candidate")
    say(demo, INES, "Yes, gladly! At what time?")
    expect(stream(window)).to_contain_text("At what time?", timeout=FOLLOWS_WITHIN_MS)
    answer(window, demo, "Ines Candidate", "At eight, by the main entrance.")

    # Ivar stops: from now on he gets no SMS, and is told so once.
    go_to(window, path, "Ivar Candidate")
    say(demo, IVAR, "STOP")
    stopped = "SMS to this number were stopped"
    expect(stream(window)).to_contain_text(stopped, timeout=FOLLOWS_WITHIN_MS)
    message(window, "Ivar").fill("Are you sure?")
    expect(composer(window)).to_contain_text("Ivar has stopped SMS")
    wait_until(lambda: "START" in texts(demo, IVAR)[-1])
    heard = len(texts(demo, IVAR))

    # By e-mail he is reached in the same send as Ines by SMS.
    give_address(window, "Ivar Candidate", MAIL)
    window.goto(path)
    steps.choose(window, "Ines Candidate", "Ivar Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "See you on Monday, %FIRSTNAME%.")
    dialog.get_by_label("E-mail instead to 1 candidate whom SMS cannot reach").check()
    dialog.get_by_label("Subject", exact=True).fill("Monday")
    expect(dialog.get_by_text("1 credit for 2 candidates")).to_be_visible()
    send_now(window, dialog, 2, "1 of 1 SMS delivered, 1 of 1 e-mail sent")
    wait_until(lambda: [one["subject"] for one in demo.carrier.mails(MAIL)] == ["Monday"])
    assert len(texts(demo, IVAR)) == heard

    # He starts again, and SMS reach him.
    say(demo, IVAR, "START")
    wait_until(lambda: len(texts(demo, IVAR)) == heard + 1)
    go_to(window, path, "Ivar Candidate")
    answer(window, demo, "Ivar Candidate", "Welcome back!")
