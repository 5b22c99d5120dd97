"""What people write to stop SMS, and to start them again."""

import re
import unicodedata

# Opt-out words of the carriers in the countries we serve; the whole message, in any case.
STOP_WORDS = frozenset(
    (
        *("stop", "stop all", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke"),
        *("optout", "opt out", "stopp", "avsluta", "avslutt", "avmeld", "sluta", "slutt"),
        *("afmeld", "lopeta", "peruuta"),
    )
)
# Those of them that are nothing else in a sentence ("cancel my interview", "end of May").
_CLEAR = (
    *("stop", "stop all", "stopall", "stopp", "unsubscribe", "optout", "opt out", "avmeld"),
    *("afmeld", "sluta", "lopeta"),
)
_THANKS = "(?:tack|thanks|thank you|thx|takk|tak|kiitos)"
_VERY_MUCH = "(?: så mycket| på förhand| så mye| på forhånd| mange gange| very much| paljon)?"
_MOST_CHARACTERS = 100
_WITH_THANKS = re.compile(rf"({'|'.join(STOP_WORDS)})\W+{_THANKS}{_VERY_MUCH}\W*")
_WITH_REASON = re.compile(
    rf"(please )?({'|'.join(_CLEAR)})( sms)?(\W+({_THANKS}|please)\b[^?]*| ?[-–,.!:;][^?]*|)"
)
# What only might be one: such a word anywhere, or any word of the list in front.
_PERHAPS = re.compile(
    rf"(?<![\w-])({'|'.join(_CLEAR)})(?![\w-])|^\W*(please )?({'|'.join(STOP_WORDS)})\b"
    # Written with emphasis ("STOOOP", "s.t.o.p"), without a space, or as one says it ("Stoppa").
    r"|(?<![\w-])((s\W?t\W?o+\W?p+)+|stoppa)(?![\w-])"
)
_REPEATED = re.compile(r"\b(\w+)(\W+\1\b)+")
# What starts them again, as the whole message. Carriers know START and UNSTOP; YES, which some of
# them take too, is what people answer to a question.
START_WORDS = frozenset(("start", "unstop", "starta", "aloita"))


def is_stop(text: str) -> bool:
    """Whether a message says stop: the word alone, in any case and between any signs, or with
    thanks or a reason in a short reply. What only might say so is for a person to read.
    """
    folded = _folded(text)
    if _alone(folded) in STOP_WORDS:
        return True
    return len(folded) <= _MOST_CHARACTERS and bool(
        _WITH_THANKS.fullmatch(folded) or _WITH_REASON.fullmatch(folded)
    )


def might_be_stop(text: str) -> bool:
    """Whether a person should decide if a message says stop ("please stop texting me")."""
    return bool(_PERHAPS.search(_folded(text)))


def is_start(text: str) -> bool:
    """Whether a message says start: the word alone, in any case and between any signs."""
    return _alone(_folded(text)) in START_WORDS


def _alone(folded: str) -> str:
    """The words of a text without the signs around and between them."""
    return re.sub(r"[\W_]+", " ", folded).strip()


def _folded(text: str) -> str:
    """The text in small letters and on one line, without what nobody sees, repeats and styles."""
    visible = "".join(one for one in text if unicodedata.category(one) != "Cf")
    # What stands on the next line ("STOP", and then a name) is as good as behind a comma.
    lines = ", ".join(line for line in visible.splitlines() if line.strip())
    folded = " ".join(unicodedata.normalize("NFKC", lines).casefold().split())
    return _REPEATED.sub(r"\1", folded)
