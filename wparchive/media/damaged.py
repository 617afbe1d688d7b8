"""Media files that cannot be read or are damaged, and whether public posts name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import UNQUOTED, Code, Notice, Severity
from wparchive.storage.names import readable
from wparchive.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.storage.assets import Asset


class _DamagedFile(NamedTuple):
    """A file, or a directory with files that nobody knows.

    Attributes:
        notice: What is wrong with it.
        names: Its names, as `MediaMap` has them; those of a directory end with a slash.
    """

    notice: Notice
    names: frozenset[str]


@dataclass
class DamagedFiles:
    """Files that outputs cannot have.

    Attributes:
        may_be_private: Whether some post is hidden, so that a file may be private which no public
            post names.
    """

    may_be_private: bool = False
    _files: list[_DamagedFile] = field(default_factory=list)
    _numbers: dict[str, set[int]] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self._files)

    def add_damaged(self, asset: Asset, names: Iterable[str]) -> None:
        """Add a file that is damaged."""
        text = f"{readable(asset.name)}: {asset.damage}."
        self.add(Notice(Code.MEDIA_UNREADABLE, text), names)

    def add(self, notice: Notice, names: Iterable[str]) -> None:
        """Add a file or a directory that cannot be read.

        Args:
            notice: What is wrong with it.
            names: Its names, those of a directory with a slash at the end.
        """
        keys = frozenset(map(_key, names))
        for key in keys | set(map(urls.image_root, keys)):
            self._numbers.setdefault(key, set()).add(len(self._files))
        self._files.append(_DamagedFile(notice, keys))

    def use(self, names: Iterable[str]) -> None:
        """Note the names by which a link of a public post looks for a file."""
        for key in map(_key, names):
            path = key[2:].partition("/")[2] if key.startswith("//") else key
            found = (key, urls.image_root(key), *_directories(key), *_directories(path))
            for name in found:
                self._used |= self._numbers.get(name, set())

    def notices(self) -> Iterator[Notice]:
        """Yield the notices, which public files quote only if public posts name the file."""
        for number, (notice, names) in enumerate(self._files):
            if number in self._used:
                yield notice._replace(public=notice.message)
                continue
            is_directory = any(name.endswith("/") for name in names)
            if notice.code.severity is Severity.LOSS and not is_directory:
                notice = notice._replace(code=Code.MEDIA_UNREADABLE)  # noqa: PLW2901
            yield notice._replace(public=UNQUOTED) if self.may_be_private else notice


def _key(name: str) -> str:
    return urls.compose(name).lower()


def _directories(name: str) -> Iterator[str]:
    """Yield the names of the directories above a file, with their slashes."""
    for place, sign in enumerate(name):
        if sign == "/":
            yield name[: place + 1]
