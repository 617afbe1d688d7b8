"""How the time of some work grows with its size, by CPU time taken in the same run."""

from __future__ import annotations

import gc
import math
import time

# A busy machine makes a time longer now and then and never shorter.
_TRIES = 8
LIMIT = 1.6
"""Between linear work (1) and quadratic work (2), with room for caches that a neighbour empties."""


def exponent(work, size, parts=32):
    """Measure by which power of its size the time of some work grows; 1 if it is linear.

    Args:
        work: Makes a function, which is timed, for a size.
        size: The size of the large work.
        parts: How many times as often the small work is done, with a size so many times smaller.
    """
    small, large = work(size // parts), work(size)
    small()  # what is only imported or compiled once
    shortest, longest = math.inf, math.inf
    for _ in range(_TRIES):
        shortest = min(shortest, _time(small, parts))
        longest = min(longest, _time(large, 1))
        # A unit of large work costs so many times as much.
        grown = 1 + math.log(longest / shortest) / math.log(parts)
        if grown < 1.2:
            break
    return grown


def _time(function, repeats):
    gc.collect()
    gc.disable()  # collections take as long as all else in the process is large
    try:
        start = time.process_time()
        for _ in range(repeats):
            function()
        return max(time.process_time() - start, 1e-9)
    finally:
        gc.enable()
