"""The counts on a case are those of its rows, whatever was done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import IntegrityError

from tests import make
from tests.cast import CANDIDATE_NUMBERS, INES
from webapp import db
from webapp.domain import applications, cases, sending
from webapp.domain.applications import Details
from webapp.domain.people import Person
from webapp.models import Application, Case, Organisation

VERBS = ["add", "add without", "change", "send", "undo", "reply", "stop", "refuse", "stage"]


def counted(case_id: int) -> tuple[int, ...]:
    """What the case says."""
    return db.rows(
        "SELECT applications_count, not_contacted_count, needs_reply_count, no_mobile_count "
        'FROM "case" WHERE id = ?',
        (case_id,),
    )[0]


def rows_of(case_id: int) -> tuple[int, ...]:
    """What its applications say."""
    found = list(Application.select().where(Application.case == case_id))
    return (
        len(found),
        sum(one.contacted_at is None for one in found),
        sum(one.needs_reply_at is not None for one in found),
        sum(one.mobile == "" for one in found),
    )


@make.one_database_for_all_examples
@given(steps=st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 9)), max_size=12))
def test_counts_are_those_of_the_rows_after_any_verbs(alma: Person, steps: list[tuple[str, int]]):
    with make.rolled_back():
        case = make.case(alma)
        make.credits(case, 100)
        ids = make.candidates(case, 3)
        batches = []
        for verb, pick in steps:
            one = ids[pick % len(ids)]
            if verb == "add":
                ids.append(make.application(case, CANDIDATE_NUMBERS[10 + pick]).id)
            elif verb == "add without":
                ids.append(make.application(case, mobile="").id)
            elif verb == "change":
                application = Application.get_by_id(one)
                applications.change(application, Details("New"), applications.Mobile(""))
            elif verb == "send" and Application.get_by_id(one).mobile and not stopped(case, one):
                batches.append(make.batch(case, alma, [one]))
            elif verb == "undo" and batches:
                sending.cancel(batches[pick % len(batches)])
            elif verb == "reply":
                make.replied(one, "Yes")
            elif verb == "stop" and Application.get_by_id(one).mobile:
                make.stop(case.root_id, Application.get_by_id(one).mobile, "Stop")
            elif verb == "refuse":
                refuse_all()
            elif verb == "stage":
                applications.move_to_stage(case.id, ids, "interview")

            assert counted(case.id) == rows_of(case.id)


def stopped(case: make.CaseFacts, application_id: int) -> bool:
    number = Application.get_by_id(application_id).mobile
    found = db.row("SELECT 1 FROM opt_out WHERE root_id = ? AND number = ?", (case.root_id, number))
    return found is not None


def refuse_all() -> None:
    """The carrier takes none of what is due."""
    for message_id in [row[0] for row in db.rows("SELECT id FROM message WHERE state = 'queued'")]:
        db.execute("UPDATE message SET state = 'sending' WHERE id = ?", (message_id,))
        make.refused(message_id)


def test_a_moved_application_is_in_its_new_stage(alma: Person):
    case = make.case(alma)
    ids = make.candidates(case, 3)

    moved = [applications.move_to_stage(case.id, ids[:2], "interview") for _ in range(2)]

    assert moved == [2, 0]
    assert [Application.get_by_id(one).stage for one in ids] == [
        "interview",
        "interview",
        "applied",
    ]


def test_nobody_is_moved_to_a_stage_that_does_not_exist(alma: Person):
    case = make.case(alma)
    ids = make.candidates(case, 1)

    with pytest.raises(KeyError):
        applications.move_to_stage(case.id, ids, "promoted")

    assert Application.get_by_id(ids[0]).stage == "applied"


def test_another_cases_applications_are_not_moved(alma: Person):
    case, other = make.case(alma), make.case(alma)
    ids = make.candidates(other, 1)

    moved = applications.move_to_stage(case.id, ids, "interview")

    assert moved == 0


def test_a_reference_stands_once_in_a_parent_organisation(alma: Person, dag: Person):
    hers = make.case(alma)
    his = Organisation.get_by_id(dag.organisation_id)

    with pytest.raises(IntegrityError):
        cases.open_case(
            Organisation.get_by_id(alma.organisation_id),
            alma.id,
            title="Again",
            reference=hers.reference,
        )
    elsewhere = cases.open_case(his, dag.id, title="Nurse", reference=hers.reference)

    assert Case.get_by_id(elsewhere.id).reference == hers.reference


def test_what_was_typed_as_a_number_is_kept_beside_what_it_was_read_as(alma: Person):
    case = make.case(alma)

    good, bad = make.application(case, INES.mobile), make.application(case, "070-1")

    assert (good.mobile, good.mobile_country, good.mobile_typed) == (
        "+46701740605",
        "SE",
        "070-174 06 05",
    )
    assert (bad.mobile, bad.mobile_typed, bool(bad.mobile_problem)) == ("", "070-1", True)
