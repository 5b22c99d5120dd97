"""Applications from spreadsheets: who is new, who is known already, and what is refused."""

import logging
import threading
from datetime import UTC, datetime

import pytest

from tests import make
from tests.domain.files import everybody, known, outcomes, run
from tests.together import at_once
from webapp import db
from webapp.domain import applications, importing
from webapp.domain.applications import Details, Mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application

INES, BO = "+46701740605", "+46701740606"


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """A case of Alma's, without applications."""
    return make.case(alma)


def test_people_of_a_file_are_added_as_if_by_hand(case: CaseFacts):
    report = run(case, "Förnamn;Efternamn;Mobil;Ort\nInes;Åström;070-174 06 05;Malmö\nBo;Ek;;\n")

    [ines, bo] = everybody(case)
    typed = applications.columns(
        Details("Ines", "Åström", town="Malmö"), Mobile("070-174 06 05", INES, "SE")
    )
    assert {column: getattr(ines, column) for column in typed} == typed
    assert (bo.last_name, bo.mobile, bo.stage) == ("Ek", "", "applied")
    assert (report.added, report.errors) == (2, [])
    assert make.facts(case.id)[7:11] == (2, 2, 0, 1)


@pytest.mark.parametrize(
    ("encoding", "file"),
    [
        (
            "utf-8-sig",
            "First name,Last name,Mobile,E-mail,Town,Applied on,Stage,Reference\r\n"
            "Ines,Åström,070-1740605,ines@example.org,Malmö,4 March 2026,Interview,K-1\r\n",
        ),
        (
            "cp1252",
            "Förnamn;Efternamn;Mobilnr;E-post;Ort;Ansökningsdatum;Steg;Referens\r\n"
            "Ines;Åström;0701740605;ines@example.org;Malmö;2026-03-04;Till intervju;K-1\r\n",
        ),
        (
            "utf-16",
            "Fornavn\tEtternavn\tMobil\tE-post\tPoststed\tSøknadsdato\tFase\tReferanse\r\n"
            "Ines\tÅström\t+46 701740605\tines@example.org\tMalmö\t04.03.2026\tIntervju\tK-1\r\n",
        ),
        (
            "utf-8",
            "Navn;Mobiltelefon;Mail;By;Ansøgningsdato;Status;Ref.\n"
            "Ines Åström;0046701740605;ines@example.org;Malmö;04-03-2026;Jobsamtale;K-1\n",
        ),
        (
            "latin-1",
            "Sukunimi;Etunimi;Matkapuhelin;Sähköposti;Paikkakunta;Hakupäivä;Vaihe;Viite\r\n"
            "Åström;Ines;46 70 174 06 05;ines@example.org;Malmö;4.3.2026;Haastattelu;K-1\r\n",
        ),
    ],
    ids=["English", "Swedish", "Norwegian", "Danish", "Finnish"],
)
def test_files_in_five_languages_say_the_same(case: CaseFacts, encoding: str, file: str):
    run(case, file.encode(encoding))

    assert known(case) == [("Ines", "Åström", INES, "ines@example.org", "K-1", "interview")]
    assert [(one.town, one.applied_at) for one in everybody(case)] == [
        ("Malmö", datetime(2026, 3, 3, 23, tzinfo=UTC))
    ]


def test_what_a_spreadsheet_damaged_is_mended_or_refused(case: CaseFacts):
    file = (
        "sep=;\r\nName;Mobile;Applied on;Reference\r\n"
        'Ines Åström;"=""0701740605""";46085;="0012"\r\n'
        "Bo Ek;46701740606.0;46085,5;'0013\r\n"
        "Cia Alm;4.67E+10;;14\r\n"
    )

    report = run(case, file)

    assert [(row[2], row[4]) for row in known(case)] == [(INES, "0012"), (BO, "0013")]
    assert [one.applied_at.hour for one in everybody(case)] == [23, 11]
    assert [(error.row, error.field) for error in report.errors] == [(4, "mobile")]
    assert "Format the column as text" in str(report.errors[0].message)


UNREADABLE = (
    (";;0701740605;;;", "name", "There is no name."),
    ("-;-;0701740605;;;", "name", "There is no name."),
    ("Ines;;070-I23;;;", "mobile", "Write only the number."),
    ("Ines;;08-123 456;;;", "mobile", "not a mobile number"),
    ("Ines;;;ines.example.org;;", "email", "Write one, like name@example.org."),
    ("Ines;;;a@example.org b@example.org;;", "email", "not an e-mail address"),
    ("Ines;;;;On hold;", "stage", "Write Applied, Screening, Interview"),
    ("Ines;;;;;31.2.2026", "applied_on", "Write year-month-day"),
    (f"{'I' * 81};;;;;", "first_name", "longer than 80 characters"),
    (f"Ines;{'ß' * 41};;;;", "last_name", "longer than 80 characters"),
    (f"Ines;;;{'i' * 250}@example.org;;", "email", "longer than 254 characters"),
)


def test_a_row_with_an_unreadable_value_is_refused_and_the_others_are_in(case: CaseFacts):
    rows = [*(row for row, _, _ in UNREADABLE), f"Bo;Ek;{BO};;;"]

    report = run(case, "\n".join(["First name;Last name;Mobile;E-mail;Stage;Applied", *rows]))

    assert [(error.row, error.field) for error in report.errors] == [
        (row, field) for row, (_, field, _) in enumerate(UNREADABLE, start=2)
    ]
    for error, result, (_, _, words) in zip(report.errors, report.rows, UNREADABLE, strict=False):
        assert words in str(error.message)
        assert (result.errors, result.notes) == ([error], [])
    assert [one.mobile for one in everybody(case)] == [BO]


def test_everything_wrong_with_a_row_is_said_at_once(case: CaseFacts):
    report = run(case, "Name;Mobile;E-mail;Date\n;1;2;3\n")

    assert [error.field for error in report.errors] == ["name", "mobile", "email", "applied_on"]
    assert [str(error.field_name) for error in report.errors][-1] == "Applied on"
    assert report.refused == 1


def test_the_longest_values_fit(case: CaseFacts):
    long, mobile = "Å" * 80, f"{'(0)' * 20}70174 06 05"
    row = f"{long};{long};{mobile};{'i' * 242}@example.org;{long};{long}"

    report = run(case, f"First name;Last name;Mobile;E-mail;Town;Reference\n{row}\n")

    assert report.as_json() == {"added": 1, "updated": 0, "unchanged": 0, "errors": []}


def test_the_report_for_programs(case: CaseFacts):
    make.application(case, INES, "Ines", "Holm")

    report = run(case, f"Name;Mobile\nBo Ek;{BO}\nInes Berg;{INES}\nInes Berg;{INES}\n")

    assert report.as_json() == {
        "added": 1,
        "updated": 1,
        "unchanged": 0,
        "errors": [
            {
                "row": 4,
                "field": "mobile",
                "message": "Row 3 is about the same applicant. Keep one of the two rows, or give "
                "each a reference of its own.",
            }
        ],
    }


def test_an_update_says_what_changes_and_takes_nothing_away(case: CaseFacts):
    run(case, f"Name;Mobile;E-mail;Stage;Ref\nInes Holm;{INES};ines@example.org;Interview;K-1\n")
    contacted_at = clock.now()
    Application.update(contacted_at=contacted_at).execute()

    report = run(case, f"Name;Mobile;E-mail;Stage;Ref\nInes Berg;{BO};;New;K-1\n")

    assert outcomes(report) == ["updated"]
    assert [str(note) for note in report.rows[0].notes] == [
        "The name was Ines Holm.",
        "The mobile number was +46 70 174 06 05.",
        "The stage stays at Interview, which is further on.",
    ]
    assert known(case) == [("Ines", "Berg", BO, "ines@example.org", "K-1", "interview")]
    assert everybody(case)[0].contacted_at == contacted_at


def test_a_later_stage_is_taken_over(case: CaseFacts):
    run(case, f"Name;Mobile;Stage\nInes Holm;{INES};New\n")

    report = run(case, f"Name;Mobile;Stage\nInes Holm;{INES};Anställd\n")

    assert (report.updated, known(case)[0][5]) == (1, "hired")


def test_where_a_full_name_is_cut_does_not_undo_what_was_known(case: CaseFacts):
    run(case, f"First name;Last name;Mobile\nInes;von Holm;{INES}\n")

    report = run(case, f"Name;Mobile\nInes von Holm;{INES}\n")

    assert (report.unchanged, known(case)[0][:2]) == (1, ("Ines", "von Holm"))


def test_half_a_name_is_completed_by_the_other_column(case: CaseFacts):
    run(case, f"First name;Name;Mobile\nInes;Ines von Holm;{INES}\nEva;von Holm;{BO}\n")
    run(case, "Last name;Name;E-mail\nvon Ek;Bo von Ek;bo@example.org\n")

    assert [one[:2] for one in known(case)] == [
        ("Ines", "von Holm"),
        ("Eva", "von Holm"),
        ("Bo", "von Ek"),
    ]


def test_who_can_get_no_sms_is_said_before_it_is_tried(case: CaseFacts):
    report = run(case, "Name;Mobile\nInes Holm;+47 412 34 567\nBo Ek;\n")

    assert [(row.mobile_display, [str(note) for note in row.notes]) for row in report.rows] == [
        ("+47 41 23 45 67", ["SMS to this country is not allowed"]),
        ("", ["No mobile number"]),
    ]


def test_two_files_of_colleagues_complete_each_other(case: CaseFacts):
    run(case, f"Name;Mobile\nInes Holm;{INES}\nBo Ek;{BO}\n")

    report = run(case, f"Namn,Mobil,E-post\nBo Ek,{BO},bo@example.org\nCia Alm,,cia@example.org\n")

    assert outcomes(report) == ["updated", "added"]
    assert [(one[0], one[2], one[3]) for one in known(case)] == [
        ("Ines", INES, ""),
        ("Bo", BO, "bo@example.org"),
        ("Cia", "", "cia@example.org"),
    ]


def test_two_colleagues_at_once_add_everybody_once(case: CaseFacts):
    rows = [f"Candidate {place};{mobile}" for place, mobile in enumerate(make.CANDIDATE_NUMBERS)]
    start = threading.Barrier(2)
    reports = []

    def colleague(file: str) -> None:
        start.wait()
        reports.append(run(case, file))
        db.database.close()

    threads = [
        threading.Thread(target=colleague, args=("\n".join(["Name;Mobile", *order]),))
        for order in (rows, rows[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted((one.added, one.unchanged) for one in reports) == [(0, 90), (90, 0)]
    assert make.facts(case.id).applications_count == 90


def test_a_file_for_another_case_does_not_touch_this_one(case: CaseFacts, alma: Person):
    other = make.case(alma)
    run(case, f"Name;Mobile;Reference\nInes Holm;{INES};K-1\n")
    before = everybody(case)[0].__data__

    report = run(other, f"Name;Mobile;Reference\nInes Berg;{INES};K-1\n")

    assert (report.added, len(everybody(other))) == (1, 1)
    assert everybody(case)[0].__data__ == before


def test_the_number_of_queries_does_not_grow_with_the_rows(
    case: CaseFacts, alma: Person, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, logger="peewee")
    counted = []

    for number in (1, 60):
        target = make.case(alma)
        rows = [f"Candidate;{mobile}" for mobile in make.CANDIDATE_NUMBERS[:number]]
        caplog.clear()
        run(target, "\n".join(["Name;Mobile", *rows]))
        run(target, "\n".join(["Name;Mobile", *rows]).replace("Candidate", "Applicant"))
        counted.append(sum(one.name == "peewee" for one in caplog.records))

    assert counted[0] == counted[1] > 0


PIECES = [f"Candidate {place};{mobile}" for place, mobile in enumerate(make.CANDIDATE_NUMBERS[:6])]


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are a piece."""
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 2)


@pytest.mark.usefixtures("in_pieces")
def test_between_two_pieces_everybody_else_can_write(case: CaseFacts):
    seen = []

    def somebody_else_writes(rows: int) -> None:
        [failed] = at_once([lambda: make.credits(case, 1)])
        seen.append((rows, isinstance(failed, Exception), make.facts(case.id).applications_count))

    report = run(case, "\n".join(["Name;Mobile", *PIECES]), progress=somebody_else_writes)

    assert seen == [(2, False, 2), (2, False, 4), (2, False, 6)]
    assert report.added == 6


@pytest.mark.usefixtures("in_pieces")
def test_who_comes_or_changes_between_two_pieces_is_known_to_the_next(case: CaseFacts):
    *_, number = make.CANDIDATE_NUMBERS[:6]
    by_hand = make.application(case, make.CANDIDATE_NUMBERS[9], "By hand")

    def somebody_else_writes(rows: int) -> None:
        Application.update(mobile=number).where(Application.id == by_hand.id).execute()
        make.application(case, make.CANDIDATE_NUMBERS[len(everybody(case)) + 20], "New")

    again = "Candidate 0;" + make.CANDIDATE_NUMBERS[0]
    report = run(case, "\n".join(["Name;Mobile", *PIECES, again]), progress=somebody_else_writes)

    assert outcomes(report) == ["added"] * 5 + ["updated", "refused"]
    assert report.errors[0].row == 8
    assert len({one.mobile for one in everybody(case)}) == len(everybody(case)) == 10


@pytest.mark.usefixtures("in_pieces")
def test_what_somebody_writes_between_two_pieces_is_not_undone(case: CaseFacts):
    last = make.application(case, make.CANDIDATE_NUMBERS[5], "By hand")

    def somebody_else_writes(rows: int) -> None:
        Application.update(town=f"Town {rows}").where(Application.id == last.id).execute()

    report = run(case, "\n".join(["Name;Mobile", *PIECES]), progress=somebody_else_writes)

    found = Application.get_by_id(last.id)
    assert outcomes(report) == ["added"] * 5 + ["updated"]
    assert (found.first_name, found.town) == ("Candidate", "Town 2")


@pytest.mark.usefixtures("in_pieces")
def test_an_import_that_was_cut_off_is_gone_on_with_by_the_next(case: CaseFacts):
    file = "\n".join(["Name;Mobile", *PIECES])
    with pytest.raises(KeyboardInterrupt):
        run(case, file, progress=_interrupt)

    counted = make.facts(case.id).applications_count
    report = run(case, file)

    assert counted == len(PIECES) - report.added == 2
    assert (report.added, report.unchanged) == (4, 2)


def _interrupt(rows: int) -> None:
    raise KeyboardInterrupt
