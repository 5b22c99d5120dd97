"""What the Credits tab shows: figures from the domain, made ready for its plots and tables."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.domain import credit_report, credits, savings, usage
from webapp.domain.credit_report import DayBalance, Forecast, Move, Used
from webapp.domain.credits import Balance
from webapp.domain.savings import Saving
from webapp.lib import clock, sms_text
from webapp.models import Organisation
from webapp.web import plots
from webapp.web.filters import number, short_day, translate
from webapp.web.plots import NARROW, WIDE, BalancePlot, UsePlot

PERIODS = (30, 90, 365)
_SERIES = 3
_BAR_PER_DAY_UP_TO = 90
_WEEK = 7
_MOST_CHARACTERS = 5


class Series(NamedTuple):
    """One organisation, or all the others together (id 0), with what it used in the period."""

    id: int
    name: str
    credits: int


class Saved(NamedTuple):
    """What could have been saved: in all, by character (itself, its name, credits), and the
    template from which most of it comes (empty: written freely).
    """

    credits: int
    characters: list[tuple[str, str, int]]
    template_name: str


class UseTable(NamedTuple):
    """Use per day, or per week where days would be too many. `rows` holds the first day of each,
    and one figure per series.
    """

    weekly: bool
    series: list[Series]
    rows: list[tuple[int, list[int]]]


def of_parent(organisation: Organisation, days: int) -> dict[str, Any]:
    """The balance with its past and its forecast, and all use."""
    today = usage.day_of(clock.now())
    first = today - days + 1
    balance = credits.balance(organisation.id)
    moved = credit_report.moves(organisation.id, first)
    balances = credit_report.history(balance.available, moved, first, today)
    forecast = credit_report.forecast(
        balance.available, organisation.warning_level, organisation.id, today
    )
    refills = credit_report.refills(moved)
    outlook = outlook_words(balance, organisation.warning_level, forecast)
    return {
        "account": balance,
        "outlook": outlook,
        "balances": _changes(balances if days <= _BAR_PER_DAY_UP_TO else balances[::-_WEEK][::-1]),
        "balance_plots": _balance_plots(balances, refills, organisation.warning_level, forecast),
        "balance_about": _balance_about(balances, refills, outlook),
        "saving": saving_table(savings.since(organisation.id, first)),
        **of_use(organisation, days),
    }


def of_use(organisation: Organisation, days: int) -> dict[str, Any]:
    """What an organisation and those below it used."""
    today = usage.day_of(clock.now())
    first = today - days + 1
    use = use_table(credit_report.used_per_day(organisation, first), first, today)
    tops = credit_report.tops(organisation, first)
    return {
        "days": days,
        "periods": PERIODS,
        "use": use,
        "use_plots": _use_plots(use, first, today),
        "use_about": _use_about(use, days),
        "tops": (
            (_("Cases"), tops.cases),
            (_("Templates"), tops.templates),
            (_("Users"), tops.users),
        ),
    }


def outlook_words(balance: Balance, warning_level: int, forecast: Forecast) -> str:
    """How long the credits last, in one honest sentence."""
    level = number(warning_level)
    if balance.available <= warning_level:
        return str(_("At or below your warning level of %(level)s.", level=level))
    if forecast.days is None:
        return str(_("Nothing was used in the last 30 days, so there is no forecast."))
    return str(
        ngettext(
            "About %(num)d day until your warning level of %(level)s, at %(per_day)s a day.",
            "About %(num)d days until your warning level of %(level)s, at %(per_day)s a day.",
            forecast.days,
            level=level,
            per_day=ngettext("%(num)d credit", "%(num)d credits", forecast.per_day),
        )
    )


def use_table(used: Sequence[Used], first: int, today: int) -> UseTable:
    """Use by day or week and by the organisations that used the most; the rest in one series."""
    total: Counter[int] = Counter()
    for one in used:
        total[one.organisation_id] += one.credits
    names = {one.organisation_id: one.name for one in used}
    most = _SERIES if len(total) > _SERIES + 1 else _SERIES + 1
    series = [Series(one, names[one], spent) for one, spent in total.most_common(most)]
    rest = total.total() - sum(one.credits for one in series)
    if len(total) > most:
        series.append(Series(0, str(_("Other")), rest))
    places = {one.id: place for place, one in enumerate(series)}
    every = 1 if today - first < _BAR_PER_DAY_UP_TO else _WEEK
    rows = [(day, [0] * len(series)) for day in range(first, today + 1, every)]
    for one in used:
        place = places.get(one.organisation_id, len(series) - 1)
        rows[(one.day - first) // every][1][place] += one.credits
    return UseTable(every == _WEEK, series, rows)


def saving_table(found: Sequence[Saving]) -> Saved:
    """What characters did cost, added up by character and by template."""
    characters: Counter[str] = Counter()
    templates: Counter[str] = Counter()
    for one in found:
        characters[one.character] += one.credits
        templates[one.template_name] += one.credits
    named = [
        (one, translate(sms_text.dear_characters(one)[0].name), credits)
        for one, credits in characters.most_common(_MOST_CHARACTERS)
    ]
    most = templates.most_common(1)
    return Saved(characters.total(), named, most[0][0] if most else "")


def _balance_plots(
    balances: list[DayBalance], refills: list[Move], warning_level: int, forecast: Forecast
) -> dict[str, BalancePlot]:
    marked = [(move.day, move.credits) for move in refills]
    return {
        name: plots.balance(balances, marked, warning_level, forecast.per_day, forecast.days, width)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _use_plots(use: UseTable, first: int, today: int) -> dict[str, UsePlot]:
    stacks = [stack for _day, stack in use.rows]
    return {
        name: plots.use(stacks, first, today, width)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _changes(balances: list[DayBalance]) -> list[DayBalance]:
    """The days on which the balance was another than at the one before, newest first."""
    changed = [
        one
        for before, one in zip([None, *balances], balances, strict=False)
        if before is None or before.credits != one.credits
    ]
    return changed[::-1]


def _balance_about(balances: list[DayBalance], refills: list[Move], outlook: str) -> str:
    said = _(
        "From %(before)s credits on %(day)s to %(now)s today.",
        before=number(balances[0].credits),
        day=short_day(balances[0].day),
        now=number(balances[-1].credits),
    )
    booked = sum(move.credits for move in refills)
    if booked:
        said += " " + _("Refills brought %(credits)s.", credits=number(booked))
    return f"{said} {outlook}"


def _use_about(use: UseTable, days: int) -> str:
    if not use.series:
        return str(_("Nothing was used in these %(days)s days.", days=days))
    most = use.series[0]
    return str(
        _(
            "%(credits)s credits in %(days)s days. %(name)s used the most: %(most)s.",
            credits=number(sum(one.credits for one in use.series)),
            days=days,
            name=most.name,
            most=number(most.credits),
        )
    )
