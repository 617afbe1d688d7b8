"""Check whether the output of a blog still has all files that its run wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.errors import VerificationError
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.earlier_outputs import REPORT
from wparchive.storage.fixity import read_manifest
from wparchive.storage.opening import read_regular

if TYPE_CHECKING:
    from pathlib import Path


class _File(msgspec.Struct):
    path: str
    size: int


class _Report(msgspec.Struct):
    outputs: list[_File]


_decode = msgspec.json.Decoder(_Report).decode


def is_whole(output: Path) -> bool:
    """Check whether all files of an output are there, in their sizes.

    Contents are not compared: that is the task of ``wparchive verify``.
    """
    try:
        sizes = {file.path: file.size for file in _decode(read_regular(output / REPORT)).outputs}
        return all(_is_kept(output / path, sizes.get(path)) for path in read_manifest(output))
    except (VerificationError, msgspec.MsgspecError, OSError) as error:
        raise_lack(error)
        return False


def _is_kept(path: Path, size: int | None) -> bool:
    """Check whether a file is there; in its size, unless that is unknown."""
    return path.is_file() and size in {None, path.stat().st_size}
