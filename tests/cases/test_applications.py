"""The application list of a case, and the applications in it."""

import pytest

from tests import make
from tests.client import Answer, Client
from webapp.domain.applications import Details, add, read_mobile, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, still without candidates."""
    return make.case(alma)


def test_a_row_tells_who_where_and_what_came_of_it(as_alma: Client, case: CaseFacts, alma: Person):
    make.credits(case, 5)
    details = Details("Ines", "Candidate", town="Uppsala", stage="interview")
    ines = add(case.id, details, read_mobile("0701740605", "SE", ["SE"]))
    make.batch(case, alma, [ines.id])

    row = as_alma.get("cases.show", case_id=case.id).one("tbody").one("tr")

    assert row["id"] == f"a{ines.id}"
    assert row.one("a.name").text == "Ines Candidate"
    assert row.one("td.who").one("small").text == "Uppsala"
    assert row.one("td.at-stage").text == "Interview"
    assert row.one("td.mobile").text == "+46 70 174 06 05"
    assert row.one("div.latest").text == "Waits to be sentjust now"


def test_an_empty_case_says_what_to_do_first(as_alma: Client, case: CaseFacts):
    page = as_alma.get("cases.show", case_id=case.id)

    assert page.one("#nobody").one("h2").text == "No candidates yet"
    assert page.one("#nobody").one("a", "Import candidates")["href"] == f"/cases/{case.id}/import"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ines", ["Ines Berg"]),
        ("INES BERG", ["Ines Berg"]),
        ("berg ines", ["Ines Berg"]),
        ("ö", ["Åke Öberg"]),
        ("åke", ["Åke Öberg"]),
        ("malmö", ["Åke Öberg"]),
        ("740606", ["Åke Öberg"]),
        ("ines öberg", []),
    ],
)
def test_searching_finds_every_word_anywhere(
    as_alma: Client, case: CaseFacts, words: str, found: list[str]
):
    for first, last, town, mobile in (
        ("Ines", "Berg", "Uppsala", "070-1740605"),
        ("Åke", "Öberg", "Malmö", "070-1740606"),
    ):
        add(case.id, Details(first, last, town=town), read_mobile(mobile, "SE", ["SE"]))

    assert _names(as_alma.get("cases.show", case_id=case.id, q=words)) == found
    assert _names(as_alma.hx.get("cases.show", case_id=case.id, q=words)) == found


def test_chips_count_and_choose(as_alma: Client, case: CaseFacts, alma: Person):
    make.credits(case, 5)
    contacted = make.application(case, "070-174 06 05", "Contacted")
    make.application(case, "", "Without")
    make.application(case, "12", "Wrong")
    replied = make.application(case, "070-174 06 06", "Replied")
    make.batch(case, alma, [contacted.id])
    Application.update(needs_reply_at=1).where(Application.id == replied.id).execute()
    recount([case.id])

    page = as_alma.get("cases.show", case_id=case.id)
    shown = {chip.text: _names(as_alma.open(chip["href"])) for chip in page.all("a.chip")}

    assert {words: sorted(name.split()[0] for name in names) for words, names in shown.items()} == {
        "All": ["Contacted", "Replied", "Without", "Wrong"],
        "Not contacted 3": ["Replied", "Without", "Wrong"],
        "Needs reply 1": ["Replied"],
        "No mobile 2": ["Without", "Wrong"],
    }


def test_nobody_matches_and_all_are_one_press_away(as_alma: Client, case: CaseFacts):
    make.candidates(case, 2)

    page = as_alma.get("cases.show", case_id=case.id, q="nobody at all", show="no-mobile")

    assert page.one("#nobody").one("h2").text == "Nobody matches"
    assert len(_names(as_alma.open(page.one("#nobody").one("a")["href"]))) == 2


def test_headings_sort_both_ways(as_alma: Client, case: CaseFacts):
    for first, last, stage in (("B", "Alm", "offer"), ("A", "Berg", "applied")):
        add(case.id, Details(first, last, stage=stage), read_mobile("", "SE", []))
    page = as_alma.get("cases.show", case_id=case.id)

    up = as_alma.open(page.one("a#sort-name")["href"])
    down = as_alma.open(up.one("a#sort-name")["href"])
    by_stage = as_alma.open(page.one("a#sort-stage")["href"])

    assert _names(page) == ["A Berg", "B Alm"]
    assert _names(up) == ["B Alm", "A Berg"]
    assert _names(down) == ["A Berg", "B Alm"]
    assert _names(by_stage) == ["A Berg", "B Alm"]
    assert up.one("th[aria-sort=ascending]").text == "Candidate"
    assert down.one("th[aria-sort=descending]").text == "Candidate"


def test_pages_keep_search_and_sort_and_offer_everybody_who_matches(
    as_alma: Client, case: CaseFacts
):
    make.candidates(case, 60)

    first = as_alma.get("cases.show", case_id=case.id, sort="name", q="candidate")
    second = as_alma.open(first.one("a[aria-label=Next page]")["href"])
    window = as_alma.submit(first.one("form#selection"), all=1)

    assert (len(_names(first)), len(_names(second))) == (50, 10)
    assert not set(_names(first)) & set(_names(second))
    assert "Showing 51–60 of 60" in second.text
    assert first.one("label.select-all").text.startswith("Select all 60 that match")
    assert window.one("h1").text == "Contact 60 candidates"


def test_a_short_list_offers_no_more_than_it_shows(as_alma: Client, case: CaseFacts):
    make.candidates(case, 3)

    assert not as_alma.get("cases.show", case_id=case.id).has("label.select-all")


@pytest.mark.parametrize("is_htmx", [False, True])
def test_the_selected_move_to_a_stage_and_nobody_else(
    as_alma: Client, case: CaseFacts, is_htmx: bool
):
    ids = make.candidates(case, 3)
    page = as_alma.get("cases.show", case_id=case.id)
    button = page.one("button#move-offer")

    answer = (as_alma.hx if is_htmx else as_alma).open(
        button["formaction"], "POST", {"ids": ids[:2], "csrf_token": button["value"]}
    )

    stages = [Application.get_by_id(one).stage for one in ids]
    assert stages == ["offer", "offer", "applied"]
    assert answer.status == (200 if is_htmx else 303)


def test_all_that_match_move_also_from_other_pages(as_alma: Client, case: CaseFacts):
    make.candidates(case, 55)
    make.application(case, "", "Zelda", "Other")
    page = as_alma.get("cases.show", case_id=case.id, q="andida", sort="name")

    as_alma.open(page.one("button#move-hired")["formaction"], "POST", {"all": 1})

    assert len(_names(page)) == 50
    assert Application.select().where(Application.stage == "hired").count() == 55
    assert Application.get(Application.first_name == "Zelda").stage == "applied"


def test_an_unknown_stage_moves_nobody(as_alma: Client, case: CaseFacts):
    ids = make.candidates(case, 1)

    as_alma.post("cases.move_to_stage", {"ids": ids}, case_id=case.id, stage="promoted")

    assert Application.get().stage == "applied"


def test_a_candidate_is_added_and_changed(as_alma: Client, case: CaseFacts):
    form = as_alma.get("applications.new", case_id=case.id).one("form", "Add candidate")
    added = as_alma.submit(form, first_name="Ines", last_name="Berg", mobile="070-174 06 05")
    page = as_alma.open(added.location)
    conversation = as_alma.open(page.one("a.name")["href"])
    known = as_alma.open(conversation.one("a", "Edit the application")["href"])

    saved = as_alma.submit(known.one("form", "Save"), town="Uppsala", stage="interview")

    assert known.one("#resolved").text == "+46 70 174 06 05 Sweden"
    ines = Application.get()
    assert saved.location == f"/cases/{case.id}/applications/{ines.id}"
    assert (ines.name, ines.mobile, ines.mobile_typed) == (
        "Ines Berg",
        "+46701740605",
        "070-174 06 05",
    )
    assert (ines.town, ines.stage) == ("Uppsala", "interview")
    assert make.facts(case.id).applications_count == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("first_name", "", "Write the first name."),
        ("email", "ines at example", "An e-mail address looks like name@example.org."),
        ("mobile", "070-I74 06 05", "letters"),
        ("mobile", "08-123 45 67", "mobile"),
        ("mobile", "12", "number"),
        ("mobile", "4.67E+10", "spreadsheet"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_wrong_is_said_beside_the_field_and_all_that_was_typed_is_kept(
    as_alma: Client, case: CaseFacts, field: str, typed: str, words: str, is_new: bool
):
    if is_new:
        page = as_alma.get("applications.new", case_id=case.id)
    else:
        page = as_alma.get("applications.edit", application_id=make.application(case).id)
    before = list(Application.select().dicts())
    right = {"first_name": "Åsa", "last_name": "Berg", "town": "Uppsala", "stage": "offer"}

    refused = as_alma.submit(page.all("form.form")[0], **right | {field: typed})

    control = refused.one("input[aria-invalid=true]")
    assert refused.status == 422
    assert (control["name"], control["value"]) == (field, typed)
    assert words in refused.one(f"#{control['aria-describedby']}").text
    assert refused.one("input#town")["value"] == "Uppsala"
    assert refused.one("option[selected]").text == "Offer"
    assert list(Application.select().dicts()) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0701740605", "+46 70 174 06 05 Sweden"),
        ("+4740123456", "+47 40 12 34 56 Norway"),
        ("", ""),
    ],
)
def test_a_number_is_read_while_it_is_typed(
    as_alma: Client, case: CaseFacts, typed: str, said: str
):
    answer = as_alma.hx.get("applications.resolve", case=case.id, mobile=typed)

    assert answer.one("#resolved").text == said


def test_what_is_wrong_with_a_number_is_said_while_it_is_typed(as_alma: Client, case: CaseFacts):
    answer = as_alma.hx.get("applications.resolve", case=case.id, mobile="070-I74")

    assert answer.one("#resolved").has("span.warn")


def test_a_wrong_number_from_elsewhere_is_shown_as_it_was_written(as_alma: Client, case: CaseFacts):
    make.application(case, "08-123 45 67", "Landline")

    mobile = as_alma.get("cases.show", case_id=case.id).one("td.mobile")

    assert mobile.text == "Not a mobile number08-123 45 67"


def _names(page: Answer) -> list[str]:
    return [one.text for one in page.one("#applications").all("a.name")]
