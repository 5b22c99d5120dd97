"""Sentences that are not yet in anybody's language.

Floors 1 to 3 know no request and so no reader. They say a sentence; the page translates it when
it is shown, the command line prints its English. The functions' names are gettext's extraction
keywords (pyproject.toml, `make words`).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sentence:
    """One sentence in English with its values; `plural` and `count` are set where it counts."""

    text: str
    values: dict[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """The sentence in English."""
        chosen = self.text if self.plural is None or self.count == 1 else self.plural
        return chosen % self.values if self.values else chosen.replace("%%", "%")


def say(text: str, **values: object) -> Sentence:
    """A sentence; `%(name)s` in it is filled from the values when it is shown."""
    return Sentence(text, values)


def say_n(singular: str, plural: str, count: int, **values: object) -> Sentence:
    """A sentence that depends on a number, which it may show as `%(num)d`."""
    return Sentence(singular, {"num": count, **values}, plural, count)
