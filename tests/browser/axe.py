"""What axe-core finds in a window, in the light and in the dark."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe.min.js")
FIND = """async ([within, options]) => {
  const { violations } = await axe.run(within, { resultTypes: ["violations"], ...options });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}"""
# All that can differ between the themes.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


class Check(Protocol):
    """Fails when a window, or a part of it, breaks a rule of axe-core in one of the themes."""

    def __call__(self, window: Page, within: str = "html") -> None: ...


def checker() -> Check:
    """The check with axe-core, which is put into each document once."""
    axe = f"window.axe || (() => {{ {AXE.read_text()} }})()"

    def check(window: Page, within: str = "html") -> None:
        window.evaluate(axe)
        for scheme, options in (("light", {}), ("dark", COLOURS)):
            window.emulate_media(color_scheme=scheme)
            assert window.evaluate(FIND, [within, options]) == [], scheme

    return check
