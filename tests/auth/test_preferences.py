"""One's own choices, and the credits that every page shows."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.tree import fields_of
from webapp.domain import people
from webapp.domain.people import Person


def test_choices_are_kept_and_shown_everywhere(as_alma: Client, alma: Person):
    form = as_alma.get("auth.preferences").one("form", "Save")

    saved = as_alma.submit(
        form, name="Alma Andersson", phone="070-174 06 94", undo_seconds="30", theme="dark"
    )
    page = as_alma.open(saved.location)

    assert saved.status == 303
    assert page.one("main").one("p[role=status]").text == "Saved."
    assert page.one("html")["data-theme"] == "dark"
    assert "Alma Andersson" in page.one("a.me").text
    now = people.load(alma.id)
    assert (now.name, now.phone, now.undo_seconds) == ("Alma Andersson", "+46701740694", 30)


def test_shortcuts_can_be_turned_off(as_alma: Client):
    form = as_alma.get("auth.preferences").one("form", "Save")
    choices = {name: value for name, value in fields_of(form).items() if "shortcut" not in name}

    as_alma.post("auth.save_preferences", choices)
    page = as_alma.get("auth.preferences")

    assert page.one("html")["data-keys"] == "off"
    assert not page.has("dialog#keys-help")
    assert "checked" not in page.one("input#shortcuts_enabled")


def test_saving_without_a_change_changes_nothing(as_alma: Client, alma: Person):
    before = people.load(alma.id)

    as_alma.submit(as_alma.get("auth.preferences").one("form", "Save"))

    assert people.load(alma.id) == before


def test_without_an_own_choice_the_undo_window_is_the_organisations(as_alma: Client, alma: Person):
    form = as_alma.get("auth.preferences").one("form", "Save")

    as_alma.submit(form, undo_seconds="")

    assert people.load(alma.id).undo_seconds is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("undo_seconds", "101", "0 to 100"),
        ("undo_seconds", "-1", "0 to 100"),
        ("undo_seconds", "soon", "whole number"),
        ("name", "", "Write your name."),
        ("phone", "12", "number"),
        ("phone", "070-I74 06 94", "letters"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(
    as_alma: Client, alma: Person, field: str, typed: str, words: str
):
    before = people.load(alma.id)
    form = as_alma.get("auth.preferences").one("form", "Save")

    page = as_alma.submit(form, **{field: typed})

    control = page.one("input[aria-invalid=true]")
    assert page.status == 422
    assert (control["name"], control["value"]) == (field, typed)
    assert words in page.one(f"#{control['aria-describedby']}").text
    assert people.load(alma.id) == before


def test_the_balance_answers_only_when_it_is_not_what_is_shown(as_alma: Client, cast: Cast):
    make.credits(cast.group, 412)

    news = as_alma.hx.get("auth.balance", v=400)
    shown = as_alma.hx.open(news.one("#balance")["hx-get"])

    assert news.one("b").text == "412"
    assert (shown.status, shown.body) == (204, "")


def test_each_organisation_sees_its_own_parents_credits(
    as_alma: Client, as_cleo: Client, as_dag: Client, cast: Cast
):
    make.credits(cast.group, 1234)
    make.credits(cast.other_group, 7)

    seen = [page.get("cases.index").one("#balance").text for page in (as_alma, as_cleo, as_dag)]

    assert seen == ["1,234 credits", "1,234 credits", "7 credits"]


def test_few_credits_are_marked(as_alma: Client, cast: Cast):
    make.credits(cast.group, 50)
    few = as_alma.get("auth.balance").one("#balance")["class"]
    make.credits(cast.group, 1)
    enough = as_alma.get("auth.balance").one("#balance")["class"]

    assert (few, enough) == ("balance low", "balance")
