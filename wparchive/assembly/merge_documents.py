"""Several documents as one archive: what is of one post in several of them becomes one post.

A post is known by its addresses, else by its id and host (see `wparchive.assembly.identity`).
Within one document nothing is merged: what stands there twice is kept twice. What is united stands
where the first document has it; only that is spooled, all else is read where it lies.
"""

from __future__ import annotations

import os
from array import array
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from tempfile import mkstemp
from typing import IO, TYPE_CHECKING

import msgspec

from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import digest, keys
from wparchive.assembly.merge_posts import unite
from wparchive.model.canonical import decode_post, encode_post
from wparchive.notices import Code, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.formats import Document, Head, Range
    from wparchive.model.records import Post

_encoder = msgspec.msgpack.Encoder()
_GONE = -1
_NO_ID = -1


def merge(documents: Sequence[Document], scratch: Path) -> list[Document]:
    """Merge documents; without posts in two of them they stay as they are.

    Args:
        documents: In the user's order, which decides among sources of one kind.
        scratch: A directory for what is united.
    """
    if sum(bool(document.ranges) for document in documents) < 2:
        return list(documents)
    survey = _Survey()
    homes = [document.head.site.link or "" for document in documents]
    usual = next((home for home in homes if home.startswith("http")), None)
    for number, document in enumerate(documents):
        home = homes[number] if homes[number].startswith("http") else usual
        survey.add(number, document, home)
    plan = survey.plan()
    if not plan:
        return list(documents)
    return _carried_out(plan, survey, documents, scratch)


@dataclass
class MergedDocument:
    """A document of which some posts are united with others'; see `wparchive.formats.Document`.

    Attributes:
        document: The document as it was opened.
        path: Where united posts lie.
        united: By the start of a range and a post's number in it, where in `path` it lies united;
            `_GONE` if it is part of an earlier one.
        notices: What opening and merging had to say.
    """

    document: Document
    path: Path
    united: dict[int, dict[int, int]]
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The document's name."""
        return self.document.name

    @property
    def head(self) -> Head:
        """The document's head."""
        return self.document.head

    @property
    def ranges(self) -> Sequence[Range]:
        """The document's ranges."""
        return self.document.ranges

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """The posts of a range, the united ones in place of what they were."""
        united = self.united.get(part.start, {})
        with self.path.open("rb") as file:
            for number, post in enumerate(self.document.posts(part, notices)):
                offset = united.get(number)
                if offset is None:
                    yield post
                elif offset != _GONE:
                    file.seek(offset)
                    yield decode_post(file.readline(), name=self.name)


class _Survey:
    """What is known of every post of all documents, by its number through all of them."""

    def __init__(self) -> None:
        self._groups = Groups()
        self._documents = array("L")
        self._ids = array("q")
        self._links = array("Q")
        self._digests: list[bytes] = []
        self.ranges: list[tuple[int, Range, int]] = []

    def add(self, number: int, document: Document, home: str | None) -> None:
        """Look at all posts of a document; `home` is its site's address."""
        for part in document.ranges:
            self.ranges.append((number, part, len(self._documents)))
            for post in document.posts(part, []):
                self._groups.add(keys(post, home))
                self._documents.append(number)
                self._ids.append(_NO_ID if post.id is None else post.id)
                self._links.append(digest(post.link or ""))
                self._digests.append(_digest(post))

    def plan(self) -> list[list[int]]:
        """The posts to unite, as lists of numbers in ascending order."""
        found: list[list[int]] = []
        for group in self._groups:
            if len(group) > 1:
                found.extend(self._partition(group))
        return found

    def is_twin(self, number: int, other: int) -> bool:
        """Whether two posts are alike but for their places."""
        return self._digests[number] == self._digests[other]

    def _partition(self, group: list[int]) -> Iterator[list[int]]:
        """Split what shares a key by ids, and leave to each document its own doubles."""
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


def _carried_out(
    plan: list[list[int]], survey: _Survey, documents: Sequence[Document], scratch: Path
) -> list[Document]:
    wanted = {number for group in plan for number in group}
    descriptor, name = mkstemp(prefix="united-", dir=scratch)
    os.close(descriptor)
    target = Path(name)
    merged = [
        MergedDocument(document, target, {}, list(document.notices)) for document in documents
    ]
    with (scratch / f"{target.name}-apart").open("w+b") as apart, target.open("wb") as file:
        offsets = _set_apart(wanted, survey, documents, apart)
        for group in plan:
            first = group[0]
            posts = [
                _read(apart, offsets[n])
                for n in group
                if n == first or not survey.is_twin(n, first)
            ]
            places = [(number, *_place(survey, number)) for number in group]
            for number, document, part, inner in places[1:]:
                merged[document].united.setdefault(part.start, {})[inner] = _GONE
                merged[document].notices.append(_merged_notice(_read(apart, offsets[number])))
            if len(posts) > 1:
                _, document, part, inner = places[0]
                merged[document].united.setdefault(part.start, {})[inner] = file.tell()
                post, conflicts = unite(posts)
                merged[document].notices.extend(conflicts)
                file.write(encode_post(post))
    Path(apart.name).unlink()
    return [m if m.united else d for m, d in zip(merged, documents, strict=True)]


def _set_apart(
    wanted: set[int], survey: _Survey, documents: Sequence[Document], file: IO[bytes]
) -> dict[int, int]:
    """Copy the posts that are to be united into a file; where each begins there."""
    offsets: dict[int, int] = {}
    ends = [first for _, _, first in survey.ranges[1:]]
    for (number, part, first), end in zip(survey.ranges, [*ends, None], strict=True):
        if end is not None and wanted.isdisjoint(range(first, end)):
            continue
        for place, post in enumerate(documents[number].posts(part, []), start=first):
            if place in wanted:
                offsets[place] = file.tell()
                file.write(encode_post(post))
    return offsets


def _read(file: IO[bytes], offset: int) -> Post:
    file.seek(offset)
    return decode_post(file.readline())


def _place(survey: _Survey, number: int) -> tuple[int, Range, int]:
    """The document, the range and the number in it of a post."""
    low, high = 0, len(survey.ranges)
    while high - low > 1:
        middle = (low + high) // 2
        if survey.ranges[middle][2] <= number:
            low = middle
        else:
            high = middle
    document, part, first = survey.ranges[low]
    return document, part, number - first


def _merged_notice(post: Post) -> Notice:
    return post.notice(Code.POST_MERGED, f"{post.title!r} is in an earlier input, too.")


def _digest(post: Post) -> bytes:
    comments = [msgspec.structs.replace(comment, origin=None) for comment in post.comments]
    bare = msgspec.structs.replace(post, origin=None, comments=comments)
    return blake2b(_encoder.encode(bare), digest_size=16).digest()
