"""How a timeline reads: entries (domain.timeline) become what the templates show."""

import hashlib
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import format_date
from flask_babel import gettext as _

from webapp.conversation.interview_events import EVENTS
from webapp.domain.means import ContactType
from webapp.domain.opt_out_list import how
from webapp.domain.stages import STAGES
from webapp.domain.states import State
from webapp.domain.timeline import Entry, Key, Part
from webapp.lib import clock
from webapp.lib.words import Sentence, say, say_n
from webapp.web.filters import spoken, zone
from webapp.web.reasons import fate, reason


class Item(NamedTuple):
    """One line of the stream (`it` in its templates). `shape` is "day", "new", "event", "note",
    "sent" or "came"; `words` are what it says beside its `text`, `facts` what stands below it.
    Only an e-mail has a `subject`.
    """

    shape: str
    id: str
    icon: str = ""
    kind: str = ""
    text: str = ""
    words: Sentence | str | None = None
    facts: tuple[Sentence | str, ...] = ()
    why: Sentence | str | None = None
    at: str = ""
    machine_at: str = ""
    ago: str = ""
    who: str = ""
    subject: str = ""
    entry: Entry | None = None


class Stream(NamedTuple):
    """A part of a timeline as it is shown. `after` is where a poll goes on from, `seen` what its
    reader knows, `mark` up to which moment they had read, `until` the moment of its last entry.
    """

    items: list[Item]
    earlier: Key | None
    after: Key | None
    seen: str
    mark: int
    until: int
    new_replies: int

    @property
    def has_new(self) -> bool:
        """Whether anything came that the reader has not read."""
        return any(one.shape == "new" for one in self.items)


# How a message's fate looks: icon, kind and words; what says when has its time in it.
_FATES: dict[str, tuple[str, str, Sentence]] = {
    State.QUEUED: ("clock", "wait", say("Waits to be sent")),
    "scheduled": ("clock", "wait", say("Scheduled for")),
    State.CLAIMED: ("clock", "wait", say("On its way")),
    State.SENDING: ("clock", "wait", say("On its way")),
    State.ACCEPTED: ("clock", "wait", say("On its way")),
    State.DELIVERED: ("check-check", "done", say("Delivered")),
    State.UNDELIVERED: ("triangle-alert", "fail", say("Not delivered")),
    State.REFUSED: ("triangle-alert", "fail", say("Not sent")),
    State.EXPIRED: ("triangle-alert", "fail", say("Not sent")),
    State.NOT_SENT: ("triangle-alert", "fail", say("Not sent")),
    State.UNCONFIRMED: ("circle-help", "doubt", say("Unconfirmed")),
    State.CANCELLED: ("undo-2", "gone", say("Not sent")),
    "undone": ("undo-2", "gone", say("Taken back")),
    "emailed": ("mail", "done", say("Sent")),
    "put_off": ("clock", "later", say("Tried again later")),
}

# They are no news: nobody waits for an answer to them.
_NO_NEWS = ("applied", "opened")


def stream_of(part: Part, user_id: int, mark: int) -> Stream:
    """The stream of a part, with a line before the first entry after `mark` that is not the
    reader's own. Whoever answers has read what came before.
    """
    answers = [one.at for one in part.entries if one.kind == "message" and one.user_id == user_id]
    mark = max([mark, *answers])
    now = datetime.now(zone())
    items: list[Item] = []
    day: date | None = None
    for entry in part.entries:
        local = datetime.fromtimestamp(entry.at / 1000, now.tzinfo)
        if local.date() != day:
            day = local.date()
            items.append(Item("day", f"day-{entry.kind}-{entry.id}", words=_day(day, now)))
        is_new = entry.at > mark and entry.user_id != user_id and entry.kind not in _NO_NEWS
        if is_new and not any(one.shape == "new" for one in items):
            items.append(Item("new", "new"))
        items.append(_item(entry, local, now))
    return Stream(
        items=items,
        earlier=part.entries[0].key if part.before and part.entries else None,
        after=part.before,
        seen=_fingerprint(part),
        mark=mark,
        until=part.entries[-1].at if part.entries else 0,
        new_replies=sum(one.kind == "reply" and one.at > mark for one in part.entries),
    )


def _item(entry: Entry, local: datetime, now: datetime) -> Item:
    made = _SHAPES[entry.kind](entry)
    return made._replace(
        id=f"{entry.kind}-{entry.id}",
        at=f"{local:%H:%M}",
        machine_at=local.isoformat(timespec="minutes"),
        ago=spoken(local, now),
        who=entry.who,
        entry=entry,
    )


def _sent(entry: Entry) -> Item:
    icon, kind, words = _FATES[fate(entry.state, entry.words, entry.contact_type)]
    why = None
    if kind in ("fail", "doubt", "later"):
        why = reason(entry.state, entry.words, entry.contact_type)
    is_moving = kind in ("wait", "later") and entry.state != "scheduled"
    said = words if is_moving else say("%(what)s %(when)s", what=words, when=_when(entry))
    facts = () if kind == "gone" else _size(entry)
    return Item("sent", "", icon, kind, entry.text, said, facts, why, subject=entry.subject)


def _size(entry: Entry) -> tuple[Sentence, ...]:
    if entry.contact_type == ContactType.EMAIL:
        return (say("E-mail"),)
    sms = say_n("%(num)d SMS", "%(num)d SMS", entry.segments)
    if entry.credits == entry.segments:
        return (sms,)
    return (sms, say_n("%(num)d credit", "%(num)d credits", entry.credits))


def _came(entry: Entry) -> Item:
    return Item("came", "", "reply", entry.state, entry.text)


def _applied(entry: Entry) -> Item:
    return Item("event", "", "file-text", words=say("Applied"))


def _stage(entry: Entry) -> Item:
    to = STAGES.get(entry.state)
    if entry.who:
        words = say("%(name)s moved the candidate to", name=_first_name(entry))
    else:
        words = say("Moved by an import to")
    return Item("event", "", "arrow-right", words=words, facts=(to,) if to else ())


def _note(entry: Entry) -> Item:
    if entry.state == "deleted":
        words = say("%(name)s deleted a note", name=_first_name(entry))
        return Item("event", "", "trash-2", words=words)
    facts = (say("changed"),) if entry.state == "changed" else ()
    return Item("note", "", "sticky-note", text=entry.text, facts=facts)


def _stop(entry: Entry) -> Item:
    words = say("SMS to this number were stopped")
    return Item("event", "", "ban", "stop", words=words, facts=(how(entry.state, entry.who),))


def _start(_entry: Entry) -> Item:
    return Item("event", "", "check", words=say("SMS to this number were started again"))


def _decision(entry: Entry) -> Item:
    name = _first_name(entry)
    if entry.state == "stopped":
        words = say("%(name)s decided: it means that they stopped SMS", name=name)
    else:
        words = say("%(name)s decided: it does not mean that they stopped SMS", name=name)
    return Item("event", "", "check", words=words)


def _of_interview(entry: Entry) -> Item:
    icon, words, facts = EVENTS[entry.kind](entry)
    return Item("event", "", icon, words=words, facts=facts)


_SHAPES = {
    "applied": _applied,
    "reply": _came,
    "decision": _decision,
    "stop": _stop,
    "start": _start,
    "stage": _stage,
    "note": _note,
    "message": _sent,
    **dict.fromkeys(EVENTS, _of_interview),
}


def _first_name(entry: Entry) -> str:
    return entry.who.split()[0] if entry.who.split() else entry.who


def _when(entry: Entry) -> str:
    """The time of a message's state, with the day where that is not the day of the message."""
    written = clock.from_ms(entry.at).astimezone(zone())
    local = clock.from_ms(entry.state_at).astimezone(zone())
    if local.date() == written.date():
        return f"{local:%H:%M}"
    return f"{format_date(local.date(), 'd MMM')} {local:%H:%M}"


def _day(day: date, now: datetime) -> str:
    passed = (now.date() - day).days
    if passed in (0, 1):
        return str(_("Today") if passed == 0 else _("Yesterday"))
    return str(format_date(day, "EEEE d MMMM" if day.year == now.year else "EEEE d MMMM yyyy"))


def _fingerprint(part: Part) -> str:
    """What tells two states of a part apart, for `seen` in the address of a poll."""
    return hashlib.sha256(repr(part.entries).encode()).hexdigest()[:16]
