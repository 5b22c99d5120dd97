"""One demo and one browser for all of these tests; each test opens windows of its own."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import axe, steps
from tests.browser.axe import Check
from tests.browser.demo import Demo
from tests.browser.windows import Windows, sign_in
from tests.running import WAIT_S, SideDoor, wait_until
from webapp.domain.demo import RITA

CHROMIUM = "chromium-headless-shell"
# No sandbox, because tests may run as root; and no calls to anybody's servers.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 1000 * WAIT_S
LONGEST_UNDO_S = 100


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's browser without a screen."""
    path = shutil.which(CHROMIUM)
    if path is None:
        pytest.skip(f"{CHROMIUM} is not installed.")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The running product. At its end no credit may be missing, whatever the tests did."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.start()
    _take_ones_time(chromium, demo.url)
    yield demo
    demo.carrier.close()
    demo.stop()
    demo.check_credits()


@pytest.fixture(autouse=True)
def settled(demo: Demo) -> Iterator[None]:
    """Afterwards nothing is under way that could change the next test's balance or phones."""
    yield
    wait_until(lambda: demo.count_under_way() == 0, LONGEST_UNDO_S + WAIT_S)


@pytest.fixture
def carrier(demo: Demo) -> Iterator[SideDoor]:
    """The carrier, to be told how to treat the candidates; afterwards it treats them as usual."""
    yield demo.carrier
    for name in steps.CANDIDATES:
        demo.carrier.behave(steps.number_of(name))


@pytest.fixture(scope="package")
def profiles() -> dict[str, BrowserContext]:
    """Who has signed in: once is enough."""
    return {}


@pytest.fixture
def windows(
    chromium: Browser, demo: Demo, profiles: dict[str, BrowserContext]
) -> Iterator[Windows]:
    """Opens windows. At its end nothing may have gone wrong in any of them unexpectedly."""
    windows = Windows(chromium, demo.url, profiles, WAIT_MS)
    yield windows
    windows.close()


@pytest.fixture(scope="session")
def check() -> Check:
    """Fails when a window, or a part of it, breaks a rule of axe-core."""
    return axe.checker()


@pytest.fixture
def window(windows: Windows) -> Page:
    """Rita's window: she recruits and may send."""
    return windows.open()


def _take_ones_time(chromium: Browser, url: str) -> None:
    """Give Rita so long to undo that no undo window ends while a slow machine looks at it."""
    with chromium.new_context(base_url=url) as context:
        context.set_default_timeout(WAIT_MS)
        window = context.new_page()
        sign_in(window, RITA)
        window.goto("/preferences")
        window.get_by_label("Seconds to undo", exact=True).fill(str(LONGEST_UNDO_S))
        window.get_by_role("button", name="Save", exact=True).click()
        expect(window.get_by_role("status").get_by_text("Saved.")).to_be_visible()
