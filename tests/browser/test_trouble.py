"""What goes wrong is said in words, and nothing is lost, sent twice or charged for nothing."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows
from tests.running import SideDoor, wait_until
from webapp.domain.demo import RITA

pytestmark = pytest.mark.xdist_group("browser")

INES = steps.number_of("Ines Candidate")


def test_whoever_is_not_reached_is_shown_with_why(window: Page, carrier: SideDoor) -> None:
    steps.go_to_new_case(window, "Not reached")
    carrier.behave(INES, outcome="undeliverable", code="1260")

    send_now(window, "Nobody is reached by this")

    expect(steps.strip(window)).to_contain_text("0 of 1 SMS delivered")
    expect(steps.strip(window)).to_contain_text("1 not delivered. 1 credit used")
    row = steps.row(window, "Ines Candidate")
    expect(row).to_contain_text("Not delivered")
    row.get_by_role("button", name="Why?", exact=True).click()
    expect(row).to_contain_text("The phone could not be reached")


def test_what_the_carrier_refuses_is_free(window: Page, carrier: SideDoor) -> None:
    steps.go_to_new_case(window, "Refused")
    carrier.behave(INES, answer=422, code="1170")

    send_now(window, "The carrier refuses this")

    expect(steps.strip(window)).to_contain_text("1 not sent. 0 credits used")
    expect(steps.row(window, "Ines Candidate")).to_contain_text("Not sent")


def test_an_unknown_outcome_is_left_to_a_person(window: Page, carrier: SideDoor) -> None:
    text = "Nobody knows what became of this"
    steps.go_to_new_case(window, "Unconfirmed")
    before = steps.credits_left(window)
    carrier.behave(INES, answer="drop-before")

    send_now(window, text)

    expect(steps.strip(window)).to_contain_text("1 unconfirmed. 0 credits used, 1 reserved")
    row = steps.row(window, "Ines Candidate")
    expect(row).to_contain_text("Unconfirmed")
    expect(steps.balance(window)).to_have_text(f"{before - 1} credits")
    row.get_by_role("button", name="Why?", exact=True).click()
    expect(row).to_contain_text("may or may not have been sent")

    row.get_by_role("button", name="Count it as not sent", exact=True).click()

    expect(row).to_contain_text("Not sent")
    expect(steps.balance(window)).to_have_text(f"{before} credits")
    tried = [one for one in carrier.requests() if text in str(one["body"])]
    assert len(tried) == 1


def test_two_clicks_send_once(window: Page, carrier: SideDoor) -> None:
    text = "Pressed twice in a hurry"
    steps.go_to_new_case(window, "Two clicks")
    before = steps.credits_left(window)
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)

    dialog.get_by_role("button", name="Send to 1", exact=True).dblclick()

    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_contain_text("1 of 1 SMS delivered")
    expect(steps.balance(window)).to_have_text(f"{before - 1} credits")
    assert [one["text"] for one in carrier.messages(INES) if one["text"] == text] == [text]


def test_sending_before_the_cost_was_shown_waits_for_it(window: Page, carrier: SideDoor) -> None:
    held: list[Route] = []
    steps.go_to_new_case(window, "Haste")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    window.route("**/contact/preview", lambda route: held.append(route))

    dialog.get_by_label("Message", exact=True).press_sequentially("Typed and sent at once")
    dialog.get_by_role("button", name="Send to 1", exact=True).click()
    expect(dialog).to_be_visible()
    window.route("**/contact/preview", lambda route: route.continue_())
    for route in held:
        route.continue_()

    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_contain_text("1 of 1 SMS delivered")
    assert [one["text"] for one in carrier.messages(INES)][-1] == "Typed and sent at once"


@pytest.mark.parametrize("scripts", [True, False])
def test_back_and_reload_do_not_send_again(
    windows: Windows, carrier: SideDoor, scripts: bool
) -> None:
    text = f"Sent once, whatever one presses afterwards ({scripts})"
    window = windows.open(java_script_enabled=scripts)
    path = steps.go_to_new_case(window, f"Once {scripts}")
    identity = window.get_by_role("checkbox", name="Ines Candidate", exact=True).get_attribute(
        "value"
    )
    window.goto(f"{path}/contact?ids={identity}")
    send = window.get_by_role("button", name="Send to 1", exact=True)
    window.get_by_label("Message", exact=True).fill(text)
    if not scripts:
        window.get_by_role("button", name="Show cost", exact=True).click()
    send.click()
    window.get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_have_attribute("data-phase", re.compile("moving|done"))
    wait_until(lambda: text in [one["text"] for one in carrier.messages(INES)])
    before = steps.credits_left(window)

    window.reload()
    window.goto(f"{path}/contact?ids={identity}")
    window.go_back()
    window.go_back()
    window.go_forward()
    window.reload()

    window.goto(path)
    expect(steps.balance(window)).to_have_text(f"{before} credits")
    assert [one["text"] for one in carrier.messages(INES)].count(text) == 1


def test_a_session_that_ended_sends_nothing_and_leads_to_the_sign_in_page(
    windows: Windows, carrier: SideDoor
) -> None:
    windows.expected.append("status of 401")
    window = windows.open(RITA, afresh=True)
    steps.go_to_new_case(window, "Session")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Nobody is signed in any more")
    expect(dialog.get_by_text("1 credit for 1 candidate")).to_be_visible()
    end_session_elsewhere(window)

    steps.send(dialog, 1)

    expect(window).to_have_title("Sign in · Hej")
    assert "Nobody is signed in any more" not in str(carrier.messages(INES))


def test_a_text_outlives_the_server_that_was_to_count_it(
    windows: Windows, window: Page, demo: Demo
) -> None:
    windows.expected += ["net::ERR_", "Failed to fetch"]
    steps.go_to_new_case(window, "Restart")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    message = dialog.get_by_label("Message", exact=True)
    demo.stop()

    message.press_sequentially("Still here")
    expect(dialog.get_by_role("alert")).to_have_text(
        "The connection was lost. What you typed is kept."
    )
    dialog.get_by_role("button", name="Send to 1", exact=True).click()
    expect(message).to_have_value("Still here")
    demo.start()

    message.press_sequentially(" afterwards")
    expect(dialog.get_by_text("1 credit for 1 candidate")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()
    expect(steps.strip(window)).to_contain_text("1 of 1 SMS delivered")
    assert [one["text"] for one in demo.carrier.messages(INES)] == ["Still here afterwards"]


def send_now(window: Page, text: str) -> None:
    """Send this text to Ines, without waiting for the undo window."""
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()


def end_session_elsewhere(window: Page) -> None:
    """End the session as time does: the browser keeps its cookie, which is worth nothing now."""
    cookies = window.context.cookies()
    token = window.locator("meta[name=csrf-token]").get_attribute("content") or ""
    window.request.post("/sign-out", form={"csrf_token": token})
    window.context.clear_cookies()
    window.context.add_cookies(cookies)
