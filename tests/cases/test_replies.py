"""What candidates wrote: read on the page of the case, answered, decided."""

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain.cases import CaseFacts
from webapp.models import Application, OptOut, StopDoubt

PERHAPS = "Please stop texting me <b>so</b> late"


def decisions(browser: Client, case: CaseFacts) -> list[str]:
    """What can be decided of the only applicant's words."""
    page = browser.get("cases.show", case_id=case.id)
    return [one.text for one in page.all("button[formaction]") if one.get("form") == "decisions"]


def test_what_a_candidate_wrote_is_read_in_their_row(
    as_alma: Client, case: CaseFacts, ines: Application
):
    make.replied(ines.id, "Yes, gladly!")
    make.replied(ines.id, "Where is it?")

    page = as_alma.get("cases.show", case_id=case.id)

    assert [one.text for one in page.all("blockquote")] == ["Yes, gladly!", "Where is it?"]
    assert decisions(as_alma, case) == ["Mark as answered"]


def test_what_was_answered_otherwise_waits_no_more(
    as_alma: Client, case: CaseFacts, ines: Application
):
    make.replied(ines.id, "Please call me")

    as_alma.post("replies.answer", application_id=ines.id)

    assert make.facts(case.id).needs_reply_count == 0
    assert decisions(as_alma, case) == []


def test_what_might_mean_stop_is_decided_by_whoever_reads_it(
    as_bo: Client, case: CaseFacts, ines: Application
):
    make.replied(ines.id, PERHAPS)

    page = as_bo.get("cases.show", case_id=case.id)

    assert page.one("blockquote").text == PERHAPS
    assert page.one("td.mobile").text.startswith("May have stopped SMS")
    assert decisions(as_bo, case) == ["They stopped SMS", "They did not", "Mark as answered"]


def test_they_did_stop(as_alma: Client, cast: Cast, case: CaseFacts, ines: Application):
    make.replied(ines.id, PERHAPS)

    for _ in range(2):
        answer = as_alma.post("replies.confirm_stop", application_id=ines.id)

    page = as_alma.get("cases.show", case_id=case.id)
    assert answer.status == 303
    assert (OptOut.get().number, OptOut.get().reason) == (ines.mobile, PERHAPS)
    assert StopDoubt.get().decided_by_id == cast.alma.id
    assert page.one("td.mobile").text == "SMS stopped"
    assert decisions(as_alma, case) == []


def test_they_did_not_stop(as_alma: Client, case: CaseFacts, ines: Application):
    make.replied(ines.id, PERHAPS)

    as_alma.post("replies.dismiss_stop", application_id=ines.id)
    as_alma.post("replies.confirm_stop", application_id=ines.id)

    page = as_alma.get("cases.show", case_id=case.id)
    assert OptOut.select().count() == 0
    assert page.one("td.mobile").text == "+46 70 174 06 05"
    assert decisions(as_alma, case) == ["Mark as answered"]


def test_the_contact_window_says_who_waits_for_a_decision(
    as_alma: Client, case: CaseFacts, ines: Application
):
    make.replied(ines.id, PERHAPS)

    window = as_alma.get("contact.show", case_id=case.id, ids=ines.id, text="Hi")

    assert "May have stopped SMS" in window.body
    assert window.one("button#send").text == "Send to 0"


def test_nobody_elsewhere_reads_or_decides(
    app, as_dag: Client, cast: Cast, case: CaseFacts, ines: Application
):
    make.replied(ines.id, PERHAPS)
    browsers = (as_dag, signed_in(app, worlds.sister(cast)))
    before = worlds.dump()

    for browser in browsers:
        for view in ("answer", "confirm_stop", "dismiss_stop"):
            assert browser.post(f"replies.{view}", application_id=ines.id).status == 404

    assert worlds.dump() == before


def test_who_may_not_write_to_candidates_does_not_read_them(
    app, cast: Cast, case: CaseFacts, ines: Application
):
    make.replied(ines.id, PERHAPS)
    viewer = worlds.viewer(cast)

    page = signed_in(app, viewer).get("cases.show", case_id=case.id)

    assert "texting" not in page.body
    assert page.one("b.pill").text == "Needs reply"


def test_what_they_wrote_to_another_case_is_not_read_here_but_counts(
    app, cast: Cast, case: CaseFacts, ines: Application
):
    sister = worlds.sister(cast)
    other = make.case(sister)
    make.application(other, ines.mobile)
    make.replied(ines.id, PERHAPS)

    page = signed_in(app, sister).get("cases.show", case_id=other.id)

    assert "texting" not in page.body
    assert page.one("td.mobile").text.startswith("May have stopped SMS")
