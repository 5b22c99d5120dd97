"""What is told about a booking: who, what, when and where, and the texts to the candidate."""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain.booking_words import WORDS
from webapp.lib import clock, day_words

# A later link replaces those before it, once its own message has left.
REPLACED = (
    "EXISTS (SELECT 1 FROM invitation w LEFT JOIN message m ON m.id = w.message_id "
    "WHERE w.interview_id = v.interview_id AND w.application_id = v.application_id "
    "AND w.id > v.id AND (m.id IS NULL OR m.state IN ('accepted', 'delivered')))"
)

# Their own choice, or that of the text they were invited with, or else the organisation's.
LANGUAGE = "coalesce(nullif(a.language, ''), nullif(v.language, ''), o.language)"


class About(NamedTuple):
    """The candidate whom an e-mail is about, and whose account it belongs to."""

    root_id: int
    application_id: int


class Told(NamedTuple):
    """A booking, whom it concerns, and who answers for it; moments in milliseconds since 1970."""

    booking_id: int
    invitation_id: int
    uid: str
    sequence: int
    starts_at: int
    ends_at: int
    title: str
    place: str
    video_url: str
    information: str
    time_zone: str
    interview_id: int
    application_id: int
    candidate: str
    email: str
    case_id: int
    case_title: str
    root_id: int
    organisation_path: str
    organisation_name: str
    language: str
    sender: str
    inviter_id: int
    inviter_email: str
    invited_by_email: bool

    @property
    def about(self) -> About:
        return About(self.root_id, self.application_id)


def facts(told: Told) -> dict[str, str]:
    """For the sentences to users: who, to what, when in the interview's zone, and where."""
    local = clock.from_ms(told.starts_at).astimezone(ZoneInfo(told.time_zone))
    return {
        "candidate": told.candidate,
        "title": told.title,
        "when": f"{local:%Y-%m-%d %H:%M} ({local:%Z})",
        "place": where(told),
    }


def where(told: Told) -> str:
    """Place and video address as they end a sentence; empty where there is neither."""
    place = f" {told.place}." if told.place else ""
    # No full stop after an address: telephones take it for a part of it.
    return f"{place} {told.video_url}" if told.video_url else place


def words(what: str, told: Told) -> str:
    """What this candidate is told, in the language that they read."""
    pattern = WORDS[what].get(told.language, WORDS[what]["en"])
    local = clock.from_ms(told.starts_at).astimezone(ZoneInfo(told.time_zone))
    language = told.language if told.language in WORDS[what] else "en"
    return pattern % {
        "organisation": told.organisation_name,
        "candidate": told.candidate,
        "title": told.title,
        "day": day_words.day(local, language),
        "time": f"{day_words.clock_time(local, language)} ({local:%Z})",
        "place": f" {told.place}." if told.place else "",
        "where": where(told),
    }


def find(booking_ids: Sequence[int]) -> list[Told]:
    """These bookings, in the order of their ids."""
    return _select(
        "b.id",
        "booking b JOIN invitation v ON v.id = b.invitation_id JOIN slot s ON s.id = b.slot_id",
        f"b.id IN ({db.marks(booking_ids)}) ORDER BY b.id",
        booking_ids,
    )


def find_offered(slot_id: int, invitation_ids: Sequence[int]) -> list[Told]:
    """These invitations with a slot that nobody of them has booked: their booking's id is 0."""
    return _select(
        "0",
        "invitation v JOIN slot s ON s.interview_id = v.interview_id",
        f"s.id = ? AND v.id IN ({db.marks(invitation_ids)}) ORDER BY v.id",
        (slot_id, *invitation_ids),
    )


def planned(interview_id: int, language: str = "") -> Told:
    """What will be told of an interview, before anybody has booked and at no time yet: only what
    `words` needs is there. In the organisation's language, unless another one is named. Raises
    LookupError where there is no such interview.
    """
    found = db.row(
        "SELECT 0, 0, '', 0, 0, 0, n.title, n.place, n.video_url, n.information, n.time_zone, "
        "n.id, 0, '', '', c.id, c.title, c.root_id, o.path, o.name, o.language, o.sender, "
        "0, '', FALSE FROM interview n JOIN \"case\" c ON c.id = n.case_id "
        "JOIN organisation o ON o.id = c.organisation_id WHERE n.id = ?",
        (interview_id,),
    )
    if found is None:
        raise LookupError(f"no interview {interview_id}")
    told = Told._make(found)
    return told._replace(language=language or told.language)


def _select(booking: str, source: str, condition: str, values: Sequence[int]) -> list[Told]:
    """`source` names an invitation `v` and a slot `s`."""
    found = db.rows(
        f"SELECT {booking}, v.id, v.uid, v.sequence, s.starts_at, s.ends_at, n.title, n.place, "
        "n.video_url, n.information, n.time_zone, n.id, a.id, "
        "a.first_name || ' ' || a.last_name, a.email, c.id, c.title, c.root_id, o.path, o.name, "
        f"{LANGUAGE}, o.sender, v.created_by_id, u.email, "
        f"coalesce(m.contact_type = 'email', FALSE) FROM {source} "
        'LEFT JOIN message m ON m.id = v.message_id JOIN "user" u ON u.id = v.created_by_id '
        "JOIN interview n ON n.id = v.interview_id JOIN application a ON a.id = v.application_id "
        'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
        f"WHERE {condition}",
        values,
    )
    return [Told._make(one) for one in found]
