"""Why a message is where it is, in words for whoever sent it."""

from webapp.domain.states import State
from webapp.lib.words import Sentence, say

# Why, where neither the carrier nor our own checks said it in words.
REASONS: dict[str, Sentence] = {
    State.EXPIRED: say("It waited too long to be sent. Nothing was charged."),
    State.NOT_SENT: say("It was counted as not sent. Nothing was charged."),
    State.UNCONFIRMED: say(
        "The carrier did not answer, so it may or may not have been sent. Hej never sends it "
        "again by itself; a receipt, if one comes, will tell."
    ),
    State.UNDELIVERED: say("The phone could not be reached."),
    State.REFUSED: say("The carrier did not take it. Nothing was charged."),
}
