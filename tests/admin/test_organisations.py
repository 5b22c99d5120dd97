"""The organisation tree and its pages: what an administrator does there, and is told."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import organisations, settings, tree
from webapp.models import Organisation

GENERAL = {"inherit": ["country", "time_zone", "language", "undo_seconds"]}


def again(organisation: Organisation) -> Organisation:
    return Organisation.get_by_id(organisation.id)


def test_the_tree_shows_who_stands_below_whom(as_cleo: Client, cast: Cast):
    make.case(cast.alma)
    organisations.add_below(cast.care, "Ward")

    page = as_cleo.get("organisations.index")

    assert page.all(".node")[0].text.startswith("Northern group Parent organisation")
    assert "2 users, 1 open case" in page.body
    assert page.all("ul.tree")[2].has("a", "Ward")


def test_a_part_of_it_is_all_that_its_administrator_sees(app, cast: Cast):
    organisations.add_below(cast.care, "Ward")

    page = signed_in(app, worlds.administering(cast.alma)).get("organisations.index")

    assert page.all(".node")[0].has("a", "Emergency care")
    assert "Ward" in page.body
    assert "Home care" not in page.body


def test_an_organisation_is_added_below_another_on_a_page_of_its_own(as_cleo: Client, cast: Cast):
    form = as_cleo.get("organisations.new", organisation_id=cast.care.id).one("main").one("form")

    answer = as_cleo.submit(form, name="Ward")

    made = Organisation.get(Organisation.name == "Ward")
    assert (answer.status, made.parent_id) == (303, cast.care.id)
    assert "Ward is added below Emergency care." in as_cleo.get("organisations.index").body


def test_or_within_the_tree(as_cleo: Client, cast: Cast):
    form = as_cleo.hx.get("organisations.new", organisation_id=cast.group.id).one("form")

    taken = as_cleo.hx.submit(form, name="home CARE")
    done = as_cleo.hx.submit(form, name="Ward")

    assert (taken.status, taken.one("input[name=name]")["value"]) == (422, "home CARE")
    assert "There is already an organisation called Home care here." in taken.one(".error").text
    assert (done.status, done.headers["HX-Location"]) == (204, "/admin/organisations")


def test_a_sub_organisation_sees_what_it_inherits_and_sets_its_own(as_cleo: Client, cast: Cast):
    page = as_cleo.get("organisations.edit", organisation_id=cast.care.id)

    assert "Inherited from Northern group: Sweden" in page.one("main").text
    assert not page.has("input[name=csm_name]")
    as_cleo.submit(
        page.one("form.form"),
        inherit=["country", "language", "undo_seconds"],
        time_zone="Europe/Helsinki",
    )
    assert again(cast.care).time_zone == "Europe/Helsinki"
    assert settings.inherited(again(cast.care)) >= {"country", "language"}
    assert "time_zone" not in settings.inherited(again(cast.care))


def test_the_parent_organisation_says_whom_to_ask_for_credits(as_cleo: Client, cast: Cast):
    page = as_cleo.get("organisations.edit", organisation_id=cast.group.id)

    answer = as_cleo.submit(
        page.one("form.form"),
        csm_name="Credit Desk",
        csm_email="credits@example.org",
        csm_phone="070-174 06 90",
        retention_days=90,
    )

    assert answer.status == 303
    assert again(cast.group).csm_email == "credits@example.org"
    assert again(cast.group).retention_days == 90


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Write a name."),
        ("undo_seconds", "101", "from 0 to 100"),
        ("undo_seconds", "", "Write a number of seconds"),
        ("retention_days", "0", "from 1 to 3,650"),
        ("csm_email", "nobody", "name@example.org"),
        ("csm_phone", "call me", "digits and spaces"),
        ("country", "XX", "Not a valid choice"),
        ("time_zone", "Europe/Nowhere", "Not a valid choice"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(
    as_cleo: Client, cast: Cast, field: str, value: str, words: str
):
    form = as_cleo.get("organisations.edit", organisation_id=cast.group.id).one("form.form")

    answer = as_cleo.submit(form, **{"csm_name": "Credit Desk", field: value})

    assert answer.status == 422
    assert any(words in one.text for one in answer.all(".error"))
    assert answer.one("input[name=csm_name]")["value"] == "Credit Desk"
    assert again(cast.group).csm_name == ""


def test_moving_says_where_it_went(as_cleo: Client, cast: Cast):
    page = as_cleo.get("place.show", organisation_id=cast.care.id)

    as_cleo.submit(page.one("main").one("form"), below=cast.home.id)

    assert again(cast.care).parent_id == cast.home.id
    told = as_cleo.get("organisations.edit", organisation_id=cast.care.id)
    assert "Emergency care now stands below Home care." in told.body


@pytest.mark.parametrize("where", ["below itself", "another tree", "nowhere", "no number"])
def test_a_move_that_cannot_be_is_refused_in_words(as_cleo: Client, cast: Cast, where: str):
    ward = organisations.add_below(cast.care, "Ward")
    targets = {
        "below itself": (ward.id, "Ward is below Emergency care already"),
        "another tree": (cast.clinic.id, "Choose an organisation that you administer."),
        "nowhere": (2**70, "Choose an organisation that you administer."),
        "no number": ("x", "Choose an organisation that you administer."),
    }
    target, words = targets[where]

    answer = as_cleo.post("place.move", {"below": target}, organisation_id=cast.care.id)

    assert answer.status == 422
    assert words in answer.one(".error").text
    assert again(cast.care).parent_id == cast.group.id


def test_both_ends_of_a_move_must_be_ones_own(app, cast: Cast):
    ward = organisations.add_below(cast.care, "Ward")
    as_alma = signed_in(app, worlds.administering(cast.alma))

    answer = as_alma.post("place.move", {"below": cast.home.id}, organisation_id=ward.id)
    page = as_alma.get("place.show", organisation_id=ward.id)

    assert answer.status == 422
    assert "Home care" not in page.body
    assert again(ward).parent_id == cast.care.id


def test_deactivating_says_first_what_it_means_and_then_what_it_did(as_cleo: Client, cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 10)
    make.batch(case, cast.alma, make.candidates(case, 2))

    before = as_cleo.get("deactivation.show", organisation_id=cast.care.id)
    as_cleo.submit(before.one("main").one("form"))
    after = as_cleo.get("organisations.index", show="all")

    assert "2 SMS still wait to be sent: they are taken back" in before.body
    assert "2 SMS that still waited were taken back." in after.body
    assert after.one("div.muted").has(".stage", "Deactivated")
    assert "Emergency care" not in as_cleo.get("organisations.index").one("#tree").text


def test_a_deactivated_organisation_is_offered_nowhere_and_its_cases_stay(
    as_alma: Client, as_cleo: Client, cast: Cast
):
    case = make.case(cast.alma)
    tree.deactivate(cast.care, cast.cleo.id)

    page = as_alma.get("cases.show", case_id=case.id)
    new = as_cleo.get("editing.new")
    window = as_alma.post("contact.preview", {"text": "Hi"}, case_id=case.id)
    kept = as_alma.submit(as_alma.get("editing.edit", case_id=case.id).one("form.form"), title="X")

    assert "Emergency care is deactivated." in page.body
    assert [one.text for one in new.one("select[name=organisation]").all("option")] == [
        "Northern group",
        "Home care",
    ]
    assert "The organisation is deactivated" in window.one("#problems").text
    assert kept.status == 303


def test_the_parent_organisation_is_refused_in_words(as_cleo: Client, cast: Cast):
    answer = as_cleo.post("deactivation.deactivate", organisation_id=cast.group.id)

    assert answer.status == 422
    assert "it owns the credits" in answer.one("main").one("p[role=alert]").text


def test_reactivated_it_is_there_again(as_cleo: Client, cast: Cast):
    tree.deactivate(cast.care, cast.cleo.id)

    page = as_cleo.get("deactivation.show", organisation_id=cast.care.id)
    as_cleo.submit(page.one("main").one("form"))

    assert again(cast.care).is_active
