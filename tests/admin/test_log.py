"""The log as a page and as a file."""

import csv
import io

from tests.cast import Cast
from tests.client import Client
from webapp.domain import log
from webapp.domain.log import Did


def test_the_log_shows_what_was_done_and_narrows(as_cleo: Client, cast: Cast):
    log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, "Emergency care")
    log.record(Did.GROUP_CREATED, cast.group.id, cast.cleo.id, "Readers", rights=["Case - View"])

    everything = as_cleo.get("log.index", organisation_id=cast.group.id)
    narrowed = as_cleo.get("log.index", organisation_id=cast.group.id, area="access", q="read")

    assert "Emergency care" in everything.one("#log").text
    assert "Readers" in narrowed.one("#log").text
    assert "rights: Case - View" in narrowed.text
    assert "Emergency care" not in narrowed.one("#log").text


def test_a_long_log_is_turned_page_by_page(as_cleo: Client, cast: Cast):
    for number in range(log.PAGE_SIZE + 3):
        log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, f"change {number}.")
    first = as_cleo.get("log.index", organisation_id=cast.care.id)

    older = as_cleo.open(first.one("a.link", "Older")["href"])

    assert len(first.all("td.at")) == log.PAGE_SIZE
    assert len(older.all("td.at")) == 3
    assert "change 0." in older.text


def test_nothing_found_is_said(as_cleo: Client, cast: Cast):
    page = as_cleo.get("log.index", organisation_id=cast.care.id, q="no such thing")

    assert "Nothing in the log matches" in page.text


def test_the_file_is_safe_for_spreadsheets_and_its_taking_is_logged(as_cleo: Client, cast: Cast):
    log.record(Did.GROUP_CREATED, cast.group.id, cast.cleo.id, "=HYPERLINK(1)")

    answer = as_cleo.get("log.export", organisation_id=cast.group.id)

    rows = list(csv.reader(io.StringIO(answer.body.lstrip("\ufeff"))))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="log.csv"'
    assert rows[1][1:4] == ["Cleo Administrator", "Created an access group", "'=HYPERLINK(1)"]
    assert log.entries(cast.group)[0].did == "log_exported"


def test_what_nobody_ever_did_is_an_empty_page(as_cleo: Client, cast: Cast):
    page = as_cleo.get("log.index", organisation_id=cast.care.id)

    assert "Nothing was done here yet" in page.text
