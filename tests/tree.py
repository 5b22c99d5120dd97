"""HTML as a small tree, read strictly: what is not closed or not quoted right is an error."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, NamedTuple

VOID = frozenset(["base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_SELECTOR = re.compile(r"(?P<tag>[\w-]+)?(?P<id>#[\w-]+)?(?P<class>\.[\w-]+)?(?P<rest>(\[.+?\])*)")
_ATTRIBUTE = re.compile(r"\[([\w:-]+)(?:=([^\]]*))?\]")


class Node:
    """An element with its attributes and what is in it (elements and texts)."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None" = None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.content: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def get(self, name: str, otherwise: str = "") -> str:
        """The value of an attribute."""
        return self.attributes.get(name, otherwise)

    @property
    def elements(self) -> "list[Node]":
        """The elements directly in this one."""
        return [one for one in self.content if isinstance(one, Node)]

    @property
    def raw_text(self) -> str:
        """All text in it, as written."""
        return "".join(one if isinstance(one, str) else one.raw_text for one in self.content)

    @property
    def text(self) -> str:
        """All text in it as it reads: each run of white space is one space."""
        return " ".join(self.raw_text.split())

    def walk(self) -> "Iterator[Node]":
        """Every element in it, in the order of the document."""
        # A stack, because generators in generators pass each element up through every level.
        waiting = self.elements[::-1]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += one.elements[::-1]

    def ancestors(self) -> "Iterator[Node]":
        """The elements around it, nearest first."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.ancestors()

    def all(self, selector: str, text: str = "") -> "list[Node]":
        """The elements in it that match `tag#id.class[name=value]` and hold the text."""
        wanted = _read(selector)
        found = [one for one in self.walk() if _matches(one, wanted)]
        return [one for one in found if text in one.text] if text else found

    def one(self, selector: str, text: str = "") -> "Node":
        """The only element that matches; fails where there is none, or another."""
        found = self.all(selector, text)
        assert len(found) == 1, f"{len(found)} of {selector} {text!r} in: {self.text[:2000]}"
        return found[0]

    def has(self, selector: str, text: str = "") -> bool:
        """Whether any element matches."""
        return bool(self.all(selector, text))


def parse(html: str) -> Node:
    """The tree of a page or a fragment; AssertionError where it is not well-formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.tag}> is never closed"
    return reader.root


def fields_of(form: Node) -> dict[str, Any]:
    """What a browser would send of a form: its values, ticked boxes and chosen options.

    Several boxes of one name are a list of their values.
    """
    fields: dict[str, Any] = {}
    for one in form.walk():
        is_box = one.get("type") in ("checkbox", "radio")
        if one.tag == "input" and "name" in one and (not is_box or "checked" in one):
            before = fields.get(one["name"]) if one.get("type") == "checkbox" else None
            fields[one["name"]] = _with(before, one.get("value"))
        elif one.tag == "textarea":
            fields[one["name"]] = one.raw_text
        elif one.tag == "select":
            options = one.all("option")
            fields[one["name"]] = next((o for o in options if "selected" in o), options[0])["value"]
    return fields


def _with(before: Any, value: str) -> Any:
    if before is None:
        return value
    return [*(before if isinstance(before, list) else [before]), value]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        made = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.content.append(made)
        if tag not in VOID:
            self.at = made

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> where <{self.at.tag}> is open, at {self.getpos()}"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.at.tag == "textarea" and not self.at.content:
            # Browsers drop one line break at the very beginning of a text area.
            data = data.removeprefix("\n")
        self.at.content.append(data)


class _Wanted(NamedTuple):
    tag: str | None
    id: str
    css_class: str
    attributes: list[tuple[str, str]]


@lru_cache
def _read(selector: str) -> _Wanted:
    found = _SELECTOR.fullmatch(selector)
    assert found, f"no selector: {selector}"
    return _Wanted(
        found["tag"],
        (found["id"] or "")[1:],
        (found["class"] or "")[1:],
        _ATTRIBUTE.findall(found["rest"] or ""),
    )


def _matches(node: Node, wanted: _Wanted) -> bool:
    return (
        wanted.tag in (None, node.tag)
        and (not wanted.id or node.get("id") == wanted.id)
        and (not wanted.css_class or wanted.css_class in node.get("class").split())
        and all(
            name in node and (not value or node[name] == value) for name, value in wanted.attributes
        )
    )
