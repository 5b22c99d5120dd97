"""Every setting of Hej, read from the environment or from a `.env` file in the working folder.

Each setting may also be given as NAME_FILE: the path of a file that holds the value, as
container secrets come. A wrong or missing one raises ConfigError with a sentence naming it.
"""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from environs import EnvError, FileAwareEnv

from webapp.lib.smtp_url import Sender, SmtpUrl


class ConfigError(Exception):
    """A setting is wrong or missing; the text is one line that names it and says what to do."""


@dataclass(frozen=True, repr=False)
class Config:
    """The settings, checked. It has no repr of its values, so that no secret reaches a log."""

    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = "sqlite:///var/hej.db"
    vonage_application_id: str = ""
    vonage_private_key: str = ""
    vonage_signature_secret: str = ""
    vonage_api_key: str = ""
    vonage_api_secret: str = ""
    vonage_api_host: str = ""
    vonage_rate_per_s: int = 30
    smtp_url: str = ""
    mail_from: str = ""
    trusted_proxies: int = 0
    session_idle_minutes: int = 60

    def __post_init__(self) -> None:
        """Check each setting and those that belong together; raises ConfigError."""
        _check_secret_key(self.secret_key)
        _check_addresses(self.base_url, self.database_url, self.vonage_api_host)
        _check_pair(
            ("VONAGE_APPLICATION_ID", self.vonage_application_id),
            ("VONAGE_PRIVATE_KEY", self.vonage_private_key),
        )
        _check_pair(
            ("VONAGE_API_KEY", self.vonage_api_key),
            ("VONAGE_API_SECRET", self.vonage_api_secret),
        )
        _check_mail(self.smtp_url, self.mail_from)
        _check_least("VONAGE_RATE_PER_S", self.vonage_rate_per_s, 1)
        _check_least("SESSION_IDLE_MINUTES", self.session_idle_minutes, 5)
        _check_least("TRUSTED_PROXIES", self.trusted_proxies, 0)

    @property
    def can_send(self) -> bool:
        """Whether there is something to sign in to the carrier with."""
        return bool(self.vonage_application_id or self.vonage_api_key)

    @property
    def can_mail(self) -> bool:
        """Whether there is a mail server to hand e-mail to."""
        return bool(self.smtp_url)

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https:")

    @classmethod
    def from_env(cls) -> "Config":
        """The settings of this process; raises ConfigError."""
        env = FileAwareEnv(strip_whitespace=True)
        env.read_env(str(Path.cwd() / ".env"), recurse=False)
        try:
            return cls(
                secret_key=env.str("SECRET_KEY", ""),
                base_url=env.str("BASE_URL", cls.base_url).rstrip("/"),
                database_url=env.str("DATABASE_URL", cls.database_url),
                vonage_application_id=env.str("VONAGE_APPLICATION_ID", ""),
                vonage_private_key=_key_text(env.str("VONAGE_PRIVATE_KEY", "")),
                vonage_signature_secret=env.str("VONAGE_SIGNATURE_SECRET", ""),
                vonage_api_key=env.str("VONAGE_API_KEY", ""),
                vonage_api_secret=env.str("VONAGE_API_SECRET", ""),
                vonage_api_host=env.str("VONAGE_API_HOST", ""),
                vonage_rate_per_s=env.int("VONAGE_RATE_PER_S", cls.vonage_rate_per_s),
                smtp_url=env.str("SMTP_URL", ""),
                mail_from=env.str("MAIL_FROM", ""),
                trusted_proxies=env.int("TRUSTED_PROXIES", cls.trusted_proxies),
                session_idle_minutes=env.int("SESSION_IDLE_MINUTES", cls.session_idle_minutes),
            )
        except (EnvError, OSError, ValueError) as error:
            raise ConfigError(str(error)) from error


def _check_secret_key(value: str) -> None:
    if len(value) < 32:
        found = f"it has {len(value)}" if value else "it is missing"
        raise ConfigError(
            f"SECRET_KEY must have 32 characters or more, but {found}. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def _check_addresses(base_url: str, database_url: str, api_host: str) -> None:
    base = urlsplit(base_url)
    if base.scheme not in ("http", "https") or not base.hostname:
        raise ConfigError("BASE_URL must be a full address such as https://hej.example.org")
    if not database_url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ConfigError(
            "DATABASE_URL must be sqlite:///path/to/hej.db or postgresql://user@host/name"
        )
    if api_host and not _is_loopback(api_host):
        raise ConfigError(
            "VONAGE_API_HOST is only for a simulator on this machine, such as 127.0.0.1:9000; "
            "leave it out to send through Vonage."
        )


def _is_loopback(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _check_pair(one: tuple[str, str], other: tuple[str, str]) -> None:
    for (name, value), (needed, beside) in ((one, other), (other, one)):
        if value and not beside:
            raise ConfigError(f"{needed} is missing: {name} is of no use without it.")


def _check_mail(smtp_url: str, mail_from: str) -> None:
    _check_pair(("SMTP_URL", smtp_url), ("MAIL_FROM", mail_from))
    if not smtp_url:
        return
    try:
        SmtpUrl.parse(smtp_url)
        Sender.parse(mail_from)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def _check_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise ConfigError(f"{name} must be {least} or more, but it is {value}.")


def _key_text(value: str) -> str:
    """A private key as text; it is given as text (line ends may be written as \\n) or as a path."""
    if not value or "PRIVATE KEY" in value:
        return value.replace("\\n", "\n")
    try:
        return Path(value).read_text()
    except OSError:
        raise ConfigError(
            "VONAGE_PRIVATE_KEY is neither a private key nor the path of a file that can be read."
        ) from None
