"""The worker joins what was stored and not joined."""

import threading

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.running import wait_until
from webapp.domain import inbound
from webapp.domain.people import Person
from webapp.domain.worker import Worker
from webapp.models import InboundText


def test_a_text_that_was_only_stored_is_joined_by_the_worker(alma: Person):
    case = make.case(alma)
    make.credits(case, 20)
    ines = make.application(case, CANDIDATE_NUMBERS[0])
    make.departed(case, alma, [ines.id])
    inbound.store(make.inbound(CANDIDATE_NUMBERS[0], "Yes, gladly!"))
    worker = Worker(None, 30)
    thread = threading.Thread(target=worker.run)

    thread.start()
    try:
        wait_until(lambda: inbound.waiting() == 0)
    finally:
        worker.stop()
        thread.join()

    assert InboundText.get().application_id == ines.id
