"""Where the Messages API is: at Vonage over https, or a simulator on this machine over http."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from webapp.gateways.outcome import SettingsError

VONAGE_API = "api.nexmo.com"
VONAGE_REST = "rest.nexmo.com"
"""The Account API (the balance) answers here, not at VONAGE_API."""


@dataclass(frozen=True)
class ApiHost:
    """A checked host as the SDK wants it: without a scheme, perhaps with a path."""

    api: str = VONAGE_API
    rest: str = VONAGE_REST
    is_loopback: bool = False

    @classmethod
    def parse(cls, setting: str) -> "ApiHost":
        """Read VONAGE_API_HOST: empty or `api.nexmo.com` for Vonage, else `127.0.0.1:9000[/path]`.

        Only loopback may be named: calls there go over plain http, and a text with its sign-in
        token must not leave the machine that way. Raises SettingsError.
        """
        if setting in ("", VONAGE_API):
            return cls()
        # Rebuilt from what was checked, so that nothing unread is handed to the SDK.
        checked = _loopback(setting)
        return cls(checked, checked, is_loopback=True)


def _loopback(setting: str) -> str:
    try:
        parts = urlsplit(f"//{setting}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise _not_allowed(setting) from None
    is_plain = "@" not in setting and re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", parts.path)
    if not is_plain or parts.query or parts.fragment or not _is_loopback(name):
        raise _not_allowed(setting)
    host = f"[{name}]" if ":" in name else name
    return (host if port is None else f"{host}:{port}") + parts.path.rstrip("/")


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _not_allowed(setting: str) -> SettingsError:
    return SettingsError(
        f"VONAGE_API_HOST is {setting!r}, but it may only name a simulator on this machine, "
        "such as 127.0.0.1:9000; leave it out to send through Vonage."
    )
