"""How to sign in to Vonage, and where."""

from dataclasses import dataclass, field

from webapp.gateways.outcome import SettingsError
from webapp.gateways.vonage_hosts import ApiHost


@dataclass(frozen=True)
class VonageSettings:
    """How to sign in, and where. Raises SettingsError, naming the setting that is wrong."""

    application_id: str = ""
    private_key: str = field(default="", repr=False)
    """The application's key as PEM text. With it calls carry a JWT, otherwise key and secret."""
    api_key: str = ""
    api_secret: str = field(default="", repr=False)
    api_host: str = ""
    """Empty for Vonage itself; otherwise a simulator on loopback, `127.0.0.1:9000[/path]`."""
    timeout_s: int = 20
    """How long to wait for a connection, and then for each piece of the answer."""

    def __post_init__(self) -> None:
        ApiHost.parse(self.api_host)
        if self.timeout_s < 1:
            raise SettingsError("The carrier's time-out must be one second or more.")
        if bool(self.application_id) != bool(self.private_key):
            raise SettingsError(
                "VONAGE_APPLICATION_ID and VONAGE_PRIVATE_KEY are of no use without each other."
            )
        if not (self.has_application or self.has_key):
            raise SettingsError(
                "There is nothing to sign in to Vonage with: set VONAGE_APPLICATION_ID and "
                "VONAGE_PRIVATE_KEY, or VONAGE_API_KEY and VONAGE_API_SECRET."
            )

    @property
    def has_application(self) -> bool:
        """Whether calls can carry an application's JWT."""
        return bool(self.application_id and self.private_key)

    @property
    def has_key(self) -> bool:
        """Whether there are an API key and its secret."""
        return bool(self.api_key and self.api_secret)
