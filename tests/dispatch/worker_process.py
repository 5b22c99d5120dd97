"""A worker as `hej worker` runs it, but with a lease of so many seconds (the argument)."""

import sys

from config import Config
from webapp import db
from webapp.domain.worker import Worker
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.lib import installation

# Few, so that two workers share what there is.
THREADS = 8


def main() -> None:
    """Send until killed."""
    config = Config.from_env()
    installation.use(config.secret_key, config.base_url)
    db.open_database(config.database_url)
    settings = VonageSettings(
        api_key=config.vonage_api_key,
        api_secret=config.vonage_api_secret,
        api_host=config.vonage_api_host,
    )
    worker = Worker(
        lambda: VonageGateway(settings),
        config.vonage_rate_per_s,
        threads=THREADS,
        lease_s=float(sys.argv[1]),
    )
    worker.run()


if __name__ == "__main__":
    main()
