"""What protects every page: headers, cookies, the CSRF token, limits on what is sent to us."""

from typing import Any

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from webapp.web import htmx

MAX_FILE_BYTES = 10 * 1024 * 1024
# A file that was looked at comes back as text, which is a third longer and percent-encoded.
MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_FORM_BYTES = 4 * 1024 * 1024

# No inline script or style, no eval, nobody else's assets, nobody's frame.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_HEADERS = [
    # One address answers with a page or, to htmx, with a part of it.
    ("Vary", htmx.HEADER),
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]

_PAGE_HEADERS = [*_HEADERS, ("Cache-Control", "no-store")]

csrf = CSRFProtect()


class Application(Flask):
    """Flask, but for what it writes of a failure: an address may hold a link's token."""

    def log_exception(self, exc_info: Any) -> None:
        """Name the rule of the address that failed, and not the address."""
        self.logger.error("Exception on %s %s", request.method, request.url_rule, exc_info=exc_info)


def init_app(app: Flask, config: Config) -> None:
    """Cookies, limits and headers for this application."""
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        SESSION_COOKIE_NAME="__Host-hej" if config.is_https else "hej",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_https,
        # The token is bound to the session and ends with it.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_refuse_nul)
    csrf.init_app(app)
    app.after_request(_add_headers)
    if config.is_https:
        app.after_request(_demand_https)


def _refuse_nul() -> None:
    """No browser sends U+0000, and PostgreSQL keeps no text with it."""
    if b"%00" in request.query_string:
        abort(400)
    if request.method == "POST":
        for _, texts in request.form.lists():
            if any("\x00" in text for text in texts):
                abort(400)


def _add_headers(response: Response) -> Response:
    """The headers of every answer. Pages are never stored; a file's address names its version
    (web.assets), so that it never changes.
    """
    if request.endpoint != "static":
        # A page may be stricter than the others: what it says itself stands.
        said = set(response.headers.keys()) - {"Vary"}
        response.headers.extend([one for one in _PAGE_HEADERS if one[0] not in said])
        return response
    response.headers.extend(_HEADERS)
    if "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _demand_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
