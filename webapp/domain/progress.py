"""How far a batch has come: what the strip above the application list shows."""

from collections import Counter
from typing import NamedTuple

from webapp import db
from webapp.domain.means import ContactType
from webapp.domain.states import HOLDING, LEFT, State
from webapp.domain.timing import LATER
from webapp.lib import clock

SHOWN_MINUTES = 30


class Progress(NamedTuple):
    """The messages of one batch, counted by what became of them.

    `emails` of them are e-mails; those that the mail server took are `emailed` and in no count,
    because nothing more is heard of them. `put_off` e-mails it wants to be asked about again.
    """

    batch_id: int
    case_id: int
    root_id: int
    recipients: int
    credits: int
    undo_seconds: int
    seconds_left: float
    age_s: float
    is_test: bool
    counts: dict[State, int]
    emails: int
    emailed: int
    put_off: int
    charged: int
    held: int
    was_taken_back: bool
    later: int
    next_at_ms: int | None

    def of(self, *states: State) -> int:
        """How many messages are in these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change any more without the carrier or a person."""
        return not self.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED)

    @property
    def is_scheduled(self) -> bool:
        """Whether all that has yet to leave waits for a time of its own."""
        open_now = self.of(State.QUEUED, State.CLAIMED, State.SENDING, State.ACCEPTED)
        return 0 < self.later == open_now

    @property
    def can_undo(self) -> bool:
        """Whether everything still waits for its undo window."""
        return (
            not self.is_scheduled
            and self.seconds_left > 0
            and self.of(State.QUEUED) == self.recipients
        )


class _Group(NamedTuple):
    """The messages of a batch in one state and of one contact type: their number and credits, how
    many were tried in vain, how many wait for a time of their own, and when the first of them goes.
    """

    state: State
    contact_type: str
    number: int
    credits: int
    tried: int
    later: int
    next_at: int | None


def of_batch(batch_id: int) -> Progress | None:
    """The progress of a batch by its id."""
    found = db.row(
        "SELECT id, case_id, recipients, credits, undo_seconds, send_after, is_test, created_at, "
        "root_id, cancelled_at FROM batch WHERE id = ?",
        (batch_id,),
    )
    if found is None:
        return None
    counted = db.rows(
        "SELECT state, contact_type, count(*), sum(credits), "
        "sum(CASE WHEN state = 'queued' AND attempts > 0 THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN {LATER} THEN 1 ELSE 0 END), "
        f"min(CASE WHEN {LATER} THEN send_after END) FROM message m "
        "WHERE batch_id = ? GROUP BY state, contact_type",
        (batch_id,),
    )
    groups = [_Group(State(one[0]), *one[1:]) for one in counted]
    mails = [one for one in groups if one.contact_type == ContactType.EMAIL]
    counts: Counter[State] = Counter()
    for one in groups:
        counts[one.state] += one.number
    emailed = sum(one.number for one in mails if one.state is State.ACCEPTED)
    counts[State.ACCEPTED] -= emailed
    return Progress(
        batch_id=found[0],
        case_id=found[1],
        root_id=found[8],
        recipients=found[2],
        credits=found[3],
        undo_seconds=found[4],
        seconds_left=max(0.0, (found[5] - clock.now_ms()) / 1000),
        age_s=(clock.now_ms() - found[7]) / 1000,
        is_test=bool(found[6]),
        counts=counts,
        emails=sum(one.number for one in mails),
        emailed=emailed,
        put_off=sum(one.tried for one in mails),
        charged=sum(int(one.credits) for one in groups if one.state in LEFT),
        held=sum(int(one.credits) for one in groups if one.state in HOLDING),
        was_taken_back=found[9] is not None,
        later=sum(one.later for one in groups),
        next_at_ms=min((one.next_at for one in groups if one.next_at), default=None),
    )


def latest_to(application_id: int, user_id: int) -> Progress | None:
    """The user's latest batch to nobody but this applicant, as `latest_of` finds it, as long as
    something may still become of it or it can be written anew.
    """
    found = db.row(
        "SELECT b.id FROM batch b JOIN message m ON m.batch_id = b.id "
        "WHERE m.application_id = ? AND b.user_id = ? AND b.recipients = 1 AND b.created_at > ? "
        "ORDER BY b.id DESC LIMIT 1",
        (application_id, user_id, clock.now_ms() - SHOWN_MINUTES * 60_000),
    )
    latest = of_batch(found[0]) if found else None
    if latest is None or (latest.is_settled and not latest.was_taken_back):
        return None
    return latest


def latest_of(case_id: int, user_id: int) -> Progress | None:
    """The user's latest batch from this case, while it is new enough to be of interest.

    One that can still be taken back comes before any that cannot.
    """
    now_ms = clock.now_ms()
    found = db.row(
        "SELECT id FROM batch WHERE case_id = ? AND user_id = ? AND created_at > ? "
        "AND NOT is_automatic "
        "ORDER BY (cancelled_at IS NULL AND send_after > ? "
        "AND send_after <= created_at + undo_seconds * 1000) DESC, id DESC LIMIT 1",
        (case_id, user_id, now_ms - SHOWN_MINUTES * 60_000, now_ms),
    )
    return of_batch(found[0]) if found else None
