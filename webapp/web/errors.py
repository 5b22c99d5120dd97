"""Errors in words, with what to do."""

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from webapp.web import candidates, htmx


def init_app(app: Flask) -> None:
    """Answer with these pages what goes wrong anywhere."""
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(CSRFError, _error_page)
    app.register_error_handler(OperationalError, _busy)


def _error_page(error: HTTPException) -> ResponseReturnValue:
    """An error in words, with what to do."""
    code = error.code or 500
    if code < 400:
        return error
    if candidates.is_theirs():
        return candidates.error(code)
    title, words, what_to_do = _error_words(code, isinstance(error, CSRFError))
    if request.path.startswith("/webhooks/") or htmx.is_partial():
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        if isinstance(error, CSRFError):
            headers |= htmx.load_anew()
        return f"{title} {words}\n", code, headers
    page = render_template("error.html", code=code, title=title, words=words, what_to_do=what_to_do)
    return page, code


def _busy(error: OperationalError) -> ResponseReturnValue:
    """The database did not answer in time; nothing was written. A carrier tries again on 503."""
    logging.getLogger(__name__).error("The database did not answer: %s", error)
    return _error_page(ServiceUnavailable())


def _error_words(code: int, is_csrf: bool) -> tuple[str, str, str]:
    if is_csrf:
        return (
            gettext("This page is out of date"),
            gettext("It was opened before you signed in, or too long ago."),
            gettext("Go back, reload the page and try again."),
        )
    return {
        403: (
            gettext("You may not do this"),
            gettext("Your access groups do not give you the right it needs."),
            gettext("Ask an administrator of your organisation if you should have it."),
        ),
        404: (
            gettext("This page is not here"),
            gettext("It may have been removed, or the address may be wrong."),
            "",
        ),
        503: (
            gettext("Hej is busy just now"),
            gettext("The database did not answer in time. Nothing was sent or changed by this."),
            gettext("Go back and try again in a moment."),
        ),
        413: (
            gettext("This is too large"),
            gettext("A file may be up to 10 MB."),
            gettext("Divide it and try again."),
        ),
    }.get(
        code,
        (
            gettext("Something went wrong"),
            gettext("Hej could not do this. Nothing was sent by it."),
            gettext("Try again in a moment. If it happens again, tell whoever hosts Hej."),
        ),
    )
