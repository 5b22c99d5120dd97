"""Applications: adding and changing them, moving them, and keeping a case's counts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp import db
from webapp.domain import stages
from webapp.domain.stages import STAGES
from webapp.lib import clock, number_hash, phone, sms_text
from webapp.lib.phone import PhoneError
from webapp.models import Application


@dataclass(frozen=True)
class Mobile:
    """A number as it was typed and what it was read as; `problem` is set where that failed."""

    typed: str
    number: str = ""
    country: str = ""
    problem: PhoneError | None = None


@dataclass(frozen=True)
class Details:
    """What somebody wrote about one applicant."""

    first_name: str
    last_name: str = ""
    email: str = ""
    mobile: str = ""
    town: str = ""
    stage: str = "applied"
    reference: str = ""
    applied_at: datetime | None = None


def read_mobile(typed: str, country: str, served: Collection[str]) -> Mobile:
    """Resolve a mobile number for an organisation in `country` that sends to `served`."""
    if not typed.strip():
        return Mobile("")
    try:
        number = phone.parse_mobile(typed, country, served)
    except PhoneError as problem:
        return Mobile(typed, problem=problem)
    return Mobile(typed, number, phone.region_of(number))


def columns(details: Details, mobile: Mobile) -> dict[str, object]:
    """What the table keeps of these details: cleaned, and with the texts that lists sort and
    search by.
    """
    first = sms_text.normalise(details.first_name).strip()
    last = sms_text.normalise(details.last_name).strip()
    email = sms_text.normalise(details.email).strip()
    town = sms_text.normalise(details.town).strip()
    typed = sms_text.normalise(mobile.typed).strip()
    # Case folding may lengthen a text ("ß" becomes "ss").
    search = " ".join((first, last, town, email, mobile.number, typed)).casefold()
    return {
        "reference": sms_text.normalise(details.reference).strip(),
        "first_name": first,
        "last_name": last,
        "sort_name": f"{last} {first}".strip().casefold()[:170],
        "search": search[:600],
        "email": email,
        "town": town,
        "mobile_typed": typed,
        "mobile": mobile.number,
        "number_hash": number_hash.of(mobile.number),
        "mobile_country": mobile.country,
        "mobile_problem": mobile.problem.code if mobile.problem else "",
        "stage": details.stage,
    }


def add(case_id: int, details: Details, mobile: Mobile) -> Application:
    """A new application to the case. A second call adds another one."""
    with db.transaction():
        made = Application.create(
            case=case_id, applied_at=details.applied_at or clock.now(), **columns(details, mobile)
        )
        recount([case_id])
        return made


def insert_all(rows: Sequence[dict[str, object]]) -> None:
    """Many new applications at once: of each its `columns`, its case and when it came. Their cases
    are not counted anew (recount).
    """
    if rows:
        values = [tuple(one.values()) for one in rows]
        db.insert_rows("application", tuple(rows[0]), values, {"language": ""})


def change(
    application: Application, details: Details, mobile: Mobile, by_id: int | None = None
) -> None:
    """Replace what a person wrote of an applicant; what was sent to them stays as it was.

    The reference stays too: it is another system's, by which an import finds the applicant.
    Nobody is given a name again who was anonymised.
    """
    kept = {"reference": application.reference}
    with db.transaction():
        stages.record("id = ?", (application.id,), details.stage, by_id)
        Application.update(**columns(details, mobile) | kept).where(
            Application.id == application.id, Application.anonymised_at.is_null()
        ).execute()
        recount([application.case_id])


def choose_language(application_id: int, language: str) -> None:
    """The candidate reads this language from now on: on their pages, and in what they are told.
    A second call changes nothing.
    """
    Application.update(language=language).where(
        Application.id == application_id, Application.anonymised_at.is_null()
    ).execute()


def move_to_stage(
    case_id: int,
    application_ids: Collection[int],
    stage: str,
    by_id: int | None = None,
    now: datetime | None = None,
) -> int:
    """Move these applications of this case to a stage; return how many changed.

    Raises KeyError for an unknown stage.
    """
    STAGES[stage]
    now = now or clock.now()
    return sum(_move(case_id, ids, stage, by_id, now) for ids in db.in_chunks(application_ids))


def _move(case_id: int, ids: list[int], stage: str, by_id: int | None, now: datetime) -> int:
    marks = db.marks(ids)
    theirs = f"case_id = ? AND stage <> ? AND id IN ({marks})"
    with db.transaction():
        db.hold("application", theirs, (case_id, stage, *ids))
        stages.record(theirs, (case_id, stage, *ids), stage, by_id, now)
        return db.execute(
            f"UPDATE application SET stage = ? WHERE {theirs}", (stage, case_id, stage, *ids)
        )


def mark_contacted(batch_id: int, at: datetime) -> None:
    """The people of this batch were written to, and so none of them waits for our answer."""
    theirs = "id IN (SELECT application_id FROM message WHERE batch_id = ?)"
    db.hold("application", theirs, (batch_id,))
    db.execute(
        f"UPDATE application SET contacted_at = ?, needs_reply_at = NULL WHERE {theirs}",
        (clock.to_ms(at), batch_id),
    )


def recall_contact(application_ids: Collection[int]) -> None:
    """Set anew when these were last contacted: by what left or may yet, if at all.

    What they wrote since then waits for an answer again, unless they have stopped SMS or
    somebody said that it was answered.
    """
    ids = [(identity,) for identity in application_ids]
    db.execute_many(
        "UPDATE application SET contacted_at = (SELECT max(m.created_at) FROM message m "
        "JOIN batch b ON b.id = m.batch_id "
        "WHERE m.application_id = application.id AND NOT b.is_automatic "
        "AND m.state NOT IN ('cancelled', 'expired', 'refused', 'not_sent')) WHERE id = ?",
        ids,
    )
    db.execute_many(
        "UPDATE application SET needs_reply_at = (SELECT max(i.received_at) FROM inbound_text i "
        "WHERE i.application_id = application.id "
        "AND i.answered_at IS NULL "
        "AND i.received_at > coalesce(application.contacted_at, 0)) WHERE id = ? "
        'AND NOT EXISTS (SELECT 1 FROM opt_out o JOIN "case" c ON c.root_id = o.root_id '
        "WHERE c.id = application.case_id AND o.number_hash = application.number_hash "
        "AND o.lifted_at IS NULL)",
        ids,
    )


def recount(case_ids: Iterable[int]) -> None:
    """Bring the counts of these cases up to their applications, in the caller's transaction."""
    db.execute_many(
        'UPDATE "case" SET '
        "applications_count = (SELECT count(*) FROM application a WHERE a.case_id = ?), "
        "not_contacted_count = (SELECT count(*) FROM application a "
        "WHERE a.case_id = ? AND a.contacted_at IS NULL), "
        "needs_reply_count = (SELECT count(*) FROM application a "
        "WHERE a.case_id = ? AND a.needs_reply_at IS NOT NULL), "
        "no_mobile_count = (SELECT count(*) FROM application a "
        "WHERE a.case_id = ? AND a.mobile = '' AND a.anonymised_at IS NULL) WHERE id = ?",
        [(case_id,) * 5 for case_id in sorted(set(case_ids))],
    )


def cases_of(application_ids: Collection[int]) -> list[int]:
    """The cases to which these applications belong."""
    found: set[int] = set()
    for ids in db.in_chunks(application_ids):
        marks = db.marks(ids)
        sql = f"SELECT DISTINCT case_id FROM application WHERE id IN ({marks})"
        found.update(case_id for (case_id,) in db.rows(sql, ids))
    return sorted(found)
