"""Telephone numbers as people write them into the simulator."""

import re

_E164 = re.compile(r"[1-9][0-9]{6,14}")


def e164(given: object) -> str:
    """A number with or without its plus sign as E.164; raises ValueError with a sentence."""
    digits = given.strip().removeprefix("+") if isinstance(given, str) else ""
    if not _E164.fullmatch(digits):
        raise ValueError("A number must have 7 to 15 digits and begin with its country code.")
    return f"+{digits}"
