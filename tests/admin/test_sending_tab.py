"""The Sending tab: senders, countries, quiet hours, limits; and what the contact window says."""

import pytest

from tests import make
from tests.cast import PASSWORD, Cast
from tests.client import Client
from webapp.domain import destinations, settings, sign_in
from webapp.models import Message, Organisation


def again(organisation: Organisation) -> Organisation:
    return Organisation.get_by_id(organisation.id)


def tab(client: Client, organisation: Organisation):
    return client.get("sending.edit", organisation_id=organisation.id)


def test_everything_on_it_is_kept(as_cleo: Client, cast: Cast):
    form = tab(as_cleo, cast.group).one("form.form")

    answer = as_cleo.submit(
        form,
        sender="070-174 06 90",
        quiet_from="21:30",
        quiet_to="07:00",
        most_per_batch=500,
        password_above=50,
        most_per_number_day=3,
        colleague_minutes=15,
        quiet_may_pass="y",
    )

    kept = again(cast.group)
    assert answer.status == 303
    assert (kept.sender, kept.quiet_from, kept.quiet_to) == ("+46701740690", 1290, 420)
    assert (kept.most_per_batch, kept.most_per_user_day, kept.password_above) == (500, None, 50)
    assert (kept.most_per_number_day, kept.colleague_minutes, kept.quiet_may_pass) == (3, 15, True)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sender", "Northern hospital", "up to 11"),
        ("sender", "Åsa", "letters A to Z"),
        ("sender", "", "Write a sender"),
        ("quiet_from", "25:00", "Not a valid time"),
        ("quiet_to", "", "Write a time"),
        ("most_per_batch", "0", "from 1 on"),
        ("most_per_hour", "-5", "from 1 on"),
        ("password_above", "many", "Write a whole number"),
        ("most_per_number_day", "0", "from 1 on"),
        ("colleague_minutes", "", "Write a number of minutes"),
        ("colleague_minutes", "1441", "from 0 to 1,440"),
    ],
)
def test_a_mistake_is_said_at_its_field(
    as_cleo: Client, cast: Cast, field: str, value: str, words: str
):
    form = tab(as_cleo, cast.group).one("form.form")

    answer = as_cleo.submit(form, **{field: value})

    assert answer.status == 422
    assert any(words in one.text for one in answer.all(".error"))
    assert again(cast.group).sender == "Northern"


def test_a_sub_organisation_has_its_own_number_a_day_or_what_stands_above(
    as_cleo: Client, cast: Cast
):
    settings.change(cast.group, cast.cleo.id, {"most_per_number_day": 4})
    assert "Inherited from Northern group: 4 SMS" in tab(as_cleo, cast.care).one("main").text
    form = tab(as_cleo, cast.care).one("form.form")

    as_cleo.submit(form, inherit=["sender", "quiet_hours"], most_per_number_day=1)

    assert again(cast.care).most_per_number_day == 1
    assert again(cast.home).most_per_number_day == 4


def test_a_name_as_the_sender_is_warned_about(as_cleo: Client, cast: Cast):
    destinations.allow(cast.group, "US", 2, cast.cleo.id)
    named = tab(as_cleo, cast.group).one("p.amber").text
    settings.change(cast.group, cast.cleo.id, {"sender": "+46701740690"})

    assert "candidates cannot answer" in named
    assert "United States" in named
    assert not tab(as_cleo, cast.group).has("p.amber")


def test_where_numbers_are_wanted_a_name_reaches_nobody(as_alma: Client, cast: Cast):
    destinations.allow(cast.group, "US", 2, cast.cleo.id)
    case = make.case(cast.alma)
    american = make.application(case, "+1 202 555 0123")

    page = as_alma.get("contact.show", case_id=case.id, ids=american.id)

    assert "SMS to this country need a number as their sender" in page.body


def test_a_sub_organisation_reads_what_stands_above(as_cleo: Client, cast: Cast):
    page = tab(as_cleo, cast.care)

    assert "Inherited from Northern group: Northern" in page.one("main").text
    assert "stand at Northern group" in page.one("#destinations").text
    assert not page.one("#destinations").has("form")
    assert not page.has("input[name=most_per_batch]")


def test_countries_are_allowed_repriced_and_removed(as_cleo: Client, cast: Cast):
    def forms():
        return tab(as_cleo, cast.group).one("#destinations").all("form")

    as_cleo.submit(forms()[-1], country="NO", credits=2)
    as_cleo.submit(forms()[0], credits=3)
    priced = destinations.of(cast.group.id)
    as_cleo.submit(forms()[1])

    assert priced == {"NO": 3, "SE": 1}
    assert destinations.of(cast.group.id) == {"SE": 1}


@pytest.mark.parametrize(
    ("country", "price", "words"),
    [
        ("NO", "0", "from 1 to 100"),
        ("NO", "", "Write a number of credits"),
        ("SE", "-1", "from 1 to 100"),
        ("", "1", "Choose a country"),
        ("XX", "1", "Not a valid choice"),
    ],
)
def test_a_wrong_price_is_said_beside_it(
    as_cleo: Client, cast: Cast, country: str, price: str, words: str
):
    body = {"country": country, "credits": price}

    answer = as_cleo.post("destinations.allow", body, parent_id=cast.group.id)

    assert answer.status == 422
    assert words in answer.one("#destinations").one(".error").text
    assert destinations.of(cast.group.id) == {"SE": 1}


def test_the_home_country_is_not_removed(as_cleo: Client, cast: Cast):
    answer = as_cleo.post("destinations.remove", {"country": "SE"}, parent_id=cast.group.id)

    assert answer.status == 422
    assert "Your own country stays" in answer.one("#destinations").one(".error").text


def test_countries_stand_at_the_parent_organisation_alone(as_cleo: Client, cast: Cast):
    body = {"country": "NO", "credits": 1}

    assert as_cleo.post("destinations.allow", body, parent_id=cast.care.id).status == 404


def test_the_window_says_what_the_cap_is_before_sending(as_alma: Client, cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"most_per_user_day": 2})
    case = make.case(cast.alma)
    make.credits(case, 10)
    ids = ",".join(map(str, make.candidates(case, 3)))

    page = as_alma.post("contact.preview", {"ids": ids, "text": "Hi"}, case_id=case.id)
    sent = as_alma.post("contact.send", {"ids": ids, "text": "Hi", "key": "k"}, case_id=case.id)

    assert "You may send 2 SMS a day. Today you have sent 0, and this is 3 more." in page.body
    assert page.one("#send")["aria-disabled"] == "true"
    assert sent.status == 422
    assert "You may send 2 SMS a day." in sent.one("#message-error").text
    assert sent.one("textarea").raw_text == "Hi"


def test_above_the_limit_the_password_is_asked_for_and_checked(as_alma: Client, cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"password_above": 2})
    case = make.case(cast.alma)
    make.credits(case, 10)
    ids = ",".join(map(str, make.candidates(case, 3)))
    form = as_alma.get("contact.show", case_id=case.id, ids=ids).one("form#compose")
    send = form.one("#send")
    said = {"text": "Hello all", "shown_credits": 3}

    without = as_alma.submit(form, send, **said)
    wrong = as_alma.submit(form, send, **said, password="not mine")
    right = as_alma.submit(form, send, **said, password=PASSWORD)

    assert "more than 2 candidates" in form.one("#password-about").text
    assert (without.status, wrong.status, right.status) == (422, 422, 303)
    assert "Write your password" in without.one("#password-about").text
    assert "The password is not right" in wrong.one("#password-about").text
    assert wrong.one("textarea").raw_text == "Hello all"
    assert "not mine" not in wrong.body
    assert Message.select().count() == 3


def test_few_recipients_are_not_asked(as_alma: Client, cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"password_above": 2})
    case = make.case(cast.alma)
    ids = ",".join(map(str, make.candidates(case, 2)))

    assert not as_alma.get("contact.show", case_id=case.id, ids=ids).has("#password")


def test_guessing_there_is_limited_as_at_the_sign_in_page(as_alma: Client, cast: Cast):
    settings.change(cast.group, cast.cleo.id, {"password_above": 1})
    case = make.case(cast.alma)
    make.credits(case, 10)
    body = {"ids": ",".join(map(str, make.candidates(case, 2))), "text": "Hi", "key": "k"}

    for _ in range(sign_in.ACCOUNT_ATTEMPTS):
        as_alma.post("contact.send", body | {"password": "guess"}, case_id=case.id)
    last = as_alma.post("contact.send", body | {"password": PASSWORD}, case_id=case.id)

    assert last.status == 422
    assert Message.select().count() == 0


@pytest.mark.parametrize(("quiet_to", "waits"), [(23 * 60 + 59, True), (0, False)])
def test_quiet_hours_hold_a_text_and_the_window_says_until_when(
    as_alma: Client, cast: Cast, quiet_to: int, waits: bool
):
    settings.change(cast.group, cast.cleo.id, {"quiet_from": 0, "quiet_to": quiet_to})
    case = make.case(cast.alma)
    make.credits(case, 10)
    [ines] = make.candidates(case, 1)

    page = as_alma.post("contact.preview", {"ids": ines, "text": "Hi"}, case_id=case.id)

    assert ("1 of 1 gets it at 23:59: it is night there." in page.body) is waits
    assert "aria-disabled" not in page.one("#send")
