"""What the tests of conversations do with its page."""

from tests.client import Answer, Client
from webapp.models import Application


def opened(browser: Client, application: Application, **query: object) -> Answer:
    """The page of a conversation."""
    ids = {"case_id": application.case_id, "application_id": application.id}
    return browser.get("conversation.show", **ids, **query)


def lines(page: Answer) -> list[str]:
    """What stands in the stream, without its days."""
    found = page.one("#latest").one("ol.stream").elements
    return [one.get("id").rpartition("-")[0] or one["id"] for one in found if not _is_day(one)]


def _is_day(line: object) -> bool:
    return "day" in line.get("class").split()  # type: ignore[attr-defined]


def answered(browser: Client, page: Answer, text: str, **changes: object) -> Answer:
    """The answer to a press on Reply."""
    return browser.submit(page.one("form#compose"), page.one("button#send"), text=text, **changes)
