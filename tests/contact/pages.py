"""What a recruiter reads off the contact window."""

from typing import Any

from tests.client import Answer, Client
from tests.tree import Node
from webapp.domain.cases import CaseFacts


def opened(client: Client, case: CaseFacts, ids: list[int], text: str = "") -> Answer:
    """The contact window for these applications, with a text in it."""
    return client.get("contact.show", case_id=case.id, ids=ids, text=text)


def form(page: Node) -> Node:
    """The form of the window."""
    return page.one("form#compose")


def typed(client: Client, page: Node, text: str, **changes: Any) -> Answer:
    """The live part after typing, as htmx asks for it."""
    action = form(page)["action"] + "/preview"
    sent = {"key": "0", "ids": page.one("input[name=ids]")["value"], "text": text}
    return client.hx.open(action, "POST", sent | changes)


def price(page: Node) -> int:
    """The credits that the bill says."""
    return int(page.one("p.sum").one("b").text.split()[0].replace(",", ""))


def after(page: Node) -> str:
    """The balance that the bill foretells, or what is missing."""
    return page.one("p.after").text


def skipped(page: Node) -> dict[str, str]:
    """Who is skipped, and why."""
    people = page.one("ul.people").all("li")
    marked = [one.one("span.who") for one in people if one.has("span.flag", "Skipped")]
    return {one.text.removesuffix(one.one("small").text): one.one("small").text for one in marked}
