"""An installation of today is the one that was tested: a fresh resolve agrees with the lock."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_a_fresh_resolve_gives_the_locked_versions():
    if not index_is_reachable():
        pytest.skip("The package index cannot be reached.")

    done = subprocess.run(
        [sys.executable, ROOT / "deploy" / "lock.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def index_is_reachable() -> bool:
    """Whether pip could ask its index: its own settings decide where that is."""
    asked = [sys.executable, "-m", "pip", "index", "versions", "pip", "--disable-pip-version-check"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
