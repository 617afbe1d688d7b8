"""Writes a large, made-up WordPress export; the same size and seed give the same bytes.

    python benchmarks/generate.py --size-mb 100 --seed 1 -o big.xml

Memory does not grow with the size. The last line on stderr is the truth: a JSON object
with the counts of what was written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic.channel import FOOT, head
from synthetic.dice import Dice
from synthetic.items import Items
from synthetic.truth import Truth
from synthetic.words import languages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

FIRST = datetime(2010, 1, 1, 6, 0, 0)  # noqa: DTZ001 - plain UTC, as MySQL holds it
SPAN = int(timedelta(days=365 * 15).total_seconds())
BUFFER = 1 << 20


def stream(size: int, seed: int, truth: Truth) -> Iterator[bytes]:
    """Yield an export of at least size bytes, item by item, and count into truth."""
    digest = hashlib.sha256()
    for text in pieces(size, seed, truth):
        chunk = text.encode()
        digest.update(chunk)
        truth.size += len(chunk)
        yield chunk
    truth.sha256 = digest.hexdigest()


def pieces(size: int, seed: int, truth: Truth) -> Iterator[str]:
    """Yield the head, items until truth.size comes near to size, and the foot."""
    dice = Dice(seed)
    items = Items(dice, truth, languages(dice))
    yield head()
    while truth.size + len(FOOT) < size:
        yield items.write(moment(truth.size, size))
    yield FOOT


def moment(done: int, size: int) -> datetime:
    """Spread the blog's fifteen years over the file, whatever its size."""
    return FIRST + timedelta(seconds=SPAN * done // size)


def generate(out: BinaryIO, size: int, seed: int) -> Truth:
    """Write an export and return its counts."""
    truth = Truth()
    out.writelines(stream(size, seed, truth))
    return truth


def target(name: str) -> AbstractContextManager[BinaryIO]:
    """Open the output; - is stdout."""
    if name == "-":
        return nullcontext(sys.stdout.buffer)
    return Path(name).open("wb", buffering=BUFFER)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write a large, made-up WordPress export.")
    parser.add_argument("--size-mb", type=float, required=True, help="size, in units of 10^6 bytes")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another blog")
    parser.add_argument("-o", "--out", default="-", help="the file to write; - is stdout")
    options = parser.parse_args(arguments)
    with target(options.out) as out:
        truth = generate(out, int(options.size_mb * 1_000_000), options.seed)
    sys.stderr.write(truth.line() + "\n")


if __name__ == "__main__":
    main()
