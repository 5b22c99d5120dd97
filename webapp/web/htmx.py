"""htmx 4, as far as the server speaks it. Its header names stand here and nowhere else.

htmx-flask answers whether a request comes from htmx (`request.htmx`); it sets no `Vary`, and
knows none of the names that version 4 brought. That gap is filled here.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from htmx_flask import Htmx

HEADER = "HX-Request"
_SHOWN = "HX-Current-URL"

_CONVERSATION = re.compile(r"/cases/\d{1,19}/applications/\d{1,19}/conversation", re.ASCII)

_htmx = Htmx()


def init_app(app: Flask) -> None:
    """Teach requests of this application whether htmx sent them."""
    _htmx.init_app(app)


def is_partial() -> bool:
    """Whether the answer goes into a page that is already there."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def done(location: str) -> ResponseReturnValue:
    """Go on to another page: 303, or for htmx 204 with HX-Location."""
    if not is_partial():
        return redirect(location, 303)
    answer = make_response("", 204)
    answer.headers["HX-Location"] = location
    return answer


def redirect_whole_page(location: str, status: int) -> Response:
    """Have the browser load another page as a whole."""
    answer = make_response("", status)
    answer.headers["HX-Redirect"] = location
    return answer


def load_anew() -> dict[str, str]:
    """The headers that have the browser load the page that asks anew, as a whole."""
    return {"HX-Redirect": page_shown() or "/"}


def page_shown() -> str:
    """The path and query of the page that asks, empty if it does not say: htmx names it, and so
    do browsers when they send a form.
    """
    try:
        parts = urlsplit(request.headers.get(_SHOWN) or request.referrer or "")
    except ValueError:
        return ""
    # An address of ours that begins with two slashes is, without its host, another site's.
    path = "/" + parts.path.lstrip("/\\") if parts.path.startswith("/") else parts.path
    return f"{path}?{parts.query}" if parts.query else path


def conversation_shown() -> str:
    """The address of the conversation whose page asks; empty where it is another page."""
    found = _CONVERSATION.match(page_shown())
    return found[0] if found else ""


def in_place_of(answer: ResponseReturnValue, selector: str) -> Response:
    """Put the answer there, rather than where whoever asked for it wanted it."""
    response = make_response(answer)
    response.headers["HX-Retarget"] = selector
    return response


def unchanged() -> ResponseReturnValue:
    """Nothing new for a poll: 204, which swaps nothing."""
    return "", 204


def tell(answer: ResponseReturnValue, *events: str) -> Response:
    """Let other regions of the page know what happened."""
    response = make_response(answer)
    if events:
        response.headers["HX-Trigger"] = ", ".join(events)
    return response
