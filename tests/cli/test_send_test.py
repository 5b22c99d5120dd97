"""One SMS from a shell, and the exit status that says what became of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import hej
from tests.running import Carrier, running_simulator

NUMBER = "+46701740605"


@pytest.fixture(scope="module")
def carrier() -> Iterator[Carrier]:
    """A carrier that knows the settings of these tests."""
    with running_simulator(api_key="key", api_secret="secret") as running:
        yield running


@pytest.mark.parametrize(
    ("behaviour", "status", "words"),
    [
        ({"answer": "accept"}, 0, "Accepted by the carrier as "),
        ({"answer": 422, "code": "1430"}, 1, "Refused, not sent: The carrier does not know"),
        ({"answer": 429}, 1, "Not sent: The carrier asks us to send more slowly"),
        ({"answer": 500}, 2, "Unconfirmed: it may or may not have been sent"),
        ({"answer": 402}, 3, "Not sent: the settings are wrong: Our account at the carrier"),
    ],
)
def test_the_exit_status_says_what_became_of_it(
    folder: Path, carrier: Carrier, behaviour: dict[str, Any], status: int, words: str
) -> None:
    carrier.behave(NUMBER, **behaviour)

    done = hej.run("send-test", NUMBER, folder=folder, VONAGE_API_HOST=carrier.host)

    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout.startswith(words)


def test_the_text_arrives_as_it_was_given(folder: Path, carrier: Carrier) -> None:
    number = "+46701740606"

    hej.run("send-test", number, "--text", "Hej å€", folder=folder, VONAGE_API_HOST=carrier.host)

    assert [sent["text"] for sent in carrier.messages(number)] == ["Hej å€"]


@pytest.mark.parametrize(
    ("arguments", "settings", "status"),
    [
        (["070-12"], {}, 1),
        ([], {}, 3),
        ([NUMBER, "--colour", "red"], {}, 3),
        ([NUMBER], {"VONAGE_API_KEY": "", "VONAGE_API_SECRET": ""}, 3),
        ([NUMBER], {"VONAGE_API_SECRET": ""}, 3),
        ([NUMBER], {"VONAGE_API_HOST": "example.org"}, 3),
        ([NUMBER], {"VONAGE_API_SECRET": "wrong"}, 3),
    ],
)
def test_what_is_wrong_before_it_is_sent_has_its_status_too(
    folder: Path, carrier: Carrier, arguments: list[str], settings: dict[str, str], status: int
) -> None:
    given = {"VONAGE_API_HOST": carrier.host} | settings

    done = hej.run("send-test", *arguments, folder=folder, **given)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
