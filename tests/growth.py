"""How the time of some work grows with its size, by CPU time taken in the same run."""

from __future__ import annotations

import time

# A busy machine makes a time longer now and then and never shorter.
_TRIES = 6


def growth(work, small, large):
    """How many times more a unit costs in large work than in small; about 1 if it is linear.

    Args:
        work: Makes a function, which is timed, for a size.
        small: A size.
        large: A multiple of it; quadratic work gives as many times more.
    """

    def cost(size, repeats):
        function = work(size)
        start = time.process_time()
        for _ in range(repeats):
            function()
        return time.process_time() - start

    work(small)()  # what is only imported or compiled once
    best = 99.0
    for _ in range(_TRIES):
        best = min(best, cost(large, 1) / max(cost(small, large // small), 1e-9))
        if best < 1.5:
            break
    return best
