"""When a text leaves for each of its recipients: the time that was chosen, their clocks, and the
quiet hours of the organisation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.domain import quiet_hours
from webapp.domain.cases import CaseFacts
from webapp.domain.means import ContactType
from webapp.domain.quiet_hours import Quiet
from webapp.lib import zones
from webapp.lib.words import Sentence, say
from webapp.models import Batch

# How long a message is sent late rather than never: an e-mail disturbs nobody at night, and a mail
# server may ask for hours of patience.
SEND_WITHIN_HOURS = 4
EMAIL_WITHIN_HOURS = 24
_NEVER_QUIET = (0, 0)
MOST_DAYS_AHEAD = 90
# Of a message m, that it waits for a time of its own: longer than any undo window (which lasts
# 100 seconds at most), and not only to be tried again.
LATER = "m.state = 'queued' AND m.attempts = 0 AND m.send_after > m.created_at + 100000"
_FIRST, _LAST = datetime(1970, 1, 2), datetime(9998, 12, 31)  # noqa: DTZ001 - what clocks show
# As many letters as a moment has in a form and in the database: 2026-11-30T09:00
_MINUTES = 16


@dataclass(frozen=True)
class When:
    """When a text is to leave, as somebody chose it: now, where there is no `at`.

    `at` and `not_after` are what clocks show, without a zone: each recipient's clock with
    `own_zones`, else one in `zone`. `passes_quiet`: also in quiet hours, where the organisation
    leaves that to its people. `lacks_time`: later, but nobody can tell when.
    """

    at: datetime | None = None
    not_after: datetime | None = None
    own_zones: bool = False
    zone: str = "UTC"
    passes_quiet: bool = False
    lacks_time: bool = False


NOW = When()


class Leaving(NamedTuple):
    """From when on and until when a text may leave, in UTC, and the recipient's zone: none for an
    e-mail, which no hour holds. It `waits` where that is later than was chosen, because of quiet
    hours.
    """

    zone: str
    send_after: datetime
    send_before: datetime
    waits: bool


class Timetable:
    """When one text leaves, by the recipients' countries. `now` is the end of the undo window."""

    def __init__(self, case: CaseFacts, when: When, now: datetime) -> None:
        self.passes_quiet = when.passes_quiet and case.quiet_may_pass
        self._when = when
        self._quiet = _NEVER_QUIET if self.passes_quiet else case.quiet
        self._home = (case.country, case.time_zone)
        self._now = now
        self._known: dict[tuple[str, ContactType], Leaving | Sentence] = {}

    def of(self, country: str, contact_type: ContactType = ContactType.SMS) -> Leaving | Sentence:
        """When it leaves for somebody in the country of their number, or why it does not."""
        key = country, contact_type
        if key not in self._known:
            self._known[key] = self._find(self.zone_of(country), contact_type)
        return self._known[key]

    def zone_of(self, country: str) -> str:
        """The zone of a country, seen from here."""
        return zone_of(country, *self._home)

    def _find(self, zone: str, contact_type: ContactType) -> Leaving | Sentence:
        if contact_type is ContactType.SMS:
            return leaving(self._when, zone, self._quiet, self._now)
        found = leaving(self._when, zone, _NEVER_QUIET, self._now, EMAIL_WITHIN_HOURS)
        return found if isinstance(found, Sentence) else found._replace(zone="")


def zone_of(country: str, home_country: str, home_zone: str) -> str:
    """The zone of a number's country: at home the organisation's own, else its capital's."""
    if country == home_country:
        return home_zone
    return zones.of_country(country) or home_zone


def problem(when: When, now: datetime) -> Sentence | None:
    """Why nobody can be written to at the time that was chosen, or None."""
    if when.lacks_time:
        return say("Choose the day and the time to send.")
    if when.at is None:
        return None
    # Clocks may be half a day ahead: whose time has passed is skipped one by one.
    at = zones.to_utc(when.at, when.zone)
    if not when.own_zones and at <= now:
        return say("This time has passed. Choose a later one, or Send now.")
    if at > now + timedelta(days=MOST_DAYS_AHEAD):
        return say("Choose a time within %(days)d days from now.", days=MOST_DAYS_AHEAD)
    if when.not_after is not None and when.not_after <= when.at:
        return say("The last time is before the time to send. Choose a later one, or none.")
    return None


def default_end(
    send_after: datetime, zone: str, quiet: Quiet, hours: int = SEND_WITHIN_HOURS
) -> datetime:
    """The last moment of a text for which none was chosen: so many hours after its time, and if
    those end in quiet hours, as many after these.
    """
    end = send_after + timedelta(hours=hours)
    morning = quiet_hours.end_of(end, zone, quiet)
    return morning + timedelta(hours=hours) if morning else end


def columns(when: When) -> dict[str, str]:
    """A choice as the columns of a batch keep it (`chosen` reads them)."""
    if when.at is None:
        return {"planned_for": "", "planned_zone": "", "not_after": write(when.not_after)}
    return {
        "planned_for": write(when.at),
        "planned_zone": "" if when.own_zones else when.zone,
        "not_after": write(when.not_after),
    }


def chosen(batch: Batch, zone: str) -> When:
    """What was chosen for a batch; `zone` is that of the reader, where it says none."""
    return When(
        at=read(batch.planned_for),
        not_after=read(batch.not_after),
        own_zones=bool(batch.planned_for) and not batch.planned_zone,
        zone=batch.planned_zone or zone,
        passes_quiet=batch.passes_quiet,
    )


def write(at: datetime | None) -> str:
    """What a clock shows, as the database and forms keep it; empty for None."""
    return at.isoformat()[:_MINUTES] if at else ""


def read(text: str) -> datetime | None:
    """What `write` wrote, or None; also for what nobody can read. What lies too far away for other
    zones to show it is the nearest that they can.
    """
    try:
        found = datetime.fromisoformat(text[:_MINUTES]).replace(tzinfo=None) if text else None
    except ValueError:
        return None
    return found and min(max(found, _FIRST), _LAST)


def leaving(
    when: When, zone: str, quiet: Quiet, now: datetime, hours: int = SEND_WITHIN_HOURS
) -> Leaving | Sentence:
    """When a text leaves for somebody in a zone, or why it does not."""
    clocks = zone if when.own_zones else when.zone
    chosen = zones.to_utc(when.at, clocks) if when.at else now
    if when.at and chosen < now:
        return say("%(time)s has passed there", time=f"{when.at:%H:%M}")
    send_after = quiet_hours.end_of(chosen, zone, quiet) or chosen
    send_before = default_end(send_after, zone, quiet, hours)
    if when.not_after:
        send_before = zones.to_utc(when.not_after, clocks)
    if send_before <= send_after:
        return _too_late(zone, send_after, quiet, waits=send_after > chosen)
    return Leaving(zone, send_after, send_before, send_after > chosen)


def _too_late(zone: str, send_after: datetime, quiet: Quiet, *, waits: bool) -> Sentence:
    if not waits:
        return say("The last time has passed")
    return say(
        "Quiet hours there last until %(end)s, after the last time",
        end=f"{zones.to_wall(send_after, zone):%H:%M}",
    )
