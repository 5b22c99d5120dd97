"""What a text may hold, and what is wrong with it whoever it goes to."""

import re
from collections.abc import Collection

from webapp.lib import parameters
from webapp.lib.words import Sentence, say

MAX_CHARACTERS = 1000
# Of an e-mail nobody counts the characters; these are some seven pages, and bound what is kept.
MAX_EMAIL_CHARACTERS = 20_000
MAX_SUBJECT_CHARACTERS = 200
# A percent sign before a letter ("%FIRSTNAME, hej"), or one left over beside a parameter. Behind a
# digit it is a percent sign ("100%ig").
_HALF_PARAMETER = re.compile(
    r"(?<!\d)[%％](?=[^\W\d_])[^\s%％]*[%％]?|(?<!\d)[%％](?=\0)|(?<=\0)[%％]"
)
_OUT_OF_THE_WAY = {"parameter": "\0", "text": ""}

OPT_OUT_LINK = "OPTOUTLINK"
# The parameter of an invitation: the link with which its candidate books.
INVITE_LINK = "INVITELINK"
LINKS = (OPT_OUT_LINK, INVITE_LINK)

# The parameters that a text may hold, in the order in which they are offered.
PARAMETERS: dict[str, Sentence] = {
    "FIRSTNAME": say("First name"),
    "LASTNAME": say("Last name"),
    "FULLNAME": say("Full name"),
    "CASETITLE": say("Case title"),
    "ORGANISATION": say("Organisation"),
    "RECRUITERNAME": say("My name"),
    "RECRUITERPHONE": say("My phone"),
    OPT_OUT_LINK: say("Opt-out link"),
}


def text_problems(
    compiled: parameters.Text, text: str, known: Collection[str] = tuple(PARAMETERS)
) -> list[Sentence]:
    """What is wrong with a text whoever it goes to: nothing to read, no parameter, half of one."""
    found = [] if text.strip() else [say("Write a message first.")]
    return found + _parameter_problems(compiled, known)


def subject_problems(subject: str, known: Collection[str] = tuple(PARAMETERS)) -> list[Sentence]:
    """The same of an e-mail's subject, where no link can be followed."""
    found = [] if subject.strip() else [say("Write a subject first.")]
    compiled = parameters.compile_text(subject)
    found += [
        say("%(parameter)s is a link. Put it in the message, not in the subject.", parameter=name)
        for name in (f"%{link}%" for link in LINKS if link in compiled.names)
    ]
    return found + _parameter_problems(compiled, (*known, *LINKS))


def email_problems(compiled: parameters.Text) -> list[Sentence]:
    """What is wrong with a text that goes to everybody by e-mail."""
    if OPT_OUT_LINK not in compiled.names:
        return []
    link = f"%{OPT_OUT_LINK}%"
    return [say("%(parameter)s stops SMS. Remove it from the e-mail.", parameter=link)]


def unfilled(names: Collection[str], values: dict[str, str]) -> Sentence | None:
    """Why a text with these parameters cannot go to somebody who has these values."""
    for name in names:
        if name in values and not values[name]:
            return say("%(parameter)s is empty", parameter=f"%{name}%")
    return None


def _parameter_problems(compiled: parameters.Text, known: Collection[str]) -> list[Sentence]:
    found = [
        say(
            "%(parameter)s is not a parameter. Choose one above the message, or remove it.",
            parameter=f"%{name}%",
        )
        for name in compiled.unknown(known)
    ]
    half = _HALF_PARAMETER.search(
        "".join(_OUT_OF_THE_WAY[kind] or one for kind, one in compiled.pieces)
    )
    if half:
        found.append(
            say(
                "%(found)s looks like half a parameter. Choose one above the message, or "
                "remove it.",
                found=half[0].strip(),
            )
        )
    return found
