"""Addresses of styles, scripts, fonts and pictures, with their version in them.

The version lets browsers keep a file for a year. An address is worked out once per process.
"""

from pathlib import Path

from flask import Flask


def init_app(app: Flask) -> None:
    """Give templates `asset(name)`."""
    folder = Path(app.static_folder or "")
    known: dict[str, str] = {}

    def asset(name: str) -> str:
        """The address of a file in static/."""
        if name not in known:
            version = f"{(folder / name).stat().st_mtime_ns:x}"
            known[name] = f"{app.static_url_path}/{name}?v={version}"
        return known[name]

    app.jinja_env.globals["asset"] = asset
