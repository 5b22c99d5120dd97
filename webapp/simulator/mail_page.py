"""The part of the page with the mailboxes: one per address, with its e-mails."""

import hashlib
from typing import Any, NamedTuple

from webapp.lib.words import say
from webapp.simulator import current
from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import EVERY_ADDRESS
from webapp.simulator.mailboxes import Mail
from webapp.simulator.presets import Presets, preset_of

BOXES_SHOWN = 24
MAILS_SHOWN = 12
EVERYBODY_ANCHOR = "every-address"

PRESETS: Presets = {
    "refuse": (say("Is not known"), Behaviour(answer=550)),
    "greylist": (say("Asks to try again later, once"), Behaviour(answer=451, times=1)),
    "hang": (say("Server: never answers"), Behaviour(answer="hang")),
    "drop-before": (say("Server: hangs up, not taken"), Behaviour(answer="drop-before")),
    "drop-after": (say("Server: takes it, then hangs up"), Behaviour(answer="drop-after")),
}


class Box(NamedTuple):
    """One mailbox as the page shows it."""

    address: str
    mails: list[Mail]
    preset: str
    """What this address was told: a key of PRESETS, `usual`, or `other`."""

    @property
    def element_id(self) -> str:
        """The mailbox's anchor on the page."""
        return anchor(self.address)


def context(told: dict[str, Behaviour]) -> dict[str, Any]:
    """What the templates need; `told` is what numbers and addresses were told."""
    boxes = current.mailboxes().boxes(BOXES_SHOWN, MAILS_SHOWN)
    return {
        "boxes": [
            Box(address, mails, preset_of(told.get(address.casefold()), PRESETS))
            for address, mails in boxes
        ],
        "mail_presets": {key: sentence for key, (sentence, _) in PRESETS.items()},
        "every_address": preset_of(told.get(EVERY_ADDRESS), PRESETS),
    }


def anchor(address: str) -> str:
    """The id of a mailbox on the page: an address holds letters that no id may."""
    if address == EVERY_ADDRESS:
        return EVERYBODY_ANCHOR
    digest = hashlib.sha256(address.casefold().encode()).hexdigest()
    return f"mailbox-{digest[:12]}"
