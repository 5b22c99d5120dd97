"""The users of an organisation, as an administrator has them in the browser."""

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain import people
from webapp.models import User


def test_a_user_is_inactivated_and_reactivated(as_cleo: Client, as_alma: Client, cast: Cast):
    make.case(cast.alma)
    where = {"organisation_id": cast.group.id, "user_id": cast.alma.id}

    page = as_cleo.get("users.show", **where)
    done = as_cleo.post("users.inactivate", **where)

    assert "responsible for 1 open case," in page.one("#consequences").text
    assert done.status == 303
    assert as_alma.get("cases.index").status == 302
    listed = as_cleo.get("users.index", organisation_id=cast.group.id, show="inactive")
    assert "Alma Recruiter is inactive and signed out everywhere." in listed.text
    assert as_cleo.submit(listed.one("#users").one("form")).status == 303
    assert User.get_by_id(cast.alma.id).inactivated_at is None


def test_whoever_is_responsible_for_nothing_is_not_said_to_be(as_cleo: Client, cast: Cast):
    page = as_cleo.get("users.show", organisation_id=cast.group.id, user_id=cast.alma.id)

    assert "responsible" not in page.one("#consequences").text


def test_signing_out_everywhere_ends_open_browsers(as_cleo: Client, as_alma: Client, cast: Cast):
    as_cleo.post("users.sign_out", organisation_id=cast.care.id, user_id=cast.alma.id)

    assert as_alma.get("cases.index").status == 302
    assert as_alma.sign_in(cast.alma.email).status == 303


def test_nobody_inactivates_themselves(as_cleo: Client, cast: Cast):
    refused = as_cleo.post("users.inactivate", organisation_id=cast.group.id, user_id=cast.cleo.id)

    assert refused.status == 422
    assert "You cannot inactivate yourself" in refused.text
    assert as_cleo.get("cases.index").status == 200


def test_somebody_who_works_elsewhere_in_the_tree_is_not_here(as_cleo: Client, cast: Cast):
    for view in ("users.inactivate", "users.reactivate", "users.sign_out", "users.save"):
        answer = as_cleo.post(view, organisation_id=cast.home.id, user_id=cast.alma.id)
        assert answer.status == 404


def test_a_search_without_a_hit_says_so(as_cleo: Client, cast: Cast):
    page = as_cleo.get("users.index", organisation_id=cast.group.id, q="Zz")

    assert "No user matches “Zz”" in page.text


def test_language_and_time_zone_are_chosen_for_somebody(as_cleo: Client, cast: Cast):
    page = as_cleo.get("users.show", organisation_id=cast.group.id, user_id=cast.alma.id)

    saved = as_cleo.submit(page.one("form", "Time zone"), time_zone="Europe/Helsinki")

    assert "Saved for Alma Recruiter." in as_cleo.open(saved.location).text
    assert people.load(cast.alma.id).own_time_zone == "Europe/Helsinki"


def test_a_time_zone_that_is_none_is_refused(as_cleo: Client, cast: Cast):
    where = {"organisation_id": cast.group.id, "user_id": cast.alma.id}

    page = as_cleo.post("users.save", {"language": "", "time_zone": "Europe/Atlantis"}, **where)

    assert page.status == 422
    assert people.load(cast.alma.id).own_time_zone == ""
