"""Files on local disks and, by the library fsspec, on object stores and other file systems."""

from __future__ import annotations

import glob
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive import patterns
from wparchive.errors import MissingInputError, UsageError
from wparchive.storage import scratch
from wparchive.storage.names import safe_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCHEME = patterns.lazy(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_GLOB = patterns.lazy(r"[*?\[]")
_NAMES = {"s3a": "s3", "s3n": "s3", "wasbs": "abfs", "abfss": "abfs"}
"""Hadoop's words for what fsspec calls otherwise."""
_BLOCK = 1 << 20


class RemoteFile(NamedTuple):
    """A file.

    Attributes:
        uri: Its path, or its address.
        size: Bytes; 0 if it is missing.
    """

    uri: str
    size: int


def find_files(paths: Iterable[str]) -> list[RemoteFile]:
    """List the files at paths, below directories, and those that globs match, in order.

    A path without a file is listed, too, so that somebody reports it; hidden files are not.
    """
    found: dict[str, RemoteFile] = {}
    for path in paths:
        listed = _local_files(path) if is_local(path) else _remote_files(path)
        found.update((file.uri, file) for file in sorted(listed))
    return list(found.values())


def is_local(path: str) -> bool:
    """Check whether a path is one of the local disk."""
    scheme = _SCHEME.match(path)
    return scheme is None or scheme[1].lower() == "file"


def local_path(path: str) -> Path:
    """Return the path of a local file, with or without ``file:``."""
    return Path(re.sub(r"^file:(//[^/]*)?", "", path))


def _local_files(text: str) -> Iterator[RemoteFile]:
    path = local_path(text)
    matched = [path]
    if not path.exists() and _GLOB.search(text):
        matched = [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
    for match in matched:
        below = match.rglob("*") if match.is_dir() else ()
        inside = [file for file in below if not _is_hidden(file.relative_to(match))]
        for file in inside if match.is_dir() else [match]:
            if not file.is_dir():
                yield RemoteFile(str(file), file.stat().st_size if file.exists() else 0)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _remote_files(uri: str) -> Iterator[RemoteFile]:
    system, path = _system(uri)
    scheme = uri.partition("://")[0]
    if _GLOB.search(uri):
        names = system.glob(path)
    elif system.isdir(path):
        names = [name for name in system.find(path) if not _is_hidden_below(name, path)]
    else:
        names = [path] if system.exists(path) else []
        if not names:
            yield RemoteFile(uri, 0)
    for name in names:
        info = system.info(name)
        if info["type"] == "file":
            yield RemoteFile(f"{scheme}://{str(name).lstrip('/')}", int(info["size"] or 0))


def _is_hidden_below(name: str, path: str) -> bool:
    return _is_hidden(Path(name.removeprefix(path).lstrip("/")))


def _system(uri: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in the file system.

    Raises:
        UsageError: fsspec, or what it needs for this file system, is not installed.
    """
    scheme, _, rest = uri.partition("://")
    try:
        import fsspec  # noqa: PLC0415 - an extra

        known = f"{_NAMES.get(scheme.lower(), scheme.lower())}://{rest}"
        system, path = fsspec.core.url_to_fs(known)
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"{scheme}: cannot be read: {error}.",
            hint="Install fsspec and its package for this file system, or let Spark read the files"
            " with hadoop=True.",
        ) from error
    return system, path


@contextmanager
def fetched(uri: str) -> Iterator[Path]:
    """Copy a file to the local disk for a while; a local one is taken as it is.

    Raises:
        MissingInputError: There is no such file, or it may not be read.
    """
    if is_local(uri):
        yield local_path(uri)
        return
    with temporary(uri) as path:
        system, name = _system(uri)
        try:
            system.get_file(name, str(path))
        except (FileNotFoundError, PermissionError) as error:
            raise MissingInputError(f"{uri} cannot be read: {error}.") from error
        yield path


@contextmanager
def fetched_range(uri: str, start: int, stop: int) -> Iterator[Path]:
    """Copy a part of a file to its place in a local file that is empty elsewhere.

    Args:
        uri: The file; a local one is taken as it is.
        start: The offset of the first byte.
        stop: The offset after the last one.

    Raises:
        MissingInputError: There is no such file, or it may not be read.
    """
    if is_local(uri):
        yield local_path(uri)
        return
    with temporary(uri) as path, path.open("wb") as target:
        system, name = _system(uri)
        try:
            with system.open(name, "rb") as file:
                file.seek(start)
                target.seek(start)
                while start < stop and (block := file.read(min(_BLOCK, stop - start))):
                    target.write(block)
                    start += len(block)
        except (FileNotFoundError, PermissionError) as error:
            raise MissingInputError(f"{uri} cannot be read: {error}.") from error
        target.flush()
        yield path


@contextmanager
def temporary(uri: str) -> Iterator[Path]:
    """Give a path for a temporary file with the name of a file, and remove the file."""
    claim = scratch.make()
    try:
        yield claim.folder / safe_file_name(uri.rstrip("/").rpartition("/")[2], "input")
    finally:
        claim.release()


def store_folder(folder: Path, uri: str) -> None:
    """Copy a local folder of files to an address."""
    if is_local(uri):
        return
    system, path = _system(uri)
    system.makedirs(path, exist_ok=True)
    for file in folder.iterdir():
        system.put_file(str(file), f"{path}/{file.name}")


def fetch_file(uri: str, target: Path) -> None:
    """Copy a file that `store_folder` has stored to the local disk."""
    system, path = _system(uri)
    system.get_file(path, str(target))


def remove_folder(uri: str) -> None:
    """Remove a folder with all that is in it, if it exists."""
    if is_local(uri):
        shutil.rmtree(local_path(uri), ignore_errors=True)
        return
    system, path = _system(uri)
    if system.exists(path):
        system.rm(path, recursive=True)
