"""The application list: which applications of a case are shown, in which order, a page at a time.

The hot path of the product: three queries whatever the size, read as tuples.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp import db
from webapp.domain import doubts, opt_outs
from webapp.domain.cases import CaseFacts
from webapp.domain.timing import LATER
from webapp.lib import clock

PAGE_SIZE = 50
# What began before a list was read may be seen only after it.
_UNDER_WAY_MS = 2_000

_SORTS = {"name": "sort_name", "stage": "stage", "latest": "contacted_at", "applied": "applied_at"}
_SHOWS = {
    "all": "",
    "not-contacted": "AND a.contacted_at IS NULL ",
    "needs-reply": "AND a.needs_reply_at IS NOT NULL ",
    "no-mobile": "AND a.mobile = '' AND a.anonymised_at IS NULL ",
}


class ListQuery(NamedTuple):
    """What the list was asked for; anything unknown counts as the default."""

    q: str = ""
    show: str = "all"
    sort: str = "applied"
    direction: str = "desc"

    @classmethod
    def of(cls, q: str, show: str, sort: str, direction: str) -> "ListQuery":
        """A query from what an address says."""
        sort = sort if sort in _SORTS else "applied"
        if direction not in ("asc", "desc"):
            direction = "desc" if sort in ("applied", "latest") else "asc"
        return cls(q.strip()[:100], show if show in _SHOWS else "all", sort, direction)


class Listed(NamedTuple):
    """One application in the list. Times are milliseconds since 1970."""

    id: int
    first_name: str
    last_name: str
    town: str
    stage: str
    mobile: str
    mobile_typed: str
    stopped: bool
    may_have_stopped: bool
    needs_reply_at: int | None
    is_anonymised: bool = False


class Unread(NamedTuple):
    """What somebody wrote that wants a person: an answer, or the decision whether it means STOP."""

    texts: tuple[str, ...]
    might_be_stop: bool


class Latest(NamedTuple):
    """The latest message to somebody; `at` in milliseconds since 1970, for one that is "scheduled"
    still to come.
    """

    message_id: int
    state: str
    at: int
    words: str
    contact_type: str


def count(case: CaseFacts, query: ListQuery) -> int:
    """How many applications match; without a search this is known beforehand."""
    if not query.q:
        return {
            "all": case.applications_count,
            "not-contacted": case.not_contacted_count,
            "needs-reply": case.needs_reply_count,
            "no-mobile": case.no_mobile_count,
        }[query.show]
    condition, values = _matching(case, query)
    found = db.row(f"SELECT count(*) FROM application a WHERE {condition}", values)
    return int(found[0]) if found else 0


def page_of(case: CaseFacts, query: ListQuery, page: int) -> list[Listed]:
    """The applications on one page."""
    condition, values = _matching(case, query)
    order = f"a.{_SORTS[query.sort]} {query.direction}, a.id {query.direction}"
    found = db.rows(
        "SELECT a.id, a.first_name, a.last_name, a.town, a.stage, a.mobile, a.mobile_typed, "
        f"{opt_outs.stands('?', 'a.number_hash')}, {doubts.waits('?', 'a.number_hash')}, "
        "a.needs_reply_at, a.anonymised_at IS NOT NULL FROM application a "
        f"WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",
        [case.root_id, case.root_id, *values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
    )
    return [Listed._make(one) for one in found]


def latest_messages(application_ids: Sequence[int]) -> dict[int, Latest]:
    """The latest message to each of these that was not taken back."""
    if not application_ids:
        return {}
    marks = db.marks(application_ids)
    found = db.rows(
        f"SELECT m.application_id, m.id, CASE WHEN {LATER} THEN 'scheduled' ELSE m.state END, "
        f"CASE WHEN {LATER} THEN m.send_after ELSE m.state_at END, m.carrier_words, "
        "m.contact_type FROM message m WHERE m.id IN "
        f"(SELECT max(id) FROM message WHERE application_id IN ({marks}) "
        "AND state <> 'cancelled' GROUP BY application_id)",
        application_ids,
    )
    return {one[0]: Latest._make(one[1:]) for one in found}


def unread(application_ids: Sequence[int]) -> dict[int, Unread]:
    """What these wrote that nobody has answered or decided yet, oldest first."""
    if not application_ids:
        return {}
    marks = db.marks(application_ids)
    found = db.rows(
        "SELECT i.application_id, i.text, d.id IS NOT NULL FROM inbound_text i "
        "JOIN application a ON a.id = i.application_id "
        "LEFT JOIN stop_doubt d ON d.reply_id = i.id AND d.decided_at IS NULL "
        f"WHERE i.application_id IN ({marks}) AND (d.id IS NOT NULL OR "
        "(a.needs_reply_at IS NOT NULL AND i.answered_at IS NULL "
        "AND i.received_at > coalesce(a.contacted_at, 0))) ORDER BY i.id",
        application_ids,
    )
    texts: dict[int, Unread] = {}
    for identity, text, is_doubted in found:
        before = texts.get(identity, Unread((), False))
        texts[identity] = Unread((*before.texts, text), before.might_be_stop or bool(is_doubted))
    return texts


def matching_ids(case: CaseFacts, query: ListQuery) -> list[int]:
    """The ids of all applications that match, in rising order."""
    condition, values = _matching(case, query)
    sql = f"SELECT a.id FROM application a WHERE {condition} ORDER BY a.id"
    return [identity for (identity,) in db.rows(sql, values)]


def version(case: CaseFacts) -> str:
    """What is known to whoever reads the list of this case now, for `has_changed`."""
    return "-".join(map(str, (*_counts(case), clock.now_ms() - _UNDER_WAY_MS)))


def has_changed(case: CaseFacts, version: str) -> bool:
    """Whether the list tells more than to the reader of this version: somebody replied, stopped
    SMS or started them again, or the counts are others. For what is no version, it does.

    One query, of three looks into indexes. A stop anywhere counts: they are few, and finding those
    of one parent organisation would cost more than to show the list once too often.
    """
    known = [int(number) for number in version[:100].split("-") if number.isdecimal()]
    if known[:-1] != _counts(case):
        return True
    latest = db.row(
        "SELECT (SELECT max(a.needs_reply_at) FROM application a "
        "WHERE a.case_id = ? AND a.needs_reply_at IS NOT NULL), "
        "(SELECT o.at FROM opt_out o ORDER BY o.id DESC LIMIT 1), "
        "(SELECT max(o.lifted_at) FROM opt_out o)",
        (case.id,),
    )
    return any(at is not None and at > known[-1] for at in latest or ())


def _counts(case: CaseFacts) -> list[int]:
    return [
        case.applications_count,
        case.not_contacted_count,
        case.needs_reply_count,
        case.no_mobile_count,
    ]


def _matching(case: CaseFacts, query: ListQuery) -> tuple[str, list[Any]]:
    condition = f"a.case_id = ? {_SHOWS[query.show]}"
    values: list[Any] = [case.id]
    for word in query.q.casefold().split():
        condition += "AND a.search LIKE ? ESCAPE '\\' "
        values.append(db.containing(word))
    return condition, values
