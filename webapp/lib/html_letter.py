"""A plain text as a simple HTML letter: escaped, with links, without images or tracking."""

import re
from html import escape

# Up to the next space, quote or bracket; a full stop or a comma after it belongs to the sentence.
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")

_LETTER = """\
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
{paragraphs}
<p><small>{sender}</small></p>
</body>
</html>
"""


def html_letter(title: str, text: str, sender: str) -> str:
    """The letter, with an empty line between paragraphs and the sender's name below."""
    paragraphs = "\n".join(
        f"<p>{_paragraph(one)}</p>" for one in re.split(r"\n\s*\n", text.strip())
    )
    return _LETTER.format(title=escape(title), paragraphs=paragraphs, sender=escape(sender))


def runs(text: str) -> list[tuple[str, str]]:
    """The text cut into runs of ("text", …) and ("link", …)."""
    found, end = [], 0
    for match in LINK.finditer(text):
        found += [("text", text[end : match.start()])] if match.start() > end else []
        found.append(("link", match[0]))
        end = match.end()
    return found + ([("text", text[end:])] if end < len(text) else [])


def _paragraph(text: str) -> str:
    pieces = (_link(one) if kind == "link" else escape(one) for kind, one in runs(text))
    return "".join(pieces).replace("\n", "<br>\n")


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
