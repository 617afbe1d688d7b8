"""Reading files that a user named: errors in words for that user."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from wparchive.errors import InputError, MalformedInputError, MissingInputError, did_you_mean
from wparchive.storage.disk_errors import advice, is_full, raise_lack
from wparchive.storage.names import readable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _similar(path: Path) -> str:
    """Return the question whether a file beside a missing one was meant; empty if there is none."""
    try:
        names = [entry.name for entry in islice(path.parent.iterdir(), 10_000)]
    except OSError:
        return ""
    return did_you_mean([path.name], sorted(map(readable, names)))


@contextmanager
def unpacking(name: str) -> Iterator[None]:
    """Turn exceptions of decompressors and containers into an error for the user.

    Args:
        name: What the error calls the file.

    Raises:
        MalformedInputError: The file is compressed or a container, and broken.
    """
    try:
        yield
    except (
        EOFError,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        tarfile.TarError,
    ) as error:
        raise MalformedInputError(
            f"{name} cannot be unpacked: {error}.", hint="Is the download complete?"
        ) from error


@contextmanager
def reading(path: Path, name: str) -> Iterator[None]:
    """Turn exceptions of the operating system and of decompressors into errors for the user.

    Args:
        path: The file that is read in the block.
        name: What errors call it.

    Raises:
        MissingInputError: There is no such file, or it may not be opened.
        MalformedInputError: It is compressed or a container, and broken.
        InputError: It cannot be read for another reason.
        SystemRefusalError: The system has no more open files or memory.
        OSError: The disk of temporary files is full.
    """
    try:
        with unpacking(name):
            yield
    except FileNotFoundError as error:
        if path.is_absolute():
            raise MissingInputError(f"There is no file {path}.", hint="Check the path.") from error
        hint = f"{_similar(path)}Check the path; it is relative to the current directory."
        raise MissingInputError(f"There is no file {name}.", hint=hint) from error
    except PermissionError as error:
        raise MissingInputError(f"{name} cannot be read: permission denied.") from error
    except OSError as error:
        raise_lack(error)
        if is_full(error):
            raise
        text = f"{name} cannot be read: {error.strerror or error}."
        raise InputError(text, hint=advice(error)) from error
