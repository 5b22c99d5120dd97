"""What recruiters see of interviews: those of a case, who is invited, and how far they came."""

from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.lib import clock
from webapp.lib.words import Sentence, say

# A message that was taken back is as if it had never been; these carried no link to anybody.
_WANTED = "(m.id IS NULL OR m.state <> 'cancelled')"
UNSENT = ("refused", "expired", "not_sent")
_SENT = "(m.id IS NULL OR m.state NOT IN ('cancelled', 'refused', 'expired', 'not_sent'))"
# Of an e-mail nothing more is heard than that the mail server took it.
_DELIVERED = (
    "m.id IS NULL OR m.state = 'delivered' OR (m.contact_type = 'email' AND m.state = 'accepted')"
)
_LIVE = "EXISTS (SELECT 1 FROM booking b WHERE b.invitation_id = v.id AND b.ended_at IS NULL)"
_CAME = (
    "EXISTS (SELECT 1 FROM booking b WHERE b.invitation_id = v.id AND b.ended_at IS NULL "
    "AND b.attended)"
)

# Where somebody stands, from the most pressing to what needs nothing.
STANDINGS: dict[str, Sentence] = {
    "proposed": say("Proposes another time"),
    "unsent": say("Not sent"),
    "declined": say("Cancelled"),
    "silent": say("No answer"),
    "opened": say("Opened"),
    "booked": say("Booked"),
    "done": say("Attended"),
    "absent": say("Did not come"),
    "ended": say("Link ended"),
}


class Funnel(NamedTuple):
    """How many candidates have come how far."""

    invited: int
    delivered: int
    opened: int
    booked: int
    attended: int


class Listed(NamedTuple):
    """An interview in the list of a case; moments in milliseconds since 1970."""

    id: int
    title: str
    minutes: int
    time_zone: str
    cancelled_at: int | None
    first_at: int | None
    last_at: int | None
    places: int
    booked: int
    invited: int


class Invited(NamedTuple):
    """Somebody who is invited, and what became of it; moments in milliseconds since 1970."""

    id: int
    application_id: int
    name: str
    state: str
    opened_at: int | None
    has_ended: bool
    booking_id: int | None
    slot_id: int | None
    starts_at: int | None
    attended: bool | None
    cancelled_reason: str | None
    proposal_id: int | None
    proposal_words: str | None

    @property
    def standing(self) -> str:
        """A key of STANDINGS."""
        if self.booking_id is not None:
            if self.attended is None:
                return "booked"
            return "done" if self.attended else "absent"
        if self.proposal_id is not None:
            return "proposed"
        if self.state in UNSENT:
            return "unsent"
        if self.has_ended:
            return "ended"
        if self.cancelled_reason is not None:
            return "declined"
        return "opened" if self.opened_at else "silent"


def of_case(case_id: int) -> list[Listed]:
    """The interviews of a case, the newest first; those called off last."""
    ahead = "s.interview_id = n.id AND s.withdrawn_at IS NULL"
    found = db.rows(
        "SELECT n.id, n.title, n.minutes, n.time_zone, n.cancelled_at, "
        f"(SELECT min(s.starts_at) FROM slot s WHERE {ahead}), "
        f"(SELECT max(s.starts_at) FROM slot s WHERE {ahead}), "
        f"(SELECT coalesce(sum(s.places), 0) FROM slot s WHERE {ahead}), "
        f"(SELECT count(*) FROM booking b JOIN slot s ON s.id = b.slot_id WHERE {ahead} "
        "AND b.ended_at IS NULL), "
        "(SELECT count(DISTINCT v.application_id) FROM invitation v "
        f"LEFT JOIN message m ON m.id = v.message_id WHERE v.interview_id = n.id AND {_SENT}) "
        "FROM interview n WHERE n.case_id = ? "
        "ORDER BY CASE WHEN n.cancelled_at IS NULL THEN 0 ELSE 1 END, n.id DESC",
        (case_id,),
    )
    return [Listed._make(one) for one in found]


def funnel(interview_id: int) -> Funnel:
    """How many candidates were invited to an interview, and how far they have come."""
    steps = ("1 = 1", _DELIVERED, "v.opened_at IS NOT NULL")
    # Whoever has come further has passed the steps before, whatever was reported of them.
    conditions = [*steps, _LIVE, _CAME]
    reached = [" OR ".join(f"({one})" for one in conditions[step:]) for step in range(1, 5)]
    columns = ", ".join(
        f"count(DISTINCT CASE WHEN {one} THEN v.application_id END)" for one in ("1 = 1", *reached)
    )
    (found,) = db.rows(
        f"SELECT {columns} FROM invitation v LEFT JOIN message m ON m.id = v.message_id "
        f"WHERE v.interview_id = ? AND {_SENT}",
        (interview_id,),
    )
    return Funnel._make(found)


def invited(interview_id: int, now: datetime | None = None) -> list[Invited]:
    """The latest invitation of each candidate, the most pressing first, then by name."""
    last_reason = (
        "SELECT b.reason FROM booking b WHERE b.invitation_id = v.id AND b.ending = 'cancelled' "
        "ORDER BY b.id DESC LIMIT 1"
    )
    found = db.rows(
        "SELECT v.id, a.id, a.first_name || ' ' || a.last_name, coalesce(m.state, 'delivered'), "
        "v.opened_at, v.revoked_at IS NOT NULL OR (v.expires_at <= ? AND k.id IS NULL), "
        f"k.id, s.id, s.starts_at, k.attended, ({last_reason}), p.id, p.words "
        "FROM invitation v JOIN application a ON a.id = v.application_id "
        "LEFT JOIN message m ON m.id = v.message_id "
        "LEFT JOIN booking k ON k.invitation_id = v.id AND k.ended_at IS NULL "
        "LEFT JOIN slot s ON s.id = k.slot_id "
        "LEFT JOIN proposal p ON p.invitation_id = v.id AND p.answered_at IS NULL "
        f"WHERE v.interview_id = ? AND (k.id IS NOT NULL OR {_WANTED}) "
        f"ORDER BY CASE WHEN k.id IS NOT NULL THEN 2 WHEN {_SENT} THEN 1 ELSE 0 END, v.id",
        (clock.to_ms(now or clock.now()), interview_id),
    )
    # Of several, the one that is booked, or else the last that was sent.
    latest = {one[1]: Invited._make((*one[:5], bool(one[5]), *one[6:])) for one in found}
    order = list(STANDINGS)
    return sorted(latest.values(), key=lambda one: (order.index(one.standing), one.name))


def proposed_times(interview_id: int) -> dict[int, list[tuple[int, int]]]:
    """By open proposal, the ids and beginnings of the times that a candidate proposes."""
    found = db.rows(
        "SELECT p.id, t.id, t.starts_at FROM proposed_time t "
        "JOIN proposal p ON p.id = t.proposal_id JOIN invitation v ON v.id = p.invitation_id "
        "WHERE v.interview_id = ? AND p.answered_at IS NULL ORDER BY t.starts_at",
        (interview_id,),
    )
    times: dict[int, list[tuple[int, int]]] = {}
    for proposal_id, *time in found:
        times.setdefault(proposal_id, []).append((time[0], time[1]))
    return times
