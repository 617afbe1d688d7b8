"""Search for patterns that have an end mark, in linear time.

A pattern such as ``<!--.*?-->`` reads the rest of the text for each beginning without an end mark.
The searches here stop at the last end mark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr, Generic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Ended(Generic[AnyStr]):
    """A pattern whose matches all end with the match of another.

    Attributes:
        pattern: The pattern to search for. Its matches must not look beyond the end mark.
        end: The end mark of every match.
    """

    def __init__(self, pattern: re.Pattern[AnyStr], end: re.Pattern[AnyStr]) -> None:
        self.pattern: re.Pattern[AnyStr] = pattern
        self.end: re.Pattern[AnyStr] = end

    def search(self, text: AnyStr, start: int = 0) -> re.Match[AnyStr] | None:
        """Find the first match."""
        return self.pattern.search(text, start, self._stop(text, start))

    def finditer(self, text: AnyStr, start: int = 0) -> Iterator[re.Match[AnyStr]]:
        """Iterate over all matches."""
        return self.pattern.finditer(text, start, self._stop(text, start))

    def sub(self, new: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr) -> AnyStr:
        """Replace all matches."""
        stop = self._stop(text, 0)
        return self.pattern.sub(new, text[:stop]) + text[stop:] if stop else text

    def _stop(self, text: AnyStr, start: int) -> int:
        """Return the offset after the last end mark; ``start`` if the text has no end mark."""
        stop = start
        for match in self.end.finditer(text, start):
            stop = match.end()
        return stop


def enclosed(data: bytes, ends: dict[bytes, bytes]) -> Iterator[tuple[int, int]]:
    """Find the ranges between two marks, such as comments; the marks are included.

    Args:
        data: The bytes to search.
        ends: End mark of each start mark. A start mark without an end mark is ignored.

    Yields:
        Start and end offset of each range, in ascending order, without overlap.
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


def split_enclosed(
    text: str, kinds: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
) -> list[str]:
    """Split a text around the ranges between two marks, such as code; the ranges are kept.

    Args:
        text: The text to split.
        kinds: Start mark and end mark of each kind. A start mark without an end mark is ignored.

    Returns:
        The text outside at even places, the ranges at odd places. The number of parts is odd.
    """
    starts = {kind: found for kind in kinds if (found := kind[0].search(text))}
    parts: list[str] = []
    position = 0
    while starts:
        kind, first = min(starts.items(), key=lambda item: item[1].start())
        last = kind[1].search(text, first.end())
        if last is None:
            del starts[kind]
            continue
        parts += [text[position : first.start()], text[first.start() : last.end()]]
        position = last.end()
        for other, start in list(starts.items()):
            if start.start() < position:
                del starts[other]
                if found := other[0].search(text, position):
                    starts[other] = found
    return [*parts, text[position:]]
