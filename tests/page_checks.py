"""What holds for every page and every fragment that any test ever gets to see."""

import re
from collections import Counter
from urllib.parse import urlsplit

from tests.header_checks import BY_LINK
from tests.tree import Node

_REFERENCES = (
    "for",
    "form",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "popovertarget",
)
_HTMX_VERBS = ("get", "post")
_NAMED_BY = ("aria-label", "aria-labelledby")
# Only tells beforehand what saving says again: nothing is lost without it.
_WITHOUT_TWIN = ("/phone-number",)


def check_page(page: Node) -> None:
    """A whole document: its language, title and heading, and all that `_check_parts` asks."""
    html = page.one("html")
    assert html.get("lang"), "the page has no language"
    assert [one.tag for one in html.elements] == ["head", "body"]
    assert page.one("head").one("title").text, "the page has no title"
    assert len(page.all("h1")) == 1, f"{len(page.all('h1'))} h1"
    assert len(page.all("main")) == 1
    _check_parts(page)
    _check_references(page)
    for node in page.walk():
        _check_plain_twin(page, node)


def check_fragment(fragment: Node) -> None:
    """A part of a page: one root with an id, or pieces that say where they go, or both."""
    assert not [one for one in fragment.content if isinstance(one, str) and one.strip()]
    roots = [one for one in fragment.elements if one.tag != "hx-partial"]
    assert fragment.elements, "the fragment is empty"
    assert len(roots) <= 1, f"{len(roots)} roots: {[one.tag for one in roots]}"
    for piece in fragment.elements:
        root = piece if piece.tag != "hx-partial" else piece.elements[0]
        assert root.get("id"), f"<{root.tag}> is a root without an id"
        assert piece.tag != "hx-partial" or piece.get("hx-target").startswith("#")
    assert not fragment.has("html")
    _check_parts(fragment)


def _check_parts(tree: Node) -> None:
    ids = Counter(node["id"] for node in tree.walk() if "id" in node)
    assert not [one for one, times in ids.items() if times > 1], f"ids twice: {ids.most_common(3)}"
    for node in tree.walk():
        _check_no_inline(node)
        _check_picture(node)
        _check_control(tree, node)
        if node.tag == "form":
            _check_form(tree, node)


def _check_no_inline(node: Node) -> None:
    assert node.tag not in ("style", "iframe", "object", "embed", "base")
    if node.tag == "script":
        assert node.get("src").startswith("/static/"), "a script that is not ours"
        assert not node.raw_text
    for name, value in node.attributes.items():
        assert not name.startswith(("on", "hx-on")), f"inline script: {name}"
        assert name != "style", f"inline style on <{node.tag}>"
        assert name != "hx-trigger" or "[" not in value, "a trigger filter needs eval"
        assert name not in ("hx-put", "hx-patch", "hx-delete")
        assert name != "hx-vals" or not value.startswith(("js:", "javascript:"))
        if name in ("href", "src", "action", "formaction") or name[3:] in _HTMX_VERBS:
            address = urlsplit(value)
            if node.tag == "a" and _may_lead_out(node, address.scheme):
                continue
            assert address.scheme + address.netloc == "", f"another site: {value}"


def _check_picture(node: Node) -> None:
    if node.tag == "img":
        assert "alt" in node
    if node.tag == "svg":
        is_decoration = node.get("aria-hidden") == "true"
        assert is_decoration or (
            node.get("role") == "img" and any(node.get(name) for name in _NAMED_BY)
        )


def _check_control(tree: Node, node: Node) -> None:
    """Every control has a name; what a reader cannot see has its words elsewhere."""
    if node.tag not in ("input", "select", "textarea", "button", "a") or "hidden" in node:
        return
    if node.get("type") == "hidden" or any(node.get(name) for name in _NAMED_BY):
        return
    is_labelled = any(one.tag == "label" for one in node.ancestors()) or (
        node.get("id") and tree.has(f"label[for={node['id']}]")
    )
    assert node.text or is_labelled, f"<{node.tag} {node.attributes}> has no name"


def _may_lead_out(link: Node, scheme: str) -> bool:
    """Writing to or calling somebody, a calendar program; or a meeting, or what a simulated phone
    got, that is not told where one comes from.
    """
    if scheme in ("http", "https"):
        return "noreferrer" in link.get("rel").split()
    return scheme in ("mailto", "tel", "webcal")


def _check_form(tree: Node, form: Node) -> None:
    if form.get("method") == "dialog":
        return
    buttons = submitters(tree, form)
    assert "action" in form or all("formaction" in one for one in buttons), "a form without action"
    has_token = bool(form.all("input[name=csrf_token]"))
    is_post = form.get("method") == "post"
    if is_post and form.get("action").startswith(BY_LINK):
        # Its address is its proof, and whoever has it need not take a cookie.
        assert not has_token
        return
    for button in buttons:
        if button.get("formmethod", "post" if is_post else "get") == "post":
            assert has_token or button.get("name") == "csrf_token", "a POST without a token"
    assert has_token or not is_post
    assert is_post or not has_token, "a token in the address of a GET form"


def submitters(tree: Node, form: Node) -> list[Node]:
    """The buttons that send a form, in it or beside it."""
    buttons = [one for one in tree.all("button") if one.get("type", "submit") == "submit"]
    return [
        one
        for one in buttons
        if (one.get("form") == form.get("id", "?") if "form" in one else form in one.ancestors())
    ]


def _check_references(page: Node) -> None:
    ids = {node["id"] for node in page.walk() if "id" in node}
    for node in page.walk():
        for name in _REFERENCES:
            for target in node.get(name).split():
                assert target in ids, f"{name} of <{node.tag}> points at nothing: {target}"


def _check_plain_twin(page: Node, node: Node) -> None:
    """What htmx does, plain HTML does too: same address, same method."""
    for verb in _HTMX_VERBS:
        address = node.get(f"hx-{verb}")
        if address and not address.startswith(_WITHOUT_TWIN):
            twins = [urlsplit(one).path for one in _plain_addresses(page, node, verb)]
            assert urlsplit(address).path in twins, f"hx-{verb} {address} has no plain twin"


def _plain_addresses(page: Node, node: Node, verb: str) -> list[str]:
    """Where the same action leads without htmx."""
    if node.tag == "a":
        return [node["href"]] if verb == "get" else []
    if verb == "get" and _is_poll(node):
        # The page itself shows it when it is loaded again.
        return [node["hx-get"]]
    form = _form_of(page, node)
    if form is None:
        return []
    plain = [form.get("action")] if form.get("method", "get") == verb else []
    buttons = [node] if node.tag == "button" else submitters(page, form)
    return plain + [one["formaction"] for one in buttons if "formaction" in one]


def _form_of(page: Node, node: Node) -> Node | None:
    if node.tag == "form":
        return node
    if "form" in node:
        return page.one(f"form#{node['form']}")
    return next((one for one in node.ancestors() if one.tag == "form"), None)


def _is_poll(node: Node) -> bool:
    return bool(re.search(r"\bevery \d|from:document", node.get("hx-trigger")))
