"""What a candidate did about an interview, as lines of their conversation."""

from collections.abc import Callable
from typing import NamedTuple

from webapp.domain.timeline import Entry
from webapp.lib.words import Sentence, say, say_n
from webapp.web.filters import meeting, zone


class Event(NamedTuple):
    """An icon, what is said, and what is said louder."""

    icon: str
    words: Sentence
    facts: tuple[Sentence | str, ...] = ()


def _opened(entry: Entry) -> Event:
    return Event("eye", say("Opened the link to %(title)s", title=entry.text))


def _booked(entry: Entry) -> Event:
    by = entry.who
    if entry.state == "moved":
        words = say("Moved %(title)s to", title=entry.text)
        by_user = say("%(name)s moved %(title)s to", name=by, title=entry.text)
    else:
        words = say("Booked %(title)s", title=entry.text)
        by_user = say("%(name)s booked %(title)s", name=by, title=entry.text)
    return Event("calendar-check", by_user if by else words, (_time(entry),))


def _unbooked(entry: Entry) -> Event:
    if entry.who:
        words = say("%(name)s cancelled %(title)s", name=entry.who, title=entry.text)
    else:
        words = say("Cancelled %(title)s", title=entry.text)
    return Event("calendar-x", words, (_time(entry), *_quoted(entry)))


def _proposed(entry: Entry) -> Event:
    words = say("Proposed another time for %(title)s", title=entry.text)
    facts: list[Sentence | str] = [_time(entry)] if entry.segments else []
    if entry.segments > 1:
        facts.append(say_n("and %(num)d more", "and %(num)d more", entry.segments - 1))
    return Event("calendar-plus", words, (*facts, *_quoted(entry)))


def _time(entry: Entry) -> str:
    return meeting(entry.state_at, zone())


def _quoted(entry: Entry) -> tuple[Sentence, ...]:
    return (say("“%(words)s”", words=entry.words),) if entry.words else ()


EVENTS: dict[str, Callable[[Entry], Event]] = {
    "opened": _opened,
    "proposed": _proposed,
    "unbooked": _unbooked,
    "booked": _booked,
}
