"""The list of the inbox, as a page and as the part of it that an act changes."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from flask import flash, get_flashed_messages, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain import inbox, moving, trays
from webapp.domain.inbox import Asked, Listed, Reader, Words
from webapp.domain.trays import Unknown
from webapp.web import htmx, waiting
from webapp.web.filters import initials
from webapp.web.pages import fragment, way_back

_UNDO = "inbox-undo"


class Told(NamedTuple):
    """What was done, and the form that undoes it: an address and the fields to post to it."""

    words: str
    undo: str = ""
    fields: dict[str, str] = {}  # noqa: RUF012 - never changed


class Row(NamedTuple):
    """A conversation as the list shows it. `is_mine` whoever it was given to; `is_for_other`
    where the reader only stands in for them.
    """

    id: int
    case_id: int
    name: str
    initials: str
    address: str
    one: Listed
    words: Words | None
    is_mine: bool
    can_move: bool


def asked_now() -> Asked:
    """What the address that is open asks for."""
    given = request.args
    return Asked.of(
        given.get("show", ""), given.get("q", ""), given.get("order", ""), given.get("after", "")
    )


def show(asked: Asked) -> ResponseReturnValue:
    """The inbox as a page; or, to htmx, its list."""
    if htmx.is_partial():
        return fragment("inbox/_list.html", **values(asked, _flashed()))
    return render_template("inbox/index.html", nav="inbox", **values(asked, _flashed()))


def answer(told: Told, *, in_dialog: bool = False) -> ResponseReturnValue:
    """After an act: the list as it is now, with what was done and how to undo it."""
    place = way_back(request.form.get("next", ""), url_for("inbox.index"))
    if not htmx.is_partial():
        flash(told._asdict(), _UNDO)  # type: ignore[arg-type]
        return htmx.done(place)
    name = "inbox/_acted.html" if in_dialog else "inbox/_list.html"
    return htmx.tell(fragment(name, **values(_asked_at(place), told)), "inbox-changed")


def values(asked: Asked, told: Told | None) -> dict[str, Any]:
    """What the list needs."""
    reader = waiting.reader()
    if asked.show == "unknown" and not reader.trays:
        asked = asked._replace(show="mine")
    found, after = _unknown(reader, asked) if asked.show == "unknown" else _rows(reader, asked)
    return {
        "rows": found,
        # Addresses leave out what goes without saying.
        "asked": asked._asdict() | ({"order": ""} if asked.order == inbox.ORDERS[0] else {}),
        "after": after,
        "counts": inbox.counts(reader),
        "has_trays": bool(reader.trays),
        "told": told,
        "me": reader.user_id,
    }


def conversation(case_id: int, application_id: int) -> str:
    """Where a conversation is read and answered."""
    return url_for("conversation.show", case_id=case_id, application_id=application_id)


def _rows(reader: Reader, asked: Asked) -> tuple[list[Row], str]:
    """A page of conversations, and the key after which the next page begins."""
    find = inbox.done if asked.show == "done" else inbox.page_of
    found = find(reader, asked)
    listed = found[: inbox.PAGE_SIZE]
    ids = [one.id for one in listed]
    words = inbox.last_words(ids)
    movable = moving.movable(ids, reader.paths) if asked.show != "done" else set()
    rows = [_row(one, words.get(one.id), reader, can_move=one.id in movable) for one in listed]
    return rows, listed[-1].key if len(found) > len(listed) else ""


def _row(one: Listed, words: Words | None, reader: Reader, *, can_move: bool) -> Row:
    name = f"{one.first_name} {one.last_name}".strip()
    return Row(
        one.id,
        one.case_id,
        name,
        initials(name),
        conversation(one.case_id, one.id),
        one,
        words,
        one.owner_id == reader.user_id,
        can_move,
    )


def _unknown(reader: Reader, asked: Asked) -> tuple[list[Unknown], str]:
    before = int(asked.after) if asked.after.isdecimal() else 0
    found = trays.page_of(reader.trays, asked.q, min(before, 2**62))
    listed = found[: trays.PAGE_SIZE]
    return listed, str(listed[-1].text_id) if len(found) > len(listed) else ""


def _asked_at(place: str) -> Asked:
    """What an address of the inbox asks for."""
    query = {name: texts[0] for name, texts in parse_qs(urlsplit(place).query).items()}
    return Asked.of(*(query.get(name, "") for name in ("show", "q", "order", "after")))


def _flashed() -> Told | None:
    """What was done just before this page was opened."""
    told = get_flashed_messages(category_filter=[_UNDO])
    return Told(**told[-1]) if told else None  # type: ignore[arg-type]
