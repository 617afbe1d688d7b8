"""Recognize outputs of earlier runs among the inputs, and choose the part to read.

All parts of an output hold the same posts: to read two of them would give every post twice.
The manifest says which files are the output's own, and whether a part is whole.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.fixity import MANIFEST, parse_line
from wparchive.storage.private import PRIVATE, folder
from wparchive.storage.recovery import DamageError
from wparchive.storage.source import SNIFF_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Opener = Callable[[str], Iterable[bytes] | None]
    """Returns the bytes of a file by its name, in blocks; None if it is no file, or missing."""

REPORT = "report.json"
POSTS, SITE = "posts.jsonl", "site.json"
_REPORT_PAGE = "report.html"
_FORMATS = patterns.lazy(rb'"formats"\s*:\s*\[([^\[\]]*)\]')
_WORD = patterns.lazy(rb'"([^"]+)"')
_MARK = patterns.lazy(rb'"schema"\s*:\s*"wparchive-report/')
_READABLE = ("json", "wxr", "warc", "wacz")
PARTS = tuple(folder(name, public=public) for name in _READABLE for public in (False, True))
"""The folders that readers know, the fullest first."""
_FOLDERS = frozenset({*_READABLE, PRIVATE, "markdown", "html", "redirects", "parquet", "sqlite"})
_FILES = frozenset({REPORT, MANIFEST, _REPORT_PAGE, "media.json", "notices.jsonl"})
_LAST = chr(0x10FFFF)
CANONICAL = (f"/{POSTS}", f"/{SITE}")
"""How the names of the files of canonical JSON end, with the end of their folder."""
_ENDINGS = (*CANONICAL, ".xml", ".warc.gz", ".wacz")
_LONGEST_LINE = 1 << 16


class EarlierOutput(NamedTuple):
    """An output of an earlier run.

    Attributes:
        root: The beginning of its files' names, with ``/`` at its end; empty for all names.
        part: The folder that is read, such as ``private/json``; empty if no reader knows any, or
            if none is whole.
        read: The names of the files in that folder.
        skipped: The names of its other files.
        damage: Files that are missing or changed, each as a sentence without its full stop.
    """

    root: str
    part: str
    read: frozenset[str]
    skipped: frozenset[str]
    damage: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name the parts that are read and skipped, without the name of the root."""
        tops = sorted({self._top(name) for name in self.skipped})
        unread = "all that can be read is read" if self.damage else "nothing of it can be read"
        read = f"{self.part} is read" if self.part else unread
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


class OutputNames(NamedTuple):
    """An output of an earlier run, before anybody has looked at the files of its parts.

    Attributes:
        root: See `EarlierOutput`.
        own: The names of its own files; by their folders, if the manifest does not tell.
        digests: SHA-256 of its own files and of those of its parts that are missing, by name;
            None without a whole manifest.
        lack: What is wrong with the manifest, such as ``is missing``; empty for nothing.
    """

    root: str
    own: frozenset[str]
    digests: Mapping[str, str] | None
    lack: str = ""


class _Part(NamedTuple):
    """A part of an output.

    Attributes:
        path: Its folder, below the output.
        digests: SHA-256 of the files that it should hold, by name.
        is_walked: Whether all files that are there are among the inputs.
    """

    path: str
    digests: Mapping[str, str]
    is_walked: bool


def outputs(names: Iterable[str], read: Opener) -> list[EarlierOutput]:
    """Find the outputs of earlier runs among files, and choose the part of each to read.

    Args:
        names: Of the files, with ``/`` between their parts.
        read: Opens a file; it is asked for reports and manifests, too, which need not be among
            the files.
    """
    known = frozenset(names)
    return [_chosen(output, known, read) for output in list_outputs(known, read)]


def list_outputs(names: Iterable[str], read: Opener) -> list[OutputNames]:
    """Find the outputs of earlier runs among files; see `outputs`."""
    names = sorted(names)
    found = []
    for root in sorted(_roots(names)):
        below = names[bisect_left(names, root) : bisect_left(names, f"{root}{_LAST}")]
        if output := _listed(root, below, read):
            found.append(output)
    return found


def _roots(names: list[str]) -> set[str]:
    """Return the places where an output may be."""
    roots: set[str] = set()
    for name in names:
        *above, base = name.split("/")
        if base not in {REPORT, MANIFEST}:
            if not above or above.pop() not in _READABLE:
                continue
            if above[-1:] == [PRIVATE]:
                above.pop()
        roots.add("".join(f"{part}/" for part in above))
    return roots


def _listed(root: str, names: list[str], read: Opener) -> OutputNames | None:
    """Look whether an output is at a place; None if not."""
    report = _start(f"{root}{REPORT}", read)
    is_marked = _MARK.search(report) is not None
    manifest = read(f"{root}{MANIFEST}")
    if manifest is None and not is_marked:
        return None
    digests = None if manifest is None else _digests(manifest, root, frozenset(names))
    if digests is not None:
        own = frozenset(name for name in names if name in digests or name == f"{root}{MANIFEST}")
        is_ours = is_marked or _lists_output(digests, root)
        return OutputNames(root, own, digests) if is_ours else None
    if not is_marked:
        return None
    folders = _FOLDERS | _formats(report)
    own = frozenset(name for name in names if _is_own(name.removeprefix(root), folders))
    return OutputNames(root, own, None, "is missing" if manifest is None else "is damaged")


def _digests(manifest: Iterable[bytes], root: str, names: frozenset[str]) -> dict[str, str] | None:
    """Return what a manifest says of files that are there, or that should be in a part.

    Returns:
        Digests by name; None if the manifest is damaged.
    """
    found: dict[str, str] = {}
    try:
        for line in _lines(manifest):
            pair = parse_line(line.decode())
            if pair is None:
                return None
            path, digest = pair
            name = f"{root}{path}"
            if name in names or path in _FILES or _part_of(path):
                found[name] = digest
    except (DamageError, OSError, UnicodeDecodeError) as error:
        raise_lack(error)
        return None
    return found


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines without their ends; an empty one, as no manifest has it, for one without end."""
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        if len(rest) > _LONGEST_LINE:
            break
    if rest:
        yield b""


def _lists_output(digests: Mapping[str, str], root: str) -> bool:
    """Check whether the files in a manifest are those of an output whose report is damaged."""
    has_reports = f"{root}{REPORT}" in digests and f"{root}{_REPORT_PAGE}" in digests
    return has_reports and any(_part_of(name.removeprefix(root)) for name in digests)


def _part_of(path: str) -> str:
    """Return the part that a file of an output belongs to; empty if no reader knows the file."""
    if not path.endswith(_ENDINGS):
        return ""
    return next((part for part in PARTS if path.startswith(f"{part}/")), "")


def _chosen(output: OutputNames, names: frozenset[str], read: Opener) -> EarlierOutput:
    """Choose the fullest part that is whole; without one, all files of the parts."""
    if output.digests is None:
        return _unproven(output)
    parts = _asked_parts(output.root, output.digests, names)
    damage: list[str] = []
    for part in _candidates(parts, names):
        wrong = _damage(output.root, part, names, read)
        if not wrong and part.digests.keys() <= names:
            chosen = output.own & part.digests.keys()
            said = tuple(f"{text}, so {part.path} was read instead" for text in damage)
            return EarlierOutput(output.root, part.path, chosen, output.own - chosen, said)
        damage += wrong
    readable = frozenset(name for part in parts for name in part.digests)
    return EarlierOutput(output.root, "", frozenset(), output.own - readable, tuple(damage))


def _candidates(parts: list[_Part], names: frozenset[str]) -> list[_Part]:
    """Return the parts of which one may be read for all: no public one for a private one."""
    private = [part for part in parts if part.path.startswith(PRIVATE)]
    is_there = any(not names.isdisjoint(part.digests) for part in private)
    return private if is_there else parts


def _unproven(output: OutputNames) -> EarlierOutput:
    """Skip only the reports of an output whose manifest proves nothing about the other files."""
    reports = frozenset(n for n in output.own if n.removeprefix(output.root) in _FILES)
    text = f"{MANIFEST} {output.lack}, so nothing shows whether other files are missing or changed"
    damage = (text,) if output.own - reports else ()
    return EarlierOutput(output.root, "", frozenset(), reports, damage)


def _asked_parts(root: str, digests: Mapping[str, str], names: frozenset[str]) -> list[_Part]:
    """Return the parts that the user gave or that should be in what the user gave, fullest first.

    Users may name a folder or a file of an output. Then its other parts are not missing.
    """
    listed: dict[str, dict[str, str]] = {}
    for name, digest in digests.items():
        if part := _part_of(name.removeprefix(root)):
            listed.setdefault(part, {})[name] = digest
    is_whole = f"{root}{MANIFEST}" in names or f"{root}{REPORT}" in names
    has_private = is_whole or f"{root}{PRIVATE}/README.txt" in names
    parts = []
    for path in PARTS:
        is_walked = has_private if path.startswith(PRIVATE) else is_whole
        if path in listed and (is_walked or not names.isdisjoint(listed[path])):
            parts.append(_Part(path, listed[path], is_walked))
    return parts


def _damage(root: str, part: _Part, names: frozenset[str], read: Opener) -> list[str]:
    """Return a sentence without its full stop for each file that is not as the manifest has it."""
    if part.is_walked and names.isdisjoint(part.digests):
        return [f"{part.path} is missing"]
    found = []
    for name, digest in part.digests.items():
        blocks = read(name) if name in names or not part.is_walked else None
        wrong = _difference(blocks, digest) if blocks is not None and name in names else ""
        if wrong or blocks is None:
            found.append(f"{name.removeprefix(root)} {wrong or 'is missing'}")
    return found


def _difference(blocks: Iterable[bytes], digest: str) -> str:
    """Return how a file differs from its digest; empty if it does not."""
    found = hashlib.sha256()
    try:
        for block in blocks:
            found.update(block)
    except (DamageError, OSError) as error:
        raise_lack(error)
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    return "" if found.hexdigest() == digest else f"differs from {MANIFEST}"


def _start(name: str, read: Opener) -> bytes:
    """Return the first bytes of a file; empty if it cannot be read."""
    start = b""
    try:
        for block in read(name) or ():
            start += block
            if len(start) >= SNIFF_SIZE:
                break
    except (DamageError, OSError) as error:
        raise_lack(error)
    return start


def _formats(report: bytes) -> frozenset[str]:
    """Return the formats that a report names, those of plugins included: each has a folder."""
    found = _FORMATS.search(report)
    return frozenset(
        word.decode("utf-8", "replace") for word in _WORD.findall(found[1] if found else b"")
    )


def _is_own(name: str, folders: frozenset[str]) -> bool:
    first, slash, _ = name.partition("/")
    return first in (folders if slash else _FILES)
