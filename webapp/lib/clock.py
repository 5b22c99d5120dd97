"""The time, always in UTC. The database keeps whole milliseconds since 1970 (see db.py)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """This moment, in UTC, cut to the millisecond that the database keeps."""
    return from_ms(to_ms(datetime.now(UTC)))


def now_ms() -> int:
    """This moment in milliseconds since 1970."""
    return to_ms(datetime.now(UTC))


def to_ms(moment: datetime) -> int:
    """A moment with a zone as milliseconds since 1970; raises TypeError without a zone."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Milliseconds since 1970 as a moment in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def in_zone(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC at which clocks of a zone show this; the first of two, and None where they
    never do: in the night on which summer begins, and beyond the years that a datetime holds.
    """
    try:
        moment = local.replace(tzinfo=zone).astimezone(UTC)
        shown = moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None
    return moment if shown == local.replace(tzinfo=None) else None


def now_us() -> int:
    """This moment in microseconds since 1970, for the throttle."""
    return (datetime.now(UTC) - _EPOCH) // timedelta(microseconds=1)
