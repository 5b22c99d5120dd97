"""A browser for tests: `as_alma.get("contact.show", case_id=1)`, `as_alma.hx.post(...)`.

It signs in through the form, sends the CSRF token of the page it saw last as a browser does, and
checks every answer that it gets: headers always, and each page and fragment as a whole.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests import page_checks
from tests.cast import PASSWORD
from tests.header_checks import check_headers
from tests.tree import Node, fields_of, parse

BASE_URL = "http://127.0.0.1:8000"


class Answer(Node):
    """What came back; where it is HTML, its tree."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__("", {})
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location", "")
        self.data = response.data
        self.body = self.data.decode(errors="replace")
        self.events = response.headers.get("HX-Trigger", "").split(", ")
        if response.mimetype == "text/html" and self.body and "Location" not in response.headers:
            self.content = parse(self.body).content


class Client:
    """One browser, nobody signed in; `hx` asks as htmx does, with the same cookies."""

    def __init__(self, app: Flask, *, is_htmx: bool = False) -> None:
        self.app = app
        self.http = app.test_client()
        self.token = ""
        self.is_htmx = is_htmx

    @property
    def hx(self) -> "Client":
        """The same browser, asking by htmx."""
        twin = Client(self.app, is_htmx=True)
        twin.http, twin.token = self.http, self.token
        return twin

    def sign_in(self, email: str, password: str = PASSWORD, next: str = "") -> Answer:
        """Fill in the form and send it; a page is loaded afterwards, as browsers do."""
        page = self.get("auth.sign_in", **({"next": next} if next else {}))
        answer = self.submit(page.one("form"), email=email, password=password)
        if answer.status == 303:
            self.get("auth.preferences")
        return answer

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of a view; what is no part of the path becomes the query."""
        return self.app.url_map.bind("127.0.0.1").build(endpoint, values)

    def get(self, endpoint: str, **values: Any) -> Answer:
        """GET a view."""
        return self.open(self.url(endpoint, **values))

    def post(self, endpoint: str, data: dict[str, Any] | None = None, **values: Any) -> Answer:
        """POST to a view with the token of the last page."""
        return self.open(self.url(endpoint, **values), "POST", data)

    def submit(self, form: Node, button: Node | None = None, **changes: Any) -> Answer:
        """Send a form with what stands in it, but for the changes, by one of its buttons."""
        data = fields_of(form) | changes
        data |= {button["name"]: button.get("value")} if button and "name" in button else {}
        action = (button and button.get("formaction")) or form["action"]
        return self.open(action, form.get("method", "get").upper(), data)

    def open(self, url: str, method: str = "GET", data: Any = None, **more: Any) -> Answer:
        """Send any request, and check what comes back."""
        headers = more.pop("headers", {}) | ({"HX-Request": "true"} if self.is_htmx else {})
        if self.is_htmx:
            headers["X-CSRFToken"] = self.token
        elif method == "POST" and (data is None or isinstance(data, dict)):
            data = {"csrf_token": self.token} | (data or {})
        sent = {"query_string": data} if method == "GET" and data else {"data": data}
        with self.http.open(
            url, method=method, base_url=BASE_URL, headers=headers, **sent, **more
        ) as response:
            answer = Answer(response)
        check_headers(answer.headers, urlsplit(url).path)
        if answer.has("html"):
            page_checks.check_page(answer)
            # A page for people without an account takes no cookie, and so has none.
            for one in answer.all("meta[name=csrf-token]"):
                self.token = one["content"]
        elif answer.content:
            page_checks.check_fragment(answer)
        return answer
