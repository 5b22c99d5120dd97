"""What the contact window says while one writes, and what it lets one do."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.running import wait_until
from webapp.domain.demo import RITA
from webapp.domain.demo_past import THANKS

pytestmark = pytest.mark.xdist_group("browser")

SKIPPED = {
    "Britta Utannummer": "No mobile number",
    "Kalle Kortnummer": "Not a mobile number",
    "Stina Stopp": "SMS stopped",
    "Suvi Suomalainen": "SMS to this country is not allowed",
    "Vilma Tvilling": "The same number as Viktor Tvilling",
}
PASTED = "Welcome day (pasted from a document)"


def test_dear_characters_are_marked_and_replaced_and_the_saving_is_true(
    window: Page, demo: Demo
) -> None:
    window.goto(steps.NURSES)
    before = steps.credits_left(window)
    steps.choose(window, "Göran Ek", "Tuva Li", "Wanja Quist")
    dialog = steps.open_contact_window(window)

    dialog.get_by_label("Template", exact=True).select_option(PASTED)

    marks = dialog.locator("#ink-marks")
    expect(marks.locator("mark")).to_have_text(["“", "”", "–", "’", "–", "…"])
    expect(marks.locator("em")).to_have_text(["%FIRSTNAME%", "%RECRUITERNAME%"])
    expect(dialog.get_by_text("6 credits for 3 candidates")).to_be_visible()

    dialog.get_by_role("button", name="Replace and save 3 credits", exact=True).click()

    message = dialog.get_by_label("Message", exact=True)
    expect(dialog.get_by_text("3 credits for 3 candidates")).to_be_visible()
    expect(message).to_have_value(
        'Hi %FIRSTNAME%, your "welcome day" is on Monday, 8-12. '
        "It's at the main entrance - bring your ID... /%RECRUITERNAME%"
    )
    expect(message).to_be_focused()
    expect(marks.locator("mark")).to_have_count(0)

    steps.send(dialog, 3)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()

    expect(steps.strip(window)).to_contain_text("3 of 3 SMS delivered")
    expect(steps.balance(window)).to_have_text(f"{before - 3} credits")
    sent = [one for one in demo.carrier.messages() if '"welcome day"' in one["text"]]
    assert [one["sms"] for one in sent] == [1, 1, 1]


def test_parameters_are_written_where_the_cursor_stands(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)
    message = dialog.get_by_label("Message", exact=True)
    message.press_sequentially("Hello , come to ")

    dialog.get_by_role("button", name="More", exact=True).click()
    dialog.get_by_role("button", name="Organisation", exact=True).click()
    message.press("Home")
    for _ in "Hello ":
        message.press("ArrowRight")
    dialog.get_by_role("button", name="First name", exact=True).click()

    expect(message).to_have_value("Hello %FIRSTNAME%, come to %ORGANISATION%")
    expect(message).to_be_focused()
    expect(dialog.get_by_role("region", name="Preview")).to_contain_text(
        "Hello Göran, come to Emergency care"
    )

    message.press("Control+z")

    expect(message).to_have_value("Hello , come to %ORGANISATION%")


def test_an_unknown_parameter_is_named_and_nothing_can_be_sent(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)
    send = dialog.get_by_role("button", name="Send to 1", exact=True)

    steps.write(dialog, "Hi %FIRSTNAM%, come and see us")

    expect(dialog.locator("#problems")).to_contain_text("%FIRSTNAM% is not a parameter.")
    expect(dialog.locator("#ink-marks del")).to_have_text("%FIRSTNAM%")
    expect(send).to_be_disabled()
    expect(send).to_have_accessible_description(
        "%FIRSTNAM% is not a parameter. Choose one above the message, or remove it."
    )
    send.click(force=True)
    expect(dialog).to_be_visible()

    steps.write(dialog, "Hi %firstname%, come and see us")

    expect(send).to_be_enabled()
    expect(dialog.get_by_text("is not a parameter")).to_have_count(0)


def test_a_name_that_makes_a_text_dearer_is_shown_with_its_letter(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek", "Łucja Żywiecka")
    dialog = steps.open_contact_window(window)

    steps.write(
        dialog,
        "Hi %FIRSTNAME%, we would like to hear from you about your next shifts. /%RECRUITERNAME%",
    )

    expect(dialog.get_by_text("3 credits for 2 candidates")).to_be_visible()
    expect(dialog.get_by_text("Up to 2 SMS, for Łucja Żywiecka")).to_be_visible()
    dearer = dialog.get_by_role("listitem").filter(has_text="Łucja Żywiecka")
    expect(dearer).to_contain_text("Ł in the name needs Unicode")
    expect(dearer).to_contain_text("2 SMS")
    expect(dialog.locator(".bubble mark")).to_have_text("Ł")
    expect(dialog.get_by_role("listitem").filter(has_text="Göran Ek")).to_contain_text("1 SMS")


def test_whoever_is_skipped_is_shown_with_the_reason(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Viktor Tvilling", *SKIPPED)
    dialog = steps.open_contact_window(window)

    steps.write(dialog, "Only one of these gets it")

    for name, why in SKIPPED.items():
        skipped = dialog.get_by_role("listitem").filter(has_text=name)
        expect(skipped).to_contain_text(why)
        expect(skipped).to_contain_text("Skipped")
    expect(dialog.get_by_text("1 credit for 1 candidate")).to_be_visible()
    expect(dialog.get_by_role("button", name="Send to 1", exact=True)).to_be_enabled()


def test_each_candidates_own_text_can_be_looked_at(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek", "Tuva Li", "Wanja Quist")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Hi %FULLNAME%")
    preview = dialog.get_by_role("region", name="Preview")
    following = dialog.get_by_role("button", name="Next candidate", exact=True)
    expect(preview).to_contain_text("Hi Göran Ek")

    following.click()

    expect(preview).to_contain_text("To Tuva Li 2 of 3")
    expect(preview).to_contain_text("Hi Tuva Li")
    expect(following).to_be_focused()

    following.press("Enter")
    expect(preview).to_contain_text("Hi Wanja Quist")
    following.press("Enter")
    expect(preview).to_contain_text("Hi Göran Ek")
    dialog.get_by_role("button", name="Previous candidate", exact=True).click()
    expect(preview).to_contain_text("Hi Wanja Quist")
    dialog.get_by_role("listitem").get_by_role("button", name="Tuva Li").click()
    expect(preview).to_contain_text("Hi Tuva Li")


def test_a_template_takes_the_place_of_a_text_which_can_be_put_back(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)
    message = dialog.get_by_label("Message", exact=True)
    message.press_sequentially("My own words")

    dialog.get_by_label("Template", exact=True).select_option("Thank you for applying")
    expect(message).to_have_value(THANKS)
    dialog.get_by_role("button", name="Put my text back", exact=True).click()

    expect(message).to_have_value("My own words")
    expect(message).to_be_focused()
    expect(dialog.get_by_role("region", name="Preview")).to_contain_text("My own words")


def test_a_test_reaches_ones_own_phone_and_the_writing_goes_on(window: Page, demo: Demo) -> None:
    text = "Hi %FIRSTNAME%, a test of one's own"
    window.goto(steps.NURSES)
    before = steps.credits_left(window)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)

    dialog.get_by_role("button", name="Send a test to me").click()

    expect(dialog.get_by_text("A test is on its way to +46 70 174 06 99.")).to_be_visible()
    expect(dialog.get_by_label("Message", exact=True)).to_have_value(text)
    expect(dialog.get_by_text(f"Balance {before - 1} becomes {before - 2}")).to_be_visible()
    wait_until(lambda: demo.carrier.messages(RITA.phone))
    assert [one["text"] for one in demo.carrier.messages(RITA.phone)] == [
        "Hi Rita, a test of one's own"
    ]


def test_the_same_text_to_the_same_person_is_asked_about(window: Page) -> None:
    text = "The same text twice"
    steps.go_to_new_case(window, "Twice")
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, text)
    steps.send(dialog, 1)
    expect(dialog).to_be_hidden()
    steps.choose(window, "Ines Candidate", "Ivar Candidate")
    steps.open_contact_window(window)

    steps.write(dialog, text)

    expect(dialog.get_by_role("button", name="Send to 1", exact=True)).to_be_enabled()
    skipped = dialog.get_by_role("listitem").filter(has_text="Ines Candidate")
    expect(skipped).to_contain_text("You sent this text a moment ago")

    dialog.get_by_role("checkbox", name="Send to them anyway", exact=True).check()

    expect(dialog.get_by_role("button", name="Send to 2", exact=True)).to_be_enabled()
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()

    window.reload()
    steps.take_back(window)
