"""What `hej doctor` finds, and whether it says what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import make
from tests.cli import hej
from tests.mail_servers import running_mail_server
from tests.running import running_simulator
from webapp import db
from webapp.lib import clock
from webapp.models import WorkerBeat


def test_a_sound_installation_needs_no_mending(installed: Path) -> None:
    with make.opened(f"sqlite:///{installed}/hej.db"):
        make.cast()
        # It will have been seen lately, however long the command takes to start.
        WorkerBeat.create(name="a worker", seen_at=clock.now() + timedelta(hours=1))
    sound = {"BASE_URL": "https://hej.example.org", "VONAGE_SIGNATURE_SECRET": "s" * 32}
    with running_simulator(api_key="key", api_secret="secret") as carrier:
        found = hej.run("doctor", folder=installed, VONAGE_API_HOST=carrier.host, **sound)

    assert (found.returncode, found.stderr) == (0, "")
    assert "MEND" not in found.stdout
    assert "100.00 EUR" in found.stdout
    assert "no e-mail can be sent" in found.stdout


def test_what_must_be_mended_is_said_with_what_to_do(installed: Path) -> None:
    with make.opened(f"sqlite:///{installed}/hej.db"):
        make.cast()
        db.execute("UPDATE account SET held = 3 WHERE organisation_id = 1")

    found = hej.run("doctor", folder=installed, BASE_URL="http://hej.example.org")

    said = found.stdout
    assert found.returncode == 1
    assert "let BASE_URL begin with https" in said
    assert "What is held is the credits of messages on their way" in said
    assert "check VONAGE_API_KEY and VONAGE_API_SECRET" in said
    assert "VONAGE_SIGNATURE_SECRET is missing" in said
    assert "start `hej worker`" in said


def test_the_mail_server_is_tried_without_sending_anything(installed: Path) -> None:
    with running_mail_server() as server:
        mail = {"MAIL_FROM": "hej@example.org", "SMTP_URL": server.url()}
        sound = hej.run("doctor", folder=installed, **mail)
        mail["SMTP_URL"] = server.url(sign_in="hej:secret")
        unsafe = hej.run("doctor", folder=installed, **mail)
    gone = hej.run("doctor", folder=installed, **mail)

    assert "The mail server is ready; e-mail leaves from hej@example.org" in sound.stdout
    assert "MEND  Mail      The mail server does not offer STARTTLS" in unsafe.stdout
    assert "MEND  Mail      The mail server cannot be reached: check the host" in gone.stdout
    assert "MAIL" not in server.commands
    assert "secret" not in unsafe.stdout


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"DATABASE_URL": "sqlite:///new.db"}, "run `hej migrate`"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "DATABASE_URL does not answer"),
        (
            {"VONAGE_APPLICATION_ID": "a", "VONAGE_PRIVATE_KEY": "-PRIVATE KEY-"},
            "VONAGE_PRIVATE_KEY is not a private key",
        ),
        ({"SMTP_URL": "smtp://localhost"}, "MAIL_FROM is missing"),
        ({"BASE_URL": "https://example.org/hej"}, "Hej serves from the root"),
    ],
)
def test_each_wrong_setting_is_found(
    installed: Path, settings: dict[str, str], expected: str
) -> None:
    found = hej.run("doctor", folder=installed, **settings)

    assert found.returncode == 1
    assert expected in found.stdout
    assert "Traceback" not in found.stderr
