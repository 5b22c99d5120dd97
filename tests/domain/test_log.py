"""The log: what was done is written down, stays, and is found again."""

import peewee
import pytest

from tests import make
from tests.cast import Cast
from webapp import db
from webapp.domain import log, sending
from webapp.domain.log import AREAS, WORDS, Did
from webapp.models import Organisation


def test_what_was_done_is_read_newest_first_with_who_did_it(cast: Cast):
    log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, "Emergency care")
    log.record(Did.GROUP_CREATED, cast.group.id, None, "Readers", rights=["Case - View"])

    told = [(one.did, one.who, one.organisation_name) for one in log.entries(cast.group)]

    assert told == [
        ("access_group_created", "", "Northern group"),
        ("organisation_changed", "Cleo Administrator", "Emergency care"),
    ]


def test_each_organisation_sees_its_own_part_of_the_tree(cast: Cast):
    for organisation in (cast.group, cast.care, cast.home, cast.other_group):
        log.record(Did.ORGANISATION_CHANGED, organisation.id, cast.cleo.id, organisation.name)

    seen = {
        where.name: [one.subject for one in log.entries(where)]
        for where in (cast.group, cast.care, cast.other_group)
    }

    assert seen == {
        "Northern group": ["Home care", "Emergency care", "Northern group"],
        "Emergency care": ["Emergency care"],
        "Southern group": ["Southern group"],
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"area": "access"}, ["Readers"]),
        ({"area": "no such area"}, ["Readers", "100 % sure"]),
        ({"q": "READ"}, ["Readers"]),
        ({"q": "cleo"}, ["Readers", "100 % sure"]),
        ({"q": "100 %"}, ["100 % sure"]),
        ({"q": "1%e"}, []),
        ({"q": "nothing like it"}, []),
    ],
)
def test_it_is_narrowed_and_searched(cast: Cast, asked: dict[str, str], found: list[str]):
    log.record(Did.ORGANISATION_CHANGED, cast.group.id, cast.cleo.id, "100 % sure")
    log.record(Did.GROUP_CREATED, cast.group.id, cast.cleo.id, "Readers")

    assert [one.subject for one in log.entries(cast.group, **asked)] == found


def test_it_is_read_page_by_page_with_nothing_twice(cast: Cast):
    for number in range(7):
        log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, str(number))

    first = log.entries(cast.care, most=4)
    rest = log.entries(cast.care, most=4, before=first[-1].id)

    assert [one.subject for one in (*first, *rest)] == list("6543210")


@pytest.mark.parametrize(
    "statement", ["UPDATE log_entry SET subject = ''", "DELETE FROM log_entry"]
)
def test_nobody_rewrites_it(cast: Cast, statement: str):
    log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, "Emergency care")

    with pytest.raises(peewee.DatabaseError, match="append-only"), db.transaction():
        db.execute(statement)

    assert [one.subject for one in log.entries(cast.care)] == ["Emergency care"]


def test_what_is_undone_is_not_in_it(cast: Cast):
    with make.rolled_back():
        log.record(Did.ORGANISATION_CHANGED, cast.care.id, cast.cleo.id, "Emergency care")

    assert log.entries(cast.care) == []


def test_a_send_and_its_undo_are_in_it_without_a_word_of_the_text(cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 5)
    batch = make.batch(case, cast.alma, make.candidates(case, 2), "Hi %FIRSTNAME%, marked text")

    sending.cancel(batch, by_id=cast.alma.id)

    undone, sent = log.entries(Organisation.get_by_id(case.organisation_id))
    assert (sent.did, sent.who, sent.subject) == ("sent", "Alma Recruiter", "Nurse")
    assert sent.details == {"recipients": 2, "credits": 2}
    assert (undone.did, undone.details) == ("taken_back", {"recipients": 2})
    assert "marked" not in str(db.rows("SELECT * FROM log_entry"))


def test_each_kind_has_its_words_and_one_area():
    in_areas = [kind for _, kinds in AREAS.values() for kind in kinds]

    assert set(WORDS) == set(Did)
    assert sorted(in_areas) == sorted(Did)
