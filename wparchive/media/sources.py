"""Sources of media: a directory, a container, web archives, or the inputs themselves."""

from __future__ import annotations

import glob
import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from wparchive import patterns
from wparchive.errors import EmptyInputError, MissingInputError
from wparchive.errors.notices import Severity
from wparchive.formats import registry
from wparchive.formats.readers import ContainerReader
from wparchive.media.downloaded import DownloadFolder
from wparchive.storage import containers, packing
from wparchive.storage.assets import file_below, in_container, in_directory, in_file_set
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.inputs import STDIN
from wparchive.storage.limits import Limits
from wparchive.storage.opening import open_regular
from wparchive.storage.recovery import DamageError
from wparchive.storage.source import SNIFF_SIZE
from wparchive.storage.sources import Sources
from wparchive.storage.tar_headers import is_header
from wparchive.storage.walking import FileSet, link_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from wparchive.errors.notices import Notice
    from wparchive.storage.assets import Asset
    from wparchive.storage.inputs import Given
    from wparchive.storage.source import Source

FETCH = "fetch"
"""In place of a path: the uploads are downloaded."""
INPUTS = "inputs"
"""In place of a path: the uploads are taken from the inputs themselves."""

# Web archives and pages with all that they show: what is in them counts, not they themselves.
_ARCHIVE = patterns.lazy(r"\.(?:w?arc(?:\.gz)?|wacz|mht(?:ml)?)$", re.IGNORECASE)
_PAGE = patterns.lazy(r"\.x?html?$", re.IGNORECASE)


class MediaSources:
    """Collects media files; a context manager, since the files can be read while it is open.

    Args:
        limits: What unpacking may cost.
        as_of: Of web archives, the instant after which no capture counts.

    Attributes:
        assets: The files found so far.
        notices: What cannot be read, besides `unread`.
        hosts: Hosts, without ``www.``, of which files were fetched: they are the blog's own.
    """

    def __init__(self, limits: Limits | None = None, as_of: datetime | None = None) -> None:
        self._limits = limits or Limits()
        self._as_of = as_of
        self._stack = ExitStack()
        self._unread: dict[str, Notice] = {}
        self.assets: list[Asset] = []
        self.notices: list[Notice] = []
        self.hosts: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add_path(self, path: Path) -> None:
        """Add the files of a directory, a zip, a tar, or a web archive.

        Raises:
            MissingInputError: It is not there, is a device or a pipe, or holds no file.
            MalformedInputError: It is damaged, and nothing in it can be read.
        """
        if not path.exists():
            raise MissingInputError(f"There is no file or directory {path.name} (--media).")
        if not path.is_dir() and not path.is_file():
            raise MissingInputError(
                f"{path.name} (--media) is not a regular file or a directory.",
                hint="If it is a pipe, save its content to a file, and name that file.",
            )
        try:
            found = list(self._files(path))
        except OSError as error:
            raise_lack(error)
            why = error.strerror or error
            raise MissingInputError(f"{path.name} (--media) cannot be read: {why}.") from error
        self.notices += (n for name, n in self._unread.items() if _ARCHIVE.search(name))
        if not found or any(_ARCHIVE.search(asset.name) for asset in found):
            self._unpack(self._sources(path), self.notices)
        self._add(found)
        if not self.assets:
            raise MissingInputError(
                f"{path.name} (--media) contains no media files.",
                hint="Is it the directory wp-content/uploads?",
            )

    @property
    def unread(self) -> dict[str, Notice]:
        """Notices of what cannot be read in a directory or container, by the names.

        The name of a directory has a slash at its end.
        """
        return {n: notice for n, notice in self._unread.items() if not _ARCHIVE.search(n)}

    def add_downloads(self, fetched: DownloadFolder) -> None:
        """Add the files of a download folder, which may be empty."""
        self._add(fetched.assets())
        self.hosts |= fetched.hosts

    def add_inputs(self, inputs: Iterable[Given], sources: Sequence[Source]) -> None:
        """Add the media files in the inputs of a conversion.

        Args:
            inputs: As the user named them.
            sources: The documents that were found in them.

        Raises:
            MissingInputError: They hold no file.
        """
        for given in inputs:
            if isinstance(given, FileSet):
                self._add(in_file_set(given))
            elif isinstance(given, str | Path) and str(given) != STDIN:
                path = Path(given)
                self._add(self._files(path))
                if path.is_file() and _PAGE.search(path.name):
                    self._add(_beside(path))
        self._unread.clear()  # as with damaged web archives:
        self._unpack(sources, [])  # whoever opened the inputs has reported their damage
        if not self.assets:
            raise MissingInputError(
                "The inputs contain no media files.",
                hint="Name a directory or archive with --media PATH, or use --media fetch.",
            )

    def _add(self, found: Iterable[Asset]) -> None:
        self.assets += (asset for asset in found if not _ARCHIVE.search(asset.name))

    def _files(self, path: Path) -> Iterator[Asset]:
        """Yield the files of a directory or container; nothing if the path is neither."""
        if path.is_dir():
            fetched = DownloadFolder(path)
            listed = list(fetched.assets())
            self.hosts |= fetched.hosts
            names = {asset.name for asset in listed}
            yield from listed
            yield from (
                asset for asset in in_directory(path, self._unread) if asset.name not in names
            )
        elif path.is_file() and _is_container(path):  # a pipe has been read already
            yield from in_container(path, self._limits, self._stack, self.notices, self._unread)

    def _sources(self, path: Path) -> list[Source]:
        """Open the web archives at a path."""
        opened = self._stack.enter_context(Sources([path], self._limits, _is_archive))
        try:
            found = opened.open()[1]
        except EmptyInputError:
            return []
        known = {*self.notices, *self._unread.values()}
        self.notices += (
            notice
            for notice in opened.notices
            if notice.code.severity is Severity.LOSS and notice not in known
        )
        return found

    def _unpack(self, sources: Sequence[Source], notices: list[Notice]) -> None:
        for kind in _container_readers():
            if mine := [s for s in sources if kind.recognizes(s.read(SNIFF_SIZE), s.name)]:
                self.assets += kind.assets(mine, self._as_of, notices)


def _container_readers() -> list[ContainerReader]:
    return [kind for kind in registry.readers() if isinstance(kind, ContainerReader)]


def _is_archive(start: bytes, name: str) -> bool:
    return any(kind.recognizes(start, name) for kind in _container_readers())


def _is_container(path: Path) -> bool:
    with open_regular(path) as file:
        try:
            start = packing.beginning(file, 512)
        except DamageError:
            return False
    return start.startswith(containers.ZIP) or is_header(start)


def _beside(page: Path) -> Iterator[Asset]:
    """Yield a saved page, and the files that its browser put into a directory beside it."""
    yield file_below(page.parent, page)
    for path in page.parent.glob(f"{glob.escape(page.stem)}[_.-]*/**/*"):
        name = path.relative_to(page.parent).as_posix()
        if path.is_file() and link_below(page.parent, name) is None:
            yield file_below(page.parent, path)
