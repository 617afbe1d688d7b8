"""Compressed files: their compressor, their beginning, and whether a WARC can stay packed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zlib
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from wparchive import patterns
from wparchive.errors import InputError, extras
from wparchive.storage import recovery
from wparchive.storage.opening import open_regular
from wparchive.storage.recovery import DamageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import zstandard
    from _typeshed import WriteableBuffer

_MEMBER = 1 << 26
"""Bytes that the first member of a record-wise WARC unfolds to at most: it holds a warcinfo."""
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""The skippable frame that holds a dictionary for the frames after it."""
_SLICE = 256
"""Bytes of Zstandard that unfold to some megabytes at most: blocks of four unfold to 128 KB."""
_WINDOW = 1 << 27
"""Bytes of the past that a frame may refer to."""
_RECORD = patterns.lazy(rb"(?:WARC/[\d.]+\r?\n|filedesc:)")
_LENGTH = patterns.lazy(rb"^content-length:\s*(\d{1,18})\s*$", re.IGNORECASE | re.MULTILINE)


class Packing(NamedTuple):
    """A way of compressing one file.

    Attributes:
        kind: What it is called.
        open: From a packed stream to the unpacked one.
    """

    kind: str
    open: Callable[[IO[bytes]], IO[bytes]]


def _open_xz(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(file))


def _library() -> Any:
    """Import zstandard.

    Raises:
        InputError: The package is not installed.
    """
    return extras.load("zstandard", "codings", "An input compressed with Zstandard", InputError)


def _open_zstandard(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(_Frames(file)))


def _unpacker(file: IO[bytes]) -> zstandard.ZstdDecompressor:
    """Return an unpacker for the frames of a file, with its dictionary if it has one.

    Raises:
        ZstdError: The dictionary is damaged.
    """
    library, dictionary = _library(), _dictionary(file)
    data = library.ZstdCompressionDict(dictionary) if dictionary else None
    made = library.ZstdDecompressor(dict_data=data, max_window_size=_WINDOW)
    return cast("zstandard.ZstdDecompressor", made)


def _dictionary(file: IO[bytes]) -> bytes:
    """Read the dictionary of a file, and go back to its beginning; empty without one.

    A dictionary is in a skippable frame, itself packed or not (IIPC, "Use of Zstandard
    compression in WARC", 2021).
    """
    start = file.tell()
    dictionary = b""
    if file.read(4) == _DICTIONARY:
        size = int.from_bytes(file.read(4), "little")
        dictionary = file.read(min(size, _MEMBER))
        if dictionary.startswith(_ZSTANDARD):
            packed = _library().ZstdDecompressor().stream_reader(dictionary)
            dictionary = packed.read(_MEMBER)
    file.seek(start)
    return dictionary


class _Frames(io.RawIOBase):
    """What the frames of Zstandard in a file unpack to.

    `zstandard.ZstdDecompressor.stream_reader` does not say whether the last frame is complete.

    Args:
        file: The packed bytes, from where it is.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpacker: zstandard.ZstdDecompressor | None = None
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._data = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read some bytes; none at the end.

        Raises:
            EOFError: The file ends inside of a frame.
            DamageError: A frame is damaged.
        """
        try:
            while not self._data and self._unpack():
                pass
        except _library().ZstdError as error:
            raise DamageError(f"Zstandard says: {error}") from error
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._data))
        target[:size] = self._data[:size]
        self._data = self._data[size:]
        return size

    def _unpack(self) -> bool:
        """Unpack a few bytes; return whether there were any."""
        self._unpacker = self._unpacker or _unpacker(self._file)
        packed = self._packed[:_SLICE] or self._file.read(_SLICE)
        self._packed = self._packed[_SLICE:]
        if not packed:
            if self._frame is not None:
                raise EOFError("the file ends inside a Zstandard frame")
            return False
        if self._frame is None:
            packed = packed.lstrip(b"\0")  # padding, as that of gzip
            if not packed:
                return True
            self._frame = self._unpacker.decompressobj()
        self._data = memoryview(self._frame.decompress(packed))
        if self._frame.eof:
            self._packed = self._frame.unused_data + self._packed
            self._frame = None
        return True


_PACKINGS = {
    b"\x1f\x8b": Packing("gzip", lambda f: cast("IO[bytes]", gzip.GzipFile(fileobj=f))),
    b"BZh": Packing("bzip2", lambda f: cast("IO[bytes]", bz2.BZ2File(f))),
    b"\xfd7zXZ\x00": Packing("xz", _open_xz),
    _ZSTANDARD: Packing("Zstandard", _open_zstandard),
    _DICTIONARY: Packing("Zstandard", _open_zstandard),
}


def packing(start: bytes) -> Packing | None:
    """Return the compression of a file that begins with these bytes; None without one."""
    return next((p for magic, p in _PACKINGS.items() if start.startswith(magic)), None)


def beginning(stream: IO[bytes], size: int) -> bytes:
    """Read the first bytes of a seekable stream, decompressed if it is compressed.

    Raises:
        DamageError: It is packed, and damaged from its first byte on.
    """
    start = stream.read(size)
    found = packing(start)
    if found is None:
        return start
    data = b""
    stream.seek(0)
    try:
        for block in recovery.blocks(found.open(stream)):
            data += block
            if len(data) >= size:
                break
    except DamageError:
        if not data:
            raise
    return data[:size]


def is_web_archive(start: bytes) -> bool:
    """Check whether unpacked bytes begin a WARC or ARC file."""
    return _RECORD.match(start) is not None


def is_recordwise(path: Path) -> bool:
    """Check whether a file is a gzipped WARC or ARC with one record in its first member.

    WARC 1.1 (ISO 28500:2017, annex D) recommends this form, in which each record has an offset.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    data = bytearray()
    with open_regular(path) as file:
        while not unpacker.eof and len(data) < _MEMBER:
            packed = unpacker.unconsumed_tail or file.read(recovery.BLOCK)
            try:
                data += unpacker.decompress(packed, recovery.BLOCK)
            except zlib.error:
                return False
            if not packed or not is_web_archive(bytes(data[:100])):
                return False
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:  # an ARC's first record says its length at the end of its first line
        words = data.partition(b"\n")[0].split()
        return unpacker.eof and bool(words) and words[-1].isdigit()
    return unpacker.eof and len(body) <= int(length[1]) + 4
