"""Conventions of the house that a reader relies on."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[1]
MODULE_LINES = 400
FRAGMENT_LINES = 40
TEMPLATE_LINES = 150
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FRAGMENTS = [path for path in TEMPLATES if path.name.startswith("_")]
# What the strict content policy would refuse, or what would need eval.
FORBIDDEN = {
    "an inline style": r"<style|\sstyle\s*=",
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "an inline handler": r"\son[a-z]+\s*=|hx-on",
    "a value that is code": r"\bjs:|javascript:",
    "a trigger filter": r"hx-trigger=[\"'][^\"']*\[",
    "unescaped output": r"\|\s*safe\b|autoescape\s+false",
    "something from elsewhere": r"(?:src|href)=[\"']https?://",
}


def named(path: Path) -> str:
    """How a test calls a file."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    "path",
    [path for path in (ROOT / "webapp").rglob("*.py") if "migrations" not in path.parts],
    ids=named,
)
def test_no_file_is_too_long_to_read(path: Path):
    assert len(path.read_text().splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_is_too_long_to_read(path: Path):
    most = FRAGMENT_LINES if path in FRAGMENTS else TEMPLATE_LINES

    assert len(path.read_text().splitlines()) <= most


@pytest.mark.parametrize("path", FRAGMENTS, ids=named)
def test_a_fragment_says_first_what_it_needs(path: Path):
    first = path.read_text().splitlines()[0]

    assert re.fullmatch(r"\{# needs: [a-z0-9_, ]+ #\}", first)


@pytest.mark.parametrize("path", FRAGMENTS, ids=named)
def test_a_fragment_is_no_page(path: Path):
    assert "{% extends" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path):
    # What stands in Jinja's own marks is not sent as it is.
    written = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)

    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, written)] == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="x()">', "an inline handler"),
        ('<div hx-on:click="x">', "an inline handler"),
        ('<div hx-vals="js:{a: 1}">', "a value that is code"),
        ("<input hx-trigger=\"keyup[key=='Enter']\">", "a trigger filter"),
        ("{{ text | safe }}", "unescaped output"),
        ('<script src="https://example.com/x.js"></script>', "something from elsewhere"),
    ],
)
def test_each_of_these_would_be_found(html: str, what: str):
    assert re.search(FORBIDDEN[what], html)


def test_addresses_are_kebab_case_with_typed_parameters(application: Flask):
    part = re.compile(
        r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?|<(int|path|string\(.*\)):[a-z_]+>|<[a-z_]+>"
    )

    odd = [
        rule.rule
        for rule in application.url_map.iter_rules()
        if rule.endpoint != "static"
        and not all(part.fullmatch(one) for one in rule.rule.strip("/").split("/") if one)
    ]

    assert odd == []


def test_words_on_the_page_are_those_of_recruiters():
    found = [
        f"{named(path)}: {match[0]}"
        for path in TEMPLATES
        if "simulator" not in path.parts
        for match in re.finditer(
            r"\b(segments?|septets?|fragments?)\b(?=[^{}]*<)", path.read_text()
        )
    ]

    assert found == []


def test_nothing_of_one_machine_is_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    texts = [ROOT / name for name in listed if name.endswith((".py", ".html", ".md", ".toml"))]

    found = [
        named(path)
        for path in texts
        if path.is_file() and path != Path(__file__) and "/work/" in path.read_text()
    ]

    assert found == []
