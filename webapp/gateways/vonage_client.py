"""The Vonage SDK with its edges filed off. Import this module only where a call is made.

What is done about the SDK (vonage-http-client 1.5, vonage-messages 1.7), and why:
- `pool_maxsize=1`: when a connection closes without an answer it sends the same request again,
  as often as this number says. `max_retries` has no say in that.
- redirects are not followed: a 307 would send the message a second time.
- its logger is silenced: it writes numbers, texts and sign-in tokens.
- the sign-in token is kept for ten of its fifteen minutes: making one takes 40 ms, because the
  private key is read and checked anew each time.
- one client per thread and per kind of sign-in: it keeps one header dictionary for all calls.
"""

import logging
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, ProxyError, SSLError
from vonage_account import Account
from vonage_http_client import Auth, HttpClient, HttpClientOptions
from vonage_http_client.errors import HttpRequestError
from vonage_messages import Messages, Sms

from webapp.gateways.sms import Outgoing
from webapp.gateways.vonage_hosts import ApiHost
from webapp.gateways.vonage_settings import VonageSettings

TOKEN_KEPT_S = 600.0
ERROR_BYTES_READ = 8192

logging.getLogger("vonage").disabled = True


@dataclass(frozen=True)
class Answer:
    """What came back from one call, in plain values."""

    status: int | None = None
    """The HTTP status; None when no answer came."""
    carrier_id: str = ""
    """The accepted message's id; empty unless the answer named one."""
    error: dict[str, Any] = field(default_factory=dict)
    """The answer's error object (RFC 7807); empty when there was none that could be read."""
    retry_after_s: float | None = None
    failure: str = ""
    """Without an answer: `not-connected` (nothing was sent), `timeout`, or `dropped`."""


class Client:
    """Sends through the Messages API. One per thread."""

    def __init__(self, settings: VonageSettings) -> None:
        """Raises whatever the SDK and PyJWT raise about a bad key; nothing is sent yet."""
        if settings.has_application:
            auth = _KeptTokenAuth(
                application_id=settings.application_id, private_key=settings.private_key
            )
            auth.create_jwt_auth_string()
        else:
            auth = Auth(api_key=settings.api_key, api_secret=settings.api_secret)
        self._auth = auth
        self._http = _http_client(auth, settings)
        self._messages = Messages(self._http)

    def send(self, message: Outgoing) -> Answer:
        """Make one request and report what came back; raises on what nobody foresaw."""
        sms = Sms(
            to=message.to.removeprefix("+"),
            from_=message.sender.removeprefix("+"),
            text=message.text,
            client_ref=message.client_ref or None,
        )
        try:
            accepted = self._messages.send(sms)
        except HttpRequestError as error:
            return _refusal(error.response)
        except (TypeError, ValidationError):
            # So the SDK takes a 2xx that is no JSON, or that names no message.
            return Answer(self._http.last_response.status_code)
        except requests.TooManyRedirects as error:
            return Answer(error.response.status_code if error.response is not None else None)
        except requests.Timeout as error:
            return Answer(failure="not-connected" if _never_connected(error) else "timeout")
        except requests.ConnectionError as error:
            return Answer(failure="not-connected" if _never_connected(error) else "dropped")
        return Answer(self._http.last_response.status_code, accepted.message_uuid)

    def close(self) -> None:
        """Close the connection; the next call opens another with the same sign-in token."""
        self._http._session.close()


def read_balance(settings: VonageSettings) -> Decimal:
    """The balance in EUR, by a client of its own that signs in with key and secret."""
    auth = Auth(api_key=settings.api_key, api_secret=settings.api_secret)
    http = _http_client(auth, settings)
    try:
        return Decimal(str(Account(http).get_balance().value))
    finally:
        http._session.close()


class _KeptTokenAuth(Auth):  # type: ignore[misc]
    """An Auth that makes a token every ten minutes, not for every call."""

    def create_jwt_auth_string(self) -> bytes:
        # Wall-clock time, because the token's own end is: a laptop may have slept in between.
        if not 0 <= time.time() - getattr(self, "_made_at", 0.0) < TOKEN_KEPT_S:
            self._token: bytes = super().create_jwt_auth_string()
            self._made_at = time.time()
        return self._token


class _PlainHttp(HTTPAdapter):
    """Speaks http where the SDK wrote https. Mounted for loopback alone (see ApiHost)."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        request.url = (request.url or "").replace("https://", "http://", 1)
        return super().send(request, *args, **kwargs)


def _http_client(auth: Any, settings: VonageSettings) -> Any:
    host = ApiHost.parse(settings.api_host)
    http = HttpClient(
        auth,
        HttpClientOptions(
            api_host=host.api,
            rest_host=host.rest,
            timeout=settings.timeout_s,
            max_retries=0,
            pool_maxsize=1,
        ),
        version("vonage"),
    )
    # The SDK offers no way to its session but this one.
    session: requests.Session = http._session
    session.max_redirects = 0
    if host.is_loopback:
        session.trust_env = False
        session.mount(f"https://{host.api.split('/')[0]}/", _PlainHttp(pool_maxsize=1))
    return http


def _refusal(response: requests.Response) -> Answer:
    return Answer(
        response.status_code,
        error=_error_object(response),
        retry_after_s=_seconds(response.headers.get("Retry-After")),
    )


def _error_object(response: requests.Response) -> dict[str, Any]:
    if len(response.content) > ERROR_BYTES_READ:
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds from now: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None


def _never_connected(error: requests.RequestException) -> bool:
    """Whether the call failed before a byte of it could leave.

    True for: connection refused, name not found, connect time-out, a proxy that cannot be reached
    or lets nobody through, and a certificate that is not the carrier's. Other TLS faults may
    strike in the middle of an answer.
    """
    cause = error.args[0] if error.args else None
    if not isinstance(cause, MaxRetryError):
        return False
    reason = cause.reason
    if isinstance(reason, SSLError):
        return any(isinstance(arg, ssl.SSLCertVerificationError) for arg in reason.args)
    return isinstance(reason, ConnectTimeoutError | ProxyError)
