"""Where mail is handed over, and from whom it comes: SMTP_URL and MAIL_FROM, read and checked."""

import ipaddress
import re
from dataclasses import dataclass, field
from email.utils import getaddresses
from enum import Enum
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_EXAMPLE = (
    "SMTP_URL must look like smtp://user:password@mail.example.org:587 or "
    "smtps://user:password@mail.example.org:465"
)
_PORTS = {"smtp": 587, "smtps": 465}
# Narrower than the standard, as mail servers are: no quoted names, no address literals. Nothing
# that this takes can end a line or begin another address.
_ADDRESS = re.compile(r"""[^\s\x00-\x1f\x7f@,;:<>()\[\]"\\]+@[^\W_]([\w.-]*[^\W_])?""")


class Security(Enum):
    """How the way to the mail server is kept private."""

    PLAIN = "plain"
    """Not at all: it is on this machine."""
    IF_OFFERED = "if-offered"
    """By STARTTLS where the server offers it."""
    STARTTLS = "starttls"
    """By STARTTLS, or nothing is sent."""
    TLS = "tls"
    """From the first byte on."""


@dataclass(frozen=True)
class SmtpUrl:
    """A mail server, and how to sign in to it."""

    host: str
    port: int
    user: str
    """Empty where the server wants no sign-in."""
    password: str = field(repr=False)
    security: Security

    @classmethod
    def parse(cls, text: str) -> "SmtpUrl":
        """Read `smtp://` or `smtps://`; raises ValueError with one line that says what to do.

        With a sign-in, or with `?starttls=required`, `smtp://` means that TLS must be had.
        """
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise ValueError(_spelling()) from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(_spelling())
        if parts.path not in ("", "/") or parts.fragment or port == 0:
            raise ValueError(_spelling())
        if bool(parts.username) != bool(parts.password):
            raise ValueError("SMTP_URL names a user without a password, or the other way round.")
        return cls(
            parts.hostname,
            port or _PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            _security(parts.scheme, parts.query, bool(parts.username), parts.hostname),
        )


class Sender(NamedTuple):
    """Who mail comes from: an address, and the name beside it, which may be empty."""

    address: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "Sender":
        """Read `hej@example.org` or `Hej <hej@example.org>`; raises ValueError with one line."""
        found = getaddresses([text])
        is_one = len(found) == 1 and is_address(found[0][1])
        if not is_one or any(ord(letter) < 32 for letter in text):
            raise ValueError(
                "MAIL_FROM must be one address, such as hej@example.org or Hej <hej@example.org>"
            )
        [(name, address)] = found
        return cls(address, name)


def is_address(text: str) -> bool:
    """Whether this can be written to: one address, and nothing but an address."""
    if len(text) > 254 or not _ADDRESS.fullmatch(text):
        return False
    try:
        ascii_domain(text)
    except UnicodeError:
        return False
    return True


def ascii_domain(address: str) -> str:
    """The domain of an address as the network knows it; raises UnicodeError if it cannot be one."""
    return address.rpartition("@")[2].encode("idna").decode("ascii")


def _security(scheme: str, query: str, signs_in: bool, host: str) -> Security:
    wanted = parse_qs(query, keep_blank_values=True)
    if wanted not in ({}, {"starttls": ["required"]}):
        raise ValueError("SMTP_URL can end with ?starttls=required and with nothing else.")
    if scheme == "smtps":
        return Security.TLS
    if signs_in or wanted:
        return Security.STARTTLS
    return Security.PLAIN if _is_loopback(host) else Security.IF_OFFERED


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _spelling() -> str:
    return f"{_EXAMPLE} (in user and password, write @ as %40, / as %2F, # as %23)"
