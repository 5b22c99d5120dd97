"""The strip above the application list: a send that can be taken back, then how far it has come."""

from typing import NamedTuple

from webapp.domain.progress import Progress
from webapp.domain.states import State
from webapp.lib.words import Sentence, say, say_n


class Strip(NamedTuple):
    """What `cases/_strip.html` shows. `phase` is undo, moving, done or cancelled."""

    phase: str
    batch_id: int
    title: Sentence
    detail: Sentence
    recipients: int
    total: int
    credits: int
    undo_seconds: int
    seconds_left: int
    delivered: int
    undelivered: int
    on_its_way: int
    refused: int
    unconfirmed: int
    cancelled_count: int
    balance: int


def strip_of(progress: Progress | None, balance: int) -> Strip | None:
    """The strip for a batch's progress; None where there is nothing to show."""
    if progress is None:
        return None
    phase = _phase(progress)
    return Strip(
        phase=phase,
        batch_id=progress.batch_id,
        title=_title(progress, phase),
        detail=_detail(progress, phase, balance),
        recipients=progress.recipients,
        total=progress.recipients,
        credits=progress.credits,
        undo_seconds=progress.undo_seconds,
        seconds_left=-int(-progress.seconds_left // 1),
        delivered=progress.of(State.DELIVERED),
        undelivered=progress.of(State.UNDELIVERED),
        on_its_way=progress.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED),
        refused=progress.of(State.REFUSED, State.EXPIRED, State.NOT_SENT),
        unconfirmed=progress.of(State.UNCONFIRMED),
        cancelled_count=progress.of(State.CANCELLED),
        balance=balance,
    )


def _phase(progress: Progress) -> str:
    if progress.can_undo:
        return "undo"
    if progress.of(State.CANCELLED) == progress.recipients:
        return "cancelled"
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
    if progress.is_test:
        return say("Test to you")
    return say_n(
        "%(delivered)d of %(num)d SMS delivered",
        "%(delivered)d of %(num)d SMS delivered",
        progress.recipients,
        delivered=progress.of(State.DELIVERED),
    )


def _detail(progress: Progress, phase: str, balance: int) -> Sentence:
    if phase == "undo":
        return say_n(
            "%(num)d credit reserved. Nothing has left yet.",
            "%(num)d credits reserved. Nothing has left yet.",
            progress.credits,
        )
    if phase == "cancelled":
        return say("You took it back. No credits were used.")
    return say(
        "%(parts)s. %(used)s used, balance %(balance)d",
        parts=_parts(progress),
        used=say_n("%(num)d credit", "%(num)d credits", progress.charged),
        balance=balance,
    )


def _parts(progress: Progress) -> Sentence:
    """What stands beside the delivered ones; the most telling of it."""
    waiting = progress.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED)
    for number, sentence in (
        (waiting, say_n("%(num)d on its way", "%(num)d on their way", waiting)),
        _counted(progress, "%(num)d unconfirmed", State.UNCONFIRMED),
        _counted(progress, "%(num)d not delivered", State.UNDELIVERED),
        _counted(progress, "%(num)d not sent", State.REFUSED, State.EXPIRED, State.NOT_SENT),
        _counted(progress, "%(num)d taken back", State.CANCELLED),
    ):
        if number:
            return sentence
    return say("All have arrived")


def _counted(progress: Progress, text: str, *states: State) -> tuple[int, Sentence]:
    number = progress.of(*states)
    return number, say(text, num=number)
