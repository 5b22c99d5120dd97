"""The contact window: what would be sent, to whom, and at what cost."""

import time

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.contact import pages
from tests.tree import fields_of
from webapp.contact import views
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Batch, Message, Organisation, User


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 100 credits to spend."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


def test_the_window_is_a_page_and_a_dialog_with_the_same_content(as_alma: Client, case: CaseFacts):
    ids = make.candidates(case, 2)

    page = pages.opened(as_alma, case, ids)
    dialog = pages.opened(as_alma.hx, case, ids)

    assert page.one("title").text == "Contact 2 candidates · Nurse · Hej"
    assert page.one("h1").text == dialog.one("h2").text == "Contact 2 candidates"
    assert dialog.elements[0].tag == "dialog"
    assert page.one("#live").text == dialog.one("#live").text
    assert page.one("#by-sms").attributes.keys() >= {"checked"}


@pytest.mark.parametrize(
    ("text", "left", "cost"),
    [
        ("x" * 160, "0 characters left in this SMS", 2),
        ("x" * 161, "145 characters left in SMS 2", 4),
        ("€" * 80, "0 characters left in this SMS", 2),
        ("ł" + "x" * 69, "0 characters left in this SMS", 2),
        ("ł" + "x" * 70, "63 characters left in SMS 2", 4),
    ],
)
def test_the_meter_counts_by_the_standard(
    as_alma: Client, case: CaseFacts, text: str, left: str, cost: int
):
    page = pages.opened(as_alma, case, make.candidates(case, 2))

    live = pages.typed(as_alma, page, text)

    assert left in live.one("p.room").text
    assert pages.price(live) == cost
    assert pages.after(live) == f"Balance 100 becomes {100 - cost}"
    assert live.one("button#send").text == "Send to 2"


def test_each_text_is_shown_as_it_will_be_read_split_where_it_splits(
    as_alma: Client, case: CaseFacts
):
    page = pages.opened(as_alma, case, make.candidates(case, 3))
    text = "Hi %firstname%, about %CASETITLE%. /%RECRUITERNAME% " + "x" * 150

    second = pages.typed(as_alma, page, text, look=1)
    beyond = pages.typed(as_alma, page, text, look=99)

    assert second.one("p.bubble").text.startswith("Hi Candidate 1, about Nurse. /Alma Recruiter")
    assert len(second.one("p.bubble").all("b.cut")) == 1
    assert second.one("div.see-top").text == "To Candidate 1 Candidate 2 of 3"
    assert beyond.one("div.see-top").text == "To Candidate 2 Candidate 3 of 3"


def test_the_dearest_text_is_named_with_the_letter_that_makes_it_so(
    as_alma: Client, case: CaseFacts
):
    ids = make.candidates(case, 2)
    ids.append(make.application(case, "070-174 06 50", "Łukasz").id)
    page = pages.opened(as_alma, case, ids)

    live = pages.typed(as_alma, page, "Hi %FIRSTNAME%, " + "x" * 100)

    assert "Up to 2 SMS, for Łukasz Candidate" in live.one("p.room").text
    assert live.one("span.dearer").text == "2 SMS"
    assert live.one("ul.people").one("span.glyph").text == "Ł"
    assert pages.price(live) == 4


def test_everybody_who_cannot_be_reached_is_named_with_the_reason(
    as_alma: Client, case: CaseFacts, cast: Cast
):
    everybody = [
        make.application(case, mobile, name, "").id
        for mobile, name in (
            ("070-174 06 05", "Reached"),
            ("", "Without"),
            ("08-123 45 67", "Landline"),
            ("+47 401 23 456", "Abroad"),
            ("070-174 06 06", "Stopped"),
            ("070 174 06 05", "Twin"),
            ("070-174 06 07", "Busy"),
        )
    ]
    make.stop(case.root_id, "+46701740606", "STOP")
    make.batch(case, cast.cleo, everybody[-1:], "From Cleo")

    page = pages.opened(as_alma, case, everybody, "Hello")

    assert pages.skipped(page) == {
        "Without": "No mobile number",
        "Landline": "Not a mobile number",
        "Abroad": "SMS to this country is not allowed",
        "Stopped": "SMS stopped",
        "Twin": "The same number as Reached",
        "Busy": "Texted just now by Cleo Administrator",
    }
    assert page.one("button#send").text == "Send to 1"
    assert pages.price(page) == 1


def test_sms_to_a_dear_country_cost_what_was_agreed(as_alma: Client, case: CaseFacts):
    make.price(case, "NO", 4)
    ids = [make.application(case, number).id for number in ("070-174 06 05", "+47 401 23 456")]

    assert pages.price(pages.opened(as_alma, case, ids, "Hello")) == 5


def test_a_template_fills_the_text_with_and_without_htmx(as_alma: Client, case: CaseFacts):
    care = Organisation.get_by_id(case.organisation_id)
    template = make.template(care, "Hello", "Hi %FIRSTNAME%, from a template")
    inherited = make.template(Organisation.get_by_id(case.root_id), "From above", "Above")
    page = pages.opened(as_alma, case, make.candidates(case, 1), "mine")

    live = pages.typed(as_alma, page, "mine", template=template.id, chosen_template=1)
    plain = as_alma.submit(
        pages.form(page), page.one("button[name=chosen_template]"), template=inherited.id
    )

    assert [one.text for one in page.one("#template").all("option")] == [
        "No template",
        "From above",
        "Hello",
    ]
    assert live.one("hx-partial").one("textarea").raw_text == "Hi %FIRSTNAME%, from a template"
    assert plain.one("textarea").raw_text == "Above"
    assert plain.one("option[selected]").text == "From above"


def test_typing_does_not_send_the_text_back(as_alma: Client, case: CaseFacts):
    """Whoever types on while the answer is under way would lose letters."""
    page = pages.opened(as_alma, case, make.candidates(case, 1))

    live = pages.typed(as_alma, page, "Hello")

    assert not live.has("textarea")


def test_a_window_laid_out_for_sms_becomes_one_for_email_whoever_asks(
    as_alma: Client, case: CaseFacts
):
    """Whoever switches and types on at once: the later question must not keep the old fields."""
    page = pages.opened(as_alma, case, make.candidates(case, 1))
    form = pages.form(page)

    live = as_alma.hx.open(
        f"{form['action']}/preview",
        "POST",
        fields_of(form) | {"contact_type": "email", "text": "Hello"},
    )

    assert live.headers["HX-Retarget"] == "#contact-window"
    assert live.one("#subject-field").one("input")["name"] == "subject"
    assert live.one("textarea").raw_text == "Hello"


def test_the_replacement_saves_what_it_says(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 3), "Don’t – " + "x" * 100)

    button = page.one("button#replace")
    replaced = as_alma.submit(pages.form(page), button)
    live = pages.typed(as_alma, page, "Don’t – " + "x" * 100, replace=1)

    assert button.text == "Replace and save 3 credits"
    assert (pages.price(page), pages.price(replaced), pages.price(live)) == (6, 3, 3)
    assert replaced.one("textarea").raw_text == "Don't - " + "x" * 100
    assert live.one("textarea").raw_text == "Don't - " + "x" * 100


def test_a_letter_that_is_a_name_is_explained_and_not_replaced(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 1), "Dear Łukasz")

    assert page.one("ul.dear").one("span.glyph").text == "Ł"
    assert not page.has("button#replace")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi %FRSTNAME%", "%FRSTNAME% is not a parameter"),
        ("Hi %INVITELINK%", "%INVITELINK% is not a parameter"),
        ("   ", "Write a message first."),
    ],
)
def test_a_text_that_cannot_leave_says_why_and_is_kept(
    as_alma: Client, case: CaseFacts, text: str, words: str
):
    page = pages.opened(as_alma, case, make.candidates(case, 2))

    live = pages.typed(as_alma, page, text)
    refused = as_alma.submit(pages.form(page), text=text)
    in_dialog = as_alma.hx.submit(pages.form(page), text=text)

    assert live.one("button#send")["aria-disabled"] == "true"
    assert words in live.one("#problems").text
    for answer in (refused, in_dialog):
        assert answer.status == 422
        assert words in answer.one("#message-error").text
        assert answer.one("textarea")["aria-invalid"] == "true"
        assert answer.one("textarea").raw_text == text
    assert Batch.select().count() == 0


def test_whose_parameter_is_empty_is_skipped_and_the_others_are_not(
    as_alma: Client, case: CaseFacts
):
    ids = [
        make.application(case, f"070-174 06 {10 + i}", f"P{i}", last).id
        for i, last in enumerate(("Anders", ""))
    ]

    page = pages.opened(as_alma, case, ids, "Dear %LASTNAME%")

    assert pages.skipped(page) == {"P1": "%LASTNAME% is empty"}
    assert page.one("button#send").text == "Send to 1"


def test_without_a_telephone_of_ones_own_the_parameter_says_where_to_add_it(
    as_alma: Client, case: CaseFacts, alma: Person
):
    User.update(phone="").where(User.id == alma.id).execute()

    page = pages.opened(as_alma, case, make.candidates(case, 1), "Call %RECRUITERPHONE%")

    assert "Add your telephone number in Preferences" in page.one("#problems").text
    assert page.one("a.link")["href"] == "/preferences"
    assert not page.has("button#send-test")


def test_a_full_account_says_whom_to_ask_and_loses_nothing(as_alma: Client, case: CaseFacts):
    Organisation.update(
        csm_name="Sam Success", csm_email="sam@example.org", csm_phone="070-174 06 99"
    ).execute()
    text = "x" * 161
    page = pages.opened(as_alma, case, make.candidates(case, 60), text)

    refused = as_alma.submit(pages.form(page))
    words = refused.one("#problems").text
    make.credits(case, 20)
    sent = as_alma.submit(pages.form(refused))

    assert pages.after(page) == "Balance 100, 20 credits missing"
    assert refused.status == 422
    assert refused.one("textarea").raw_text == text
    for piece in ("20 are missing", "Sam Success", "sam@example.org", "070-174 06 99"):
        assert piece in words
    assert sent.status == 303
    assert Message.select().count() == 60


def test_without_a_success_manager_the_checklist_says_where_to_go(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 60), "x" * 161)

    assert "Admin, Organisation, Edit parent organisation, Credits tab" in page.text


def test_all_that_match_are_selected_by_what_matches_now(as_alma: Client, case: CaseFacts):
    make.candidates(case, 60)
    without = make.application(case, "", "Zelda")

    everybody = as_alma.get("contact.show", case_id=case.id, all=1)
    matching = as_alma.get("contact.show", case_id=case.id, all=1, show="no-mobile")
    found = as_alma.get("contact.show", case_id=case.id, all=1, q="zel cand")

    assert everybody.one("h1").text == "Contact 61 candidates"
    assert "and 11 more" in everybody.text
    assert matching.one("input[name=ids]")["value"] == str(without.id)
    assert found.one("h1").text == "Contact 1 candidate"


def test_nobody_selected_is_said(as_alma: Client, case: CaseFacts):
    page = as_alma.get("contact.show", case_id=case.id, text="Hello")

    refused = as_alma.submit(pages.form(page))

    assert page.one("h1").text == "Contact 0 candidates"
    assert refused.status == 422
    assert "Nobody among the selected can get this message" in refused.one("#message-error").text


def test_a_closed_case_writes_to_nobody(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 1), "Hello")
    as_alma.post("editing.close", case_id=case.id)

    refused = as_alma.submit(pages.form(page))

    assert refused.status == 422
    assert "closed" in refused.one("#message-error").text
    assert Message.select().count() == 0


def test_a_test_goes_to_oneself_and_the_window_stays(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 2), "Hi %FIRSTNAME%")

    tested = as_alma.submit(pages.form(page), page.one("button#send-test"))
    live = as_alma.hx.submit(pages.form(page), page.one("button#send-test"))

    told = "A test is on its way to +46 70 174 06 95. It uses 1 credit."
    assert told in tested.one("#sent-test").text
    assert tested.one("textarea").raw_text == "Hi %FIRSTNAME%"
    assert live.has("#sent-test")
    assert "credits-changed" in live.events
    # Pressed twice at once, it is one test.
    assert [(one.to, one.text) for one in Message.select()] == [("+46701740695", "Hi Alma")]


def test_a_double_click_is_one_test_at_any_moment(
    as_alma: Client, case: CaseFacts, monkeypatch: pytest.MonkeyPatch
):
    page = pages.opened(as_alma, case, make.candidates(case, 2), "Hi %FIRSTNAME%")

    border = (time.time() // views.DOUBLE_CLICK_S + 1) * views.DOUBLE_CLICK_S

    for moment in (border - 0.1, border + 0.1):
        monkeypatch.setattr(time, "time", lambda at=moment: at)
        as_alma.submit(pages.form(page), page.one("button#send-test"))

    assert Message.select().count() == 1
