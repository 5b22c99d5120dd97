"""A carrier, an application that listens to it, and a way to send to it without the SDK."""

from collections.abc import Iterator

import pytest
import urllib3

from tests.running import WAIT_S, Carrier, Listener, running_listener, running_simulator
from tests.simulator.wire_samples import SECRET


@pytest.fixture
def listener() -> Iterator[Listener]:
    with running_listener() as listener:
        yield listener


@pytest.fixture
def carrier(listener: Listener) -> Iterator[Carrier]:
    with running_simulator(
        callback_url=listener.url, signature_secret=SECRET, application_id="app"
    ) as carrier:
        yield carrier


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    pool = urllib3.PoolManager(retries=False, timeout=WAIT_S)
    yield pool
    pool.clear()
