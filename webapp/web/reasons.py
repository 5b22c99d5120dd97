"""Why a message is where it is, in words for whoever sent it."""

from webapp.domain.means import ContactType
from webapp.domain.states import State
from webapp.lib.words import Sentence, say

# Why, where neither the carrier (or the mail server) nor our own checks said it in words.
_REASONS: dict[str, Sentence] = {
    State.EXPIRED: say("It waited too long to be sent. Nothing was charged."),
    State.NOT_SENT: say("It was counted as not sent. Nothing was charged."),
    State.UNCONFIRMED: say(
        "The carrier did not answer, so it may or may not have been sent. Hej never sends it "
        "again by itself; a receipt, if one comes, will tell."
    ),
    State.UNDELIVERED: say("The phone could not be reached."),
    State.REFUSED: say("The carrier did not take it. Nothing was charged."),
}
_REASONS_OF_EMAIL: dict[str, Sentence] = _REASONS | {
    State.EXPIRED: say("It waited too long to be sent."),
    State.NOT_SENT: say("It was counted as not sent."),
    State.UNCONFIRMED: say(
        "The mail server was lost before it said whether it took the e-mail, so it may or may not "
        "have been sent. Hej never sends it again by itself."
    ),
    State.REFUSED: say("The mail server did not take it."),
}


def fate(state: str, words: str, contact_type: str) -> str:
    """What becomes of a message, as its state or, for an e-mail, as "emailed" when the mail server
    took it, after which nothing more is heard of it; "put_off" where it has been tried in vain.
    """
    if state == State.ACCEPTED and contact_type == ContactType.EMAIL:
        return "emailed"
    return "put_off" if state == State.QUEUED and words else state


def reason(state: str, words: str, contact_type: str) -> Sentence | None:
    """Why, in the words that came with it or in ours; None where there is nothing to explain."""
    is_email = contact_type == ContactType.EMAIL
    if is_email and state in (State.UNCONFIRMED, State.NOT_SENT):
        return _REASONS_OF_EMAIL[state]
    if words:
        return say(words)
    return (_REASONS_OF_EMAIL if is_email else _REASONS).get(state)
