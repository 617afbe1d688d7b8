"""Recognize outputs of earlier runs among the inputs, and choose the part to read.

All parts of an output hold the same posts: to read two of them would give every post twice.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.storage.fixity import MANIFEST
from wparchive.storage.private import PRIVATE, folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Opener = Callable[[str], bytes]

REPORT = "report.json"
POSTS, SITE = "posts.jsonl", "site.json"
_FORMATS = patterns.lazy(rb'"formats"\s*:\s*\[([^\[\]]*)\]')
_WORD = patterns.lazy(rb'"([^"]+)"')
_MARK = patterns.lazy(rb'"schema"\s*:\s*"wparchive-report/')
_READABLE = ("json", "wxr", "warc", "wacz")
PARTS = tuple(folder(name, public=public) for name in _READABLE for public in (False, True))
"""The folders that readers know, the fullest first."""
_FOLDERS = frozenset({*_READABLE, PRIVATE, "markdown", "html", "redirects", "parquet", "sqlite"})
_FILES = frozenset({REPORT, MANIFEST, "report.html", "media.json", "notices.jsonl"})
_LAST = chr(0x10FFFF)
_ENDINGS = (f"/{POSTS}", f"/{SITE}", ".xml", ".warc.gz", ".wacz")


class EarlierOutput(NamedTuple):
    """An output of an earlier run.

    Attributes:
        root: The beginning of its files' names, with ``/`` at its end; empty for all names.
        part: The folder that is read, such as ``private/json``; empty if no reader knows any.
        read: The names of the files in that folder.
        skipped: The names of its other files.
    """

    root: str
    part: str
    read: frozenset[str]
    skipped: frozenset[str]

    def __str__(self) -> str:
        """Name the parts that are read and skipped, without the name of the root."""
        tops = sorted({self._top(name) for name in self.skipped})
        read = f"{self.part} is read" if self.part else "nothing of it can be read"
        return f"{read}; skipped: {', '.join(tops) or 'nothing'}."

    def _top(self, name: str) -> str:
        first, _, below = name.removeprefix(self.root).partition("/")
        return f"{first}/{below.partition('/')[0]}" if first == PRIVATE else first


class OutputFiles(NamedTuple):
    """The names of the files that earlier runs wrote: those to read, and those to skip."""

    read: frozenset[str]
    skipped: frozenset[str]

    @classmethod
    def of(cls, found: Sequence[EarlierOutput]) -> OutputFiles:
        """Put the files of some outputs together."""
        read = frozenset(name for output in found for name in output.read)
        return cls(read, frozenset(name for output in found for name in output.skipped))


def outputs(names: Iterable[str], report: Opener) -> list[EarlierOutput]:
    """Find the outputs of earlier runs among files.

    Args:
        names: Of the files, with ``/`` between their parts.
        report: Returns the first bytes of a file by its name; it is asked for reports, which need
            not be among the files.
    """
    names = sorted(names)
    return [
        _output(
            root, names[bisect_left(names, root) : bisect_left(names, f"{root}{_LAST}")], report
        )
        for root, certain in sorted(_roots(names).items())
        if certain or _MARK.search(report(f"{root}{REPORT}"))
    ]


def _roots(names: list[str]) -> dict[str, bool]:
    """Return the places where an output may be, and whether its canonical JSON proves it."""
    roots: dict[str, bool] = {}
    for name in names:
        *above, base = name.split("/")
        if base != REPORT:
            if not above or above.pop() not in _READABLE:
                continue
            if above[-1:] == [PRIVATE]:
                above.pop()
        root = "".join(f"{part}/" for part in above)
        certain = base == POSTS and name.endswith(f"json/{POSTS}")
        roots[root] = roots.get(root, False) or certain
    return roots


def _output(root: str, names: list[str], report: Opener) -> EarlierOutput:
    folders = _FOLDERS
    tops = {name.removeprefix(root).partition("/")[0] for name in names if "/" in name[len(root) :]}
    if tops - folders:
        folders |= _formats(report(f"{root}{REPORT}"))
    own = frozenset(name for name in names if _is_own(name.removeprefix(root), folders))
    for part in PARTS:
        place = f"{root}{part}/"
        read = frozenset(n for n in own if n.startswith(place) and n.endswith(_ENDINGS))
        if read:
            return EarlierOutput(root, part, read, own - read)
    return EarlierOutput(root, "", frozenset(), own)


def _formats(report: bytes) -> frozenset[str]:
    """Return the formats that a report names, those of plugins included: each has a folder."""
    found = _FORMATS.search(report)
    return frozenset(
        word.decode("utf-8", "replace") for word in _WORD.findall(found[1] if found else b"")
    )


def _is_own(name: str, folders: frozenset[str]) -> bool:
    first, slash, _ = name.partition("/")
    return first in (folders if slash else _FILES)
