"""Canonical JSON, our own output: ``site.json`` and ``posts.jsonl``, decoded strictly.

Each of the two files is a document: the one has a head and no posts, the other posts and no head;
the pipeline joins them as it joins an export in several files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wparchive.model.canonical import decode_post, decode_site
from wparchive.model.records import Site
from wparchive.protocols import FormatInfo, Head, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model.records import Post
    from wparchive.notices import Notice
    from wparchive.storage.sources import Source

RANGE_SIZE = 1 << 20
_SITE = re.compile(rb'\s*\{\s*"schema"\s*:\s*"wparchive/')
_POST = re.compile(rb'\s*\{\s*"id"\s*:\s*(?:null|-?\d+)\s*,\s*"type"\s*:')


class CanonicalReader:
    """Reads canonical JSON."""

    info = FormatInfo("canonical", "canonical JSON")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """``site.json`` by its schema's name, ``posts.jsonl`` by how a post begins."""
        return bool(_SITE.match(start) or _POST.match(start))

    def is_site(self, start: bytes) -> bool:
        """Whether what begins so is a ``site.json``."""
        return _SITE.match(start) is not None

    def open(self, source: Source) -> CanonicalDocument:
        """Read ``site.json``, or find the lines of ``posts.jsonl``.

        Raises:
            MalformedInputError: ``site.json`` is none, or of another version of the model.
        """
        with source.path.open("rb") as file:
            is_site = self.is_site(file.read(4096))
        if not is_site:
            return CanonicalDocument(source, Head(Site(), sources=[]), list(_ranges(source)))
        document = decode_site(source.path.read_bytes(), name=source.name)
        head = Head(document.site, document.authors, document.terms, document.sources)
        return CanonicalDocument(source, head, [])


@dataclass
class CanonicalDocument:
    """One of the two files; see `wparchive.protocols.Document`."""

    source: Source
    head: Head
    ranges: list[Range]
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:  # noqa: ARG002
        """Decode the lines of one range; their origins stay what they were.

        Raises:
            MalformedInputError: A line is no canonical post; it names the line and the field.
        """
        with self.source.path.open("rb") as file:
            file.seek(part.start)
            lines = file.read(part.stop - part.start).split(b"\n")
        for number, line in enumerate(lines, start=part.line):
            if line.strip():
                yield decode_post(line, name=self.source.name, number=number)


def _ranges(source: Source) -> Iterator[Range]:
    """Runs of whole lines of about a megabyte."""
    start, line = 0, 1
    with source.path.open("rb") as file:
        while block := file.read(RANGE_SIZE):
            block += file.readline()
            yield Range(start, start + len(block), line)
            start += len(block)
            line += block.count(b"\n")
