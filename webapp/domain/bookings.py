"""Booking a slot: by the candidate through their link, or for them by a recruiter.

The slot's row is held while its places are counted, and two unique indexes stand behind that:
two candidates never hold one place. Opening a link changes nothing; each verb here is a POST.
Whom it concerns is told in the same transaction (domain.booking_news): nobody is booked unaware.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import booking_news, free_news, log, second_thoughts, waking_hours
from webapp.domain.booking_facts import REPLACED
from webapp.domain.log import Did
from webapp.domain.settings import NotPossible
from webapp.lib import clock, sms_text
from webapp.lib.words import say
from webapp.models import Booking, Invitation, Slot

_KINDS = {"day": timedelta(days=1), "hour": timedelta(hours=1)}


class PlaceTaken(NotPossible):
    """Somebody else was faster; the others are still free."""


class TooLate(NotPossible):
    """The deadline for changes has passed."""


class LinkEnded(NotPossible):
    """The invitation was used up, has expired, or was ended."""


class Facts(NamedTuple):
    """An invitation with what its page shows; moments in milliseconds since 1970.

    `booking_id` to `ends_at` are None unless something is booked.
    """

    id: int
    uid: str
    sequence: int
    offers_all: bool
    expires_at: int
    revoked_at: int | None
    is_replaced: bool
    opened_at: int | None
    application_id: int
    first_name: str
    interview_id: int
    title: str
    minutes: int
    time_zone: str
    change_hours: int
    cancelled_at: int | None
    case_id: int
    case_closed_at: int | None
    organisation_id: int
    booking_id: int | None
    slot_id: int | None
    starts_at: int | None
    ends_at: int | None

    def is_open(self, now: datetime) -> bool:
        """Whether anything can still be done with it."""
        if self.revoked_at or self.cancelled_at:
            return False
        # What is booked stands, whatever became of the link or the case.
        if self.ends_at is not None:
            return self.ends_at > clock.to_ms(now)
        if self.case_closed_at or self.is_replaced:
            return False
        return self.expires_at > clock.to_ms(now)

    def may_change(self, now: datetime) -> bool:
        """Whether the candidate may still move or cancel what they booked."""
        if self.starts_at is None:
            return False
        deadline = clock.from_ms(self.starts_at) - timedelta(hours=self.change_hours)
        return now < deadline


class Choice(NamedTuple):
    """A slot that an invitation offers and that lies ahead; moments in milliseconds."""

    slot_id: int
    starts_at: int
    ends_at: int
    free: int


_SELECT = (
    "SELECT v.id, v.uid, v.sequence, v.offers_all, v.expires_at, v.revoked_at, "
    f"{REPLACED}, v.opened_at, "
    "a.id, a.first_name, n.id, n.title, n.minutes, n.time_zone, n.change_hours, n.cancelled_at, "
    "c.id, c.closed_at, c.organisation_id, b.id, s.id, s.starts_at, s.ends_at "
    "FROM invitation v JOIN interview n ON n.id = v.interview_id "
    'JOIN application a ON a.id = v.application_id JOIN "case" c ON c.id = n.case_id '
    "LEFT JOIN booking b ON b.invitation_id = v.id AND b.ended_at IS NULL "
    "LEFT JOIN slot s ON s.id = b.slot_id "
)


def facts(invitation_id: int) -> Facts | None:
    """An invitation by id, whoever asks."""
    found = db.row(_SELECT + "WHERE v.id = ?", (invitation_id,))
    return Facts._make(found) if found else None


def facts_by_hash(token_hash: str) -> Facts | None:
    """An invitation by the hash of its link (lib.tokens.stored_form)."""
    found = db.row(_SELECT + "WHERE v.token_hash = ?", (token_hash,))
    return Facts._make(found) if found else None


def choices(invitation: Facts, now: datetime | None = None) -> list[Choice]:
    """What an invitation offers from now on, in order of time; full ones too."""
    now_ms = clock.to_ms(now or clock.now())
    offered, values = "", []
    if not invitation.offers_all:
        offered = "AND s.id IN (SELECT slot_id FROM invitation_slot WHERE invitation_id = ?) "
        values = [invitation.id]
    found = db.rows(
        "SELECT s.id, s.starts_at, s.ends_at, s.places - (SELECT count(*) FROM booking b "
        "WHERE b.slot_id = s.id AND b.ended_at IS NULL) FROM slot s WHERE s.interview_id = ? "
        f"AND s.withdrawn_at IS NULL AND s.starts_at > ? {offered}ORDER BY s.starts_at",
        (invitation.interview_id, now_ms, *values),
    )
    return [Choice._make(one) for one in found]


def book(
    invitation_id: int,
    slot_id: int,
    *,
    by_id: int | None = None,
    now: datetime | None = None,
) -> int:
    """Give the candidate a place in this slot, in exchange for the one they had; the booking's id.

    `by_id` is the recruiter who does it for them; the deadline for changes binds candidates only.
    Raises PlaceTaken, TooLate, LinkEnded, or NotPossible for a slot that is not offered; then
    the place that they had stays theirs. A second call for the same slot returns the same id.
    """
    now = now or clock.now()
    with db.transaction():
        invitation = held(invitation_id)
        check_open(invitation, now, by_id)
        if invitation.slot_id == slot_id and invitation.booking_id is not None:
            return invitation.booking_id
        _check_only_booking(invitation)
        if by_id is None:
            _check_deadline(invitation, now)
            second_thoughts.check_bookings(invitation.id, now)
        place = _free_place(invitation, slot_id, now)
        if invitation.booking_id is not None:
            _end(invitation.booking_id, "moved", "", by_id, now)
        booking = Booking.create(
            invitation=invitation.id, slot=slot_id, place=place, booked_at=now, booked_by=by_id
        )
        _remind(booking.id, slot_id, invitation.interview_id, now)
        _renew_calendar(invitation.id)
        booking_news.booked(booking.id, now, moved_from=invitation.booking_id)
        if invitation.slot_id is not None:
            free_news.freed(invitation.slot_id, now)
        if by_id is not None:
            _log(Did.BOOKED_FOR_CANDIDATE, invitation, by_id)
        return booking.id


def cancel(
    invitation_id: int,
    reason: str,
    *,
    by_id: int | None = None,
    now: datetime | None = None,
) -> bool:
    """Give the place back; False if there was none (any more). Raises TooLate and LinkEnded."""
    now = now or clock.now()
    with db.transaction():
        invitation = held(invitation_id)
        if invitation.booking_id is None:
            return False
        check_open(invitation, now, by_id)
        if by_id is None:
            _check_deadline(invitation, now)
        _end(invitation.booking_id, "cancelled", reason, by_id, now)
        _renew_calendar(invitation.id)
        booking_news.cancelled(invitation.booking_id, now)
        if invitation.slot_id is not None:
            free_news.freed(invitation.slot_id, now)
        if by_id is not None:
            _log(Did.BOOKING_CANCELLED, invitation, by_id)
        return True


def end_all(interview_id: int, by_id: int, reason: str, now: datetime) -> list[int]:
    """Cancel every booking of an interview that is still ahead; their ids, by rising id."""
    with db.transaction():
        db.hold("invitation", "interview_id = ?", (interview_id,))
        live = db.rows(
            "SELECT b.id, b.invitation_id FROM booking b JOIN slot s ON s.id = b.slot_id "
            "WHERE s.interview_id = ? AND b.ended_at IS NULL AND s.ends_at > ? ORDER BY b.id",
            (interview_id, clock.to_ms(now)),
        )
        for booking_id, invitation_id in live:
            _end(booking_id, "cancelled", reason, by_id, now)
            _renew_calendar(invitation_id)
            booking_news.cancelled(booking_id, now)
        return [booking_id for booking_id, _ in live]


def revoke(invitation_id: int, by_id: int, now: datetime | None = None) -> bool:
    """End a link; False if it had ended. Raises NotPossible while something is booked with it."""
    now = now or clock.now()
    with db.transaction():
        invitation = held(invitation_id)
        if invitation.booking_id is not None:
            raise NotPossible(say("A time is booked with this link. Cancel the booking first."))
        ended = (
            Invitation.update(revoked_at=now)
            .where(Invitation.id == invitation_id, Invitation.revoked_at.is_null())
            .execute()
        )
        if ended:
            _log(Did.INVITATION_REVOKED, invitation, by_id)
        return bool(ended)


def opened(invitation_id: int, now: datetime | None = None) -> None:
    """A person has seen the page of this invitation; a second call keeps the first time."""
    Invitation.update(opened_at=now or clock.now()).where(
        Invitation.id == invitation_id, Invitation.opened_at.is_null()
    ).execute()


def record_attendance(invitation_id: int, attended: bool, now: datetime | None = None) -> None:
    """Write down whether the candidate came; a later call corrects it.

    Raises NotPossible before the interview has begun, and where nothing is booked (any more).
    """
    now = now or clock.now()
    with db.transaction():
        invitation = held(invitation_id)
        if invitation.booking_id is None or invitation.starts_at is None:
            raise NotPossible(say("This interview was cancelled."))
        if invitation.starts_at > clock.to_ms(now):
            raise NotPossible(say("The interview has not begun yet."))
        Booking.update(attended=attended, attended_at=now).where(
            Booking.id == invitation.booking_id
        ).execute()


def renew_calendars(interview_id: int) -> None:
    """A new version of the calendar entry of every booking of an interview."""
    db.execute(
        "UPDATE invitation SET sequence = sequence + 1 WHERE interview_id = ? AND EXISTS "
        "(SELECT 1 FROM booking b WHERE b.invitation_id = invitation.id AND b.ended_at IS NULL)",
        (interview_id,),
    )


def renew_reminders(interview_id: int, now: datetime | None = None) -> None:
    """Let what is booked be reminded of as the interview says now; what was sent stays sent."""
    now = now or clock.now()
    live = db.rows(
        "SELECT b.id, b.slot_id FROM booking b JOIN slot s ON s.id = b.slot_id "
        "WHERE s.interview_id = ? AND b.ended_at IS NULL AND s.starts_at > ? ORDER BY b.id",
        (interview_id, clock.to_ms(now)),
    )
    for booking_id, slot_id in live:
        db.execute("DELETE FROM reminder WHERE booking_id = ? AND done_at IS NULL", (booking_id,))
        _remind(booking_id, slot_id, interview_id, now)


def held(invitation_id: int) -> Facts:
    """The invitation, kept from changing until the caller's transaction ends; or LinkEnded.

    With all others of the same candidate to the same interview: one of them books.
    """
    db.hold(
        "invitation",
        "(interview_id, application_id) = "
        "(SELECT interview_id, application_id FROM invitation WHERE id = ?)",
        (invitation_id,),
    )
    found = facts(invitation_id)
    if found is None:
        raise LinkEnded(_ENDED)
    return found


def check_open(invitation: Facts, now: datetime, by_id: int | None = None) -> None:
    """Raise LinkEnded unless something can still be done with this invitation, in words for the
    candidate or for the user `by_id`.
    """
    if not invitation.is_open(now):
        raise LinkEnded(_ENDED if by_id is None else _ENDED_FOR_USERS)


def _check_only_booking(invitation: Facts) -> None:
    """Raise NotPossible where the candidate has booked by another link."""
    if db.row(
        "SELECT 1 FROM booking b JOIN invitation v ON v.id = b.invitation_id "
        "WHERE v.interview_id = ? AND v.application_id = ? AND v.id <> ? AND b.ended_at IS NULL",
        (invitation.interview_id, invitation.application_id, invitation.id),
    ):
        raise NotPossible(say("A time is booked already, by another link to this interview."))


def _check_deadline(invitation: Facts, now: datetime) -> None:
    if invitation.booking_id is not None and not invitation.may_change(now):
        raise TooLate(say("It is too late to change this here. Write to whoever invited you."))


def _free_place(invitation: Facts, slot_id: int, now: datetime) -> int:
    """The lowest free place of an offered slot; raises PlaceTaken when there is none."""
    # Asked before it is held too: what was typed need not be an id that a database keeps.
    _check_offered(invitation, slot_id, now)
    db.hold("slot", "id = ?", (slot_id,))
    _check_offered(invitation, slot_id, now)
    places = Slot.get_by_id(slot_id).places
    taken = {
        place
        for (place,) in db.rows(
            "SELECT place FROM booking WHERE slot_id = ? AND ended_at IS NULL", (slot_id,)
        )
    }
    free = set(range(1, places + 1)) - taken
    if not free:
        raise PlaceTaken(
            say("Somebody else took this time a moment ago. These times are still free.")
        )
    return min(free)


def _check_offered(invitation: Facts, slot_id: int, now: datetime) -> None:
    if slot_id not in {one.slot_id for one in choices(invitation, now)}:
        raise NotPossible(say("This time is not offered any more. Choose another one."))


def _end(booking_id: int, ending: str, reason: str, by_id: int | None, now: datetime) -> None:
    Booking.update(
        ended_at=now,
        ending=ending,
        ended_by=by_id,
        reason=sms_text.normalise(reason).strip()[:300],
    ).where(Booking.id == booking_id).execute()


def _remind(booking_id: int, slot_id: int, interview_id: int, now: datetime) -> None:
    """Note the reminders that can still come in time; one that would come in quiet hours comes on
    the evening before them.
    """
    found = db.row(
        "SELECT n.reminds_day_before, n.reminds_hour_before, s.starts_at, n.time_zone, "
        "o.quiet_from, o.quiet_to FROM interview n JOIN slot s ON s.interview_id = n.id "
        'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
        "WHERE n.id = ? AND s.id = ?",
        (interview_id, slot_id),
    )
    if found is None:
        return
    *wanted, starts_at, zone, quiet_from, quiet_to = found
    for (kind, before), is_wanted in zip(_KINDS.items(), wanted, strict=True):
        moment = clock.from_ms(starts_at) - before
        due = waking_hours.until_then(moment, zone, (quiet_from, quiet_to))
        if is_wanted and due > now:
            db.execute(
                "INSERT INTO reminder (booking_id, kind, due_at, outcome) VALUES (?, ?, ?, '') "
                "ON CONFLICT (booking_id, kind) DO NOTHING",
                (booking_id, kind, clock.to_ms(due)),
            )


def _renew_calendar(invitation_id: int) -> None:
    db.execute("UPDATE invitation SET sequence = sequence + 1 WHERE id = ?", (invitation_id,))


def _log(did: Did, invitation: Facts, by_id: int) -> None:
    log.record(did, invitation.organisation_id, by_id, invitation.title)


_ENDED = say("This link has ended. Write to whoever invited you.")
_ENDED_FOR_USERS = say("The candidate's link has ended, or the case is closed. Invite them anew.")
