"""Users: who is listed, and who may be inactivated."""

import pytest

from tests import make
from tests.cast import PASSWORD, Cast
from webapp.domain import access_groups, organisations, sign_in, users
from webapp.domain.people import Person
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.domain.sign_in import SignInRefused
from webapp.models import LogEntry, Organisation, User


def test_an_organisation_lists_its_users_and_those_below_by_name(cast: Cast):
    everybody, total = users.page_of(cast.group, "", "all", 1)
    in_care, _ = users.page_of(cast.care, "", "all", 1)

    assert [one.id for one in everybody] == [cast.alma.id, cast.bo.id, cast.cleo.id]
    assert total == 3
    assert [one.id for one in in_care] == [cast.alma.id, cast.bo.id]
    assert in_care[0].groups == ("Recruiter",)


@pytest.mark.parametrize("q", ["ALMA", "recruiter", "alma@example"])
def test_names_and_addresses_are_searched(cast: Cast, q: str):
    assert [one.id for one in users.page_of(cast.group, q, "all", 1)[0]] == [cast.alma.id]


@pytest.mark.parametrize("q", ["ålma", "ÅLMA", "Ålma r"])
def test_capitals_make_no_difference_in_any_letter(cast: Cast, q: str):
    User.update(name="Ålma Recruiter").where(User.id == cast.alma.id).execute()

    assert [one.id for one in users.page_of(cast.group, q, "all", 1)[0]] == [cast.alma.id]


def test_a_search_has_no_wildcards(cast: Cast):
    assert users.page_of(cast.group, "%", "all", 1) == ([], 0)


def test_signing_in_is_being_seen(cast: Cast):
    before = users.page_of(cast.care, "alma", "all", 1)[0][0].last_seen_at

    sign_in.sign_out(_session(cast.alma))

    assert before is None
    assert users.page_of(cast.care, "alma", "all", 1)[0][0].last_seen_at is not None


def test_an_inactive_user_is_signed_out_and_stays_out_until_reactivated(cast: Cast):
    token = _session(cast.alma)

    users.inactivate(_user(cast.alma), cast.cleo.id)

    assert sign_in.person_of(token, 60) is None
    with pytest.raises(SignInRefused):
        _session(cast.alma)
    users.reactivate(_user(cast.alma), cast.cleo.id)
    assert sign_in.person_of(token, 60) is None
    assert sign_in.person_of(_session(cast.alma), 60) is not None


def test_nobody_acts_upon_somebody_with_rights_that_they_lack(cast: Cast):
    keeper = make.person(cast.care, "keeper@example.org", "Keeper", "", "Administrator")
    [administrators] = organisations.groups(cast.group, "Administrator")
    access_groups.give(_user(cast.alma), administrators, cast.group, cast.cleo.id)

    with pytest.raises(NotPossible, match="has rights that you do not have"):
        users.inactivate(_user(cast.alma), keeper.id)

    users.inactivate(_user(cast.bo), keeper.id)
    assert _user(cast.alma).inactivated_at is None
    assert _user(cast.bo).inactivated_at is not None


def test_each_is_logged_once(cast: Cast):
    for verb in (users.inactivate, users.inactivate, users.reactivate, users.reactivate):
        verb(_user(cast.alma), cast.cleo.id)
    users.sign_out(_user(cast.alma), cast.cleo.id)

    kinds = [one.kind for one in LogEntry.select().order_by(LogEntry.id)]
    assert kinds == ["user_inactivated", "user_reactivated", "user_signed_out"]


def test_active_and_inactive_are_told_apart(cast: Cast):
    users.inactivate(_user(cast.alma), cast.cleo.id)

    assert [one.id for one in users.page_of(cast.care, "", "active", 1)[0]] == [cast.bo.id]
    assert [one.id for one in users.page_of(cast.care, "", "inactive", 1)[0]] == [cast.alma.id]


def test_nobody_inactivates_themselves(cast: Cast):
    with pytest.raises(NotPossible, match="yourself"):
        users.inactivate(_user(cast.cleo), cast.cleo.id)

    assert _user(cast.cleo).inactivated_at is None


def test_nobody_inactivates_the_last_administrator(cast: Cast):
    needed = (Right.ADMIN_MENU, Right.USERS)
    group = access_groups.create(cast.group, "Personnel", needed, cast.cleo.id)
    access_groups.give(_user(cast.bo), group, cast.group, cast.cleo.id)

    with pytest.raises(NotPossible, match="the only administrator"):
        users.inactivate(_user(cast.cleo), cast.bo.id)

    assert _user(cast.cleo).inactivated_at is None


def test_only_open_cases_count(cast: Cast):
    make.case(cast.alma)
    make.case(cast.alma, Organisation.get_by_id(cast.home.id))

    assert (users.open_cases(cast.alma.id), users.open_cases(cast.bo.id)) == (2, 0)


def _session(person: Person) -> str:
    return sign_in.sign_in(person.email, PASSWORD, "192.0.2.1")


def _user(person: Person) -> User:
    found: User = User.get_by_id(person.id)
    return found
