"""Search for what has an end, in time that grows as the text does.

A pattern such as ``<!--.*?-->`` reads on to the end of the text from each beginning that has no
end. Behind the last end none is looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr, Generic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Ended(Generic[AnyStr]):
    """A pattern whose matches all end with the match of another.

    Attributes:
        pattern: What is searched for.
        end: What each match ends with. No match of ``pattern`` may look beyond it.
    """

    def __init__(self, pattern: re.Pattern[AnyStr], end: re.Pattern[AnyStr]) -> None:
        self.pattern: re.Pattern[AnyStr] = pattern
        self.end: re.Pattern[AnyStr] = end

    def search(self, text: AnyStr, start: int = 0) -> re.Match[AnyStr] | None:
        """Find the first match."""
        return self.pattern.search(text, start, self._stop(text, start))

    def finditer(self, text: AnyStr, start: int = 0) -> Iterator[re.Match[AnyStr]]:
        """Find all matches, one after the other."""
        return self.pattern.finditer(text, start, self._stop(text, start))

    def sub(self, new: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr) -> AnyStr:
        """Replace all matches."""
        stop = self._stop(text, 0)
        return self.pattern.sub(new, text[:stop]) + text[stop:] if stop else text

    def _stop(self, text: AnyStr, start: int) -> int:
        """Find where the last end is; ``start`` if there is none."""
        stop = start
        for match in self.end.finditer(text, start):
            stop = match.end()
        return stop


def enclosed(data: bytes, ends: dict[bytes, bytes]) -> Iterator[tuple[int, int]]:
    """Find what is between two marks, such as comments, with the marks.

    Args:
        data: Where to look.
        ends: The mark that each begins with, and the one that it ends with. What begins and has
            no end is none; others may stand in it.

    Yields:
        Beginning and end, one behind the other.
    """
    begin = re.compile(b"|".join(map(re.escape, ends)))
    endless: set[bytes] = set()
    position = 0
    while found := begin.search(data, position):
        position = found.end()
        stop = -1 if found[0] in endless else data.find(ends[found[0]], position)
        if stop < 0:
            endless.add(found[0])
        else:
            position = stop + len(ends[found[0]])
            yield found.start(), position
