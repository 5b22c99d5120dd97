"""Why nothing was sent, each with the sentence that its sender reads."""

from webapp.domain.limits import Reached
from webapp.lib.words import Sentence


class NotSendable(Exception):
    """Nothing was sent; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class AlreadySent(NotSendable):
    """This form was sent before, with another text or to others; nothing was sent now."""


class CapReached(NotSendable):
    """The send would pass a cap; nothing was sent, and the administrators are told."""

    def __init__(self, passed: Reached) -> None:
        super().__init__(passed.sentence)
        self.passed = passed


class PasswordNeeded(NotSendable):
    """So many recipients want the user's password; nothing was sent."""


class CostRose(NotSendable):
    """The send costs more than was shown; nothing was sent, and the person is asked again."""
