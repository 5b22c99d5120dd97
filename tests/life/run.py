"""Lives until enough steps are taken."""

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.life.machine import Life

STEPS_IN_A_LIFE = 100
LIVES_AT_A_TIME = 100


def live(
    renew: Callable[[], None], steps: int, first_seed: int = 1, *, shrink: bool = True
) -> type[Life]:
    """Take at least so many steps; returns what was lived (`steps`, and `seen` by its name).

    `shrink` looks for the shortest life that breaks a rule, which takes minutes.
    """

    class Lived(Life):
        pass

    Lived.renew = staticmethod(renew)
    Lived.steps, Lived.seen = 0, Counter()
    number = first_seed
    while Lived.steps < steps:
        lives = min(LIVES_AT_A_TIME, 1 + (steps - Lived.steps) // STEPS_IN_A_LIFE)
        run_state_machine_as_test(seed(number)(Lived), settings=_settings(lives, shrink))
        number += 1
    return Lived


def _settings(lives: int, shrink: bool) -> settings:
    return settings(
        max_examples=lives,
        stateful_step_count=STEPS_IN_A_LIFE,
        deadline=None,
        report_multiple_bugs=False,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
    )
