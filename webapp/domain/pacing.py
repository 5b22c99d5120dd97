"""Never more than so many calls in any second, counted where they begin."""

import threading
import time
from collections import deque

# A little more than a second, because calls reach the carrier some milliseconds apart from when
# they began: what was spaced here may not draw together there.
WINDOW_S = 1.04


class Pacer:
    """Holds its callers back so that no window of a second sees more than `rate_per_s` of them.

    The database spreads slots over all workers (domain.outlet). This is the second lock on the
    same door: threads that were all late (a slow disk, a busy machine) may not catch up at once.
    """

    def __init__(self, rate_per_s: int) -> None:
        self._starts: deque[float] = deque(maxlen=rate_per_s)
        self._lock = threading.Lock()

    def wait_turn(self) -> None:
        """Return when the caller may begin; callers are served in the order of the lock."""
        with self._lock:
            if len(self._starts) == self._starts.maxlen:
                time.sleep(max(0.0, self._starts[0] + WINDOW_S - time.monotonic()))
            self._starts.append(time.monotonic())
