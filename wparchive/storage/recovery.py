"""Recovery of data from compressed files and containers that are damaged or cut short."""

from __future__ import annotations

import errno
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.storage.opening import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BLOCK = 1 << 16
"""Bytes that are asked for at once: so many at most go with the damage after them."""
_LOCAL = struct.Struct("<4s5H3L2H")
_IS_ENCRYPTED = "it is encrypted; unpack it yourself with its password"
_LOCAL_MARK = b"PK\x03\x04"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800

ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError,
    OverflowError, struct.error,
)  # fmt: skip
"""What `zipfile` raises for a zip that is damaged, encrypted, or packed by an unknown method."""


class DamageError(Exception):
    """Unpacking ends before the end of the packed data."""


class CutError(DamageError):
    """The packed data ends too early; what was unpacked before is right."""


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the unpacked blocks of a stream, up to its end or its first damage.

    Raises:
        CutError: It ends too early.
        DamageError: It goes no further.
    """
    # Unlike `read`, it does not wait until a pipe has filled a block.
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    while True:
        try:
            block = read(BLOCK)
        except EOFError as error:
            raise CutError(str(error)) from error
        except (zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise DamageError(str(error)) from error
        except (zipfile.BadZipFile, tarfile.TarError) as error:  # a wrong checksum; a sparse file
            raise DamageError(str(error)) from error
        except OSError as error:
            if error.errno is not None:  # the disk's, not the decompressor's
                raise
            raise DamageError(str(error)) from error
        if not block:
            return
        yield block


def tar_blocks(path: Path, entry: tarfile.TarInfo) -> Iterator[bytes]:
    """Yield the bytes of a regular member of a tar that may end inside the member.

    Raises:
        DamageError: It does.
    """
    with open_regular(path) as file:
        file.seek(entry.offset_data)
        yield from _exactly(file, entry.size)


def is_tar_end(path: Path, offset: int) -> bool:
    """Check whether a tar ends at an offset as it should: with a block of zeros (POSIX ustar)."""
    with open_regular(path) as file:
        file.seek(offset)
        return file.read(512) == bytes(512)


class Member(NamedTuple):
    """An entry of a zip by its local header (APPNOTE 4.3.7).

    Attributes:
        name: As it is written there.
        method: How it is compressed.
        start: Byte offset of its packed bytes.
        size: Their number; None where it was unknown when the header was written.
        checksum: The CRC-32 of what they unpack to; None where it is not known.
        refusal: Why it cannot be unpacked; empty if it can.
    """

    name: str
    method: int
    start: int
    size: int | None
    checksum: int | None = None
    refusal: str = ""

    def blocks(self, path: Path) -> Iterator[bytes]:
        """Unpack.

        Raises:
            DamageError: The container ends before, its bytes are damaged, or it cannot be
                unpacked at all.
        """
        if self.refusal:
            raise DamageError(self.refusal)
        checksum = 0
        with open_regular(path) as file:
            file.seek(self.start)
            for block in self._inflated(file) if self.method else self._stored(file):
                checksum = zlib.crc32(block, checksum)
                yield block
        if self.checksum is not None and checksum != self.checksum:
            raise DamageError("the checksum is wrong, so a part of the content is wrong")

    def _stored(self, file: IO[bytes]) -> Iterator[bytes]:
        if self.size is None:
            raise DamageError("its size is not known")
        yield from _exactly(file, self.size)

    def _inflated(self, file: IO[bytes]) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or file.read(BLOCK)
            if not packed:
                raise CutError("the container ends inside this file")
            try:
                yield unpacker.decompress(packed, 1 << 20)
            except zlib.error as error:
                raise DamageError(str(error)) from error


def zip_entry(container: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of an entry, also the last ones of a damaged entry, which `zipfile` drops.

    Raises:
        DamageError: The container ends before, its bytes are damaged, or the entry is encrypted
            or packed in a way that is not known.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise DamageError(_IS_ENCRYPTED)
    with damage_of_zip():
        with open_regular(path) as file:
            header = _local(file, entry.header_offset, entry.orig_filename)
        method = entry.compress_type
        if header is not None and method in _METHODS:
            _, name, start, _ = header
            yield from Member(name, method, start, entry.compress_size, entry.CRC).blocks(path)
            return
        with container.open(entry) as stream:
            yield from blocks(stream)


@contextmanager
def damage_of_zip() -> Iterator[None]:
    """Turn what `zipfile` raises for a zip that it cannot read into one error.

    Raises:
        DamageError: The zip cannot be read.
    """
    try:
        yield
    except ZIP_ERRORS as error:
        if isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}:  # the disk's
            raise
        raise DamageError(str(error) or type(error).__name__) from error


def zip_members(path: Path) -> Iterator[Member]:
    """Yield the entries of a zip that lacks the directory at its end."""
    with open_regular(path) as file:
        position = 0
        while (header := _local(file, position)) is not None:
            fields, name, start, size = header
            known = size is not None and not fields[2] & _SIZES_FOLLOW
            refusal = _refusal(fields[3], fields[2])
            member = Member(name, fields[3], start, size, fields[6] if known else None, refusal)
            if name:
                yield member
            if size is None:
                position = start if refusal else _behind(path, member)
            else:
                position = start + size
            position = _next_header(file, position)


def _refusal(method: int, flags: int) -> str:
    if flags & _ENCRYPTED:
        return _IS_ENCRYPTED
    return "" if method in _METHODS else f"it is compressed by the unknown method {method}"


def _local(
    file: IO[bytes], position: int, expected: str = ""
) -> tuple[tuple[int, ...], str, int, int | None] | None:
    """Read a local header; None where there is neither its mark nor the expected name."""
    file.seek(position)
    raw = file.read(_LOCAL.size)
    if len(raw) < _LOCAL.size or not (raw.startswith(_LOCAL_MARK) or expected):
        return None
    fields = _LOCAL.unpack(raw)
    flags, packed, name_size, extra_size = fields[2], fields[7], fields[9], fields[10]
    name = file.read(name_size).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    if not raw.startswith(_LOCAL_MARK) and name != expected:
        return None
    extra = file.read(extra_size)
    size = _zip64_size(extra) if packed == 0xFFFFFFFF else packed
    start = position + _LOCAL.size + name_size + extra_size
    return fields, name, start, None if flags & _SIZES_FOLLOW and not packed else size


def _zip64_size(extra: bytes) -> int | None:
    """Return the packed size in the extended information (APPNOTE 4.5.3)."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        if kind == 1 and length >= 16 and position + 20 <= len(extra):
            return int(struct.unpack_from("<Q", extra, position + 12)[0])
        position += 4 + length
    return None


def _behind(path: Path, member: Member) -> int:
    """Find the end of the packed bytes of an entry without a known size."""
    if member.method == zipfile.ZIP_STORED:
        return member.start
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    position = member.start
    with open_regular(path) as file:
        file.seek(position)
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or file.read(BLOCK)
            if not packed:
                break
            try:
                unpacker.decompress(packed, 1 << 20)
            except zlib.error:
                break
        return file.tell() - len(unpacker.unused_data)


def _next_header(file: IO[bytes], position: int) -> int:
    """Find the next local header at or after a position; the file's end without one."""
    file.seek(position)
    kept = b""
    while block := file.read(BLOCK):
        found = (kept + block).find(_LOCAL_MARK)
        if found >= 0:
            return file.tell() - len(block) - len(kept) + found
        kept = (kept + block)[-3:]
    return file.tell()


def _exactly(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size and (block := file.read(min(size, BLOCK))):
        size -= len(block)
        yield block
    if size:
        raise CutError(f"the last {size:,} bytes are missing")
