"""Several documents as one archive: the observations of a post in several of them are merged.

A post is known by its addresses, else by its id and host (see `wparchive.assembly.identity`); the
hosts of a blog that moved count as one (`wparchive.assembly.moved_hosts`).
Within one document nothing is merged: a post that is there twice is kept twice. A merged post takes
the place that it has in the first document; only merged posts are spooled, all others are read from
their sources.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from wparchive.assembly.former_ids import FormerIds
from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import canonicalize_url, digest, keys
from wparchive.assembly.merge_posts import merge_post
from wparchive.assembly.moved_hosts import on_alias
from wparchive.assembly.parts import join_parts
from wparchive.errors.notices import Code, Notice, quoting
from wparchive.model.canonical import decode_post, encode_post
from wparchive.storage.scratch import new_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wparchive.assembly.identity import Keys
    from wparchive.formats.readers import Document, Range, SiteMetadata
    from wparchive.model.records import Post

_encoder = msgspec.msgpack.Encoder()
_MERGED_AWAY = -1
_NO_ID = -1


def merge(
    documents: Sequence[Document], scratch: Path, aliases: Mapping[str, str]
) -> list[Document]:
    """Merge documents; leave them as they are unless two of them have posts.

    Args:
        documents: In the user's order, which decides among sources of one kind.
        scratch: A directory for merged posts.
        aliases: The hosts of blogs that moved (`wparchive.assembly.moved_hosts.host_aliases`).
    """
    if sum(bool(document.ranges) for document in documents) < 2:
        return list(documents)
    links = [document.metadata.own_site.link or "" for document in documents]
    table = _PostTable(aliases, links)
    usual = next((link for link in links if link.startswith("http")), None)
    for number, document in enumerate(documents):
        home = links[number] if links[number].startswith("http") else usual
        table.add(number, document, home)
    plan = table.plan()
    if not plan and not table.unnumbered:
        return list(documents)
    return _merge_groups(plan, table, documents, scratch)


@dataclass
class MergedDocument:
    """A document of which some posts are merged with others'; see `formats.readers.Document`.

    Attributes:
        document: The document as it was opened.
        path: The file of merged posts.
        merged: By the start of a range and a post's number in it, its offset in `path`;
            `_MERGED_AWAY` if it is part of an earlier one.
        unnumbered: By the start of a range the numbers in it of posts whose ids are former ones.
        notices: What opening and merging had to say.
    """

    document: Document
    path: Path
    merged: dict[int, dict[int, int]]
    unnumbered: dict[int, set[int]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The document's name."""
        return self.document.name

    @property
    def metadata(self) -> SiteMetadata:
        """The document's metadata."""
        return self.document.metadata

    @property
    def ranges(self) -> Sequence[Range]:
        """The document's ranges."""
        return self.document.ranges

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the posts of a range, the merged ones in place of their first observations."""
        merged = self.merged.get(part.start, {})
        unnumbered = self.unnumbered.get(part.start, ())
        with self.path.open("rb") as file:
            for number, post in enumerate(self.document.posts(part, notices)):
                offset = merged.get(number)
                if offset is None:
                    post.id = None if number in unnumbered else post.id
                    yield post
                elif offset != _MERGED_AWAY:
                    file.seek(offset)
                    yield decode_post(file.readline(), name=self.name)


class _PostTable:
    """The posts of all documents, known by their numbers through all of them."""

    def __init__(self, aliases: Mapping[str, str], links: Iterable[str]) -> None:
        self._aliases = aliases
        homes = (canonicalize_url(on_alias(link, aliases) or "") for link in links)
        self._homes = [home for home in homes if home and home.path]
        self._keys: list[Keys] = []
        self._documents = array("L")
        self._ids = array("q")
        self._links = array("Q")
        self._former = FormerIds()
        self._digests: list[bytes] = []
        self.ranges: list[tuple[int, Range, int]] = []
        self.unnumbered: set[int] = set()

    def add(self, number: int, document: Document, home: str | None) -> None:
        """Read all posts of a document; `home` is its site's address."""
        for part in document.ranges:
            self.ranges.append((number, part, len(self._documents)))
            for post in document.posts(part, []):
                own = _digest(post)
                post.link = on_alias(post.link, self._aliases)
                post.guid = on_alias(post.guid, self._aliases)
                self._former.add(post)
                self._keys.append(keys(post, on_alias(home, self._aliases), self._homes))
                self._documents.append(number)
                self._ids.append(_NO_ID if post.id is None else post.id)
                self._links.append(digest(post.link or ""))
                self._digests.append(own)

    def plan(self) -> list[list[int]]:
        """Return the posts to merge, as lists of numbers in ascending order."""
        self.unnumbered = self._former.find()
        for number in self.unnumbered:
            self._ids[number] = _NO_ID
            self._keys[number] = self._keys[number]._replace(weak=())
        groups = Groups()
        for own in self._keys:
            groups.add(own)
        found: list[list[int]] = []
        for group in groups:
            if len(group) > 1:
                found.extend(self._partition(group))
        return found

    def is_duplicate(self, number: int, other: int) -> bool:
        """Return whether two posts are equal but for their places."""
        return self._digests[number] == self._digests[other]

    def _partition(self, group: list[int]) -> Iterator[list[int]]:
        """Split posts that share a key by their ids; no document merges its own posts."""
        by_id: dict[int, list[int]] = {}
        without: list[int] = []
        for number in group:
            if self._ids[number] == _NO_ID:
                without.append(number)
            else:
                by_id.setdefault(self._ids[number], []).append(number)
        if len(by_id) == 1:
            next(iter(by_id.values())).extend(without)
        elif not by_id:
            by_id[_NO_ID] = without
        else:
            for number in without:
                same = [g for g in by_id.values() if self._links[g[0]] == self._links[number]]
                if len(same) == 1:
                    same[0].append(number)
        for numbers in by_id.values():
            first: dict[int, int] = {}
            for number in sorted(numbers):
                first.setdefault(self._documents[number], number)
            if len(first) > 1:
                yield sorted(first.values())


def _merge_groups(
    plan: list[list[int]], table: _PostTable, documents: Sequence[Document], scratch: Path
) -> list[Document]:
    wanted = {number for group in plan for number in group}
    target = new_file(scratch, "merged-")
    merged = [
        MergedDocument(document, target, {}, notices=list(document.notices))
        for document in documents
    ]
    for number in table.unnumbered:
        document, part, inner = _place(table, number)
        merged[document].unnumbered.setdefault(part.start, set()).add(inner)
    with (scratch / f"{target.name}-spool").open("w+b") as spool, target.open("wb") as file:
        offsets = _spool(wanted, table, documents, spool)
        for group in plan:
            first = group[0]
            posts = [
                _read(spool, offsets[n])
                for n in group
                if n == first or not table.is_duplicate(n, first)
            ]
            places = [(number, *_place(table, number)) for number in group]
            for number, document, part, inner in places[1:]:
                merged[document].merged.setdefault(part.start, {})[inner] = _MERGED_AWAY
                merged[document].notices.append(_merged_notice(_read(spool, offsets[number])))
            if len(posts) > 1:
                _, document, part, inner = places[0]
                merged[document].merged.setdefault(part.start, {})[inner] = file.tell()
                post, conflicts = merge_post(join_parts(posts))
                merged[document].notices.extend(conflicts)
                file.write(encode_post(post))
    Path(spool.name).unlink()
    return [m if m.merged or m.unnumbered else d for m, d in zip(merged, documents, strict=True)]


def _spool(
    wanted: set[int], table: _PostTable, documents: Sequence[Document], file: IO[bytes]
) -> dict[int, int]:
    """Copy the posts to be merged into a file; return their offsets by number."""
    offsets: dict[int, int] = {}
    ends = [first for _, _, first in table.ranges[1:]]
    for (number, part, first), end in zip(table.ranges, [*ends, None], strict=True):
        if end is not None and wanted.isdisjoint(range(first, end)):
            continue
        for place, post in enumerate(documents[number].posts(part, []), start=first):
            if place in wanted:
                post.id = None if place in table.unnumbered else post.id
                offsets[place] = file.tell()
                file.write(encode_post(post))
    return offsets


def _read(file: IO[bytes], offset: int) -> Post:
    file.seek(offset)
    return decode_post(file.readline())


def _place(table: _PostTable, number: int) -> tuple[int, Range, int]:
    """Return the document of a post, the range, and the post's number in the range."""
    low, high = 0, len(table.ranges)
    while high - low > 1:
        middle = (low + high) // 2
        if table.ranges[middle][2] <= number:
            low = middle
        else:
            high = middle
    document, part, first = table.ranges[low]
    return document, part, number - first


def _merged_notice(post: Post) -> Notice:
    # One of the inputs may have a hidden version, with another title.
    message, public = quoting("{} is in an earlier input, too.", repr(post.title))
    return post.notice(Code.POST_MERGED, message)._replace(public=public)


def _digest(post: Post) -> bytes:
    comments = [msgspec.structs.replace(comment, origin=None) for comment in post.comments]
    bare = msgspec.structs.replace(post, origin=None, blog=msgspec.UNSET, comments=comments)
    return blake2b(_encoder.encode(bare), digest_size=16).digest()
