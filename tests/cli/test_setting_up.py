"""From an empty folder to an administrator; and what is said when something is missing."""

from pathlib import Path

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.cli import hej
from webapp import cli, db
from webapp.domain import key_mark, opt_outs, rights, sign_in
from webapp.domain.rights import Right
from webapp.lib import number_hash
from webapp.models import Organisation, User

NEED_SETTINGS = ("migrate", "serve", "worker", "doctor")


def test_an_empty_folder_becomes_an_installation(folder: Path) -> None:
    migrated = hej.run("migrate", folder=folder)
    made = create_admin(folder, "Cleo@Example.org", "Northern group")

    assert (migrated.returncode, made.returncode) == (0, 0), migrated.stderr + made.stderr
    with make.opened(f"sqlite:///{folder}/hej.db"):
        cleo = User.get(User.email == "cleo@example.org")
        group = Organisation.get(Organisation.name == "Northern group")
        assert sign_in.sign_in("cleo@example.org", "eight letters", "127.0.0.1")
        assert rights.grants_of(cleo.id).allows(Right.REFILL, group.path)


def test_a_second_migration_changes_nothing(installed: Path) -> None:
    again = hej.run("migrate", folder=installed)

    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")


def test_a_second_administrator_joins_the_same_organisation(installed: Path) -> None:
    create_admin(installed, "cleo@example.org", "Northern group")
    create_admin(installed, "carl@example.org", "Northern group")

    with make.opened(f"sqlite:///{installed}/hej.db"):
        assert Organisation.select().count() == 1
        assert User.select().count() == 2


@pytest.mark.parametrize(
    ("email", "password", "expected"),
    [
        ("cleo", "eight letters", "full e-mail address"),
        ("cleo@example.org", "seven77", "12 characters"),
    ],
)
def test_an_administrator_needs_an_address_and_a_password(
    installed: Path, email: str, password: str, expected: str
) -> None:
    refused = create_admin(installed, email, "Northern group", password)

    assert refused.returncode != 0
    assert expected in refused.stderr
    with make.opened(f"sqlite:///{installed}/hej.db"):
        assert Organisation.select().count() == 0


def test_an_address_belongs_to_one_person(installed: Path) -> None:
    create_admin(installed, "cleo@example.org", "Northern group")

    refused = create_admin(installed, "cleo@example.org", "Southern group")

    assert refused.returncode == 1
    assert refused.stderr == "Error: There is already a user cleo@example.org.\n"
    with make.opened(f"sqlite:///{installed}/hej.db"):
        assert Organisation.select().count() == 1


@pytest.mark.parametrize("command", NEED_SETTINGS)
def test_a_missing_setting_is_named_in_one_line(command: str, tmp_path: Path) -> None:
    refused = hej.run(command, folder=tmp_path)

    said = refused.stderr + refused.stdout
    assert refused.returncode != 0
    assert "SECRET_KEY" in said
    assert len(said.splitlines()) == 1


def test_a_wrong_setting_is_named_in_one_line(folder: Path) -> None:
    refused = hej.run("migrate", folder=folder, VONAGE_RATE_PER_S="fast")

    assert refused.returncode == cli.SETTINGS_WRONG
    assert "VONAGE_RATE_PER_S" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(hej.SECRET_KEY + "\n")

    migrated = hej.run("migrate", folder=tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"))

    assert migrated.returncode == 0, migrated.stderr
    assert (tmp_path / "var" / "hej.db").exists()


@pytest.mark.parametrize("command", ["serve", "worker", "credits check", "import 1 .env"])
def test_nothing_starts_on_an_older_database(command: str, folder: Path) -> None:
    refused = hej.run(*command.split(), folder=folder)

    assert refused.returncode == 1
    assert refused.stderr.endswith("is older than this version of Hej: run `hej migrate`.\n")


OTHER_KEY = "another secret key than there was before"


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "create-admin a@example.org"])
def test_nothing_starts_under_another_secret_key(command: str, installed: Path) -> None:
    with make.opened(f"sqlite:///{installed}/hej.db"):
        key_mark.check()
    words = [*command.split(), *(["--organisation", "x"] if "admin" in command else [])]

    refused = hej.run(
        *words, folder=installed, SECRET_KEY="another secret key than there was before"
    )

    assert refused.returncode == 1
    assert "SECRET_KEY is another one than before." in refused.stderr


def test_hashes_are_renewed_by_whoever_accepts_what_is_lost(installed: Path) -> None:
    with make.opened(f"sqlite:///{installed}/hej.db"):
        key_mark.check()
        root = make.organisation()
        for number in CANDIDATE_NUMBERS[:2]:
            make.stop(root.id, number)
        opt_outs.forget_number(root.id, number_hash.of(CANDIDATE_NUMBERS[0]))
    key = {"SECRET_KEY": OTHER_KEY}

    refused = hej.run("renew-hashes", folder=installed, **key)
    renewed = hej.run("renew-hashes", "--lose", "1", folder=installed, **key)
    checked = hej.run("credits", "check", folder=installed, **key)

    assert refused.returncode == 1
    assert "1 opt-outs of erased numbers would be lost, 1 kept." in refused.stderr
    assert renewed.stdout == "Made anew. 1 opt-outs are kept, 1 are lost.\n"
    assert checked.returncode == 0


def test_a_newer_database_is_left_alone(installed: Path) -> None:
    with make.opened(f"sqlite:///{installed}/hej.db"):
        db.execute(
            "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')"
        )

    refused = hej.run("migrate", folder=installed)

    assert refused.returncode == 1
    assert "newer than this version of Hej: upgrade Hej" in refused.stderr


def test_a_database_that_does_not_answer_is_said_in_words(folder: Path) -> None:
    refused = hej.run("migrate", folder=folder, DATABASE_URL="postgresql://127.0.0.1:1/hej")

    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: The database (DATABASE_URL) does not answer")


def test_the_worker_needs_a_carrier_or_a_mail_server(tmp_path: Path) -> None:
    refused = hej.run("worker", folder=tmp_path, SECRET_KEY=hej.SECRET_KEY)

    assert refused.returncode == cli.SETTINGS_WRONG
    assert "VONAGE_APPLICATION_ID" in refused.stderr
    assert "SMTP_URL" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"SMTP_URL": "smtp://localhost"}, "MAIL_FROM is missing"),
        ({"MAIL_FROM": "hej@example.org"}, "SMTP_URL is missing"),
        ({"SMTP_URL": "localhost:25", "MAIL_FROM": "hej@example.org"}, "SMTP_URL must look like"),
        ({"SMTP_URL": "smtp://localhost", "MAIL_FROM": "Hej"}, "MAIL_FROM must be one address"),
    ],
)
def test_settings_for_mail_are_checked_in_one_line(
    folder: Path, settings: dict[str, str], names: str
) -> None:
    refused = hej.run("worker", folder=folder, **settings)

    assert refused.returncode == cli.SETTINGS_WRONG
    assert refused.stderr.startswith(f"Error: {names}")
    assert len(refused.stderr.splitlines()) == 1


def test_hej_alone_tells_what_there_is(tmp_path: Path) -> None:
    told = hej.run(folder=tmp_path)

    assert told.returncode == 0
    listed = {line.split()[0] for line in told.stdout.splitlines() if line.startswith("  ")}
    assert {name for name in cli.COMMANDS if name != "demo-set-up"} <= listed
    assert hej.run("--version", folder=tmp_path).stdout.startswith("hej 0.")


def create_admin(
    folder: Path, email: str, organisation: str, password: str = "eight letters"
) -> hej.Done:
    return hej.run(
        "create-admin",
        email,
        "--organisation",
        organisation,
        "--password-stdin",
        folder=folder,
        said=f"{password}\n",
    )
