"""Resolve the dependency groups of pyproject.toml and write what an installation gets.

`python deploy/lock.py` writes deploy/locked/{run,postgres,test}.txt: exact versions, indirect
dependencies included, so that two installations on two days are the same. `--check` writes
nothing and exits 1 when a fresh resolve, held to the locked versions, needs anything else.
"""

import json
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ROOT / "deploy" / "locked"


def main() -> int:
    """Write the three files, or with --check compare them. Exit status 1 when they differ."""
    checking = "--check" in sys.argv[1:]
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    needed = (
        groups["run"],
        groups["run"] + groups["postgres"],
        groups["run"] + groups["postgres"] + groups["test"],
    )
    # Most of the time pip waits for the index, so the three wait together.
    with ThreadPoolExecutor() as threads:
        run, postgres, test = threads.map(lambda one: resolve(one, checking), needed)
    postgres, test = postgres - run, test - run
    differing = 0
    for name, versions in (("run", run), ("postgres", postgres), ("test", test)):
        path = LOCKED / f"{name}.txt"
        text = "".join(f"{version}\n" for version in sorted(versions))
        if not checking:
            path.write_text(text)
        elif path.read_text() != text:
            differing += 1
            print(f"{path.name} differs from a fresh resolve:")
            print("\n".join(sorted(set(text.split()) ^ set(path.read_text().split()))))
    return 1 if differing else 0


def resolve(requirements: list[str], locked: bool) -> set[str]:
    """The exact versions pip would install for these requirements on an empty machine."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--dry-run", "--ignore-installed", "--report", "-", *requirements]
    if locked:
        for name in ("run", "postgres", "test"):
            command += ["--constraint", str(LOCKED / f"{name}.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    packages = [entry["metadata"] for entry in json.loads(done.stdout)["install"]]
    return {f"{package['name'].lower()}=={package['version']}" for package in packages}


if __name__ == "__main__":
    sys.exit(main())
