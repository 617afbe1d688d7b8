"""How the time of a pattern grows with the length of a text."""

from __future__ import annotations

import math
import signal
import time
from contextlib import contextmanager

# The last pair is past all caches: there the memory that a repeat needs costs the same for each turn.
SIZES = (1 << 10, 1 << 12), (1 << 12, 1 << 14), (1 << 12, 1 << 16), (1 << 16, 1 << 18)
LIMIT = 1.3  # n log n grows by less
_BUDGET = 3.0  # seconds of processor time for one text, far above what any linear pattern takes
_TRIES = 10
_SURE = 1.7
"""Noise makes no such growth for long: seconds are too many for measuring it again."""
_SECONDS = 1.0


class _TooLongError(Exception):
    pass


def exponent(pattern, methods, make):
    """Measure by which power of the length the time grows; infinity if even little takes too long.

    A pattern passes as soon as one pair of times says so. What seems to grow too fast is measured
    again, since a busy machine makes times longer now and then and never shorter, and in larger
    texts, since a repeat with a bound grows until it reaches that.
    """
    uses = [_use(pattern, method) for method in _needed(methods)]
    return max(_exponent(use, make) for use in uses)


def _exponent(use, make):
    growth = math.inf
    for sizes in SIZES:
        small, large = map(make, sizes)
        ratio = math.log(len(large) / len(small))
        shortest, longest = math.inf, math.inf
        start = time.thread_time()
        for _ in range(_TRIES):
            try:
                with _budget():
                    shortest = min(shortest, _time(use, small))
                    longest = min(longest, _time(use, large))
            except _TooLongError:
                return math.inf
            growth = min(growth, math.log(longest / shortest) / ratio)
            if growth < LIMIT:
                return growth
            if growth > _SURE and time.thread_time() - start > _SECONDS:
                break
    return growth


def _needed(methods):
    """The dearest of each kind of use."""
    if methods & {"finditer", "findall", "sub", "subn", "split"}:
        return ["finditer", *(methods & {"fullmatch"})]
    return sorted(methods)


def _use(pattern, method):
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return getattr(pattern, method)


def _time(use, text):
    start = time.thread_time_ns()
    use(text)
    return max(time.thread_time_ns() - start, 1)


@contextmanager
def _budget():
    def stop(*_):
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _BUDGET)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
