"""What is held about a candidate, for whoever asks: chosen on a page, taken away as a file."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests import make
from tests.cast import INES, Cast
from tests.client import Answer, Client
from tests.domain import marked
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import notes, personal_data
from webapp.domain.applications import Details, add, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.models import Application, LogEntry


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, with credits."""
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def ines(case: CaseFacts) -> Application:
    """Ines's application to it."""
    return make.application(case)


@pytest.fixture
def exporting(app: Any, cast: Cast) -> Client:
    """Alma, who may also take candidates' data out."""
    return signed_in(app, worlds.administering(cast.alma))


def test_everything_about_an_application_is_in_both_files(
    exporting: Client, cast: Cast, case: CaseFacts
):
    somebody = marked.everything_about(cast, case)

    page, [told] = _files(_take(exporting, somebody))

    tables = {one.table for one in personal_data.HELD if any(c.words for c in one.columns)}
    assert set(told) == {"case", *tables}
    assert (
        told["application"][0] | {"mobile_typed": marked.TYPED, "town": "Aviary town"}
        == (told["application"][0])
    )
    for words in ("sings well", "Yes, Friday is fine", "I am on tour", "Rather in the evening"):
        assert words in page
        assert words in json.dumps(told)


def test_the_page_reads_in_words(exporting: Client, cast: Cast, case: CaseFacts, ines: Application):
    make.batch(case, cast.alma, [ines.id], "Hi %FIRSTNAME%")
    notes.write(ines.id, cast.alma.id, "Prefers mornings")

    page, _ = _files(_take(exporting, ines))

    assert "What Northern group holds about Ines Candidate" in page
    for words in ("Waits to be sent", "Hi Ines", "Prefers mornings", "Written by", "Applied"):
        assert words in page
    assert "<script" not in page
    assert "<style>\n/* The file" in page


def test_what_somebody_wrote_is_never_markup(exporting: Client, case: CaseFacts):
    name = "<script>alert(1)</script>"
    somebody = add(case.id, Details(name), read_mobile("", "SE", ["SE"]))

    page, [told] = _files(_take(exporting, somebody))

    assert name not in page
    assert told["application"][0]["first_name"] == name


def test_all_cases_of_one_person_are_taken_together(
    exporting: Client, cast: Cast, case: CaseFacts, ines: Application
):
    by_number = make.application(make.case(cast.alma, title="Midwife"), first_name="I.")
    again = Details(INES.first_name, INES.last_name, email=INES.email.upper())
    by_mail = add(make.case(cast.alma, title="Porter").id, again, read_mobile("", "SE", ["SE"]))

    form = (
        exporting.get("disclosure.show", case_id=case.id, application_id=ines.id)
        .one("main")
        .one("form")
    )
    offered = {box["value"]: "checked" in box for box in form.all("input[name=also]")}
    _, told = _files(exporting.submit(form, also=[by_number.id, by_mail.id]))

    # Who is called otherwise may be somebody else: that is for a person to say.
    assert offered == {str(by_number.id): False, str(by_mail.id): True}
    assert [one["case"] for one in told] == ["Nurse", "Midwife", "Porter"]


def test_what_one_may_not_see_is_neither_offered_nor_given(
    exporting: Client, cast: Cast, case: CaseFacts, ines: Application
):
    beside = make.application(make.case(worlds.sister(cast), title="Beside"))
    elsewhere = make.application(make.case(cast.dag, title="Elsewhere"))

    page = exporting.get("disclosure.show", case_id=case.id, application_id=ines.id)
    _, told = _files(_take(exporting, ines, also=[beside.id, elsewhere.id]))

    assert page.all("input[name=also]") == []
    assert [one["case"] for one in told] == ["Nurse"]


def test_whoever_administers_everything_answers_for_everything(
    as_cleo: Client, cast: Cast, ines: Application
):
    beside = make.application(make.case(worlds.sister(cast), title="Beside"))
    elsewhere = make.application(make.case(cast.dag, title="Elsewhere"))

    _, told = _files(_take(as_cleo, ines, also=[beside.id, elsewhere.id]))

    assert [one["case"] for one in told] == ["Nurse", "Beside"]


def test_texts_to_another_parent_organisation_are_not_ours_to_give(
    exporting: Client, cast: Cast, case: CaseFacts, ines: Application
):
    theirs = make.case(cast.dag)
    make.credits(theirs, 5)
    hers = make.application(theirs)
    make.departed(theirs, cast.dag, [hers.id])
    make.replied(hers.id, "Only for the Southern group")

    page, [told] = _files(_take(exporting, ines))

    assert "Southern" not in page
    assert "inbound_text" not in told


def test_the_log_says_who_took_it_and_of_whom_by_a_number(
    exporting: Client, cast: Cast, ines: Application
):
    _take(exporting, ines)

    entry = LogEntry.get(LogEntry.kind == "candidate_disclosed")
    assert (entry.user_id, entry.subject) == (cast.alma.id, "Nurse")
    assert entry.details == f'{{"application": {ines.id}}}'


def test_the_conversation_leads_there(exporting: Client, case: CaseFacts, ines: Application):
    page = exporting.get("conversation.show", case_id=case.id, application_id=ines.id)

    link = page.one("#so-far").one("a", "Download for a disclosure request")
    found = exporting.open(link["href"])
    assert found.one("h1").text == "Personal data"


def test_who_may_not_take_it_is_not_offered_it(as_alma: Client, case: CaseFacts, ines: Application):
    page = as_alma.get("disclosure.show", case_id=case.id, application_id=ines.id)

    assert [button.text for button in page.one("main").all("button")] == ["Erase…"]


def _take(browser: Client, application: Application, **more: Any) -> Answer:
    return browser.get(
        "disclosure.application",
        case_id=application.case_id,
        application_id=application.id,
        **more,
    )


def _files(answer: Answer) -> tuple[str, Any]:
    """The page, and the applications in the other file."""
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as together:
        page = together.read("what-is-held.html").decode()
        return page, json.loads(together.read("what-is-held.json"))["applications"]
