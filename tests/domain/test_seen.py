"""How far a conversation was read: for each user, and never backwards."""

from tests import make
from tests.cast import Cast
from webapp.domain import seen
from webapp.lib import clock
from webapp.models import Application


def test_each_user_has_read_for_themselves_and_never_less(cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 5)
    ines = make.application(case)
    make.departed(case, cast.alma, [ines.id])
    make.replied(ines.id, "Yes")
    ines = Application.get_by_id(ines.id)
    before = seen.look(cast.alma.id, ines)

    seen.mark(cast.alma.id, ines.id, clock.now_ms())
    seen.mark(cast.alma.id, ines.id, 5)

    assert before == (clock.to_ms(ines.contacted_at), 1)
    assert seen.look(cast.alma.id, ines).replies == 0
    assert seen.look(cast.bo.id, ines) == before
