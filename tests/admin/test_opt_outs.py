"""The Opt-outs tab: looked through, searched, imported into and taken away."""

import csv
import io

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.client import Client
from webapp.domain import opt_outs
from webapp.lib import number_hash
from webapp.models import LogEntry, OptOut, Organisation

NUMBER, OTHER = CANDIDATE_NUMBERS[:2]


@pytest.fixture
def stopped(cast: Cast) -> int:
    """Two numbers have stopped, of which one started again; the parent organisation's id."""
    make.stop(cast.group.id, NUMBER, "=Stop, tack")
    make.stop(cast.group.id, OTHER, "STOP")
    opt_outs.start(cast.group.id, number_hash.of(OTHER))
    return cast.group.id


def rows(client: Client, root_id: int, **asked: str) -> list[str]:
    page = client.get("opt_outs.index", parent_id=root_id, **asked)
    return [one.text for one in page.all("td.number")]


def test_the_list_shows_those_that_stand_and_finds_numbers(as_cleo: Client, stopped: int):
    assert rows(as_cleo, stopped) == ["+46 70 174 06 05"]
    assert rows(as_cleo, stopped, show="lifted") == ["+46 70 174 06 06"]
    assert len(rows(as_cleo, stopped, show="all")) == 2
    assert rows(as_cleo, stopped, show="all", q="070-174 06 06") == ["+46 70 174 06 06"]
    assert rows(as_cleo, stopped, show="all", q="1740605") == ["+46 70 174 06 05"]
    assert rows(as_cleo, stopped, q="%") == []


def test_an_erased_number_stays_in_the_list_without_it(as_cleo: Client, stopped: int):
    opt_outs.forget_number(stopped, number_hash.of(NUMBER))

    assert rows(as_cleo, stopped) == ["Erased number"]
    assert rows(as_cleo, stopped, q=NUMBER) == ["Erased number"]


def test_nobody_but_the_candidate_can_start_again(as_cleo: Client, stopped: int):
    page = as_cleo.get("opt_outs.index", parent_id=stopped)

    assert page.one("main").all("form[method=post]") == []


def test_a_list_is_looked_at_before_it_counts(as_cleo: Client, cast: Cast, stopped: int):
    numbers = f"{CANDIDATE_NUMBERS[2]}\n{NUMBER}\n{OTHER}\n08-465 004 15"

    looked = as_cleo.post("opt_outs.run", {"numbers": numbers}, parent_id=stopped)
    before = OptOut.select().count()
    data = looked.one("textarea[name=data]").raw_text.strip()
    done = as_cleo.post("opt_outs.run", {"data": data}, parent_id=stopped)

    assert [one.text for one in looked.one("ul.tally").all("b")] == ["1", "1", "1", "1"]
    assert len(looked.one("#opt-out-report").all("tr")) == 1 + 4
    assert (before, done.status, OptOut.select().count()) == (2, 303, 3)
    assert LogEntry.get(LogEntry.kind == "opt_outs_imported").user_id == cast.cleo.id


@pytest.mark.parametrize("body", [{}, {"numbers": "  "}, {"data": "%%%"}, {"numbers": "hello"}])
def test_what_is_no_list_is_said(as_cleo: Client, cast: Cast, body: dict[str, str]):
    answer = as_cleo.post("opt_outs.run", body, parent_id=cast.group.id)

    assert answer.status == 422
    assert answer.has("[role=alert]") or answer.has("#opt-out-report")
    assert OptOut.select().count() == 0


def test_the_file_is_safe_and_can_be_imported_again(as_cleo: Client, stopped: int):
    answer = as_cleo.get("opt_outs.export", parent_id=stopped)
    again = as_cleo.post(
        "opt_outs.run", {"file": (io.BytesIO(answer.body.encode()), "x.csv")}, parent_id=stopped
    )

    header, row = csv.reader(io.StringIO(answer.body.lstrip("\ufeff")))
    assert header == ["Number", "Since", "How", "Text"]
    assert (row[0], row[3]) == (f"'{NUMBER}", "'=Stop, tack")
    assert [one.text for one in again.one("ul.tally").all("b")] == ["0", "1", "0", "0"]
    assert LogEntry.select().where(LogEntry.kind == "opt_outs_exported").count() == 1


def test_confirmations_can_be_turned_off(as_cleo: Client, cast: Cast):
    times = {"quiet_from": "20:00", "quiet_to": "08:00", "colleague_minutes": 60}
    form = {"sender": "Northern"} | times

    as_cleo.post("sending.save", form, organisation_id=cast.group.id)
    off = Organisation.get_by_id(cast.group.id).confirms_opt_outs
    as_cleo.post("sending.save", form | {"confirms_opt_outs": "y"}, organisation_id=cast.group.id)

    assert (off, Organisation.get_by_id(cast.group.id).confirms_opt_outs) == (False, True)
