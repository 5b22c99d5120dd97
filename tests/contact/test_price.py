"""The price before is the price after, for any text and anybody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.contact import pages
from webapp.domain import checks, credits, sending
from webapp.models import Application, Batch, Message

PIECES = (
    *("Hi ", "%FIRSTNAME%", "%fullname%", "%CASETITLE%", "%RECRUITERPHONE%", "%LASTNAME%"),
    *("€", "[]", "å", "ç", "ł", "🚀", "’", "…", "\n", "\r\n", "\t", "\u00a0", "%", "%FOO%"),
    *("x" * 40, "ä" * 153, "é" * 67, "a\u030a"),
)
letters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
texts = st.lists(st.sampled_from(PIECES) | st.text(letters, max_size=8), max_size=12).map("".join)
names = st.sampled_from(["Ines", "Łukasz", "Åsa", "{}", "🚀", "%LASTNAME%", "x" * 80, ""])


# Each example asks for three pages and writes a batch.
@settings(max_examples=30, suppress_health_check=make.SHARED)
@given(text=texts, people=st.lists(names, min_size=3, max_size=3), price=st.integers(1, 4))
def test_what_the_window_says_is_what_is_reserved_and_what_the_messages_cost(
    as_alma: Client, cast: Cast, text: str, people: list[str], price: int
):
    case = make.case(cast.alma, title="Sjuksköterska – natt")
    make.credits(case, 1_000)
    make.price(case, "SE", price)
    ids = make.candidates(case, 3)
    for name, one in zip(people, ids, strict=True):
        Application.update(first_name=name, last_name="").where(Application.id == one).execute()
    page = pages.opened(as_alma, case, ids)
    before = credits.balance(case.root_id)

    shown = pages.typed(as_alma, page, text, again=1)
    shown_price = pages.price(shown)
    sent = as_alma.submit(
        pages.form(page),
        text=text,
        again=1,
        shown_credits=shown.one("input[name=shown_credits]")["value"],
    )
    batch = Batch.select().order_by(Batch.id.desc()).where(Batch.case == case.id).first()

    now = credits.balance(case.root_id)
    assert (sent.status == 303) == (batch is not None)
    if batch is None:
        assert sent.status == 422
        assert not text.strip() or shown.one("button#send").get("aria-disabled") == "true"
        assert now == before
        return
    messages = make.messages(batch)
    assert shown_price == batch.credits == sum(one.credits for one in messages)
    assert shown_price == before.available - now.available == now.held - before.held
    assert shown.one("button#send").text == f"Send to {len(messages)}"
    # Whoever is skipped may be the one whose text is shown.
    assert pages.skipped(shown) or shown.one("p.bubble").raw_text in {one.text for one in messages}
    sending.cancel(batch)
    assert credits.balance(case.root_id) == before
    assert all(rule.broken == 0 for rule in checks.check())
    assert Message.select().where(Message.state == "queued").count() == 0
