"""What an organisation decides, and what it takes from above."""

import pytest

from tests import make
from tests.cast import Cast
from webapp.domain import destinations, organisations, settings
from webapp.domain.destinations import HomeCountry
from webapp.models import LogEntry, Organisation


def now(organisation: Organisation, column: str) -> object:
    return getattr(Organisation.get_by_id(organisation.id), column)


def test_a_new_organisation_takes_everything_from_above(cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"undo_seconds": 30, "quiet_from": 21 * 60})

    ward = organisations.add_below(cast.care, "Ward")

    assert (ward.undo_seconds, ward.quiet_from, ward.sender) == (30, 1260, "Northern")
    assert settings.inherited(ward) == set(settings.INHERITABLE)
    assert settings.inherited(cast.group) == set()


def test_a_change_above_reaches_those_who_inherit_it_and_no_others(cast: Cast):
    ward = organisations.add_below(cast.care, "Ward")
    settings.change(cast.care, cast.cleo.id, {"undo_seconds": 5}, {"undo_seconds": False})

    settings.change(cast.group, cast.cleo.id, {"undo_seconds": 60, "time_zone": "Europe/Oslo"})

    assert [now(one, "undo_seconds") for one in (cast.home, cast.care, ward)] == [60, 5, 5]
    assert now(ward, "time_zone") == "Europe/Oslo"


def test_what_is_inherited_again_is_as_above_whatever_was_given(cast: Cast):
    settings.change(cast.care, cast.cleo.id, {"sender": "Care"}, {"sender": False})

    settings.change(cast.care, cast.cleo.id, {"sender": "Another"}, {"sender": True})

    assert now(cast.care, "sender") == "Northern"


def test_quiet_hours_are_inherited_as_a_whole(cast: Cast):
    make.quiet_hours(cast.group, 20, 8)
    settings.change(cast.care, cast.cleo.id, {"quiet_from": 1300}, {"quiet_hours": False})

    settings.change(cast.group, cast.cleo.id, {"quiet_to": 600})

    assert (now(cast.care, "quiet_from"), now(cast.care, "quiet_to")) == (1300, 480)


@pytest.mark.parametrize("column", settings.OF_THE_PARENT)
def test_what_counts_for_the_whole_tree_stands_at_its_top(cast: Cast, column: str):
    with pytest.raises(ValueError, match="parent organisation"):
        settings.change(cast.care, cast.cleo.id, {column: 1})


def test_the_log_keeps_what_was_before(cast: Cast):
    settings.change(cast.care, cast.cleo.id, {"name": "Urgent care"})
    settings.change(cast.care, cast.cleo.id, {"name": "Urgent care"})

    [entry] = LogEntry.select().where(LogEntry.kind == "organisation_changed")
    assert entry.subject == "Urgent care"
    assert "Emergency care" in entry.details


def test_a_country_is_allowed_repriced_and_removed(cast: Cast):
    for price in (2, 3, 3):
        destinations.allow(cast.group, "NO", price, cast.cleo.id)
    allowed = destinations.of(cast.group.id)
    for _ in range(2):
        destinations.remove(cast.group, "NO", cast.cleo.id)

    assert allowed == {"SE": 1, "NO": 3}
    assert destinations.of(cast.group.id) == {"SE": 1}
    assert destinations.of(cast.other_group.id) == {"SE": 1}
    kinds = [one.kind for one in LogEntry.select().order_by(LogEntry.id)]
    assert kinds == ["destination_set", "destination_set", "destination_removed"]


def test_the_home_country_stays(cast: Cast):
    with pytest.raises(HomeCountry):
        destinations.remove(cast.group, "SE", cast.cleo.id)

    settings.change(cast.group, cast.cleo.id, {"country": "NO"})
    assert destinations.of(cast.group.id) == {"SE": 1, "NO": 1}


def test_what_is_no_country_is_not_allowed(cast: Cast):
    with pytest.raises(ValueError, match="no telephone numbers"):
        destinations.allow(cast.group, "XX", 1, cast.cleo.id)
