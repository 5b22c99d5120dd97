"""The opt-outs of a parent organisation as an administrator looks through them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from webapp import db
from webapp.domain.opt_outs import Cause
from webapp.lib import number_hash, phone
from webapp.lib.phone import PhoneError
from webapp.lib.words import Sentence, say
from webapp.models import Organisation

PAGE_SIZE = 50
SHOW = {"standing": "o.lifted_at IS NULL", "lifted": "o.lifted_at IS NOT NULL", "all": "1 = 1"}

_WORDS = {
    Cause.TEXT: say("Answered by SMS"),
    Cause.LINK: say("By the link in an SMS"),
    Cause.CARRIER: say("The carrier reported it"),
}


class Listed(NamedTuple):
    """One opt-out. Times are milliseconds since 1970; `number` is empty when it was erased."""

    number: str
    cause: str
    reason: str
    by_name: str | None
    at: int
    lifted_at: int | None
    is_lifted_by_text: bool

    @property
    def how(self) -> Sentence:
        """What stopped it, and through whom."""
        return how(self.cause, self.by_name)


def how(cause: str, by_name: str | None) -> Sentence:
    """What stopped a number, and through whom where somebody decided or imported it."""
    if cause == Cause.DECISION:
        return say("Understood as STOP by %(name)s", name=by_name or say("somebody"))
    if cause == Cause.IMPORT:
        return say("Imported by %(name)s", name=by_name or say("somebody"))
    return _WORDS[Cause(cause)]


def page_of(root: Organisation, q: str, show: str, page: int) -> tuple[list[Listed], int]:
    """One page of them, the latest first, and how many there are. Two queries.

    `q` is a number, or a part of one; `show` is one of SHOW. A whole number is found by its hash,
    also when it was erased.
    """
    condition, values = _where(root, q, show)
    counted = db.row(f"SELECT count(*) FROM opt_out o WHERE {condition}", values)
    total = counted[0] if counted else 0
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    found = _read(condition, [*values, PAGE_SIZE, (page - 1) * PAGE_SIZE], "LIMIT ? OFFSET ?")
    return list(found), total


def standing(root: Organisation) -> list[Listed]:
    """All that stand, for an export."""
    condition, values = _where(root, "", "standing")
    return list(_read(condition, values))


def _read(condition: str, values: list[Any], tail: str = "") -> Iterable[Listed]:
    found = db.rows(
        "SELECT o.number, o.cause, o.reason, u.name, o.at, o.lifted_at, "
        "o.lifted_by_reply_id IS NOT NULL FROM opt_out o "
        f'LEFT JOIN "user" u ON u.id = o.by_id WHERE {condition} '
        f"ORDER BY o.at DESC, o.id DESC {tail}",
        values,
    )
    return map(Listed._make, found)


def _where(root: Organisation, q: str, show: str) -> tuple[str, list[Any]]:
    condition, values = f"o.root_id = ? AND {SHOW[show]}", [root.id]
    if not q.strip():
        return condition, values
    try:
        hashed = number_hash.of(phone.parse_mobile(q, root.country))
    except PhoneError:
        digits = "".join(one for one in q if one.isdecimal()).lstrip("0")
        sought = db.containing(digits or q.strip())
        return f"{condition} AND o.number LIKE ? ESCAPE '\\'", [*values, sought]
    return f"{condition} AND o.number_hash = ?", [*values, hashed]
