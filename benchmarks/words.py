"""Times what the account of words costs: each format with it and without it, in turn.

    python benchmarks/words.py 10

The argument is the size of a generated export in units of 10^6 bytes. For each format five pairs of
runs are made, each in a process of its own with one worker; the table has medians of CPU seconds
and of the ratio of a pair. Inputs with bodies of real blogs can be named instead of a size.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from run import export

PAIRS = 5
FORMATS = ("markdown", "json", "warc", "wxr")
CONVERT = """
import sys
from wparchive.engine import checking
from wparchive.api import convert
if sys.argv[4] == "without":
    checking.find_missing = lambda *_: []
convert(sys.argv[1], sys.argv[2], to=sys.argv[3].split(","), jobs=1, overwrite=True)
"""


def main() -> None:
    """Print a table of Markdown for each size or input."""
    for word in sys.argv[1:] or ["10"]:
        path = export(int(word)) if word.isdigit() else Path(word)
        print(f"\n{path.name}, {path.stat().st_size / 1e6:.0f} MB\n")
        print("| formats | CPU s without | CPU s with | with / without |")
        print("| --- | ---: | ---: | ---: |")
        with tempfile.TemporaryDirectory() as scratch:
            for formats in FORMATS:
                report(path, scratch, formats)


def report(path: Path, scratch: str, formats: str) -> None:
    """Print the row of some formats."""
    pairs = [
        [seconds(path, scratch, formats, how) for how in ("without", "with")] for _ in range(PAIRS)
    ]
    without, using = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"| {formats} | {without:.2f} | {using:.2f} | {ratio:.3f} |", flush=True)


def seconds(path: Path, scratch: str, formats: str, how: str) -> float:
    """Convert once; the user CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    arguments = [str(path), f"{scratch}/out", formats, how]
    subprocess.run([sys.executable, "-c", CONVERT, *arguments], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
