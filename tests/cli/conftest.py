"""A folder with a database that `hej migrate` and `hej create-admin` have made."""

from pathlib import Path

import pytest

from tests.cli import hej

SETTINGS = {
    "SECRET_KEY": hej.SECRET_KEY,
    "DATABASE_URL": "sqlite:///hej.db",
    "VONAGE_API_KEY": "key",
    "VONAGE_API_SECRET": "secret",
    # Nothing listens there: what a test sends by mistake reaches nobody.
    "VONAGE_API_HOST": "127.0.0.1:1",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with settings in its .env file, and nothing else."""
    (tmp_path / ".env").write_text("".join(f"{name}={SETTINGS[name]}\n" for name in SETTINGS))
    return tmp_path


@pytest.fixture
def installed(folder: Path, sqlite_template: Path) -> Path:
    """The same with a migrated, empty database."""
    (folder / "hej.db").write_bytes(sqlite_template.read_bytes())
    return folder
