"""The demo's data: sound, the same each time, and with everything that is awkward in it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tests import make
from webapp import db
from webapp.domain import checks, credits, demo
from webapp.domain.demo import ACCOUNTS
from webapp.domain.people import hasher
from webapp.domain.templates import INVITATION
from webapp.lib import phone
from webapp.models import Application, Message, OptOut, Organisation, Template, User

NOW = datetime(2030, 5, 15, 9, 0, tzinfo=UTC)


def test_every_rule_holds_in_it(database: str) -> None:
    demo.seed("a password", NOW)

    group = Organisation.get(Organisation.name == "Nordlund Demo Group")
    assert [rule for rule in checks.check() if rule.broken] == []
    assert credits.balance(group.id).available == demo.CREDITS_LEFT


def test_it_is_the_same_each_time(sqlite_template: Path, tmp_path: Path) -> None:
    contents = []
    for name in ("one.db", "another.db"):
        shutil.copy(sqlite_template, tmp_path / name)
        with make.opened(f"sqlite:///{tmp_path / name}"):
            demo.seed("a password", NOW)
            contents.append(what_recruiters_see())

    assert contents[0] == contents[1]


def test_it_shows_what_can_go_wrong(database: str) -> None:
    demo.seed("a password", NOW)

    states = {message.state for message in Message.select()}
    problems = {one.mobile_problem for one in Application.select()}
    assert {"delivered", "undelivered", "unconfirmed", "cancelled"} <= states
    assert {"too_short", "not_mobile", "several", "excel", "letters"} <= problems
    assert [one.lifted_at is not None for one in OptOut.select()] == [False, True]
    # What waits leaves for the mailboxes as soon as the demo runs.
    waiting = Message.select().where(Message.state == "queued")
    assert [one.contact_type for one in waiting] == ["email"] * 3
    assert Application.select().where(Application.needs_reply_at.is_null(False)).count() == 5
    assert Application.select().where(Application.last_name == "").exists()


def test_a_big_send_can_be_tried(database: str) -> None:
    demo.seed("a password", NOW)

    big = db.row('SELECT max(applications_count) FROM "case"')
    numbers = {one.mobile for one in Application.select() if one.mobile.startswith("+1")}
    assert big == (1200,)
    assert len(numbers) == 1200


def test_every_swedish_and_american_number_is_kept_for_drama(database: str) -> None:
    demo.seed("a password", NOW)

    for number in [one.mobile for one in Application.select()] + [
        one.phone for one in User.select()
    ]:
        if phone.region_of(number) == "SE":
            assert "+46701740605" <= number <= "+46701740699"
        if phone.region_of(number) == "US":
            assert number[5:10] == "55501"


def test_all_accounts_get_the_new_password(database: str) -> None:
    demo.seed("a password", NOW)
    demo.set_password("another one")

    users = list(User.select().order_by(User.id))
    assert [user.email for user in users] == [account.email for account in ACCOUNTS]
    assert all(hasher.verify(user.password_hash, "another one") for user in users)


def test_only_invitations_hold_a_link(database: str) -> None:
    demo.seed("a password", NOW)

    assert {one.purpose for one in Template.select() if "LINK%" in one.body} == {INVITATION}


def test_it_shows_email_beside_sms(database: str) -> None:
    demo.seed("a password", NOW)

    mails = Message.select().where(Message.contact_type == "email", Message.state != "queued")
    assert sorted(one.state for one in mails) == ["accepted", "accepted", "accepted", "refused"]
    assert all(one.subject and not one.credits for one in mails)
    assert Template.select().where(Template.contact_type == "email").count() == 3


def what_recruiters_see() -> list[tuple[object, ...]]:
    """Applications and messages, without ids and tokens."""
    return db.rows(
        "SELECT a.case_id, a.first_name, a.last_name, a.email, a.mobile, a.town, a.stage, "
        "a.applied_at, m.text, m.state, m.credits, m.created_at FROM application a "
        "LEFT JOIN message m ON m.application_id = a.id ORDER BY a.case_id, a.id, m.id"
    )
