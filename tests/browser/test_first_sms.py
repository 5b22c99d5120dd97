"""From an empty database to the first SMS: one command, and then the browser alone."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import steps
from tests.browser.axe import Check
from tests.browser.conftest import WAIT_MS
from tests.browser.demo import PASSWORD
from tests.browser.windows import Windows, sign_in
from tests.cli import hej
from tests.running import WAIT_S, Carrier, running_simulator, wait_until
from webapp.domain.demo import Account

pytestmark = pytest.mark.xdist_group("browser")

ADA = Account("ada@example.org", "Ada Administrator", "", "administrator")
IVO = Account("ivo@example.org", "Ivo Invited", "", "invited")
MOBILE = "070-174 06 71"
SIGNATURE_SECRET = "a signature secret of enough length"


class Empty(NamedTuple):
    """An installation in which there is one administrator and nothing else."""

    url: str
    carrier: Carrier


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Empty]:
    """What `hej migrate` and `hej create-admin` leave, served, with a carrier and a mail server."""
    port = str(hej.free_port())
    url = f"http://127.0.0.1:{port}"
    with running_simulator(
        callback_url=url, signature_secret=SIGNATURE_SECRET, api_key="key", api_secret="secret"
    ) as carrier:
        settings = {
            "SECRET_KEY": hej.SECRET_KEY,
            "DATABASE_URL": "sqlite:///hej.db",
            "BASE_URL": url,
            "VONAGE_API_KEY": "key",
            "VONAGE_API_SECRET": "secret",
            "VONAGE_SIGNATURE_SECRET": SIGNATURE_SECRET,
            "VONAGE_API_HOST": carrier.host,
            "SMTP_URL": carrier.smtp_url,
            "MAIL_FROM": "hej@example.org",
        }
        assert hej.run("migrate", folder=tmp_path, **settings).returncode == 0
        made = hej.run(
            *("create-admin", ADA.email, "--organisation", "Coast hospital"),
            *("--name", ADA.name, "--password-stdin"),
            folder=tmp_path,
            said=f"{PASSWORD}\n",
            **settings,
        )
        assert made.returncode == 0, made.stderr
        with hej.running("serve", "--port", port, folder=tmp_path, **settings) as server:
            server.wait_for("Listening at")
            wait_until(lambda: is_ready(int(port)), WAIT_S)
            yield Empty(url, carrier)


@pytest.fixture
def people(chromium: Browser, empty: Empty) -> Iterator[Windows]:
    """Windows on this installation."""
    windows = Windows(chromium, empty.url, {}, WAIT_MS)
    yield windows
    windows.close()


def test_one_command_and_then_the_browser_alone(people: Windows, empty: Empty) -> None:
    admin = people.open(None)
    sign_in(admin, ADA)
    set_up_the_organisation(admin)
    invite(admin, make_an_access_group(admin))
    write_a_template(admin)
    refill(admin)

    ivo = people.open(None)
    accept(ivo, link_to(empty, IVO.email, "welcome"))
    add_a_candidate(ivo)
    send_the_template(ivo)

    [message] = wait_until(lambda: empty.carrier.messages(), WAIT_S)
    assert (message["from"], message["text"]) == ("CoastHosp", "Hi Ines, can you come on Monday?")
    expect(steps.row(ivo, "Ines Candidate")).to_contain_text("Delivered")
    admin.goto("/admin/organisations/1/edit/credits")
    expect(steps.balance(admin)).to_have_text("99 credits")


def test_the_pages_behind_links_in_mails(people: Windows, empty: Empty, check: Check) -> None:
    people.expected.append("status of 422")
    admin = people.open(None)
    sign_in(admin, ADA)
    admin.goto("/admin/organisations/1/edit")
    invite(admin, make_an_access_group(admin))
    guest = people.open(None, viewport={"width": 320, "height": 640})

    guest.goto(link_to(empty, IVO.email, "welcome"))
    check(guest)
    press(guest, "Begin")
    expect(guest.get_by_text("Choose a password")).to_be_visible()
    check(guest)
    ask_for_a_new_password(guest, ADA)
    guest.goto(link_to(empty, ADA.email, "new-password"))
    check(guest)


def test_a_password_that_was_forgotten_is_chosen_anew(people: Windows, empty: Empty) -> None:
    window = people.open(None)
    ask_for_a_new_password(window, ADA)

    window.goto(link_to(empty, ADA.email, "new-password"))
    window.get_by_label("New password", exact=True).fill("another horse in a field")
    press(window, "Save")
    window.get_by_label("E-mail", exact=True).fill(ADA.email)
    window.get_by_label("Password", exact=True).fill("another horse in a field")
    press(window, "Sign in")

    window.wait_for_url("**/cases")


def ask_for_a_new_password(window: Page, who: Account) -> None:
    """Say that one has forgotten it."""
    window.goto("/sign-in")
    window.get_by_role("link", name="Forgot your password?").click()
    window.get_by_label("E-mail", exact=True).fill(who.email)
    press(window, "Send the e-mail")
    expect(window.get_by_text("an e-mail is on its way")).to_be_visible()


def set_up_the_organisation(window: Page) -> None:
    """Say from whom SMS come."""
    window.get_by_role("link", name="Admin", exact=True).click()
    window.get_by_role("link", name="Coast hospital", exact=True).click()
    tab(window, "Sending").click()
    window.get_by_label("Sender", exact=True).fill("CoastHosp")
    window.get_by_label("From", exact=True).fill("08:00")
    window.get_by_label("To", exact=True).fill("08:00")
    press(window, "Save")
    expect(window.get_by_text("Saved.")).to_be_visible()


def make_an_access_group(window: Page) -> str:
    """One that may do what a recruiter may; its name."""
    tab(window, "Access groups").click()
    window.get_by_role("link", name="Copy Recruiter", exact=True).click()
    window.get_by_label("Name", exact=True).fill("Ward managers")
    press(window, "Create access group")
    return "Ward managers"


def invite(window: Page, group: str) -> None:
    """Invite somebody with this access group."""
    tab(window, "Users").click()
    window.get_by_role("link", name="Invite user", exact=True).click()
    window.get_by_label("Name", exact=True).fill(IVO.name)
    window.get_by_label("E-mail", exact=True).fill(IVO.email)
    window.get_by_label("Access group", exact=True).select_option(group)
    press(window, "Invite")
    expect(window.get_by_text(f"An invitation goes to {IVO.email}.")).to_be_visible()
    expect(steps.row(window, IVO.name)).to_contain_text("Invited")


def write_a_template(window: Page) -> None:
    """A text to contact candidates with."""
    tab(window, "Candidate contact").click()
    window.get_by_role("link", name="New template").first.click()
    window.get_by_label("Name", exact=True).fill("Monday")
    window.get_by_label("Message", exact=True).fill("Hi %FIRSTNAME%, can you come on Monday?")
    press(window, "Save template")


def refill(window: Page) -> None:
    """Book a hundred credits."""
    tab(window, "Credits").click()
    window.get_by_role("link", name="Book a refill").click()
    window.get_by_label("Credits", exact=True).fill("100")
    window.get_by_label("Reference", exact=True).fill("The first hundred")
    press(window, "Book the refill")
    expect(steps.balance(window)).to_have_text("100 credits")


def accept(window: Page, link: str) -> None:
    """Answer an invitation."""
    window.goto(link)
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    press(window, "Begin")
    window.wait_for_url("**/cases")


def add_a_candidate(window: Page) -> None:
    """Make a case, and somebody who applies to it."""
    window.get_by_role("link", name="Make the first case").click()
    window.get_by_label("Title", exact=True).fill("Night nurse")
    window.get_by_label("Reference", exact=True).fill("N-1")
    press(window, "Create case")
    window.get_by_role("link", name="Add one").click()
    window.get_by_label("First name", exact=True).fill("Ines")
    window.get_by_label("Last name", exact=True).fill("Candidate")
    window.get_by_label("Mobile number", exact=True).fill(MOBILE)
    press(window, "Add candidate")


def send_the_template(window: Page) -> None:
    """Select the candidate, and send the prepared text."""
    steps.choose(window, "Ines Candidate")
    dialog = steps.open_contact_window(window)
    dialog.get_by_label("Template", exact=True).select_option("Monday")
    expect(dialog.get_by_label("Message", exact=True)).to_have_value(re.compile("on Monday"))
    steps.send(dialog, 1)


def is_ready(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def link_to(empty: Empty, address: str, where: str) -> str:
    """The link in the e-mail that reached somebody."""
    [mail] = wait_until(lambda: empty.carrier.mails(address), WAIT_S)
    found = re.search(rf"{empty.url}/{where}/\S+", mail["text"])
    assert found, mail
    return found[0]


def tab(window: Page, name: str) -> Locator:
    """One of the tabs of an organisation."""
    return window.get_by_role("main").get_by_role("link", name=name, exact=True)


def press(window: Page, name: str) -> None:
    """Press a button."""
    window.get_by_role("button", name=name, exact=True).click()
