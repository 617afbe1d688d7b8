"""Remember which patterns are known to be fast, so that CI measures new ones alone.

    python -m tests.patterns.measured

measures the patterns that the list lacks, and writes the list anew if all are fast. An entry is a
digest of a pattern, of the methods that use it and of the code here that attacks and times it: if
any of them changes, the pattern is measured again. `.ci/nightly` measures every pattern.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from tests.patterns import attacks, cost
from tests.patterns.collect import Found, identity, patterns

LIST = Path(__file__).with_suffix(".txt")
_LENGTH = 16


def worst(pattern, methods=frozenset({"finditer"})):
    """The first text that takes too long, and by how much; None if none does."""
    for make in attacks.attacks(pattern):
        if (growth := cost.exponent(pattern, methods, make)) >= cost.LIMIT:
            return growth, make.shape
    return None


@cache
def _code() -> bytes:
    """What decides whether a pattern counts as fast, beside Python itself."""
    return b"".join(Path(module.__file__).read_bytes() for module in (attacks, cost))


def digest(found: Found) -> str:
    """The entry of a pattern in the list."""
    version = sys.version_info[:2]
    text = repr((identity(found.pattern), sorted(found.methods), version)).encode()
    return hashlib.sha256(text + _code()).hexdigest()[:_LENGTH]


def unmeasured(found: list[Found]) -> list[Found]:
    """The patterns that the list lacks; all of them with ``WPARCHIVE_ALL_PATTERNS``."""
    if os.environ.get("WPARCHIVE_ALL_PATTERNS"):
        return found
    known = set(LIST.read_text().split())
    return [each for each in found if digest(each) not in known]


def slow(found: list[Found]) -> list[str]:
    """A line for each pattern that is slow."""
    return [
        f"{each.place}: {each.pattern.pattern!r}, to the power of {growth:.1f} in {shape}"
        for each in found
        if (result := worst(each.pattern, each.methods))
        for growth, shape in [result]
    ]


def main() -> None:
    """Measure what is new, and write the list."""
    found = patterns()
    new = unmeasured(found)
    print(f"{len(new)} of {len(found)} patterns are measured")
    if failed := slow(new):
        sys.exit("\n".join(failed))
    LIST.write_text("".join(f"{each}\n" for each in sorted(map(digest, found))))


if __name__ == "__main__":
    main()
