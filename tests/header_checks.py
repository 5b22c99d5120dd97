"""The headers that every answer of the application carries, errors included."""

from werkzeug.datastructures import Headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
BY_LINK = ("/stop/", "/b/")
"""Addresses that a link opens to whoever holds it."""
EXACT = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def check_headers(headers: Headers, path: str) -> None:
    """Fails where a header is missing, doubled or otherwise than written above."""
    expected = EXACT | ({"Referrer-Policy": "no-referrer"} if path.startswith(BY_LINK) else {})
    for name, value in expected.items():
        assert headers.getlist(name) == [value], f"{name}: {headers.getlist(name)}"
    assert "HX-Request" in headers.get("Vary", "")
    if not path.startswith("/static/"):
        assert headers.getlist("Cache-Control") == ["no-store"]
    for cookie in headers.getlist("Set-Cookie"):
        attributes = {one.strip().lower() for one in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= attributes, cookie
