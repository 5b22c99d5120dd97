"""`python -m bench [part ...]`: the table of medians and ratios; exit 1 when a bar is missed."""

import importlib
import sys

PARTS = (
    "counting",
    "pages",
    "sending",
    "dispatch",
    "memory",
    "ledger",
    "timeline",
    "booking",
    "webhooks",
)


def main(wanted: list[str]) -> int:
    """Run the parts that are wanted, or all of them."""
    missed = 0
    print(f"{'what':<58} {'measured':>30}  {'bar':>22}")
    for name in wanted or PARTS:
        for figure in importlib.import_module(f"bench.{name}").run():
            print(figure, flush=True)
            missed += not figure.is_reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
