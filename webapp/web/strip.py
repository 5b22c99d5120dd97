"""The strip above the application list: a send that can be taken back, then how far it has come."""

from functools import reduce
from typing import NamedTuple

from webapp.domain import credits, dispatch, outlet
from webapp.domain.outlet import Way
from webapp.domain.progress import Progress
from webapp.domain.states import State
from webapp.lib import clock
from webapp.lib.words import Sentence, say, say_n
from webapp.web.filters import meeting, zone

QUICK_S = 60
WORKER_MISSED_S = 60


class Strip(NamedTuple):
    """What `cases/_strip.html` shows. `phase` is undo, scheduled, moving, done or cancelled."""

    phase: str
    batch_id: int
    case_id: int
    is_test: bool
    title: Sentence
    detail: Sentence
    trouble: Sentence | None
    poll_s: int
    recipients: int
    total: int
    credits: int
    undo_seconds: int
    seconds_left: int
    delivered: int
    undelivered: int
    waiting: int
    on_its_way: int
    refused: int
    unconfirmed: int
    cancelled_count: int
    emailed: int
    put_off: int
    balance: int
    shown_on: str

    @property
    def seen(self) -> str:
        """What a reader of this strip knows; a poll that would tell no more answers 204."""
        # Rows tell those that wait from those on their way; the strip counts them as one.
        counts = (self.delivered, self.undelivered, self.waiting, self.on_its_way, self.refused)
        rest = (self.unconfirmed, self.cancelled_count, self.poll_s, int(bool(self.trouble)))
        rest += (self.emailed, self.put_off)
        return "-".join(map(str, (self.phase, *counts, *rest)))


def strip_of(progress: Progress | None, *, shown_on: str = "") -> Strip | None:
    """The strip for a batch's progress; None where there is nothing to show.

    `shown_on` is the address of a conversation: what was taken back is written anew there.
    """
    if progress is None:
        return None
    phase = _phase(progress)
    balance = credits.balance(progress.root_id).available
    return Strip(
        phase=phase,
        batch_id=progress.batch_id,
        case_id=progress.case_id,
        is_test=progress.is_test,
        title=_title(progress, phase),
        detail=_detail(progress, phase, balance),
        trouble=_trouble(progress) if phase == "moving" else None,
        poll_s=1 if progress.age_s < QUICK_S + progress.recipients / 10 else 5,
        recipients=progress.recipients,
        total=progress.recipients,
        credits=progress.credits,
        undo_seconds=progress.undo_seconds,
        seconds_left=-int(-progress.seconds_left // 1),
        delivered=progress.of(State.DELIVERED),
        undelivered=progress.of(State.UNDELIVERED),
        waiting=progress.of(State.QUEUED),
        on_its_way=progress.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED),
        refused=progress.of(State.REFUSED, State.EXPIRED, State.NOT_SENT),
        unconfirmed=progress.of(State.UNCONFIRMED),
        cancelled_count=progress.of(State.CANCELLED),
        emailed=progress.emailed,
        put_off=progress.put_off,
        balance=balance,
        shown_on=shown_on,
    )


def _trouble(progress: Progress) -> Sentence | None:
    """Why nothing moves, for the person who waits."""
    ways = [Way.MAIL] if progress.emails else []
    ways += [Way.CARRIER] if progress.emails < progress.recipients else []
    for pause in filter(None, map(outlet.current_pause, ways)):
        return say(
            "Sending is paused, nothing is lost: %(why)s Ask whoever hosts Hej to mend it; "
            "sending then goes on by itself.",
            why=say(pause.words),
        )
    seen = dispatch.last_beat()
    if seen is None or (clock.now() - seen).total_seconds() > WORKER_MISSED_S:
        return say("Nothing is sent just now, because no worker runs. Tell whoever hosts Hej.")
    return None


def _phase(progress: Progress) -> str:
    if progress.can_undo:
        return "undo"
    if progress.of(State.CANCELLED) == progress.recipients:
        return "cancelled"
    if progress.is_scheduled:
        return "scheduled"
    return "done" if progress.is_settled else "moving"


def _title(progress: Progress, phase: str) -> Sentence:
    if phase == "undo":
        return say_n(
            "Sending to %(people)d in %(num)d second",
            "Sending to %(people)d in %(num)d seconds",
            -int(-progress.seconds_left // 1),
            people=progress.recipients,
        )
    if phase == "cancelled":
        return say("Not sent.")
    if phase == "scheduled" and progress.next_at_ms:
        return say_n(
            "%(num)d message scheduled for %(time)s",
            "%(num)d messages scheduled, the first for %(time)s",
            progress.later,
            time=meeting(progress.next_at_ms, zone()),
        )
    if progress.is_test:
        return say("Test to you")
    texts = progress.recipients - progress.emails
    delivered = say_n(
        "%(delivered)d of %(num)d SMS delivered",
        "%(delivered)d of %(num)d SMS delivered",
        texts,
        delivered=progress.of(State.DELIVERED),
    )
    sent = say_n(
        "%(sent)d of %(num)d e-mail sent",
        "%(sent)d of %(num)d e-mails sent",
        progress.emails,
        sent=progress.emailed,
    )
    if texts and progress.emails:
        return say("%(one)s, %(other)s", one=delivered, other=sent)
    return delivered if texts else sent


def _detail(progress: Progress, phase: str, balance: int) -> Sentence:
    nothing_left = phase == "scheduled" and progress.later == progress.recipients
    if phase == "undo" or nothing_left:
        if progress.emails == progress.recipients:
            return say("No credits are used. Nothing has left yet.")
        return say_n(
            "%(num)d credit reserved. Nothing has left yet.",
            "%(num)d credits reserved. Nothing has left yet.",
            progress.credits,
        )
    if phase == "cancelled":
        if progress.was_taken_back:
            return say("You took it back. No credits were used.")
        return say("The case was closed, or the number stopped SMS. No credits were used.")
    return say(
        "%(parts)s. %(used)s, balance %(balance)d",
        parts=_parts(progress),
        used=_used(progress),
        balance=balance,
    )


def _used(progress: Progress) -> Sentence:
    """What was spent, and apart from it what is only held."""
    used = say_n("%(num)d credit used", "%(num)d credits used", progress.charged)
    if not progress.held:
        return used
    held = say_n("%(num)d reserved", "%(num)d reserved", progress.held)
    return say("%(used)s, %(held)s", used=used, held=held)


def _parts(progress: Progress) -> Sentence:
    """Everybody who is not among the delivered, group by group."""
    waiting = progress.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED)
    waiting -= progress.later + progress.put_off
    not_sent = progress.of(State.REFUSED, State.EXPIRED, State.NOT_SENT)
    groups = (
        (waiting, say_n("%(num)d on its way", "%(num)d on their way", waiting)),
        _counted(progress.later, "%(num)d scheduled"),
        _counted(progress.put_off, "%(num)d put off by the mail server, and tried again"),
        _counted(progress.of(State.UNCONFIRMED), "%(num)d unconfirmed"),
        _counted(progress.of(State.UNDELIVERED), "%(num)d not delivered"),
        _counted(not_sent, "%(num)d not sent"),
        _counted(progress.of(State.CANCELLED), "%(num)d taken back"),
    )
    told = [sentence for number, sentence in groups if number]
    if not told:
        return _all_done(progress)
    return reduce(lambda one, other: say("%(one)s, %(other)s", one=one, other=other), told)


def _all_done(progress: Progress) -> Sentence:
    """Of an SMS its receipt is known; of an e-mail, that the mail server has it."""
    if not progress.emails:
        return say("All have arrived")
    if progress.emails == progress.recipients:
        return say("The mail server took all of them")
    return say("All SMS have arrived, and the mail server took all e-mails")


def _counted(number: int, text: str) -> tuple[int, Sentence]:
    return number, say(text, num=number)
