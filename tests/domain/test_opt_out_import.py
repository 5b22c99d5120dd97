"""Lists of numbers that stopped SMS somewhere else."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from webapp.domain import key_mark, opt_out_import, opt_out_list, opt_outs
from webapp.domain.opt_out_import import Report, Unreadable
from webapp.domain.people import Person
from webapp.lib import clock, installation, number_hash
from webapp.models import LogEntry, Message, OptOut, Organisation

NUMBER = CANDIDATE_NUMBERS[0]


@pytest.fixture
def root(cast: Cast) -> Organisation:
    """The parent organisation that Cleo administers."""
    return cast.group


def imported(root: Organisation, text: str, by: Person, *, dry_run: bool = False) -> Report:
    return opt_out_import.import_numbers(root, text.encode(), by.id, dry_run=dry_run)


def fates(report: Report) -> list[tuple[int, str]]:
    return [(one.row, one.fate.value) for one in report.results]


def test_a_list_is_read_as_people_make_them(root: Organisation, cleo: Person):
    text = (
        "Name;Mobile;Stopped\n"
        "Ines;070-174 06 05;2026-03-01\n"
        "\n"
        "Bo;'+46701740606;\n"
        "Ines again;0701740605;\n"
        "Landline;08-465 004 15;\n"
        "Nobody;;\n"
        "Later;070-174 06 07;2090-01-01\n"
    )

    looked = imported(root, text, cleo, dry_run=True)
    nothing = OptOut.select().count()
    report = imported(root, text, cleo)

    expected = ["stops", "stops", "stands", "refused", "refused", "refused"]
    assert [fate for _, fate in fates(looked)] == expected
    assert looked == report
    assert [row for row, _ in fates(report)] == [2, 4, 5, 6, 7, 8]
    assert nothing == 0
    first, second = OptOut.select().order_by(OptOut.id)
    assert (first.number, first.cause, first.by_id) == (NUMBER, "import", cleo.id)
    assert (first.at.date().isoformat(), second.number) == ("2026-02-28", "+46701740606")
    assert LogEntry.get(LogEntry.kind == "opt_outs_imported").user_id == cleo.id


def test_pasted_numbers_need_no_heading(root: Organisation, cleo: Person):
    assert fates(imported(root, "070-174 06 05\r\n+46 70 174 06 06", cleo)) == [
        (1, "stops"),
        (2, "stops"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "Mobile\n", "a\0b"])
def test_what_holds_no_number_is_said(root: Organisation, cleo: Person, text: str):
    with pytest.raises(Unreadable):
        imported(root, text, cleo)


def test_a_file_can_be_imported_twice(root: Organisation, cleo: Person):
    imported(root, NUMBER, cleo)

    again = imported(root, NUMBER, cleo)

    assert fates(again) == [(1, "stands")]
    assert OptOut.select().count() == 1


def test_who_started_again_stays_so_unless_the_list_is_later(root: Organisation, cleo: Person):
    imported(root, f"{NUMBER};2026-03-01", cleo)
    opt_outs.start(root.id, number_hash.of(NUMBER))
    OptOut.update(lifted_at=clock.now() - timedelta(days=9)).execute()
    later = (clock.now() - timedelta(days=1)).date().isoformat()

    undated, earlier, after = (
        imported(root, row, cleo) for row in (NUMBER, f"{NUMBER};2026-03-01", f"{NUMBER};{later}")
    )

    assert [fates(one)[0][1] for one in (undated, earlier, after)] == ["lifted", "lifted", "stops"]
    assert opt_outs.has_stopped(root.id, number_hash.of(NUMBER))


def test_what_waits_for_an_imported_number_is_cancelled(
    root: Organisation, cleo: Person, alma: Person
):
    case = make.case(alma)
    make.credits(case, 5)
    make.departed(case, alma, make.candidates(case, 2))

    imported(root, NUMBER, cleo)

    assert [one.state for one in Message.select().order_by(Message.id)] == ["cancelled", "queued"]


def test_an_erased_number_is_found_by_whoever_knows_it(root: Organisation, cleo: Person):
    imported(root, NUMBER, cleo)
    opt_outs.forget_number(root.id, number_hash.of(NUMBER))

    whole, part, other = (
        opt_out_list.page_of(root, q, "standing", 1)[1]
        for q in ("070-174 06 05", "1740605", "070-174 06 06")
    )

    assert (whole, part, other) == (1, 0, 0)


def test_another_key_is_noticed_and_hashes_are_made_anew(root: Organisation, cleo: Person):
    key_mark.check()
    imported(root, f"{NUMBER}\n{CANDIDATE_NUMBERS[1]}", cleo)
    opt_outs.forget_number(root.id, number_hash.of(CANDIDATE_NUMBERS[1]))
    kept = list(installation._known)
    try:
        installation.use("the secret key of another installation", "")
        with pytest.raises(key_mark.OtherKey):
            key_mark.check()
        unknown = opt_outs.has_stopped(root.id, number_hash.of(NUMBER))

        came_to = key_mark.renew()

        key_mark.check()
        known = [
            opt_outs.has_stopped(root.id, number_hash.of(one)) for one in CANDIDATE_NUMBERS[:2]
        ]
    finally:
        installation.use(*kept)
    assert (unknown, known, came_to) == (False, [True, False], key_mark.Renewed(1, 1))
