"""What a password must be like, and what changing it ends."""

import unicodedata

import pytest

from tests.cast import ALMA, PASSWORD
from webapp.domain import links, passwords, sign_in
from webapp.domain.links import Purpose, State
from webapp.domain.passwords import WrongPassword
from webapp.domain.people import Person
from webapp.models import LogEntry, Mail

EMAIL = ALMA[0]
ADDRESS = "192.0.2.1"
NEW = "another horse in a field"


@pytest.mark.parametrize(
    "password", [PASSWORD, "tre blå båtar i hamnen", "kissa istuu katolla", "x7#kQ-29vvTz"]
)
def test_a_few_words_in_a_row_will_do(password: str):
    assert passwords.problem(password, EMAIL) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "Use at least 12 characters."),
        ("x7#kQ-29vvTz" * 100, "Use at most 1000 characters."),
        ("aaaaaaaaaaaaaaaa", "Others would try this one early."),
        ("123456789012", "Others would try this one early."),
        ("Password12345!", "Others would try this one early."),
        ("P@ssw0rdP@ssword", "Others would try this one early."),
        ("qwertyuiop123", "Others would try this one early."),
        ("lösenord2026!", "Others would try this one early."),
        ("Välkommen2026", "Others would try this one early."),
        ("alma@example.org!", "Leave your e-mail address and the name of Hej out of it."),
        ("hej alma example 1", "Leave your e-mail address and the name of Hej out of it."),
    ],
)
def test_what_others_would_try_is_refused_in_words(password: str, words: str):
    assert str(passwords.problem(password, EMAIL)).startswith(words)


def test_accents_count_the_same_however_the_keyboard_wrote_them(alma: Person):
    written = "tre blå båtar i hamnen"

    passwords.keep(alma.id, unicodedata.normalize("NFD", written))

    assert sign_in.sign_in(EMAIL, written, ADDRESS)


def test_a_change_ends_other_sessions_and_open_links_and_tells_the_owner(alma: Person):
    here = sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)
    elsewhere = sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)
    token, _ = links.send(alma.id, Purpose.PASSWORD)

    passwords.change(alma, PASSWORD, NEW, ADDRESS, here)

    assert sign_in.person_of(here, 60)
    assert sign_in.person_of(elsewhere, 60) is None
    assert links.find(token, Purpose.PASSWORD).state is State.ENDED
    assert sign_in.sign_in(EMAIL, NEW, ADDRESS)
    mail = Mail.get()
    assert (mail.to, mail.subject) == (EMAIL, "Your password for Hej was changed")
    assert LogEntry.select().where(LogEntry.kind == "password_changed").count() == 1


def test_a_wrong_present_password_changes_nothing_and_is_counted(alma: Person):
    token = sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)

    for _ in range(sign_in.ACCOUNT_ATTEMPTS):
        with pytest.raises(WrongPassword):
            passwords.change(alma, "not the right one", NEW, ADDRESS, token)
    with pytest.raises(WrongPassword):
        passwords.change(alma, PASSWORD, NEW, ADDRESS, token)

    assert sign_in.person_of(token, 60)
    assert Mail.select().count() == 0
