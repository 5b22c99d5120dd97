"""Who is asking: Flask-Login over sessions that live in the database.

The signed cookie holds nothing but a random token (and the CSRF secret). Flask-Login calls it
the user's id; here it is looked up in the session table at each request.
"""

import json

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from itsdangerous import URLSafeTimedSerializer

from webapp.domain import sign_in
from webapp.domain.people import Person
from webapp.web import access, htmx


class _Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, for the few plain texts that we keep in it.

    Plain JSON does for them, and the signer is kept: making one costs as much as using it.
    """

    serializer = json  # type: ignore[assignment]

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer for this application's key."""
        if self._serializer is None:
            self._serializer = super().get_signing_serializer(app)
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie when it changed; no answer is stored, so none need vary by it."""
        if session.modified:
            super().save_session(app, session, response)


_manager = LoginManager(add_context_processor=False)
# The session row is the protection; a changed address (a phone on a train) is no reason to end it.
_manager.session_protection = None


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person behind this request, and the session's token."""

    def __init__(self, token: str, person: Person) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie: the token of the session."""
        return self.token


def init_app(app: Flask) -> None:
    """Let this application know its users."""
    app.session_interface = _Cookies()
    _manager.init_app(app)


def enter(token: str) -> None:
    """Let this browser be signed in under the token of a session that began just now."""
    session.clear()
    login_user(SignedIn(token, sign_in.person_of(token, idle_minutes=1)))
    # Flask-Login's mark of address and browser, which we do not compare.
    session.pop("_id", None)


def current_token() -> str:
    """The token in this browser's cookie, or an empty text."""
    return str(session.get("_user_id", ""))


@_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    _, is_poll = access.declared(request.endpoint)
    idle_minutes = current_app.config["HEJ"].session_idle_minutes
    person = sign_in.person_of(token, idle_minutes, keep_alive=not is_poll)
    return SignedIn(token, person) if person else None


@_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _send_to_sign_in() -> ResponseReturnValue:
    """The sign-in page, with the way back; htmx is told to load it as a page.

    Not by a poll, though: behind it somebody may be writing, and the text would be lost.
    """
    if request.htmx and access.declared(request.endpoint)[1]:  # type: ignore[attr-defined]
        return "", 401
    is_page = request.method == "GET" and not request.htmx  # type: ignore[attr-defined]
    wanted = request.full_path.rstrip("?") if is_page else htmx.page_shown()
    sign_in_page = url_for("auth.sign_in", next=wanted or None)
    if request.htmx:  # type: ignore[attr-defined]
        return htmx.redirect_whole_page(sign_in_page, 401)
    return redirect(sign_in_page)
