"""A worker as `hej worker` runs it, but with a lease of so many seconds (the argument)."""

import sys
from functools import partial

from config import Config
from webapp.commands import start
from webapp.domain.worker import Worker

# Few, so that two workers share what there is.
THREADS = 8


def main() -> None:
    """Send until killed; the argument is the lease in seconds."""
    config = Config.from_env()
    start.open_database(config)
    make_gateway = partial(start.gateway, start.carrier(config))
    Worker(
        make_gateway, config.vonage_rate_per_s, threads=THREADS, lease_s=float(sys.argv[1])
    ).run()


if __name__ == "__main__":
    main()
