"""The times that an interview is offered at: added, copied, withdrawn, and who is busy then."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import say, say_n
from webapp.models import Interview, Slot

MOST_SLOTS = 500
# Nobody means a later day, and behind the last year that a datetime holds no page could show it.
FARTHEST = timedelta(days=3650)


class SlotView(NamedTuple):
    """A slot and how full it is; moments in milliseconds since 1970.

    `offered` is how many open invitations offer it and have booked nothing yet.
    """

    id: int
    starts_at: int
    ends_at: int
    places: int
    booked: int
    offered: int

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return max(0, self.places - self.booked)


class Clash(NamedTuple):
    """An interviewer has something else at the time of a slot."""

    slot_id: int
    user_name: str
    title: str
    starts_at: int


def add(
    interview: Interview,
    starts: Sequence[datetime],
    by_id: int,
    *,
    places: int = 1,
    now: datetime | None = None,
) -> int:
    """Offer these times; return how many are new. One that is offered already stays as it is.

    Raises NotPossible, and then adds none: for a time that is past or ten years away, one that
    overlaps another of this interview, an interview that was cancelled, or more than MOST_SLOTS
    in all.
    """
    now = now or clock.now()
    with db.transaction():
        db.hold("interview", "id = ?", (interview.id,))
        if Interview.get_by_id(interview.id).cancelled_at is not None:
            raise NotPossible(say("The interview was cancelled: it takes no new times."))
        offered = _offered(interview.id)
        new = sorted({clock.to_ms(one) for one in starts} - {begin for begin, _ in offered})
        length = interview.minutes * 60_000
        _check_room(len(offered) + len(new))
        _check_times([(begin, begin + length) for begin in new], offered, now)
        db.insert_rows(
            "slot",
            ("starts_at", "ends_at"),
            [(begin, begin + length) for begin in new],
            {"interview_id": interview.id, "places": places, "created_at": clock.to_ms(now)},
        )
        if new:
            organisation_id = interview.case.organisation_id
            log.record(Did.SLOTS_OFFERED, organisation_id, by_id, interview.title, slots=len(new))
        return len(new)


def copy(source: Interview, target: Interview, by_id: int, now: datetime | None = None) -> int:
    """Offer the future times of another interview in this one too; how many are new.

    Each as long as this interview is, with the places that it has there. Raises NotPossible
    like `add`, also when there is none to copy.
    """
    now = now or clock.now()
    ahead = db.rows(
        "SELECT starts_at, places FROM slot "
        "WHERE interview_id = ? AND withdrawn_at IS NULL AND starts_at > ? ORDER BY starts_at",
        (source.id, clock.to_ms(now)),
    )
    if not ahead:
        raise NotPossible(say("%(title)s has no times ahead to copy.", title=source.title))
    with db.transaction():
        return sum(
            add(
                target,
                [clock.from_ms(begin) for begin, each in ahead if each == places],
                by_id,
                places=places,
                now=now,
            )
            for places in sorted({each for _, each in ahead})
        )


def set_places(slot: Slot, places: int, by_id: int, now: datetime | None = None) -> bool:
    """Let so many candidates have this time, from 1 to 100; False where it has as many already.

    Nobody is told: whoever found no time is nudged from the interview's page. Raises NotPossible
    for a time that is past or withdrawn, and when more have booked than there would be places.
    """
    now = now or clock.now()
    with db.transaction():
        db.hold("slot", "id = ?", (slot.id,))
        held = Slot.get_by_id(slot.id)
        if held.withdrawn_at is not None or held.starts_at <= now:
            raise NotPossible(say("This time is past or withdrawn: its places stay as they are."))
        if held.places == places:
            return False
        _close_gaps(slot.id, places)
        Slot.update(places=places).where(Slot.id == slot.id).execute()
        interview = held.interview
        organisation_id = interview.case.organisation_id
        log.record(Did.PLACES_SET, organisation_id, by_id, interview.title, places=places)
        return True


def withdraw(slot: Slot, by_id: int, now: datetime | None = None) -> None:
    """Offer a time no longer; raises NotPossible while somebody has booked it.

    A second call changes nothing.
    """
    now = now or clock.now()
    with db.transaction():
        db.hold("slot", "id = ?", (slot.id,))
        if db.row("SELECT 1 FROM booking WHERE slot_id = ? AND ended_at IS NULL", (slot.id,)):
            raise NotPossible(say("Somebody has booked this time. Move or cancel that first."))
        withdrawn = (
            Slot.update(withdrawn_at=now)
            .where(Slot.id == slot.id, Slot.withdrawn_at.is_null())
            .execute()
        )
        if withdrawn:
            interview = slot.interview
            log.record(Did.SLOT_WITHDRAWN, interview.case.organisation_id, by_id, interview.title)


def check_apart(interview_id: int) -> None:
    """Raise NotPossible when two times of an interview overlap."""
    times = _offered(interview_id)
    if _overlap(times, set(times)):
        raise NotPossible(_OVERLAP)


def of_interview(interview_id: int, now: datetime | None = None) -> list[SlotView]:
    """All slots of an interview in order of time, each with how full it is."""
    now_ms = clock.to_ms(now or clock.now())
    open_ones = (
        "SELECT count(DISTINCT v.application_id) FROM invitation v "
        "WHERE v.interview_id = s.interview_id "
        "AND v.revoked_at IS NULL AND v.expires_at > ? "
        "AND NOT EXISTS (SELECT 1 FROM booking k WHERE k.invitation_id = v.id "
        "AND k.ended_at IS NULL) AND (v.offers_all OR EXISTS (SELECT 1 FROM invitation_slot x "
        "WHERE x.invitation_id = v.id AND x.slot_id = s.id))"
    )
    found = db.rows(
        "SELECT s.id, s.starts_at, s.ends_at, s.places, (SELECT count(*) FROM booking b "
        f"WHERE b.slot_id = s.id AND b.ended_at IS NULL), ({open_ones}) FROM slot s "
        "WHERE s.interview_id = ? AND s.withdrawn_at IS NULL ORDER BY s.starts_at",
        (now_ms, interview_id),
    )
    return [SlotView._make(one) for one in found]


def clashes(interview_id: int) -> list[Clash]:
    """Where an interviewer of this interview is booked in another one at the same time."""
    found = db.rows(
        "SELECT s.id, u.name, n.title, o.starts_at FROM slot s "
        "JOIN interviewer i ON i.interview_id = s.interview_id "
        "JOIN interviewer j ON j.user_id = i.user_id AND j.interview_id <> s.interview_id "
        "JOIN slot o ON o.interview_id = j.interview_id AND o.withdrawn_at IS NULL "
        "AND o.starts_at < s.ends_at AND o.ends_at > s.starts_at "
        "AND EXISTS (SELECT 1 FROM booking b WHERE b.slot_id = o.id AND b.ended_at IS NULL) "
        "JOIN interview n ON n.id = o.interview_id AND n.cancelled_at IS NULL "
        'JOIN "user" u ON u.id = i.user_id '
        "WHERE s.interview_id = ? AND s.withdrawn_at IS NULL ORDER BY s.starts_at, u.name",
        (interview_id,),
    )
    return [Clash._make(one) for one in found]


def _close_gaps(slot_id: int, places: int) -> None:
    """Give whoever has a place above `places` one below it, in order; their time stays the same.

    Raises NotPossible where more have booked.
    """
    taken = db.rows(
        "SELECT place, id FROM booking WHERE slot_id = ? AND ended_at IS NULL ORDER BY place",
        (slot_id,),
    )
    if len(taken) > places:
        raise NotPossible(
            say_n(
                "%(num)d candidate has booked already. Move or cancel that first.",
                "%(num)d candidates have booked already. Move or cancel a booking first.",
                len(taken),
            )
        )
    free = sorted(set(range(1, places + 1)) - {place for place, _ in taken})
    beyond = [booking_id for place, booking_id in taken if place > places]
    for place, booking_id in zip(free, beyond, strict=False):
        db.execute(
            "UPDATE booking SET place = ? WHERE id = ? AND ended_at IS NULL", (place, booking_id)
        )


def _offered(interview_id: int) -> list[tuple[int, int]]:
    return db.rows(
        "SELECT starts_at, ends_at FROM slot WHERE interview_id = ? AND withdrawn_at IS NULL "
        "ORDER BY starts_at",
        (interview_id,),
    )


def _check_room(wanted: int) -> None:
    if wanted > MOST_SLOTS:
        raise NotPossible(say("An interview can have %(most)d times at most.", most=MOST_SLOTS))


def _check_times(
    new: Iterable[tuple[int, int]], offered: Iterable[tuple[int, int]], now: datetime
) -> None:
    """Raise for the first new time that is past, or that overlaps another one."""
    fresh = set(new)
    if any(begin <= clock.to_ms(now) for begin, _ in fresh):
        raise NotPossible(say("A time that is past cannot be offered."))
    if any(begin > clock.to_ms(now + FARTHEST) for begin, _ in fresh):
        raise NotPossible(say("This is more than ten years away. Check the year."))
    # What is offered already may overlap as it likes: it was said when that was done.
    if _overlap(sorted(fresh | set(offered)), fresh):
        raise NotPossible(_OVERLAP)


def _overlap(times: list[tuple[int, int]], fresh: set[tuple[int, int]]) -> bool:
    """Whether two of these times, in order, overlap of which one is fresh."""
    for place, one in enumerate(times):
        for two in times[place + 1 :]:
            if two[0] >= one[1]:
                break
            if one in fresh or two in fresh:
                return True
    return False


_OVERLAP = say(
    "Two of these times overlap. Leave more room between them, or shorten the interview."
)
