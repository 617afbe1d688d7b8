"""Fails if a conversion has become slow: its CPU time as a multiple of the floor's is too great.

    python benchmarks/guard.py

Converts a generated export of 10 MB to Markdown in one process, in turn with the floor of
`benchmarks/run.py`: `lxml.etree.iterparse` over the same file. The median of the ratios is compared
with `LIMIT`, so that the pace of the machine does not matter. The limit is wide: on a busy machine
the ratio is greater than on an idle one.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from run import CONVERT, DATA, FLOOR, export, measure

PAIRS = 5
LIMIT = 80.0


def main() -> int:
    """Print the ratio; return 1 if it is above the limit."""
    path = export(10)
    ratios = []
    with tempfile.TemporaryDirectory(dir=DATA) as scratch:
        for number in range(PAIRS):
            floor = measure([sys.executable, "-c", FLOOR, str(path)])
            out = str(Path(scratch) / str(number))
            convert = [*CONVERT, str(path), "-o", out, "--to", "markdown", "--jobs", "1"]
            ratios.append(measure(convert).cpu / floor.cpu)
    ratio = statistics.median(ratios)
    print(f"{ratio:.1f} times the floor's CPU time; {LIMIT:.0f} are allowed")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
