"""Live a great many lives, and say how many steps they were."""

import argparse
import sys
import time

from tests.life.run import live
from tests.life.world import in_memory


def main() -> int:
    """Take so many steps in memory; a broken rule ends it with the shortest life that breaks it."""
    asked = argparse.ArgumentParser(prog="python -m tests.life", description=__doc__)
    asked.add_argument("--steps", type=int, default=200_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    began = time.monotonic()
    with in_memory() as renew:
        lived = live(renew, given.steps, given.seed)
    print(f"{lived.steps} steps in {time.monotonic() - began:.0f} s: every rule was kept.")
    print(", ".join(f"{name}: {number}" for name, number in sorted(lived.seen.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
