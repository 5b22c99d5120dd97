"""Behaviours by name, as the page offers them."""

from webapp.lib.words import Sentence
from webapp.simulator.behaviour import Behaviour

Presets = dict[str, tuple[Sentence, Behaviour]]
USUAL = "usual"


def preset_of(told: Behaviour | None, presets: Presets) -> str:
    """A key of `presets`, USUAL if nothing was told, or `other` when no preset says it."""
    if told is None:
        return USUAL
    named = (key for key, (_, behaviour) in presets.items() if behaviour == told)
    return next(named, "other")
