"""How values read on a page: times in the reader's zone, numbers in the user's language."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.support import Translations
from flask import Flask, g
from flask_babel import format_date, get_locale, get_translations, gettext, ngettext
from flask_login import current_user
from markupsafe import Markup, escape

from webapp.lib import clock, phone
from webapp.lib.words import Sentence

_ENGLISH = Locale("en")
_FIRST_DAY = date(1970, 1, 1)


def init_app(app: Flask) -> None:
    """The filters that templates use."""
    app.jinja_env.filters.update(
        when=when,
        meeting=meeting,
        moment=moment,
        day=day,
        short_day=short_day,
        number=number,
        phone=phone.display,
        initials=initials,
        tint=tint,
        translate=translate,
        country_name=country_name,
    )


def translate(sentence: Sentence | str | None) -> str:
    """A sentence in the reader's language; a plain text stays as it is."""
    if sentence is None:
        return ""
    if isinstance(sentence, str):
        return sentence
    if not sentence.values:
        return _plain(sentence.text)
    values = {name: translate_value(value) for name, value in sentence.values.items()}
    if sentence.plural is None:
        return str(gettext(sentence.text, **values))
    values.pop("num", None)
    return str(ngettext(sentence.text, sentence.plural, sentence.count, **values))


def translate_value(value: object) -> object:
    """A value within a sentence, which may be a sentence itself."""
    return translate(value) if isinstance(value, Sentence) else value


def when(at: datetime | int | None) -> Markup | str:
    """A moment as people say it ("2 h ago", "yesterday", "12 Nov"), exact for machines."""
    if at is None:
        return ""
    at = clock.from_ms(at) if isinstance(at, int) else at
    local = at.astimezone(zone())
    exact = local.strftime("%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"),
        exact,
        escape(spoken(local, datetime.now(local.tzinfo))),
    )


def meeting(at: int, zone: ZoneInfo | str) -> str:
    """When something begins (milliseconds since 1970) in its own zone, as "Tue 2 Dec 09:45"."""
    return " ".join(meeting_parts(at, zone))


def meeting_parts(at: int, zone: ZoneInfo | str) -> tuple[str, str]:
    """The same as its day and its time: ("Tue 2 Dec", "09:45")."""
    local = clock.from_ms(at).astimezone(ZoneInfo(str(zone)))
    day = dates.format_date(local.date(), "EEE d MMM", locale=get_locale())
    return day, f"{local:%H:%M}"


def moment(at: datetime | int | None) -> str:
    """A moment in full, in the reader's zone."""
    if at is None:
        return ""
    at = clock.from_ms(at) if isinstance(at, int) else at
    local = at.astimezone(zone())
    return f"{format_date(local.date(), 'd MMMM yyyy')}, {local:%H:%M}"


def day(on: date | None) -> str:
    """A date without its year ("12 December"), with it when that is not this year."""
    if on is None:
        return ""
    this_year = datetime.now(zone()).year
    return str(format_date(on, "d MMMM" if on.year == this_year else "d MMMM yyyy"))


def short_day(on: int) -> str:
    """A day, counted from 1970, in a few letters ("26 Oct")."""
    return _written(_FIRST_DAY + timedelta(days=on), "d MMM", str(get_locale()))


def number(value: int) -> str:
    """A whole number with its thousands set apart."""
    return str(value) if 0 <= value < 1000 else _grouped(value, str(get_locale()))


def country_name(code: str) -> str:
    """A country in the reader's language; its code where there is no name for it."""
    return str((get_locale() or _ENGLISH).territories.get(code, code))


def initials(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tint(identity: int) -> int:
    """One of four tints, always the same for the same person."""
    return identity % 4


def zone() -> ZoneInfo:
    """The reader's time zone: their own, else their organisation's."""
    if "zone" not in g:
        person = current_user.person if current_user.is_authenticated else None
        g.zone = ZoneInfo(person.own_time_zone or person.time_zone if person else "UTC")
    return g.zone  # type: ignore[no-any-return]


def catalogue() -> Translations:
    """The translations for this request, looked up once: a page has a hundred sentences."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _plain(text: str) -> str:
    return str(catalogue().ugettext(text))


def spoken(local: datetime, now: datetime) -> str:
    """How long ago a moment was, as people say it; both in the reader's zone."""
    passed = now - local
    if passed < timedelta(minutes=1):
        return str(gettext("just now"))
    if passed < timedelta(hours=1):
        return str(gettext("%(count)s min ago", count=passed.seconds // 60))
    if now.date() == local.date():
        return str(gettext("%(count)s h ago", count=passed.seconds // 3600))
    if now.date() - local.date() == timedelta(days=1):
        return str(gettext("yesterday"))
    pattern = "d MMM" if now.year == local.year else "d MMM yyyy"
    return _written(local.date(), pattern, str(get_locale()))


@lru_cache(maxsize=4096)
def _grouped(value: int, locale: str) -> str:
    """A number as a language writes it; remembered, because looking its pattern up takes long."""
    return str(numbers.format_decimal(value, locale=locale))


@lru_cache(maxsize=2048)
def _written(on: date, pattern: str, locale: str) -> str:
    """A date by a pattern; remembered, because lists show the same few days again and again."""
    return str(dates.format_date(on, pattern, locale=locale))
