"""What a browser calls itself, in words that its owner recognises. It may say what it likes."""

from webapp.lib.words import Sentence, say

# In this order: most browsers also claim to be those that stand further down.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> Sentence:
    """A browser by its User-Agent header: "Firefox on Windows"."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return say("%(browser)s on %(system)s", browser=browser, system=system)
    if browser or system:
        return say("%(browser)s, as it says", browser=browser or system)
    return say("An unknown browser")


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if sign in agent), "")
