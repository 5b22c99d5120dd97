"""What somebody may write or send to do harm: scripts, wildcards, redirects, floods."""

import csv
import io

import pytest

from tests import make
from tests.cast import PASSWORD, Cast
from tests.client import Client
from tests.web import worlds
from webapp.domain import receipts, replies
from webapp.domain.people import Person
from webapp.gateways.sms import InboundText, Receipt, ReceiptStatus
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import Application, Case, Message, Note, Organisation, User
from webapp.web.writing import MOST_TYPED

SCRIPT = "<script>alert(1)</script>"
QUOTES = "\"'><img src=x onerror=alert(1)>"
MEGABYTE = 1024 * 1024


@pytest.fixture
def poisoned(cast: Cast) -> worlds.World:
    """Alma's world, with a script wherever anybody can write one."""
    world = worlds.build(cast.alma)
    for bad, application_id in zip((SCRIPT, QUOTES), world.application_ids, strict=False):
        Application.update(
            first_name=bad, last_name=QUOTES, town=bad, email=bad, mobile_typed=bad, mobile=""
        ).where(Application.id == application_id).execute()
    Case.update(title=SCRIPT, location=SCRIPT).execute()
    Case.update(reference=QUOTES).where(Case.id == world.case.id).execute()
    User.update(name=QUOTES).where(User.id == cast.alma.id).execute()
    Organisation.update(name=SCRIPT, sender="<b>", csm_name=SCRIPT, csm_email=QUOTES).execute()
    make.template(Organisation.get_by_id(world.case.organisation_id), QUOTES, SCRIPT + QUOTES)
    replies.reply_came(InboundText("in-1", "+46701740607", "+46701740699", SCRIPT, clock.now()))
    Note.update(text=SCRIPT + QUOTES).execute()
    Message.update(state="refused", carrier_words=SCRIPT).where(
        Message.id == world.unconfirmed.id
    ).execute()
    return world


def test_what_people_wrote_is_shown_and_never_run(as_alma: Client, poisoned: worlds.World):
    case_id = poisoned.case.id
    pages = [
        as_alma.get("cases.index", q=SCRIPT),
        as_alma.get("cases.index"),
        as_alma.get("cases.show", case_id=case_id),
        as_alma.get("cases.show", case_id=case_id, q=QUOTES),
        as_alma.hx.get("cases.show", case_id=case_id, sort=QUOTES, direction=SCRIPT, show=SCRIPT),
        as_alma.get("editing.edit", case_id=case_id),
        as_alma.get("applications.edit", application_id=poisoned.application_ids[0]),
        as_alma.get("applications.resolve", case=case_id, mobile=SCRIPT),
        as_alma.get("imports.show", case_id=case_id),
        as_alma.get("contact.show", case_id=case_id, ids="1-9", text=QUOTES + SCRIPT),
        as_alma.hx.post(
            "contact.preview", {"ids": "1-9", "text": SCRIPT + QUOTES}, case_id=case_id
        ),
        *(
            as_alma.get(view, case_id=case_id, application_id=one)
            for view in ("candidate.show", "conversation.show", "notes.index")
            for one in poisoned.application_ids
        ),
        as_alma.get("auth.preferences"),
        as_alma.open(f"/{SCRIPT}"),
    ]

    assert {page.status for page in pages} == {200, 404}
    for page in pages:
        assert SCRIPT not in page.body
        assert "<img" not in page.body
    assert SCRIPT in pages[1].text
    assert SCRIPT in pages[2].one("tbody").text
    assert QUOTES in pages[2].one("tbody").text
    assert SCRIPT in pages[9].one("p.bubble").text


def test_a_script_in_a_file_is_shown_in_its_report_and_not_run(as_alma: Client, cast: Cast):
    case = make.case(cast.alma)
    written = io.StringIO()
    csv.writer(written).writerows([("First name", "Mobile"), (SCRIPT, QUOTES)])
    file = io.BytesIO(written.getvalue().encode())

    page = as_alma.post("imports.run", {"file": (file, SCRIPT)}, case_id=case.id)

    assert page.status == 200
    assert SCRIPT not in page.body
    assert "<img" not in page.body


def test_a_value_is_never_expanded_again(as_alma: Client, alma: Person):
    case = make.case(alma, title="%FIRSTNAME% {{ 7*7 }} {0.__class__}")
    who = make.application(case, first_name="%RECRUITERNAME%", last_name="{{ config }}")

    page = as_alma.get("contact.show", case_id=case.id, ids=who.id, text="%FULLNAME%: %CASETITLE%")

    assert page.one("p.bubble").text == (
        "%RECRUITERNAME% {{ config }}: %FIRSTNAME% {{ 7*7 }} {0.__class__}"
    )


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", "%' OR '1'='1"])
def test_searching_finds_these_letters_and_does_not_obey_them(
    as_alma: Client, alma: Person, words: str
):
    case = make.case(alma, title="Nurse")
    make.candidates(case, 2)

    assert as_alma.get("cases.show", case_id=case.id, q=words).has("h2", "Nobody matches")
    assert as_alma.get("cases.index", q=words).has("h2", "No case matches")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\t//evil.example",
        "/\r\n//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/cases\r\nSet-Cookie: hej=stolen",
        "evil.example",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(anybody: Client, cast: Cast, wanted: str):
    answer = anybody.sign_in(cast.alma.email, PASSWORD, next=wanted)

    assert answer.status == 303
    assert answer.location.startswith("/cases")
    assert not any("stolen" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("view", ["imports.run", "contact.send", "auth.save_preferences"])
def test_too_much_is_refused_in_words(as_alma: Client, alma: Person, view: str):
    case = make.case(alma)
    before = worlds.dump()
    values = {} if view.startswith("auth.") else {"case_id": case.id}

    answer = as_alma.open(as_alma.url(view, **values), "POST", bytes(17 * MEGABYTE))

    assert answer.status == 413
    assert answer.one("h1").text == "This is too large"
    assert "10 MB" in answer.one("main").text
    assert worlds.dump() == before


@pytest.mark.parametrize(
    "path",
    ["/b/x/booking", "/b/x/proposal", "/stop/x", "/sign-in", "/webhooks/vonage/status", "/nowhere"],
)
def test_strangers_have_little_read(anybody: Client, path: str):
    fields = {"content_type": "application/x-www-form-urlencoded"}

    answer = anybody.open(path, "POST", b"a&" * MEGABYTE, **fields)

    assert answer.status == 413


def test_a_large_file_after_the_session_ended_leads_to_signing_in(
    as_alma: Client, anybody: Client, alma: Person
):
    case = make.case(alma)

    answer = anybody.open(as_alma.url("imports.run", case_id=case.id), "POST", bytes(MEGABYTE))

    assert answer.status == 302
    assert answer.location.startswith("/sign-in")


def test_a_text_of_megabytes_is_cut_before_anything_is_made_of_it(as_alma: Client, alma: Person):
    case = make.case(alma)
    ids = make.candidates(case, 30)
    values = {"text": "%FULLNAME%" * (MEGABYTE // 10), "ids": ids}

    answer = as_alma.post("contact.preview", values, case_id=case.id)

    assert answer.status == 200
    assert len(answer.one("textarea").raw_text) == MOST_TYPED


def test_a_reason_from_the_carrier_is_a_text_and_no_page(as_alma: Client, alma: Person):
    case = make.case(alma)
    make.credits(case, 5)
    [message] = make.departed(case, alma, [make.application(case).id])
    receipts.receipt_came(_undeliverable(message.client_ref))

    page = as_alma.get("cases.show", case_id=case.id)

    assert SCRIPT in page.one("div.hint").text
    assert SCRIPT not in page.body


@pytest.mark.parametrize("bad", ["\x00", "a\x00b"])
def test_a_letter_that_no_browser_sends_is_refused(as_alma: Client, alma: Person, bad: str):
    case = make.case(alma)

    answers = [
        as_alma.get("cases.show", case_id=case.id, q=bad),
        as_alma.post("applications.create", {"first_name": bad}, case_id=case.id),
        as_alma.post("contact.send", {"ids": [1, bad], "text": "Hi"}, case_id=case.id),
    ]

    assert {answer.status for answer in answers} == {400}


@pytest.mark.parametrize("bad", ["\u202e", "\ufeff", "é" * 300])
def test_strange_letters_in_a_name_do_no_harm(as_alma: Client, alma: Person, bad: str):
    case = make.case(alma)

    answer = as_alma.post(
        "applications.create", {"first_name": f"Ines{bad}", "stage": "applied"}, case_id=case.id
    )

    assert answer.status in (303, 422)
    assert as_alma.get("cases.show", case_id=case.id).status == 200
    assert {one.first_name for one in Application.select()} <= {"Ines"}


def _undeliverable(client_ref: str) -> Receipt:
    return Receipt(
        carrier_id="c-1",
        client_ref=client_ref,
        status=ReceiptStatus.UNDELIVERABLE,
        code="1",
        detail=say(SCRIPT),
        price=None,
        currency="",
        segments=None,
        at=clock.now(),
    )
