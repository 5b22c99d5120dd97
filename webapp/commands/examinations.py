"""What `hej doctor` looks at, one function per part. Each says what it found and what to do."""

import os
import tempfile
import time
from collections.abc import Generator, Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import peewee

from config import Config, ConfigError
from webapp import db
from webapp.commands import start
from webapp.domain import checks, dispatch, inbound, key_mark, outlet
from webapp.gateways.outcome import SettingsError, Verdict
from webapp.lib import clock
from webapp.models import Organisation

WORKER_SEEN_S = 60
CLOCK_OFF_S = 30
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Weight(Enum):
    """How much a finding matters."""

    GOOD = "good"
    NOTE = "note"
    MEND = "mend"


class Finding(NamedTuple):
    """One thing that was found, in words that say what to do."""

    weight: Weight
    part: str
    words: str


def examine(config: Config) -> Iterator[Finding]:
    """Everything that can be looked at from here, the most basic first."""
    yield from _settings()
    yield from _addresses(config)
    is_usable = yield from _database(config)
    yield from _carrier(config, is_usable)
    yield from _webhooks(config)
    if is_usable:
        yield from _worker()
        yield from _replies()
        yield from _clock(config)
    yield from _mail(config)


def _good(part: str, words: str) -> Finding:
    return Finding(Weight.GOOD, part, words)


def _note(part: str, words: str) -> Finding:
    return Finding(Weight.NOTE, part, words)


def _mend(part: str, words: str) -> Finding:
    return Finding(Weight.MEND, part, words)


def _settings() -> Iterator[Finding]:
    yield _good("Settings", "All settings can be read.")
    file = Path(".env")
    if file.exists() and file.stat().st_mode & 0o077:
        yield _note("Settings", "Others on this machine may read .env: chmod 600 .env")


def _addresses(config: Config) -> Iterator[Finding]:
    base = urlsplit(config.base_url)
    is_here = base.hostname in _LOOPBACK
    if base.path or base.query:
        yield _mend("Addresses", "BASE_URL must end after the host: Hej serves from the root.")
    if is_here and config.can_send and not config.vonage_api_host:
        yield _mend(
            "Addresses",
            f"BASE_URL is {config.base_url}, which the carrier cannot reach: nobody will learn "
            "what was delivered. Set it to the address that people use.",
        )
    elif not is_here and not config.is_https:
        yield _mend(
            "Addresses",
            "BASE_URL begins with http: passwords would travel in the open. "
            "Put a proxy with TLS in front, and let BASE_URL begin with https.",
        )
    else:
        yield _good("Addresses", f"People reach Hej at {config.base_url}.")
    if config.is_https and not config.trusted_proxies:
        yield _note(
            "Addresses",
            "TRUSTED_PROXIES is 0: behind a proxy set it to 1, or sign-in counts all people as "
            "one address.",
        )


def _database(config: Config) -> Generator[Finding, None, bool]:
    """Returns whether the other parts can be asked of it."""
    start.bind_database(config)
    try:
        db.check_schema()
    except db.SchemaError as error:
        yield _mend("Database", str(error))
        return False
    except peewee.PeeweeException as error:
        reason = str(error).strip().partition("\n")[0]
        yield _mend("Database", f"DATABASE_URL does not answer: {reason}")
        return False
    yield _good("Database", "It answers, and its tables are those of this version.")
    yield from _key()
    yield from _rules()
    if not Organisation.select().exists():
        yield _mend("Database", "There is no organisation yet: run `hej create-admin`.")
    return True


def _key() -> Iterator[Finding]:
    if key_mark.is_other():
        yield _mend("Opt-outs", str(key_mark.OtherKey()))
    else:
        yield _good("Opt-outs", "Whoever has stopped SMS is known under this SECRET_KEY.")


def _rules() -> Iterator[Finding]:
    broken = [rule for rule in checks.check() if rule.broken]
    for rule in broken:
        yield _mend(
            "Credits",
            f"A rule is broken {rule.broken} times: {rule.sentence} "
            "Stop sending, and compare with a backup.",
        )
    if not broken:
        yield _good("Credits", "Every rule of the ledger is kept.")


def _carrier(config: Config, is_usable: bool) -> Iterator[Finding]:
    try:
        settings = start.carrier(config)
        start.public_key(config.vonage_private_key)
    except (ConfigError, SettingsError) as error:
        yield _mend("Carrier", str(error))
        return
    if config.vonage_api_host:
        yield _note("Carrier", f"SMS go to the simulator at {config.vonage_api_host}, to nobody.")
    balance = start.gateway(settings).balance()
    if balance is not None:
        yield _good("Carrier", f"It answers; our account there holds {balance:.2f} EUR.")
    elif settings.has_key:
        yield _mend(
            "Carrier",
            "It does not tell our balance: check VONAGE_API_KEY and VONAGE_API_SECRET, and "
            "that this machine reaches it.",
        )
    else:
        yield _note(
            "Carrier",
            "Whether it lets us in cannot be told without VONAGE_API_KEY and VONAGE_API_SECRET; "
            "`hej send-test` tries it.",
        )
    pause = outlet.current_pause() if is_usable else None
    if pause:
        yield _mend("Carrier", f"Sending is paused: {pause.words}")


def _webhooks(config: Config) -> Iterator[Finding]:
    if config.vonage_signature_secret:
        yield _good("Webhooks", f"The carrier posts to {config.base_url}/webhooks/vonage/status.")
    else:
        yield _mend(
            "Webhooks",
            "VONAGE_SIGNATURE_SECRET is missing, so receipts and replies are refused. Copy it "
            "from the carrier's API settings.",
        )


def _worker() -> Iterator[Finding]:
    seen = dispatch.last_beat()
    if seen and (clock.now() - seen).total_seconds() < WORKER_SEEN_S:
        yield _good("Worker", "A worker is at work.")
    else:
        when = f"since {seen:%Y-%m-%d %H:%M} UTC" if seen else "ever"
        yield _mend("Worker", f"No worker was seen {when}, so nothing is sent: start `hej worker`.")


def _replies() -> Iterator[Finding]:
    """Texts that no inbox shows: those to a number that is no sender, or several's; and those
    that could not be joined.
    """
    for number, texts in inbound.unowned():
        yield _note(
            "Replies",
            f"{texts} came to {number} from people whom nobody wrote to. It is the sender of no "
            "parent organisation, or of several, so nobody sees them: set it under Admin > "
            "Organisation > Sending of one of them.",
        )
    waiting = inbound.waiting()
    if waiting:
        yield _mend(
            "Replies",
            f"{waiting} could not be joined to whom they answer. They are kept and tried again; "
            "the log says why.",
        )
    else:
        yield _good("Replies", "Every text that came in was joined.")


def _clock(config: Config) -> Iterator[Finding]:
    off_s = _clock_off_s(config)
    newest = db.row("SELECT max(at) FROM ledger_entry")
    if newest and (newest[0] or 0) > clock.now_ms() + CLOCK_OFF_S * 1000:
        yield _mend("Clock", "It is behind: the ledger was written to at a later time. Set it.")
    elif abs(off_s) > CLOCK_OFF_S:
        yield _mend(
            "Clock",
            f"This machine's clock differs by {off_s:.0f} s from the database's: turn on NTP "
            "(timedatectl set-ntp true).",
        )
    else:
        yield _good("Clock", f"It is {clock.now():%Y-%m-%d %H:%M} UTC, here and at the database.")


def _clock_off_s(config: Config) -> float:
    """Our clock less the other's: PostgreSQL's, or that of the file system SQLite lies on."""
    if db.is_sqlite():
        folder = Path(config.database_url.removeprefix("sqlite:///")).parent
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            there_s = os.stat(file.name).st_mtime
    else:
        found = db.row("SELECT extract(epoch FROM clock_timestamp())")
        there_s = float(found[0]) if found else time.time()
    return time.time() - there_s


def _mail(config: Config) -> Iterator[Finding]:
    if not config.can_mail:
        yield _note("Mail", "SMTP_URL is not set, so no e-mail can be sent; it stays queued.")
        return
    outcome = start.mail_gateway(config).examine()
    if outcome.verdict is Verdict.ACCEPTED:
        yield _good("Mail", f"The mail server is ready; e-mail leaves from {config.mail_from}.")
    else:
        yield _mend("Mail", f"{outcome.detail} (code {outcome.code})")
