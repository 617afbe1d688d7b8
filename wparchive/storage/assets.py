"""Assets: files that no reader wants and posts may show, in directories and containers."""

from __future__ import annotations

import errno
import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import Code, Notice
from wparchive.storage import containers, recovery
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.names import readable
from wparchive.storage.opening import open_regular
from wparchive.storage.packing import packing
from wparchive.storage.reading import unpacking
from wparchive.storage.recovery import DamageError
from wparchive.storage.spooling import Spool, damaged
from wparchive.storage.walking import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from wparchive.storage.limits import Limits
    from wparchive.storage.walking import FileSet

BLOCK = 1 << 20


class Asset(NamedTuple):
    """A file that posts may show.

    Attributes:
        name: Its path below the directory or in the container; of a capture its address.
        size: Bytes that it has, or takes in what holds it: equal for equal files there.
        blocks: Reads it; raises `DamageError` where that goes no further.
        urls: Its addresses on the web; empty if only its name is known.
        media: The media type that its server named, without parameters; empty if none did.
        damage: Why the file is incomplete; empty if nothing says so.
    """

    name: str
    size: int
    blocks: Callable[[], Iterator[bytes]]
    urls: tuple[str, ...] = ()
    media: str = ""
    damage: str = ""


def in_directory(root: Path, unread: dict[str, Notice]) -> Iterator[Asset]:
    """Yield the files of a directory and of those below it.

    Args:
        root: The directory.
        unread: Gets a notice for each folder and file that cannot be read, and for each link,
            since links are not followed; by name, that of a folder with a slash at the end.

    Raises:
        OSError: The directory itself cannot be listed.
    """
    below = walk(root)
    for name, path in below.files.items():
        if not os.access(path, os.R_OK):
            below.unreadable[name] = os.strerror(errno.EACCES)
        elif path.is_file():
            yield file_below(root, path)
    for name, notice in below.problems().items():
        # What public files may show of it depends on posts, not on inputs.
        unread[f"{name}/" if _is_folder(root / name) else name] = notice._replace(source="")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # nobody knows, since the folder above it cannot be entered
        return True


def file_below(root: Path, path: Path) -> Asset:
    """Return a file by its path below a directory."""
    name = path.relative_to(root).as_posix()
    return Asset(name, path.stat().st_size, partial(read_file, path))


def in_file_set(files: FileSet) -> Iterator[Asset]:
    """Yield the files of a set; skip those that cannot be read, which opening reports."""
    for name, path in files.files.items():
        if path.is_file() and os.access(path, os.R_OK):
            yield Asset(name, path.stat().st_size, partial(read_file, path))


def in_container(
    path: Path,
    limits: Limits,
    stack: ExitStack,
    notices: list[Notice],
    unread: dict[str, Notice],
) -> Iterator[Asset]:
    """Yield the entries of a zip or tar, which may be compressed.

    Args:
        path: The file.
        limits: What unpacking may cost.
        stack: Closes it; its entries can be read until then.
        notices: Gets notices of damage, the same as for an input. Then entries may be missing.
        unread: Gets a notice of each entry that is a link or a device, by name.

    Raises:
        LimitError: It passes the limits.
        MalformedInputError: It cannot be unpacked at all.
    """
    name = readable(path.name)
    with unpacking(name):
        path = _unpacked(path, name, limits, stack, notices)
        contents = stack.enter_context(containers.opened(path, name, limits.members))
    if contents.damage:
        notices.append(damaged(name, contents.damage))
    capped = _Capped(path.stat().st_size, limits)
    for number, entry in enumerate(contents.entries):
        if entry.regular:
            yield Asset(entry.name, entry.packed, partial(capped.blocks, number, entry))
        else:
            text = "is a link or a device, which wparchive does not follow"
            message = f"{name}!{readable(entry.name)} {text}."
            unread[entry.name] = Notice(Code.INPUT_SKIPPED, message)


def _unpacked(
    path: Path, name: str, limits: Limits, stack: ExitStack, notices: list[Notice]
) -> Path:
    """Decompress a file, up to its first damage; return the file itself if it is not packed."""
    with open_regular(path) as file:
        packed = packing(file.read(512))
        if packed is None:
            return path
        file.seek(0)
        spool = Spool(limits, notices)
        stack.callback(spool.close)
        stream = recovery.blocks(packed.open(file))
        return spool.write(
            stream, f"{name} ({packed.kind})", spool.allowance(name, path.stat().st_size)
        )


class _Capped:
    """Reads the entries of a container, each as often as it is asked for, up to the limits.

    Args:
        packed: The container's size in bytes.
        limits: The ratio is in them: of each entry, and of all together.
    """

    def __init__(self, packed: int, limits: Limits) -> None:
        self._limits = limits
        self._all = self._left = limits.of_packed(packed)
        self._sizes: dict[int, int] = {}

    def blocks(self, number: int, entry: containers.ContainerEntry) -> Iterator[bytes]:
        """Unpack an entry.

        Raises:
            DamageError: It goes no further, or passes a limit.
        """
        known = self._sizes.get(number, 0)
        own, rest = self._limits.of_packed(entry.packed), self._left + known
        limit = min(own, rest)
        size = 0
        try:
            for block in entry.blocks():
                size += len(block)
                if size > limit:
                    what = f"it unpacks to more than {own:,} bytes and looks"
                    if rest < own:
                        what = f"the container unpacks to more than {self._all:,} bytes and looks"
                    raise DamageError(
                        f"{what} like a decompression bomb; --max-ratio raises this limit"
                    )
                yield block
        finally:
            more = max(min(size, limit) - known, 0)
            self._sizes[number] = known + more
            self._left = max(self._left - more, 0)


def read_file(path: Path) -> Iterator[bytes]:
    """Read a file, block by block.

    Raises:
        DamageError: The file cannot be read to its end.
    """
    try:
        with open_regular(path) as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise_lack(error)
        raise DamageError(f"it cannot be read: {error.strerror or error}") from error
