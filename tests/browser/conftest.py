"""One demo and one browser for all of these tests; each test opens windows of its own."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import steps
from tests.browser.demo import Demo
from tests.browser.windows import Windows
from tests.running import SideDoor

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
WAIT_MS = 10_000


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
    yield demo
    demo.carrier.close()
    demo.stop()
    demo.check_credits()


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


@pytest.fixture
def window(windows: Windows) -> Page:
    """Rita's window: she recruits and may send."""
    return windows.open()
