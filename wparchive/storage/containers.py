"""Zip and tar containers as lists of entries, whole or damaged."""

from __future__ import annotations

import tarfile
import zipfile
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.errors import LimitError
from wparchive.storage import recovery
from wparchive.storage.opening import open_regular
from wparchive.storage.tar_headers import is_header, open_tar
from wparchive.storage.zip_directory import (
    HINT,
    check_directory,
    check_size,
    ends_with_directory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ZIP = b"PK\x03\x04"
_START = 1 << 16
"""Bytes in which the first entry of a self-extracting page begins."""


class ContainerEntry(NamedTuple):
    """One file in a container.

    Attributes:
        name: As the container has it.
        packed: Bytes that it takes there, at most.
        regular: Whether it is a file and no link or device.
        blocks: Unpacks it; raises `recovery.DamageError` where that goes no further.
    """

    name: str
    packed: int
    regular: bool
    blocks: Callable[[], Iterator[bytes]]


class Contents(NamedTuple):
    """The files in a container, and the damage of the container; empty for none."""

    entries: list[ContainerEntry]
    damage: str = ""


@contextmanager
def opened(path: Path, name: str, limit: int) -> Iterator[Contents]:
    """List a zip or an unpacked tar; the entries can be read inside the context.

    Args:
        path: The file.
        name: What errors call it.
        limit: Entries that it may have.

    Raises:
        LimitError: It has more.
        zipfile.BadZipFile: It is not a zip, or cannot be read at all.
        tarfile.TarError: It is not a tar, or cannot be read at all.
    """
    with open_regular(path) as file:
        is_zip = file.read(4) == ZIP
        file.seek(0)
        if not (is_zip or is_self_extracting(path) or _is_damaged_zip(file)):
            with open_tar(path, file, name, limit) as tar:
                yield _tarred(tar, path, name, limit)
            return
        try:
            with recovery.damage_of_zip():
                check_directory(file, name, limit)
                container = zipfile.ZipFile(file)
        except recovery.DamageError:
            yield _without_directory(path, name, limit)
            return
        with container:
            yield _zipped(container, path)


def is_container(start: bytes) -> bool:
    """Check whether a file that begins so is a zip or a tar."""
    return start.startswith(ZIP) or is_header(start)


def is_self_extracting(path: Path) -> bool:
    """Check whether a page is also a zip that its own script unpacks, as SingleFile saves it."""
    with open_regular(path) as file:
        start = file.read(_START)
        is_page = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        return is_page and ZIP in start and zipfile.is_zipfile(file)


def _is_damaged_zip(file: IO[bytes]) -> bool:
    """Check whether a file whose beginning is neither a tar nor a zip ends like a zip."""
    start = file.read(512)
    found = not is_header(start) and ends_with_directory(file)
    file.seek(0)
    return found


def _zipped(container: zipfile.ZipFile, path: Path) -> Contents:
    # `is_dir` fails for an empty name, which a name that begins with a zero byte is, too.
    named = [info for info in container.infolist() if info.filename]
    entries = [
        ContainerEntry(
            info.filename,
            info.compress_size,
            (info.external_attr >> 16) & 0o170000 in {0, 0o100000},
            partial(recovery.zip_entry, container, path, info),
        )
        for info in named
        if not info.is_dir()
    ]
    is_complete = len(named) == len(container.infolist())
    return Contents(entries, "" if is_complete else "Entries without a name were skipped")


def _without_directory(path: Path, name: str, limit: int) -> Contents:
    """List a zip that lacks the directory at its end."""
    packed, named = path.stat().st_size, 0
    entries: list[ContainerEntry] = []
    for member in recovery.zip_members(path):
        named += len(member.name)
        check_size(named, name, limit)
        entries.append(ContainerEntry(member.name, packed, True, partial(member.blocks, path)))  # noqa: FBT003
        _count(len(entries), name, limit)
    if not entries:
        raise zipfile.BadZipFile("it has neither a directory nor entries")
    what = "The container's directory is missing; its entries were read one by one"
    return Contents([entry for entry in entries if not entry.name.endswith("/")], what)


def _tarred(tar: tarfile.TarFile, path: Path, name: str, limit: int) -> Contents:
    infos: list[tarfile.TarInfo] = []
    wrong, pieces = "", 0
    try:
        for info in tar:
            infos.append(info)
            pieces += len(info.sparse or ())
            _count(len(infos) + pieces, name, limit)
    except tarfile.ReadError as error:
        if not infos:
            raise
        wrong = f"The container ends early ({error})"
    else:
        # tarfile takes what it cannot read for the end.
        if infos and not recovery.is_tar_end(path, tar.offset):
            wrong = f"Neither an entry nor the end of the tar is at byte {tar.offset:,}"
    # A sparse member may claim more than the container holds.
    packed = path.stat().st_size
    files = _files(infos)
    entries = [
        ContainerEntry(info.name, packed, file.isreg(), partial(_tar_entry, tar, path, file))
        for info, file in zip(infos, files, strict=True)
        if not info.isdir()
    ]
    return Contents(entries, wrong)


def _files(infos: list[tarfile.TarInfo]) -> list[tarfile.TarInfo]:
    """Replace hard links by the earlier entries that have their content."""
    named: dict[str, tarfile.TarInfo] = {}
    found = []
    for info in infos:
        file = named.get(info.linkname, info) if info.islnk() else info
        named[info.name] = file
        found.append(file)
    return found


def _tar_entry(tar: tarfile.TarFile, path: Path, info: tarfile.TarInfo) -> Iterator[bytes]:
    if not info.issparse():
        yield from recovery.tar_blocks(path, info)
        return
    stream = tar.extractfile(info)
    if stream is not None:
        with stream:
            yield from recovery.blocks(stream)


def _count(number: int, name: str, limit: int) -> None:
    if number > limit:
        raise LimitError(f"{name} has more than {limit} entries.", hint=HINT)
