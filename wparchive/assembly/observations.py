"""A shelf for posts that are observed in pieces: spooled, grouped, and read again as one each."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, NamedTuple, Self

from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import Keys, keys
from wparchive.assembly.merge_posts import unite
from wparchive.formats import Range
from wparchive.model.canonical import decode_post, encode_post
from wparchive.storage.scratch import new_file

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.formats import Head
    from wparchive.model.records import Post
    from wparchive.notices import Notice

_RANGE = 1 << 20
_UNDATED = "~"


class Observation(NamedTuple):
    """A post as bytes, made where it was read, and by what it is known."""

    line: bytes
    keys: Keys


def observe(post: Post, home: str | None = None) -> Observation:
    """Make an observation; see `wparchive.assembly.identity.keys`."""
    return Observation(encode_post(post), keys(post, home))


@dataclass
class SpooledDocument:
    """Posts that lie in a file as canonical JSON; see `wparchive.formats.Document`."""

    name: str
    path: Path
    head: Head
    ranges: list[Range]
    notices: list[Notice] = field(default_factory=list)

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:  # noqa: ARG002
        """Decode the lines of one range."""
        with self.path.open("rb") as file:
            file.seek(part.start)
            lines = file.read(part.stop - part.start).splitlines()
        for line in lines:
            yield decode_post(line, name=self.name)


class Shelf:
    """Observations of posts, kept in a file; only what tells them apart stays in memory.

    A context manager, which closes the file.

    Args:
        scratch: A directory for its files.
        arrange: Puts the observations of one post in order before they are united.
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
        """Put one on the shelf."""
        self._starts.append(self._file.tell())
        self._file.write(observation.line)
        self._groups.add(observation.keys)
        self._orders.append(observation.keys.order)

    def knows(self, post: Post) -> bool:
        """Whether an observation of a post is there."""
        return self._groups.knows(keys(post))

    def clear_into(
        self, name: str, head: Head, notices: Iterable[Notice], without: Container[int] = ()
    ) -> SpooledDocument:
        """Unite what belongs together; the posts stand in the order of their dates.

        Args:
            name: What the document is called.
            head: Its head.
            notices: What reading had to say; conflicts are added.
            without: Numbers of observations, from 0, that shall not be in it.
        """
        self._file.close()
        document = SpooledDocument(name, new_file(self._scratch, "posts-"), head, [], list(notices))
        groups = sorted(self._groups, key=lambda group: (self._order(group), group[0]))
        with self._path.open("rb") as shelf, document.path.open("wb") as file:
            begin = 0
            for group in groups:
                wanted = [number for number in group if number not in without]
                if not wanted:
                    continue
                posts = self._arrange([self._take(shelf, number, name) for number in wanted])
                post, conflicts = unite(posts)
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

    def _take(self, shelf: IO[bytes], number: int, name: str) -> Post:
        shelf.seek(self._starts[number])
        return decode_post(shelf.readline(), name=name)
