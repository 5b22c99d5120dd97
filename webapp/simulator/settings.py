"""The simulator's settings; every one may be left out."""

from dataclasses import dataclass, field

STATUS_PATH = "/webhooks/vonage/status"
INBOUND_PATH = "/webhooks/vonage/inbound"


@dataclass(frozen=True)
class SimulatorSettings:
    """Whom the simulator answers, and whom it tells."""

    callback_url: str = ""
    """The application's address, such as `http://127.0.0.1:8000`; empty: nothing is posted."""
    signature_secret: str = field(default="", repr=False)
    """Signs the webhooks (HS256); empty: they go out unsigned, and are refused."""
    application_id: str = ""
    """Stands in the webhooks; when set, a JWT must name it."""
    public_key: str = ""
    """The application's public key as PEM; without it any well-formed JWT is let in."""
    api_key: str = ""
    """When set, Basic sign-in must match it and `api_secret`."""
    api_secret: str = field(default="", repr=False)
    balance_eur: float = 100.0
    """What the account holds at first; each accepted SMS takes PRICE_EUR from it."""
    deliver_after_s: float = 1.0
    """How long a phone takes, where its behaviour does not say."""
    retry_factor: float = 1.0
    """Multiplies all waits between attempts to post: 0.01 makes the first 50 ms, not 5 s."""
