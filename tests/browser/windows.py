"""Browser windows, signed in or not, that keep what goes wrong in them."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.demo import PASSWORD
from webapp.domain.demo import RITA, Account


class Windows:
    """The windows of one test. `expected` holds words of the errors that the test provokes."""

    def __init__(self, chromium: Browser, url: str, cookies: dict[str, Any], wait_ms: int) -> None:
        self._chromium = chromium
        self._url = url
        self._cookies = cookies
        self._wait_ms = wait_ms
        self._contexts: list[BrowserContext] = []
        self._errors: list[str] = []
        self.expected: list[str] = []

    def open(self, account: Account | None = RITA, *, afresh: bool = False, **options: Any) -> Page:
        """A window with cookies of its own, in which this account (or nobody) is signed in.

        Windows of one account share a session, unless it signs in `afresh`.
        """
        if account and not afresh and account.email not in self._cookies:
            signed_in = self.open(account, afresh=True)
            self._cookies[account.email] = signed_in.context.storage_state()
        known = self._cookies.get(account.email) if account and not afresh else None
        window = self._new(storage_state=known, **options)
        if account and afresh:
            sign_in(window, account)
        return window

    def close(self) -> None:
        """Close them all; fails when a page said an error that nobody expected."""
        for context in self._contexts:
            context.close()
        unexpected = [
            error for error in self._errors if not any(words in error for words in self.expected)
        ]
        assert not unexpected, unexpected

    def _new(self, **options: Any) -> Page:
        usual = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        context = self._chromium.new_context(base_url=self._url, **usual | options)
        context.set_default_timeout(self._wait_ms)
        context.on("console", self._note)
        context.on("weberror", lambda error: self._errors.append(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(f"{message.text} ({message.location['url']})")


def sign_in(window: Page, account: Account) -> None:
    """Sign in as a person does."""
    window.goto("/sign-in")
    window.get_by_label("E-mail", exact=True).fill(account.email)
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    window.wait_for_url("**/cases")
