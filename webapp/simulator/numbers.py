"""Numbers and addresses as people write them into the simulator."""

import re
from typing import TypeGuard

from webapp.simulator.carrier import EVERY_ADDRESS, EVERYBODY

_E164 = re.compile(r"[1-9][0-9]{6,14}")


def e164(given: object) -> str:
    """A number with or without its plus sign as E.164; raises ValueError with a sentence."""
    digits = given.strip().removeprefix("+") if isinstance(given, str) else ""
    if not _E164.fullmatch(digits):
        raise ValueError("A number must have 7 to 15 digits and begin with its country code.")
    return f"+{digits}"


def recipient(given: object) -> str:
    """Whom a behaviour is for: a number, an e-mail address, or all of one kind.

    Raises ValueError with a sentence.
    """
    if given in (EVERYBODY, EVERY_ADDRESS):
        return str(given)
    return given.strip().casefold() if is_address(given) else e164(given)


def is_address(given: object) -> TypeGuard[str]:
    """Whether this means a mailbox, or all of them, and not a telephone."""
    return isinstance(given, str) and "@" in given
