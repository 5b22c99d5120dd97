"""Addresses of styles, scripts, fonts and pictures, with their version in them.

The version lets browsers keep a file for a year. An address is worked out once per process.
"""

import re
from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Give templates `asset(name)` and `inline(name, symbol)`."""
    folder = Path(app.static_folder or "")
    known: dict[str, str] = {}

    def asset(name: str) -> str:
        """The address of a file in static/."""
        if name not in known:
            version = f"{(folder / name).stat().st_mtime_ns:x}"
            known[name] = f"{app.static_url_path}/{name}?v={version}"
        return known[name]

    @cache
    def inline(name: str, symbol: str) -> Markup:
        """The shapes of a drawing in static/, for a page that should fetch as little as it can."""
        drawn = (folder / name).read_text(encoding="utf-8")
        found = re.search(rf'<symbol id="{symbol}"[^>]*>(.*?)</symbol>', drawn, re.DOTALL)
        if found is None:
            raise LookupError(f"No drawing {symbol} in {name}.")
        return Markup(found[1].strip())  # noqa: S704 - our own file

    app.jinja_env.globals.update(asset=asset, inline=inline)
