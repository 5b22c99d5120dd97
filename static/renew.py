"""Fetch what others made and put it where the pages expect it: `python static/renew.py`.

Run it after changing a version or an icon below. It needs `npm`, which nothing else here does, and
fetches the tools that cut a font.
Every file is written anew, with its licence beside it and its version and SHA-256 in
`vendor/VERSIONS.json`. A second run changes nothing.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).parent
VENDOR = STATIC / "vendor"
BROWSER_TESTS = STATIC.parent / "tests" / "browser"

VERSIONS = {
    "htmx.org": "4.0.1",
    "lucide-static": "1.62.0",
    "@fontsource-variable/schibsted-grotesk": "5.3.0",
    "axe-core": "4.14.1",
}

# For the candidates' pages, which are small enough for a phone with one bar: one file holds all
# letters of the languages that we speak.
FONT_TOOLS = ("fonttools==4.63.0", "brotli==1.2.0")
LETTERS = (
    "U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00C0-00FF,U+2013-2014,U+2018-201A,U+201C-201E,"
    "U+2022,U+2026,U+20AC"
)

# (package, file in it, where it goes)
FILES = (
    ("htmx.org", "dist/htmx.min.js", VENDOR / "htmx.min.js"),
    ("htmx.org", "LICENSE", VENDOR / "htmx.LICENSE"),
    ("lucide-static", "LICENSE", VENDOR / "lucide.LICENSE"),
    (
        "@fontsource-variable/schibsted-grotesk",
        "files/schibsted-grotesk-latin-wght-normal.woff2",
        VENDOR / "schibsted-grotesk-latin.woff2",
    ),
    (
        "@fontsource-variable/schibsted-grotesk",
        "files/schibsted-grotesk-latin-ext-wght-normal.woff2",
        VENDOR / "schibsted-grotesk-latin-ext.woff2",
    ),
    (
        "@fontsource-variable/schibsted-grotesk",
        "LICENSE",
        VENDOR / "schibsted-grotesk.LICENSE",
    ),
    ("axe-core", "axe.min.js", BROWSER_TESTS / "axe.min.js"),
    ("axe-core", "LICENSE", BROWSER_TESTS / "axe.LICENSE"),
)

# The Lucide icons that our pages use; only these go into `vendor/icons.svg`.
ICONS = (
    "archive",
    "archive-restore",
    "arrow-down",
    "arrow-right",
    "arrow-up",
    "ban",
    "bell",
    "briefcase",
    "building-2",
    "calendar",
    "calendar-check",
    "calendar-plus",
    "calendar-x",
    "check",
    "check-check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "circle-help",
    "clock",
    "copy",
    "corner-down-right",
    "download",
    "ellipsis",
    "eye",
    "file-text",
    "globe",
    "history",
    "inbox",
    "info",
    "key-round",
    "keyboard",
    "link",
    "lock",
    "log-in",
    "log-out",
    "mail",
    "map-pin",
    "message-square",
    "minus",
    "pencil",
    "phone",
    "phone-off",
    "plus",
    "refresh-cw",
    "reply",
    "search",
    "send",
    "settings",
    "shield-check",
    "smartphone",
    "sticky-note",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "user-plus",
    "users",
    "video",
    "x",
)


def main() -> None:
    """Write every vendored file, the sprite of icons and the record of versions."""
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: _fetch(name, Path(folder)) for name in VERSIONS}
        written = [_copy(packages[name] / source, target) for name, source, target in FILES]
        sprite = VENDOR / "icons.svg"
        sprite.write_text(_sprite(packages["lucide-static"] / "icons"))
        small = _subset(VENDOR / "schibsted-grotesk-latin.woff2", Path(folder))
        _record([*written, sprite, small])


def _fetch(name: str, folder: Path) -> Path:
    """The unpacked package, by the registry's own client."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{VERSIONS[name]}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    unpacked = folder / name.replace("/", "-")
    with tarfile.open(folder / done.stdout.strip()) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def _copy(source: Path, target: Path) -> Path:
    content = source.read_bytes()
    if target.suffix == ".js":  # the maps are not shipped, so no browser should ask for them
        content = re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", content)
    target.write_bytes(content)
    return target


def _subset(font: Path, folder: Path) -> Path:
    """The same font with fewer letters, made by tools that nothing else here needs."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--target", folder / "tools", *FONT_TOOLS],
        check=True,
    )
    small = font.with_name("schibsted-grotesk-small.woff2")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "fontTools.subset",
            font,
            f"--unicodes={LETTERS}",
            "--layout-features=kern,tnum,lnum,liga",
            "--flavor=woff2",
            f"--output-file={small}",
        ],
        check=True,
        env={**os.environ, "PYTHONPATH": str(folder / "tools")},
    )
    return small


def _sprite(icons: Path) -> str:
    """One SVG with a symbol per icon; colour and stroke come from the page (`.icon`)."""
    symbols = "\n".join(_symbol(name, (icons / f"{name}.svg").read_text()) for name in ICONS)
    notice = f"<!-- Lucide {VERSIONS['lucide-static']}, ISC: see lucide.LICENSE -->"
    return f'{notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, svg: str) -> str:
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    shapes = " ".join(inside.split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def _record(written: list[Path]) -> None:
    files = {
        str(path.relative_to(STATIC.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(written)
    }
    record = {"packages": VERSIONS, "sha256": files}
    (VENDOR / "VERSIONS.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
