"""The results of converting posts: workers return those of ranges, and the parent adds them up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from wparchive.engine.counts import OutputCounts
from wparchive.engine.overview import Overview
from wparchive.errors.notices import Notice  # noqa: TC001
from wparchive.formats.writers import OutputChunk  # noqa: TC001 - msgspec reads the annotations
from wparchive.media import AttachmentInfo  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class PostResult:
    """Bytes and counts of one post in one format.

    Attributes:
        counts: What is written, withheld or lost, by format.
        chunks: Bytes for the output, in the posts' order.
        notices: Notices about converting.
        journals: By format, lines for `Writer.finish`.
        attachments: By place of a media file, the data of its public attachments.
        media_urls: By format and place of a media file, the URLs at which posts name it.
        public_urls: By place of a media file, the URLs at which public posts name it.
    """

    counts: dict[str, OutputCounts]
    chunks: list[OutputChunk] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    journals: dict[str, list[bytes]] = field(default_factory=dict)
    attachments: dict[str, list[AttachmentInfo]] = field(default_factory=dict)
    media_urls: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    public_urls: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, formats: Iterable[str]) -> Self:
        """Make an empty result for formats."""
        return cls({name: OutputCounts() for name in formats})

    def add_journal(self, name: str, lines: bytes | None) -> None:
        """Add lines to the journal of a format; None for none."""
        if lines:
            self.journals.setdefault(name, []).append(lines)

    def add_media(self, name: str, place: str, urls: Iterable[str], *, is_public: bool) -> None:
        """Note the URLs at which a format names a media file.

        Args:
            name: The format.
            place: The place of the file.
            urls: The URLs.
            is_public: Whether the post that names it is public.
        """
        named = set(urls)
        self.media_urls.setdefault(name, {}).setdefault(place, set()).update(named)
        if is_public:
            self.public_urls.setdefault(place, set()).update(named)


@dataclass
class RangeResult(PostResult):
    """Bytes and counts of a range in all formats.

    Attributes:
        links: The number of links by kind of target.
        link_rows: JSON lines of the link report, if somebody wants it.
        overview: Counts of the public posts.
        links_to_files: Links of public posts to files of the blog.
        dead_lines: The lines of ``--dead-links`` that links matched.
    """

    links: Counter[str] = field(default_factory=Counter)
    link_rows: list[bytes] = field(default_factory=list)
    overview: Overview = field(default_factory=Overview)
    links_to_files: int = 0
    dead_lines: set[str] = field(default_factory=set)

    def add(self, part: PostResult) -> None:
        """Add the result of one post."""
        self.chunks.extend(part.chunks)
        for name, counts in part.counts.items():
            self.counts[name].add(counts)
        self.notices.extend(part.notices)
        for name, lines in part.journals.items():
            self.journals.setdefault(name, []).extend(lines)
        self.add_files(part)

    def add_files(self, part: PostResult) -> None:
        """Add the media files of a result."""
        for place, attachments in part.attachments.items():
            known = self.attachments.setdefault(place, [])
            known.extend(entry for entry in attachments if entry not in known)
        for name, by_place in part.media_urls.items():
            for place, urls in by_place.items():
                self.add_media(name, place, urls, is_public=False)
        for place, urls in part.public_urls.items():
            self.public_urls.setdefault(place, set()).update(urls)
