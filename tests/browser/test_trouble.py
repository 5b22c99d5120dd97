"""What goes wrong is said in words, and nothing is lost, sent twice or charged for nothing."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows, fill_in_sign_in
from tests.running import SideDoor, wait_until
from webapp.domain.demo import ADAM, RITA

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


@pytest.mark.parametrize("elsewhere", ["ended", "another tab"])
def test_a_text_outlives_the_session_and_is_found_where_it_was(
    windows: Windows, carrier: SideDoor, elsewhere: str
) -> None:
    text = f"Nobody is signed in any more ({elsewhere})"
    windows.expected += ["status of 401", "status of 400"]
    window = windows.open(RITA, afresh=True)
    path = steps.go_to_new_case(window, f"Session {elsewhere}")
    steps.choose(window, "Ines Candidate", "Isa Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()
    end_session_elsewhere(window, keep_cookie=elsewhere == "ended")

    steps.send(dialog, 2)
    expect(window).to_have_title("Sign in · Hej")
    fill_in_sign_in(window, RITA)

    expect(window).to_have_url(re.compile(f"{path}$"))
    expect(dialog).to_have_accessible_name("Contact 2 candidates")
    expect(dialog.get_by_label("Message", exact=True)).to_have_value(text)
    expect(dialog.get_by_text("What you wrote was kept.")).to_be_visible()
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()
    assert text not in str(carrier.messages(INES))
    steps.send(dialog, 2)
    expect(steps.strip(window)).to_contain_text("Sending to 2")
    steps.strip(window).get_by_role("button", name="Undo", exact=True).click()


def test_what_is_typed_after_the_session_ended_is_kept_too(windows: Windows) -> None:
    windows.expected.append("status of 401")
    window = windows.open(RITA, afresh=True)
    steps.go_to_new_case(window, "Typed late")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    end_session_elsewhere(window)

    steps.write(dialog, "Typed a moment too late")
    expect(window).to_have_title("Sign in · Hej")
    fill_in_sign_in(window, RITA)

    expect(dialog.get_by_label("Message", exact=True)).to_have_value("Typed a moment too late")


def test_an_email_outlives_the_session_with_its_subject(windows: Windows) -> None:
    windows.expected.append("status of 401")
    window = windows.open(RITA, afresh=True)
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)
    dialog.get_by_role("radio", name="E-mail", exact=True).check()
    dialog.get_by_label("Subject", exact=True).fill("About Monday")
    end_session_elsewhere(window)

    steps.write(dialog, "Typed a moment too late")
    expect(window).to_have_title("Sign in · Hej")
    fill_in_sign_in(window, RITA)

    expect(dialog.get_by_label("Subject", exact=True)).to_have_value("About Monday")
    expect(dialog.get_by_label("Message", exact=True)).to_have_value("Typed a moment too late")
    expect(dialog.get_by_text("No credits for 1 e-mail")).to_be_visible()


def test_a_form_outlives_the_session(windows: Windows) -> None:
    window = windows.open(RITA, afresh=True)
    path = steps.go_to_new_case(window, "A form")
    window.goto(f"{path}/applications/new")
    window.get_by_label("First name", exact=True).fill("Ottilia")
    window.get_by_label("Stage", exact=True).select_option("Offer")
    end_session_elsewhere(window)

    window.get_by_role("button", name="Add candidate", exact=True).click()
    expect(window).to_have_title("Sign in · Hej")
    fill_in_sign_in(window, RITA)

    expect(window.get_by_label("First name", exact=True)).to_have_value("Ottilia")
    window.get_by_role("button", name="Add candidate", exact=True).click()
    expect(steps.row(window, "Ottilia")).to_contain_text("Offer")
    # What was sent does not come back.
    window.goto(f"{path}/applications/new")
    expect(window.get_by_label("First name", exact=True)).to_have_value("")


def test_nobody_else_finds_what_somebody_wrote(windows: Windows) -> None:
    windows.expected.append("status of 401")
    window = windows.open(RITA, afresh=True)
    path = steps.go_to_new_case(window, "Not yours")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    end_session_elsewhere(window)
    steps.write(dialog, "Only for Rita's eyes")
    expect(window).to_have_title("Sign in · Hej")

    fill_in_sign_in(window, ADAM)

    expect(window).to_have_url(re.compile(f"{path}$"))
    expect(steps.row(window, "Ines Candidate")).to_be_visible()
    expect(window.get_by_text("1 selected")).to_be_hidden()
    expect(window.get_by_role("dialog")).to_have_count(0)


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


def end_session_elsewhere(window: Page, *, keep_cookie: bool = True) -> None:
    """End the session: as time does, so that the browser keeps its cookie, which is worth nothing
    now; or as signing out in another tab does.
    """
    cookies = window.context.cookies()
    token = window.locator("meta[name=csrf-token]").get_attribute("content") or ""
    window.request.post("/sign-out", form={"csrf_token": token})
    if not keep_cookie:
        return
    window.context.clear_cookies()
    window.context.add_cookies(cookies)
