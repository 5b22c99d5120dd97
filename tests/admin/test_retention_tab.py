"""The Retention tab: what will be anonymised, and when."""

from datetime import timedelta

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain import cases, retention, settings
from webapp.lib import clock
from webapp.models import Case


def test_it_says_which_cases_come_on_which_day(as_cleo: Client, cast: Cast):
    sooner, later = (make.case(cast.alma, title=title) for title in ("Porter", "Midwife"))
    make.candidates(sooner, 2)
    for case, days in ((sooner, 170), (later, 20)):
        cases.close(case.id)
        at = clock.now() - timedelta(days=days)
        Case.update(closed_at=at).where(Case.id == case.id).execute()

    page = as_cleo.get("retention.index", organisation_id=cast.group.id)

    rows = [body.one("tr").all("td") for body in page.all("tbody")]
    assert [(cells[0].one("a.name").text, cells[3].text) for cells in rows] == [
        ("Porter", "2"),
        ("Midwife", "0"),
    ]
    assert "after 180 days" in page.text


def test_it_says_when_there_is_nothing(as_cleo: Client, cast: Cast):
    page = as_cleo.get("retention.index", organisation_id=cast.home.id)

    assert page.one("div.empty").one("h2").text == "Nothing will be anonymised"


def test_fewer_days_are_told_with_the_notice(as_cleo: Client, cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"retention_days": 10})

    page = as_cleo.get("retention.index", organisation_id=cast.group.id)

    assert "so that there is time to look at this list" in page.one("p.amber").text


def test_a_closed_case_says_its_day_and_an_anonymised_one_what_happened(
    as_cleo: Client, cast: Cast
):
    case = make.case(cast.alma)
    make.candidates(case, 1)
    cases.close(case.id)

    assert "are anonymised on" in as_cleo.get("editing.edit", case_id=case.id).one("#closing").text
    while retention.step(clock.now() + timedelta(days=181)):
        pass
    page = as_cleo.get("cases.show", case_id=case.id)

    assert page.one("tbody").one("a.name").text.startswith("#")
    log = as_cleo.get("log.index", organisation_id=cast.group.id)
    assert "Anonymised" in log.text
