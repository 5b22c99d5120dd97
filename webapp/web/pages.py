"""What all pages show around their own content, and paging through long lists."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup

from webapp.lib import installation
from webapp.web import access, waiting
from webapp.web.filters import initials

# Macros that every template may use as they are: importing them into each of the twenty parts of
# a page took as long as rendering some of these.
_SHARED = ("icons", "people", "forms", "paging")
MOST_SEARCHED = 100
"""How many characters of what somebody searches for count."""


class Page(NamedTuple):
    """Which part of a long list is shown; numbers count from 1."""

    number: int
    pages: int
    total: int
    first: int
    last: int

    @classmethod
    def of(cls, number: int, total: int, size: int) -> "Page":
        """The page with this number, or the last one where there are fewer."""
        pages = max(1, -(-total // size))
        number = min(max(1, number), pages)
        first = (number - 1) * size + 1 if total else 0
        return cls(number, pages, total, first, min(number * size, total))


def whole_address(endpoint: str, **values: object) -> str:
    """An address as others write it, under the one that this installation is known by: what a
    request says of its host is only what somebody sent.
    """
    return f"{installation.base_url()}{url_for(endpoint, **values)}"


def searched() -> str:
    """The words that the address asks for, as a person types them."""
    return request.args.get("q", "").strip()[:MOST_SEARCHED]


def chosen(name: str, known: Collection[str], otherwise: str) -> str:
    """One of the known choices that the address names, or else the usual one."""
    found = request.args.get(name, otherwise)
    return found if found in known else otherwise


class Reader(NamedTuple):
    """The person a page is shown to."""

    id: int
    name: str
    initials: str
    organisation_name: str
    shortcuts_enabled: bool
    theme: str


def init_app(app: Flask) -> None:
    """Give every template what the frame around it needs."""
    app.jinja_env.globals.update(may=access.may, address=address)
    for name in _SHARED:
        module = app.jinja_env.get_template(f"ui/{name}.html").module
        app.jinja_env.globals.update(
            {name: part for name, part in vars(module).items() if not name.startswith("_")}
        )
    app.context_processor(_frame)


def address(path: str, query: Mapping[str, object], **changes: object) -> str:
    """An address within a list: its path with what the list was asked for, but for the changes."""
    asked = {name: value for name, value in {**query, **changes}.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def fragment(name: str, **values: object) -> Markup:
    """A part of a page, which needs nothing of the frame around it (and does not pay for it)."""
    html = current_app.jinja_env.get_template(name).render(values)
    return Markup(html)  # noqa: S704 - the template has escaped its values


def balance_values() -> dict[str, Any]:
    """What `_balance.html` needs."""
    person = current_user.person
    return {"balance": person.balance, "low": person.balance <= person.warning_level}


def way_back(wanted: str, otherwise: str = "") -> str:
    """Where somebody was going, if that is a page of ours; else `otherwise`, or the cases."""
    otherwise = otherwise or url_for("cases.index")
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    is_ours = not parts.scheme and not parts.netloc and wanted.startswith("/")
    # Browsers drop tabs and line breaks: what stands behind them would become another site.
    if is_ours and wanted.isprintable() and not wanted.startswith(("//", "/\\")):
        return wanted
    return otherwise


def _frame() -> dict[str, Any]:
    """What the frame around a page needs."""
    person = current_user.person if current_user.is_authenticated else None
    if person is None:
        return {"user": None, "nav": "", "language": str(get_locale())}
    reader = Reader(
        id=person.id,
        name=person.name,
        initials=initials(person.name),
        organisation_name=person.organisation_name,
        shortcuts_enabled=bool(person.shortcuts_enabled),
        theme=person.theme,
    )
    return {
        "user": reader,
        "nav": "cases",
        "language": str(get_locale()),
        "runs_low": person.low_credits_at is not None,
        "here": request.full_path.rstrip("?") if request.method == "GET" else "",
        # Called by the rail alone: a part of a page does not pay for it.
        "count_waiting": waiting.count,
        **balance_values(),
    }
