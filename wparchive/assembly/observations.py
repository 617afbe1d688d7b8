"""A spool for observations of posts, which are grouped, merged, and read again as posts."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple, Self

from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import Keys, keys
from wparchive.assembly.merge_posts import merge_post
from wparchive.formats.readers import Range
from wparchive.model.canonical import decode_post, encode_post
from wparchive.storage.scratch import new_file

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.errors.notices import Notice
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Post

_RANGE = 1 << 20
_UNDATED = "~"


class Observation(NamedTuple):
    """A post as bytes, made where it was read, with its keys."""

    line: bytes
    keys: Keys


def observe(post: Post, home: str | None = None) -> Observation:
    """Make an observation; see `wparchive.assembly.identity.keys`."""
    return Observation(encode_post(post), keys(post, home))


@dataclass
class SpooledDocument:
    """A document of posts in a file of canonical JSON; see `wparchive.formats.readers.Document`."""

    name: str
    path: Path
    metadata: SiteMetadata
    ranges: list[Range]
    notices: list[Notice] = field(default_factory=list)

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:  # noqa: ARG002
        """Decode the lines of one range."""
        with self.path.open("rb") as file:
            file.seek(part.start)
            lines = file.read(part.stop - part.start).splitlines()
        for line in lines:
            yield decode_post(line, name=self.name)


class PostSpool:
    """Observations of posts in a file; only their keys stay in memory.

    A context manager, which closes the file.

    Args:
        scratch: A directory for its files.
        arrange: Puts the observations of one post in order before they are merged.
    """

    def __init__(
        self, scratch: Path, arrange: Callable[[Sequence[Post]], list[Post]] = list
    ) -> None:
        self._scratch = scratch
        self._arrange = arrange
        self._path = new_file(scratch, "posts-")
        self._file: IO[bytes] = self._path.open("wb")
        self._starts = array("Q")
        self._orders: list[str] = []
        self._groups = Groups()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, observation: Observation) -> None:
        """Add an observation."""
        self._starts.append(self._file.tell())
        self._file.write(observation.line)
        self._groups.add(observation.keys)
        self._orders.append(observation.keys.order)

    def contains(self, post: Post, home: str | None = None) -> bool:
        """Return whether an observation of a post was added; see `keys` for `home`."""
        return self._groups.contains(keys(post, home))

    def merge_into(
        self,
        name: str,
        metadata: SiteMetadata,
        notices: Iterable[Notice],
        without: Container[int] = (),
    ) -> SpooledDocument:
        """Merge the observations of each post into a document, sorted by date.

        Args:
            name: The document's name.
            metadata: Its metadata.
            notices: The notices of reading; conflicts are added.
            without: Numbers of observations, from 0, to leave out.
        """
        self._file.close()
        document = SpooledDocument(
            name, new_file(self._scratch, "posts-"), metadata, [], list(notices)
        )
        groups = sorted(self._groups, key=lambda group: (self._order(group), group[0]))
        with self._path.open("rb") as spool, document.path.open("wb") as file:
            begin = 0
            for group in groups:
                wanted = [number for number in group if number not in without]
                if not wanted:
                    continue
                posts = self._arrange([self._read(spool, number, name) for number in wanted])
                post, conflicts = merge_post(posts)
                document.notices.extend(conflicts)
                file.write(encode_post(post))
                if file.tell() - begin >= _RANGE:
                    document.ranges.append(Range(begin, file.tell(), 1))
                    begin = file.tell()
            if file.tell() > begin:
                document.ranges.append(Range(begin, file.tell(), 1))
        self._path.unlink()
        return document

    def _order(self, group: list[int]) -> str:
        return min(filter(None, (self._orders[number] for number in group)), default=_UNDATED)

    def _read(self, spool: IO[bytes], number: int, name: str) -> Post:
        spool.seek(self._starts[number])
        return decode_post(spool.readline(), name=name)
