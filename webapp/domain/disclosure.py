"""Everything that Hej holds about a candidate, for whoever asks for it (GDPR, article 15).

What is shown, and what it is called, is the list in domain.personal_data.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from webapp import db
from webapp.domain import log, personal_data
from webapp.domain.declaring import Column, Held, Shown
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.lib.words import Sentence, say

STATES: dict[str, Sentence] = {
    "queued": say("Waits to be sent"),
    "claimed": say("On its way"),
    "sending": say("On its way"),
    "unconfirmed": say("Unconfirmed"),
    "accepted": say("On its way"),
    "delivered": say("Delivered"),
    "undelivered": say("Not delivered"),
    "refused": say("Not sent"),
    "cancelled": say("Taken back"),
    "expired": say("Not sent"),
    "not_sent": say("Not sent"),
    # What the carrier reports.
    "submitted": say("Handed to the telephone network"),
    "rejected": say("Not delivered"),
    "undeliverable": say("Not delivered"),
}

# What some columns hold in a word of ours.
WORDS: dict[str, Sentence] = {
    "yes": say("Yes"),
    "no": say("No"),
    # How SMS were stopped.
    "text": say("By SMS"),
    "decision": say("A colleague read it so"),
    "link": say("By a link"),
    "carrier": say("Told the carrier"),
    "import": say("From a list"),
    # How a booking ended, and what was answered to a proposal.
    "moved": say("Moved to another time"),
    "cancelled": say("Cancelled"),
    "accepted": say("Accepted"),
    "declined": say("Declined"),
    # How somebody was reminded.
    "sms": say("By SMS"),
    "mail": say("By e-mail"),
    "none": say("Not at all"),
    "dropped": say("Not needed any more"),
}


class Value(NamedTuple):
    """One value of a row: the column's name and words, and how it reads."""

    name: str
    words: Sentence
    value: Any
    shown: Shown


class Section(NamedTuple):
    """What one table holds: its rows, each with the values that are there."""

    table: str
    words: Sentence
    rows: list[list[Value]]


class Chapter(NamedTuple):
    """What hangs on one application; tables without a row about it are left out."""

    application_id: int
    case_title: str
    sections: list[Section]


_SAME_EMAIL = "lower(a.email) = lower(o.email) AND a.email <> ''"


def about(application_ids: Collection[int]) -> list[Chapter]:
    """All that is held about the person of these applications, an application at a time."""
    return [
        Chapter(one, _case_title(one), [part for part in _sections(one) if part.rows])
        for one in sorted(application_ids)
    ]


class Known(NamedTuple):
    """An application by somebody; `at` is when they applied, in milliseconds since 1970."""

    id: int
    first_name: str
    last_name: str
    case_id: int
    case_title: str
    organisation_name: str
    organisation_path: str
    at: int
    is_anonymised: bool
    messages: int
    replies: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


def known(application_ids: Collection[int]) -> list[Known]:
    """These applications, the newest first, with how much was written to and fro."""
    marks = db.marks(application_ids)
    found = db.rows(
        "SELECT a.id, a.first_name, a.last_name, c.id, c.title, o.name, o.path, a.applied_at, "
        "a.anonymised_at IS NOT NULL, "
        "(SELECT count(*) FROM message m WHERE m.application_id = a.id), "
        "(SELECT count(*) FROM inbound_text i WHERE i.application_id = a.id) "
        'FROM application a JOIN "case" c ON c.id = a.case_id '
        "JOIN organisation o ON o.id = c.organisation_id "
        f"WHERE a.id IN ({marks}) ORDER BY a.applied_at DESC, a.id DESC",
        list(application_ids),
    )
    return [Known._make(one) for one in found]


def same_person(application_id: int, organisation_ids: Collection[int] | None) -> list[int]:
    """The applications in these organisations with the number or the e-mail of this one, and it
    itself; with None, in all of its parent organisation. Capitals in an e-mail make no difference.
    """
    within, values = "", list(organisation_ids or ())
    if organisation_ids is not None:
        within = f" AND c.organisation_id IN ({db.marks(values)})"
    # Two looks into two indexes: an OR would read every application.
    found = [
        identity
        for same in ("a.number_hash = o.number_hash AND o.number_hash <> ''", _SAME_EMAIL)
        for (identity,) in db.rows(
            'SELECT a.id FROM application o JOIN "case" oc ON oc.id = o.case_id '
            f"JOIN application a ON {same} "
            'JOIN "case" c ON c.id = a.case_id AND c.root_id = oc.root_id '
            f"WHERE o.id = ?{within}",
            (application_id, *values),
        )
    ]
    return sorted({application_id, *found})


def as_json(chapters: Sequence[Chapter], organisation_name: str, at: datetime) -> str:
    """The same for other programs: times in ISO 8601, names as in the tables."""
    return json.dumps(
        {
            "organisation": organisation_name,
            "made_at": at.isoformat(),
            "applications": [
                {"case": chapter.case_title}
                | {part.table: [_plain(row) for row in part.rows] for part in chapter.sections}
                for chapter in chapters
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def record(application_ids: Collection[int], by_id: int) -> None:
    """Write down in the log that somebody took these away, an entry for each application."""
    with db.transaction():
        for one in sorted(application_ids):
            found = db.row(
                "SELECT c.organisation_id, c.title FROM application a "
                'JOIN "case" c ON c.id = a.case_id WHERE a.id = ?',
                (one,),
            )
            if found:
                log.record(Did.CANDIDATE_DISCLOSED, found[0], by_id, found[1], application=one)


def _sections(application_id: int) -> list[Section]:
    return [_section(held, application_id) for held in personal_data.HELD if _columns(held)]


def _columns(held: Held) -> list[Column]:
    return [column for column in held.columns if column.words]


def _section(held: Held, application_id: int) -> Section:
    columns = _columns(held)
    wanted = ", ".join(column.value or f't."{column.name}"' for column in columns)
    condition = held.theirs.replace("{ids}", "?")
    found = db.rows(
        f'SELECT {wanted} FROM "{held.table}" t WHERE {condition} ORDER BY t.id',
        [application_id] * held.theirs.count("{ids}"),
    )
    return Section(held.table, held.words, [_row(columns, one) for one in found])


def _row(columns: Sequence[Column], values: Sequence[Any]) -> list[Value]:
    return [
        Value(column.name, column.words, value, column.shown)
        for column, value in zip(columns, values, strict=True)
        if column.words and value not in (None, "")
    ]


def _plain(row: Sequence[Value]) -> dict[str, Any]:
    return {
        one.name.removesuffix("_id"): clock.from_ms(one.value).isoformat()
        if one.shown is Shown.MOMENT
        else one.value
        for one in row
    }


def _case_title(application_id: int) -> str:
    found = db.row(
        'SELECT c.title FROM application a JOIN "case" c ON c.id = a.case_id WHERE a.id = ?',
        (application_id,),
    )
    return str(found[0]) if found else ""
