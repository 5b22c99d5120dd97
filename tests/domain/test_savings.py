"""What characters that force Unicode did cost, written down when a batch is sent."""

from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast
from webapp.domain import savings, sending, usage
from webapp.domain.people import Person
from webapp.domain.savings import Saving
from webapp.lib import clock

# As Unicode it needs two SMS, in plain characters one.
DEAR = "It’s on Monday – that’s soon. " + "x" * 60


def test_what_a_send_could_have_saved_belongs_to_characters_and_template(cast: Cast, alma: Person):
    case = make.case(alma)
    make.credits(case, 50)
    template = make.template(cast.group, "Pasted")
    people = make.candidates(case, 5)

    make.batch(case, alma, people[:3], DEAR, template_id=template.id)
    make.batch(case, alma, people[3:], "– " + "x" * 90)

    today = usage.day_of(clock.now())
    assert savings.since(cast.group.id, today) == [
        Saving("–", "", 2),
        Saving("’", "Pasted", 2),
        Saving("–", "Pasted", 1),
    ]
    assert savings.since(cast.other_group.id, today) == []
    assert savings.since(cast.group.id, today + 1) == []


def test_what_is_taken_back_could_not_have_saved_anything(cast: Cast, alma: Person):
    case = make.case(alma)
    make.credits(case, 50)

    sending.cancel(make.batch(case, alma, make.candidates(case, 2), DEAR))

    assert savings.since(cast.group.id, 0) == []


def test_what_no_press_replaces_is_not_counted(cast: Cast, alma: Person):
    case = make.case(alma)
    make.credits(case, 50)

    make.batch(case, alma, make.candidates(case, 2), "Łódź " + "x" * 90)

    assert savings.since(cast.group.id, 0) == []


@given(credits=st.integers(1, 1000), counts=st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_the_shares_add_up_to_all(credits: int, counts: list[int]):
    shares = savings._shared(credits, counts)

    assert sum(shares) == credits
    assert all(share >= 0 for share in shares)
