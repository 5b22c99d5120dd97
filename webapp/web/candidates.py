"""The addresses that candidates come to by a link: what all their pages have in common.

Whoever comes by a link has never seen the pages of users: what goes wrong is said in their own
words and language. And the address is a secret.
"""

from flask import Flask, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.web.language import for_candidates, speaking

# The areas of candidates, by the first piece of their addresses; the second is the link's token.
_AREAS = {"b": "booking", "stop": "stop"}


def init_app(app: Flask) -> None:
    """Let these addresses be told to nobody."""
    app.after_request(_tell_nobody)


def is_theirs() -> bool:
    """Whether the request is for a page of candidates."""
    return _pieces()[0] in _AREAS


def error(code: int) -> ResponseReturnValue:
    """A page that says what to do; a press's address, opened like a page, leads to the page of its
    link, where the press is.
    """
    area, token, *_ = _pieces()
    if code == 405 and request.method in ("GET", "HEAD"):
        return redirect(f"/{area}/{token}", 303)
    language = for_candidates()
    template = f"{_AREAS[area]}/gone.html" if code == 404 else "stop/trouble.html"
    with speaking(language):
        return render_template(template, language=language, code=code), code


def _tell_nobody(response: Response) -> Response:
    """No other site learns the address, and no search engine keeps it."""
    if is_theirs():
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _pieces() -> list[str]:
    return [*request.path.strip("/").split("/"), ""]
