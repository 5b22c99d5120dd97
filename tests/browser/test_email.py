"""Writing e-mail in the contact window: the switch, e-mail instead, and what arrives."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows
from tests.running import wait_until
from webapp.domain.demo import ADAM
from webapp.domain.demo_emails import EMAIL_TEMPLATES

pytestmark = pytest.mark.xdist_group("browser")

TEXT = "Hi %FIRSTNAME%, can you come on Friday? Łukasz"


def test_switching_keeps_what_was_written_and_shows_it_as_it_arrives(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek", "Tuva Li")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, TEXT)
    message = dialog.get_by_label("Message", exact=True)
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()

    dialog.get_by_role("radio", name="E-mail", exact=True).check()
    subject = dialog.get_by_label("Subject", exact=True)
    subject.fill("Friday, ")
    dialog.get_by_role("button", name="First name", exact=True).click()

    expect(subject).to_have_value("Friday, %FIRSTNAME%")
    expect(message).to_have_value(TEXT)
    preview = dialog.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Friday, Göran")
    expect(preview).to_contain_text("replies go to rita@example.org")
    expect(dialog.get_by_text("No credits for 2 e-mails")).to_be_visible()

    dialog.get_by_role("radio", name="SMS", exact=True).check()
    expect(dialog.get_by_text("2 credits for 2 candidates")).to_be_visible()
    expect(message).to_have_value(TEXT)
    dialog.get_by_role("radio", name="E-mail", exact=True).check()

    expect(subject).to_have_value("Friday, %FIRSTNAME%")


def test_the_switch_is_worked_by_keys(window: Page) -> None:
    window.goto(steps.NURSES)
    steps.choose(window, "Göran Ek")
    dialog = steps.open_contact_window(window)

    dialog.get_by_role("radio", name="SMS", exact=True).focus()
    window.keyboard.press("ArrowRight")

    expect(dialog.get_by_label("Subject", exact=True)).to_be_visible()
    expect(dialog.get_by_role("radio", name="E-mail", exact=True)).to_be_focused()


def test_a_template_brings_its_subject_and_the_mail_arrives(window: Page, demo: Demo) -> None:
    name, _purpose, _subject, _text = EMAIL_TEMPLATES[0]
    window.goto(steps.NURSES)
    before = steps.credits_left(window)
    steps.choose(window, "Wanja Quist")
    dialog = steps.open_contact_window(window)

    dialog.get_by_role("radio", name="E-mail", exact=True).check()
    # An SMS template is called the same.
    expect(dialog.get_by_label("Subject", exact=True)).to_be_visible()
    dialog.get_by_label("Template", exact=True).select_option(name)
    expect(dialog.get_by_label("Subject", exact=True)).to_have_value(EMAIL_TEMPLATES[0][2])
    steps.send(dialog, 1)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()

    expect(steps.strip(window)).to_contain_text("1 of 1 e-mail sent")
    expect(steps.row(window, "Wanja Quist")).to_contain_text("E-mail sent")
    expect(steps.balance(window)).to_have_text(f"{before} credits")
    [mail] = demo.carrier.mails("wanja.quist@example.org")
    assert mail["subject"] == "Thank you for applying for Registered nurse, emergency care"
    window.get_by_role("link", name="Wanja Quist", exact=True).click()
    window.get_by_role("link", name="Conversation", exact=True).click()
    expect(window.get_by_role("list").filter(has_text=mail["subject"])).to_be_visible()
    window.get_by_role("link", name="Write an e-mail", exact=True).click()
    expect(window.get_by_role("radio", name="E-mail", exact=True)).to_be_checked()


def test_email_instead_reaches_those_whom_sms_cannot_in_one_send(window: Page, demo: Demo) -> None:
    window.goto(steps.NURSES)
    before = steps.credits_left(window)
    steps.choose(window, "Ulf Üxküll", "Lena Landlinje", "Stina Stopp")
    dialog = steps.open_contact_window(window)
    steps.write(dialog, "Hi %FIRSTNAME%, can you come on Sunday?")
    expect(dialog.get_by_role("button", name="Send to 1", exact=True)).to_be_visible()

    dialog.get_by_label("E-mail instead to 2 candidates whom SMS cannot reach").check()
    dialog.get_by_label("Subject", exact=True).fill("Sunday")

    expect(dialog.get_by_text("1 credit for 3 candidates")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text="Stina Stopp")).to_contain_text(
        "SMS stopped: e-mail"
    )
    steps.send(dialog, 3)
    steps.strip(window).get_by_role("button", name="Send now", exact=True).click()

    strip = steps.strip(window)
    expect(strip).to_contain_text("1 of 1 SMS delivered, 2 of 2 e-mails sent")
    expect(steps.balance(window)).to_have_text(f"{before - 1} credits")
    for address in ("lena.landlinje@example.org", "stina.stopp@example.org"):
        wait_until(lambda address=address: "Sunday" in _subjects(demo, address))


def test_without_javascript_it_is_a_page_for_each_step(windows: Windows, demo: Demo) -> None:
    plain = windows.open(java_script_enabled=False)
    plain.goto(f"{steps.NURSES}/contact?ids=9-12&text=Hi+%25FIRSTNAME%25")
    plain.get_by_label("E-mail instead to 3 candidates whom SMS cannot reach").check()
    plain.get_by_role("button", name="Apply", exact=True).click()
    plain.get_by_label("Subject", exact=True).fill("About Monday")
    plain.get_by_role("button", name="Show cost", exact=True).click()
    expect(plain.get_by_text("2 credits for 4 candidates")).to_be_visible()

    plain.get_by_role("radio", name="E-mail", exact=True).check()
    plain.get_by_role("button", name="Switch", exact=True).click()

    expect(plain.get_by_text("No credits for 4 e-mails")).to_be_visible()
    expect(plain.get_by_label("Subject", exact=True)).to_have_value("About Monday")
    expect(plain.get_by_label("Message", exact=True)).to_have_value("Hi %FIRSTNAME%")


def test_an_administrator_writes_a_template_of_email(windows: Windows) -> None:
    page = windows.open(ADAM)
    page.goto("/admin/organisations/2/templates/new")
    page.get_by_label("Name", exact=True).fill("Welcome by e-mail")
    page.get_by_label("Message", exact=True).fill("Dear %FIRSTNAME%")

    page.get_by_role("radio", name="E-mail", exact=True).check()
    page.get_by_label("Subject", exact=True).fill("Welcome, %FIRSTNAME%")

    expect(page.get_by_role("region", name="Preview")).to_contain_text("Welcome, Kim")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Welcome by e-mail")
    page.get_by_role("button", name="Save template", exact=True).click()
    expect(page.get_by_role("row", name="Welcome by e-mail")).to_contain_text("No credits")


def _subjects(demo: Demo, address: str) -> list[str]:
    return [one["subject"] for one in demo.carrier.mails(address)]
