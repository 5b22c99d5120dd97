"""Vonage's codes in words. An unknown code is shown as it came, never guessed.

Source: the Messages API reference, error codes (they come with status webhooks).
"""

from typing import Any

from webapp.lib.words import Sentence, say

BAD_KEY = say(
    "We cannot sign in to the carrier: VONAGE_PRIVATE_KEY is not a private key in PKCS#8 form."
)
ACCOUNT_FAULTS = {
    401: say("The carrier does not accept our sign-in. An administrator must check its settings."),
    402: say("Our account at the carrier is out of money. An administrator must top it up there."),
    403: say(
        "Our account at the carrier may not send SMS. An administrator must ask the carrier why."
    ),
}
TOO_FAST = say("The carrier asks us to send more slowly. We try again by ourselves.")
NOT_CONNECTED = say("The carrier cannot be reached. We try again by ourselves.")
UNCONFIRMED = say("The carrier did not confirm this SMS, so it may or may not have been sent.")

_SENDER = say("The carrier does not allow this sender. An administrator must choose another one.")
_NUMBER = say("The carrier does not know this mobile number. Check it with the candidate.")

RECIPIENT_STOPPED = "1240"

WORDS: dict[str, Sentence] = {
    "1000": say("The carrier was too busy to take it."),
    "1050": say("This number is barred from receiving SMS."),
    "1070": say("Our account at the carrier was out of money."),
    "1120": _SENDER,
    "1160": say("Our account at the carrier may not send to this number yet."),
    "1170": _NUMBER,
    "1180": say("The phone was switched off or out of coverage."),
    "1190": say("This number is no longer in use."),
    "1210": say("The mobile operator took it for spam. Try another wording, without a link."),
    "1220": say("The phone could not take it just then."),
    "1230": say("The mobile network failed on the way."),
    RECIPIENT_STOPPED: say("The recipient has told the carrier STOP and gets no more SMS from us."),
    "1250": say("The carrier has no way to this number."),
    "1251": say("The carrier has no way to this number."),
    "1260": say("The phone could not be reached."),
    "1270": say("The mobile operator blocks such texts for this recipient's age."),
    "1280": say("The mobile operator blocks SMS to this number."),
    "1290": say("The recipient's prepaid card has no money left to receive it."),
    "1360": say("It could not be delivered in time."),
    "1420": _SENDER,
    "1430": _NUMBER,
    "1470": say("The carrier's fraud protection stopped it."),
    "1472": say("The carrier's fraud protection stopped it."),
    "1473": say("The carrier's fraud protection stopped it."),
}

# In an HTTP answer other numbers than these mean something else than in a webhook.
_SAME_IN_ANSWERS = {"1120": _SENDER, "1420": _SENDER, "1170": _NUMBER, "1430": _NUMBER}
_BY_PARAMETER = {"to": _NUMBER, "from": _SENDER}


def words_for(code: str) -> Sentence | None:
    """What a code of a status webhook means; an unknown one as it came; None for no code."""
    if not code:
        return None
    return WORDS.get(code) or say("The carrier reported error %(code)s.", code=code)


def refusal(code: str, error: dict[str, Any]) -> Sentence:
    """Why the carrier refused a message at once (404 or 422)."""
    named = _SAME_IN_ANSWERS.get(code) or _BY_PARAMETER.get(_invalid_parameter(error))
    return named or say("The carrier refused it with error %(code)s.", code=code)


def error_code(error: dict[str, Any]) -> str:
    """The code in an RFC 7807 error object: its title if that is a number, else its type's end.

    >>> error_code({"type": "https://developer.vonage.com/api-errors/messages#1120"})
    '1120'
    """
    title, kind = str(error.get("title", "")), str(error.get("type", ""))
    if not kind.isprintable():
        kind = ""
    if title.isascii() and title.isdigit():
        return title[:20]
    return kind.rpartition("#")[2][:20] if "#" in kind else ""


def _invalid_parameter(error: dict[str, Any]) -> str:
    """The name of the first parameter that the carrier found fault with, or nothing."""
    found = error.get("invalid_parameters")
    if isinstance(found, list) and found and isinstance(found[0], dict):
        return str(found[0].get("name", ""))
    return ""
