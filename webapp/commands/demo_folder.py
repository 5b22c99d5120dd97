"""The folder of a demo: its database, and the settings and secrets that it made for itself.

They stand in a `.env` file as anybody's do; so every other command works on a demo too, when
it is run in that folder.
"""

import fcntl
import os
import secrets
import socket
import uuid
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import IO

import click
from dotenv import dotenv_values

from config import Config

_DATABASE = "hej.db"
_SETTINGS = ".env"
_KEY = "vonage.key"
_PASSWORD = "password"  # noqa: S105
_LOCK = "lock"
_MAIL_FROM = "hej@example.org"
_MADE_HERE = (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", _SETTINGS, _KEY, _PASSWORD)
# Below the ports of outgoing connections on Linux and macOS, above those that are well known.
_NOT_HANDED_OUT = range(20_000, 32_000)
# Settings of the shell that count in a demo too; all others are the demo's own.
_TAKEN_OVER = ("VONAGE_RATE_PER_S", "SESSION_IDLE_MINUTES")


def enter(folder: Path, *, fresh: bool) -> IO[str]:
    """Go into a demo's folder, made if need be; `fresh` empties it of what demos put there.

    From then on only this folder's settings count. Returns the lock that keeps another demo out
    as long as it is open. Raises ClickException when the folder cannot be used.
    """
    os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
        lock = _take_lock(folder)
        if fresh:
            for name in _MADE_HERE:
                Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"--data {folder}: {error.strerror}.") from None
    _forget_environment()
    return lock


def write_settings(base_url: str) -> None:
    """Write `.env`, with new secrets where there are none, and with the addresses of this start."""
    known = dotenv_values(_SETTINGS) if Path(_SETTINGS).exists() else _new_secrets()
    carrier, mail = _free_ports(2)
    addresses = {
        "BASE_URL": base_url,
        "VONAGE_API_HOST": f"127.0.0.1:{carrier}",
        "SMTP_URL": f"smtp://127.0.0.1:{mail}",
        "MAIL_FROM": _MAIL_FROM,
    }
    settings = known | addresses
    _write_secret(_SETTINGS, "".join(f"{name}={value}\n" for name, value in settings.items()))


def mail_port() -> int:
    """The port at which the simulator takes mail in this start, as `write_settings` chose it."""
    return int(str(dotenv_values(_SETTINGS)["SMTP_URL"]).rpartition(":")[2])


def read_password() -> str:
    """The kept password; empty when there is none yet."""
    path = Path(_PASSWORD)
    return path.read_text().rstrip("\n") if path.exists() else ""


def keep_password(password: str) -> None:
    """Keep a password, so that the next start prints the same."""
    _write_secret(_PASSWORD, f"{password}\n")


def _take_lock(folder: Path) -> IO[str]:
    lock = open(_LOCK, "w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(
            f"Another demo runs in {folder}: end it, or choose another folder with --data."
        ) from None
    return lock


def _forget_environment() -> None:
    for field in fields(Config):
        name = field.name.upper()
        os.environ.pop(f"{name}_FILE", None)
        if name not in _TAKEN_OVER:
            os.environ.pop(name, None)


def _new_secrets() -> dict[str, str | None]:
    """Secrets of its own for each demo, and a key beside them."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_secret(_KEY, pem.decode())
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"sqlite:///{_DATABASE}",
        "VONAGE_APPLICATION_ID": str(uuid.uuid4()),
        "VONAGE_PRIVATE_KEY": _KEY,
        "VONAGE_SIGNATURE_SECRET": secrets.token_urlsafe(48),
        "VONAGE_API_KEY": secrets.token_hex(4),
        "VONAGE_API_SECRET": secrets.token_urlsafe(24),
    }


def _free_ports(number: int) -> list[int]:
    """So many different ports on loopback that nobody uses, and that the system gives to nobody
    by itself.

    The simulator asks for them seconds later: by then anybody could have one of those.
    """
    free: list[int] = []
    for port in secrets.SystemRandom().sample(_NOT_HANDED_OUT, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            free.append(port)
        if len(free) == number:
            return free
    raise click.ClickException("The simulated carrier finds no free port on this machine.")


def _write_secret(name: str, text: str) -> None:
    """Only this user may read it; it appears whole or not at all."""
    part = f"{name}.part"
    with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(part, name)
