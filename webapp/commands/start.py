"""What a command begins with: the settings, the database, the ways to carrier and mail server."""

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from config import Config, ConfigError
from webapp import db
from webapp.domain import key_mark
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.lib import installation
from webapp.simulator.settings import SimulatorSettings

if TYPE_CHECKING:
    from webapp.gateways.mail import SmtpGateway


NO_CARRIER = (
    "Nothing can be sent: set VONAGE_APPLICATION_ID and VONAGE_PRIVATE_KEY, "
    "or VONAGE_API_KEY and VONAGE_API_SECRET."
)


def open_database(config: Config) -> None:
    """Bind the database of these settings; raises SchemaError unless `hej migrate` has run.

    And OtherKey when SECRET_KEY is not the one it was filled under.
    """
    bind_database(config)
    db.check_schema()
    key_mark.check()


def bind_database(config: Config) -> None:
    """Bind the database of these settings, whatever is in it, until the command ends.

    This process knows from then on which installation it is.
    """
    installation.use(config.secret_key, config.base_url)
    db.open_database(config.database_url)
    click.get_current_context().call_on_close(db.database.obj.close_all)


def carrier(config: Config) -> VonageSettings:
    """How to sign in to the carrier; raises ConfigError when nothing says how."""
    if not config.can_send:
        raise ConfigError(NO_CARRIER)
    return VonageSettings(
        application_id=config.vonage_application_id,
        private_key=config.vonage_private_key,
        api_key=config.vonage_api_key,
        api_secret=config.vonage_api_secret,
        api_host=config.vonage_api_host,
    )


def gateway(settings: VonageSettings) -> VonageGateway:
    """A way to the carrier for the thread that calls.

    The SDK is loaded now: half a second at the first message would bunch up those behind it.
    """
    importlib.import_module("webapp.gateways.vonage_client")
    return VonageGateway(settings)


def mail_gateway(config: Config) -> "SmtpGateway":
    """The way to the mail server of these settings, which must name one.

    It is loaded here, because a process that only shows pages need not pay for it.
    """
    from webapp.gateways.mail import MailSettings, SmtpGateway

    return SmtpGateway(MailSettings.parse(config.smtp_url, config.mail_from))


def what_is_not_sent(config: Config) -> Iterator[str]:
    """A sentence for each kind of message that these settings name no way out for."""
    if not config.can_send:
        yield "No SMS will be sent: the settings of the carrier (VONAGE_...) are missing."
    if not config.can_mail:
        yield "No e-mail will be sent: SMTP_URL and MAIL_FROM are missing. It stays queued."


def simulator_settings(config: Config, callback_url: str) -> SimulatorSettings:
    """A simulated carrier that knows the application with these settings, and calls it back."""
    return SimulatorSettings(
        callback_url=callback_url,
        signature_secret=config.vonage_signature_secret,
        application_id=config.vonage_application_id,
        public_key=public_key(config.vonage_private_key),
        api_key=config.vonage_api_key,
        api_secret=config.vonage_api_secret,
    )


def public_key(private_key: str) -> str:
    """The public half of a private key as PEM; empty without one. Raises ConfigError."""
    if not private_key:
        return ""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError):
        raise ConfigError("VONAGE_PRIVATE_KEY is not a private key.") from None
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode()
