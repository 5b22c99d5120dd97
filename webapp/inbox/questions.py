"""What is asked before something is done: as a page, or as a dialog in the page that is there."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.lib.words import Sentence
from webapp.web import htmx
from webapp.web.pages import fragment, way_back


def ask(
    name: str, title: str, about: str, problem: Sentence | None, **values: object
) -> ResponseReturnValue:
    """The question of `templates/inbox/_ask_<name>.html`, posted to where it was asked for.

    With a `problem` it is asked again, with 422.
    """
    shown = {
        "question": name,
        "title": title,
        "about": about,
        "problem": problem,
        "next": _next(),
        "path": request.path,
        "me": current_user.person.id,
        **values,
    }
    status = 422 if problem else 200
    if htmx.is_partial():
        part = "inbox/_question.html" if problem else "inbox/_dialog.html"
        return fragment(part, in_dialog=True, **shown), status
    return render_template("inbox/question.html", in_dialog=False, nav="inbox", **shown), status


def _next() -> str:
    """Where one goes on afterwards: the list of the inbox from which it was asked."""
    wanted = way_back(request.values.get("next") or htmx.page_shown(), "/inbox")
    return wanted if wanted.startswith("/inbox") else "/inbox"
