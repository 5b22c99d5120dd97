"""Browser windows, signed in or not, that keep what goes wrong in them."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.demo import PASSWORD
from webapp.domain.demo import RITA, Account


class Windows:
    """The windows of one test. `expected` holds words of the errors that the test provokes.

    `profiles` outlives the test: the usual windows of an account share their cookies, signed in
    once, and what they have loaded.
    """

    def __init__(
        self, chromium: Browser, url: str, profiles: dict[str, BrowserContext], wait_ms: int
    ) -> None:
        self._chromium = chromium
        self._url = url
        self._profiles = profiles
        self._wait_ms = wait_ms
        self._own: list[BrowserContext] = []
        self._opened: list[Page] = []
        self._errors: list[str] = []
        self.expected: list[str] = []

    def open(self, account: Account | None = RITA, *, afresh: bool = False, **options: Any) -> Page:
        """A window in which this account (or nobody) is signed in.

        Windows of one account share a session, unless it signs in `afresh`. The options are
        those of Browser.new_context.
        """
        if account and not afresh:
            profile = self._profile(account)
            return self._window(self._context(profile, **options) if options else profile)
        window = self._window(self._context(**options))
        if account:
            sign_in(window, account)
        return window

    def close(self) -> None:
        """Close them all; fails when a page said an error that nobody expected."""
        for window in self._opened:
            window.close()
        for context in self._own:
            context.close()
        unexpected = [
            error for error in self._errors if not any(words in error for words in self.expected)
        ]
        assert not unexpected, unexpected

    def _profile(self, account: Account) -> BrowserContext:
        if account.email not in self._profiles:
            signed_in = self.open(account, afresh=True)
            self._profiles[account.email] = signed_in.context
            self._own.remove(signed_in.context)
        return self._profiles[account.email]

    def _context(self, profile: BrowserContext | None = None, **options: Any) -> BrowserContext:
        """A browser of its own, with the cookies of this profile."""
        cookies = profile.storage_state() if profile else None
        usual = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        context = self._chromium.new_context(
            base_url=self._url, storage_state=cookies, **usual | options
        )
        context.set_default_timeout(self._wait_ms)
        self._own.append(context)
        return context

    def _window(self, context: BrowserContext) -> Page:
        window = context.new_page()
        window.on("console", self._note)
        window.on("pageerror", lambda error: self._errors.append(str(error)))
        self._opened.append(window)
        return window

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._errors.append(f"{message.text} ({message.location['url']})")


def sign_in(window: Page, account: Account) -> None:
    """Sign in as a person does."""
    window.goto("/sign-in")
    fill_in_sign_in(window, account)
    window.wait_for_url("**/cases")


def fill_in_sign_in(window: Page, account: Account) -> None:
    """Sign in on the page that is there; it leads to where one was going."""
    window.get_by_label("E-mail", exact=True).fill(account.email)
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
