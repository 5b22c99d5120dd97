"""What the README promises of the shell."""

import re
from pathlib import Path

from webapp import cli

ROOT = Path(__file__).resolve().parents[2]
RUN = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/hej demo"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def test_the_two_commands_stand_on_its_first_screen() -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:25]

    assert [line.strip() for line in first_screen if "venv" in line] == [RUN, TEST]


def test_the_full_check_runs_the_second_word_for_word() -> None:
    check = (ROOT / ".ci" / "run").read_text().splitlines()

    assert TEST in check
    assert check.index("export HEJ_TEST_REQUIRE_ALL=1") < check.index(TEST)


def test_every_command_that_the_documents_name_exists() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]

    named = {
        name
        for document in documents
        for name in re.findall(r"(?:`|bin/|^ +)hej ([a-z-]+)", document.read_text(), re.MULTILINE)
    }

    assert named <= set(cli.COMMANDS)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]

    broken = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text())
        if target != "docs/picture.png" and not (document.parent / target).exists()
    ]

    assert broken == []
