"""Timing two things in turn, and printing what came of it."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table: a measure, its bar, and whether that is reached."""

    what: str
    measured: str
    bar: str
    is_reached: bool

    def __str__(self) -> str:
        """The line as printed."""
        verdict = "ok" if self.is_reached else "MISSED"
        return f"{self.what:<58} {self.measured:>30}  {self.bar:>22}  {verdict}"


class Pair(NamedTuple):
    """Medians in seconds, and the median of the ratios pair by pair."""

    subject_s: float
    reference_s: float
    ratio: float


def pair(
    subject: Callable[[], object], reference: Callable[[], object], rounds: int, each: int = 1
) -> Pair:
    """Time both `rounds` times in turn, `each` calls at a time, after a warm-up."""
    for _ in range(3):
        subject()
        reference()
    subjects, references = [], []
    for _ in range(rounds):
        subjects.append(_time(subject, each))
        references.append(_time(reference, each))
    ratios = [one / other for one, other in zip(subjects, references, strict=True)]
    return Pair(
        statistics.median(subjects), statistics.median(references), statistics.median(ratios)
    )


def at_most(what: str, times: Pair, bar: float) -> Figure:
    """A figure whose ratio to the reference may not be above the bar."""
    return Figure(what, _in_words(times), f"at most {bar:g}x", times.ratio <= bar)


def at_least(what: str, value: float, unit: str, bar: float) -> Figure:
    """A figure that may not be below the bar."""
    return Figure(what, f"{value:.2f} {unit}", f"at least {bar:g} {unit}", value >= bar)


def _in_words(times: Pair) -> str:
    return (
        f"{times.subject_s * 1000:.2f} ms / {times.reference_s * 1000:.3f} ms = {times.ratio:.1f}x"
    )


def _time(act: Callable[[], object], each: int) -> float:
    start = time.perf_counter()
    for _ in range(each):
        act()
    return (time.perf_counter() - start) / each
