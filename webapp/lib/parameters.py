"""Texts with `%NAME%` parameters, filled per candidate.

One pass over the text, at most one value per parameter, and a value is never read for parameters
again: whatever a candidate is called, the name stays a name. A percent sign that begins no
parameter is a percent sign ("100% sure").
"""

import re
from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

# No alternatives and a bounded repeat: reading is linear in the text.
_PARAMETER = re.compile(r"%([A-Za-z][A-Za-z0-9_]{0,39})%")


class Piece(NamedTuple):
    """A stretch of the text as it was written; a parameter's has its percent signs."""

    kind: Literal["text", "parameter"]
    text: str


class Text:
    """A text that was read once, to be rendered for many recipients."""

    names: tuple[str, ...]
    """The distinct parameters in upper case, in the order of the text, unknown ones too."""

    pieces: tuple[Piece, ...]
    """The whole text, cut at its parameters."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self.pieces = pieces
        self._written = [piece.text for piece in pieces]
        self._slots = [
            (index, piece.text[1:-1].upper())
            for index, piece in enumerate(pieces)
            if piece.kind == "parameter"
        ]
        self.names = tuple(dict.fromkeys(name for _, name in self._slots))

    def unknown(self, known: Collection[str]) -> tuple[str, ...]:
        """The names that are not among the known ones (upper case), in the order of the text."""
        return tuple(name for name in self.names if name not in known)

    def render(self, values: Mapping[str, str]) -> str:
        """The text with the values, by upper-case name, in place; what has none stays as written.

        Called for thousands of recipients: a copy of a list, its slots filled, and one join.
        """
        filled = self._written.copy()
        for index, name in self._slots:
            if name in values:
                filled[index] = values[name]
        return "".join(filled)


def compile_text(text: str) -> Text:
    """Read a text: `%NAME%` in any case, a letter, then up to 39 letters, digits or `_` (ASCII)."""
    pieces = []
    end = 0
    for match in _PARAMETER.finditer(text):
        if match.start() > end:
            pieces.append(Piece("text", text[end : match.start()]))
        pieces.append(Piece("parameter", match[0]))
        end = match.end()
    if end < len(text):
        pieces.append(Piece("text", text[end:]))
    return Text(tuple(pieces))
