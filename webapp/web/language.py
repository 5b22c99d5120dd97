"""In which language a page speaks, and the words of it.

Flask-Babel finds the translations; what a template calls for each sentence is made cheap here,
because a page has a hundred of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g, request
from flask_babel import Babel, force_locale
from flask_login import current_user
from markupsafe import Markup

from webapp.lib.catalogues import FOLDER
from webapp.web.filters import catalogue, zone

LANGUAGES = ("en",)
"""In which users can have their pages."""
CANDIDATE_LANGUAGES = ("en", "sv", "nb", "da", "fi")
"""In which candidates can have theirs."""


def init_app(app: Flask) -> None:
    """Let this application speak its readers' languages."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(FOLDER))
    Babel(app, locale_selector=_language, timezone_selector=lambda: str(zone()))
    # In place of Jinja's own, which call each other four times per sentence.
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _language() -> str:
    """The user's own choice, else the organisation's, else what the browser asks for."""
    if current_user and current_user.is_authenticated:
        person = current_user.person
        for wanted in (person.language, person.organisation_language):
            if wanted in LANGUAGES:
                return str(wanted)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def for_candidates(wanted: str = "") -> str:
    """The language for a candidate: the one that is wanted, as far as there are pages in it; where
    none is, what their browser asks for.
    """
    if not wanted:
        return request.accept_languages.best_match(CANDIDATE_LANGUAGES) or "en"
    return wanted if wanted in CANDIDATE_LANGUAGES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Meanwhile everything is said in this language, whatever the request asked for."""
    usual = g.pop("catalogue", None)
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("catalogue", None)
        if usual is not None:
            g.catalogue = usual


def _gettext(text: str, /, **values: object) -> Markup:
    """A sentence for a template; values are escaped, as Jinja's own function does it."""
    said = catalogue().ugettext(text)
    if values or "%" in said:
        return Markup(said) % values  # noqa: S704 - ours, or a translator's
    return Markup(said)  # noqa: S704


def _ngettext(singular: str, plural: str, count: int, /, **values: object) -> Markup:
    """The same for a sentence that depends on a number, which it may show as `%(num)d`."""
    said = catalogue().ungettext(singular, plural, count)
    return Markup(said) % {"num": count, **values}  # noqa: S704
