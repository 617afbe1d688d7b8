"""Content encodings of HTTP, decoded in small steps, so that a caller can stop a bomb early."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final, cast

from wparchive.errors import InputError, extras

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import zstandard

_STEP: Final = 1 << 16
GZIP: Final = b"\x1f\x8b"
"""The first bytes of what is gzipped (RFC 1952, 2.3.1)."""
WEB_WINDOW: Final = 8 << 20
"""Bytes of the past that zstd may refer to in an answer of a server (RFC 9659, 3)."""
WIDE: Final = frozenset({"br", "zstd"})
"""Codings that keep megabytes of the past in memory; the others keep 32 KB."""
_WINDOW: Final = 1 << 27
"""The same for web archives, some of which were packed with larger windows."""
_SLICE: Final = 256
"""Bytes of zstd that unfold to some megabytes at most: a block has four and unfolds to 128 KB."""
_UNDECIDED: Final = 1 << 18
"""Bytes of gzip that may come before what they unpack to: names and comments, mostly."""
_FEW: Final = 1 << 12
"""Bytes after whose beginning a member of gzip may end: the others are copied for each member."""


class CodingError(Exception):
    """A body does not have the declared encoding, or ends too early."""


class Decoder:
    """Undoes one coding.

    Args:
        coding: One of `CODINGS`.
        window: Bytes of the past that zstd may refer to.
    """

    def __init__(self, coding: str, window: int = _WINDOW) -> None:
        self._decoder = _Zstd(window) if coding == "zstd" else _DECODERS[coding]()

    def feed(self, block: bytes) -> Iterator[bytes]:
        """Decode some more bytes, in pieces.

        Raises:
            CodingError: They cannot be decoded.
        """
        try:
            yield from self._decoder.feed(block)
        except zlib.error as error:
            raise CodingError(str(error)) from error

    def end(self) -> None:
        """Say that nothing follows.

        Raises:
            CodingError: The body ends too early.
        """
        if not self._decoder.is_complete:
            raise CodingError("it ends too early")


class GzippedFileDecoder(Decoder):
    """Undoes gzip of a file that is itself gzipped, if the file was gzipped once more.

    Some servers declare a file's own compression as the coding of their response, and send the
    file as it is.
    """

    def __init__(self) -> None:
        super().__init__("gzip")
        self._raw = self._start = b""
        self._is_coded: bool | None = None

    def feed(self, block: bytes) -> Iterator[bytes]:
        """Decode some more bytes, or return them as they are, in pieces.

        Raises:
            CodingError: They are not gzipped at all.
        """
        if self._is_coded is None:
            self._raw += block
            decoded = super().feed(block)
            while len(self._start) < len(GZIP) and (piece := next(decoded, b"")):
                self._start += piece
            if len(self._start) < len(GZIP) and not self._decoder.is_complete:
                if len(self._raw) > _UNDECIDED:
                    raise CodingError("it unpacks to nothing")
                return
            self._is_coded = self._start.startswith(GZIP)
            yield self._start if self._is_coded else self._raw
            if self._is_coded:
                yield from decoded
        elif self._is_coded:
            yield from super().feed(block)
        else:
            yield block

    def end(self) -> None:
        """Say that nothing follows.

        Raises:
            CodingError: The body ends too early.
        """
        if self._is_coded is not False:
            super().end()


class _Zlib:
    """With gzip's or zlib's frame, or without any; what follows the end is ignored."""

    def __init__(self, bits: int = zlib.MAX_WBITS | 16) -> None:
        self._unpacker = zlib.decompressobj(bits)

    @property
    def is_complete(self) -> bool:
        return self._unpacker.eof

    @property
    def unused(self) -> bytes:
        """What followed the end."""
        return self._unpacker.unused_data

    def feed(self, block: bytes) -> Iterator[bytes]:
        while block and not self._unpacker.eof:
            data = self._unpacker.decompress(block, _STEP)
            block = self._unpacker.unconsumed_tail
            if data:
                yield data
        # What zlib still holds back comes without further input.
        while not self._unpacker.eof and (data := self._unpacker.decompress(b"", _STEP)):
            yield data


class _Gzip:
    """Member by member, which a body may have several of (RFC 1952, 2.2).

    Browsers show the first one alone, whatever follows, and programs (Go's, Python's, Node.js's)
    all: a file that is cut there would be cut unseen. After zeros, with which some writers fill
    up, a member may follow, too; other bytes are none of the body.
    """

    def __init__(self) -> None:
        self._member = _Zlib()
        self._start = b""
        self._is_over = False

    @property
    def is_complete(self) -> bool:
        return self._member.is_complete and not self._start

    def feed(self, block: bytes) -> Iterator[bytes]:
        for start in range(0, len(block), _FEW):
            part = block[start : start + _FEW]
            while part and not self._is_over:
                if self._member.is_complete:
                    part = (self._start + part).lstrip(b"\0")
                    self._start = part if part == GZIP[:1] else b""
                    if not part or self._start:
                        break
                    if not part.startswith(GZIP):
                        self._is_over = True
                        break
                    self._member = _Zlib()
                yield from self._member.feed(part)
                part = self._member.unused


class _Deflate:
    """Decodes deflate with zlib's frame, as in the standard, or without, as from some servers."""

    def __init__(self) -> None:
        self._start = b""
        self._zlib: _Zlib | None = None

    @property
    def is_complete(self) -> bool:
        return self._zlib is not None and self._zlib.is_complete

    def feed(self, block: bytes) -> Iterator[bytes]:
        if self._zlib is None:
            self._start += block
            if len(self._start) < 2:
                return
            block, first = self._start, self._start[0]
            framed = first & 0x8F == 8 and (first << 8 | block[1]) % 31 == 0
            self._zlib = _Zlib(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
        yield from self._zlib.feed(block)


class _Brotli:
    """Decodes what is before the end, like browsers, whatever follows it.

    The library fails where something follows the end, and its state is lost: a scout goes ahead.
    """

    def __init__(self) -> None:
        brotli = extras.load("brotli", "codings", "A body with the encoding Brotli", InputError)
        self._unpacker: Any = brotli.Decompressor()
        self._scout: Any = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    @property
    def is_complete(self) -> bool:
        return bool(self._unpacker.is_finished())

    def feed(self, block: bytes) -> Iterator[bytes]:
        for start in range(0, len(block), _SLICE):
            if self.is_complete:
                return
            part = block[start : start + _SLICE]
            try:
                for _ in self._pieces(self._scout, part):
                    pass
            except CodingError:  # the end, or damage, is among these bytes
                for number in range(len(part)):
                    yield from self._pieces(self._unpacker, part[number : number + 1])
            else:
                yield from self._pieces(self._unpacker, part)

    def _pieces(self, unpacker: Any, block: bytes) -> Iterator[bytes]:
        if unpacker.is_finished():
            return
        # Whether it can accept more data says nothing of what is still to come of the last.
        try:
            while part := bytes(unpacker.process(block, output_buffer_limit=_STEP)):
                yield part
                if unpacker.is_finished():
                    return
                block = b""
        except self._error as error:
            raise CodingError(str(error)) from error


class _Zstd:
    """Frame by frame, also those to be skipped; like in browsers nothing else may follow."""

    def __init__(self, window: int) -> None:
        self._window = window
        task = "A body with the encoding Zstandard"
        self._library = extras.load("zstandard", "codings", task, InputError)
        self._unpacker = self._new()
        self._begun = True

    def _new(self) -> zstandard.ZstdDecompressionObj:
        made = self._library.ZstdDecompressor(max_window_size=self._window).decompressobj()
        return cast("zstandard.ZstdDecompressionObj", made)

    @property
    def is_complete(self) -> bool:
        return not self._begun

    def feed(self, block: bytes) -> Iterator[bytes]:
        position = 0
        while position < len(block):
            piece = block[position : position + _SLICE]
            position += len(piece)
            self._begun = True
            try:
                yield self._unpacker.decompress(piece)
            except self._library.ZstdError as error:
                raise CodingError(str(error)) from error
            if self._unpacker.eof:
                position -= len(self._unpacker.unused_data)
                self._unpacker, self._begun = self._new(), False


_DECODERS: Final[dict[str, Callable[[], _Gzip | _Deflate | _Brotli]]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
CODINGS: Final = frozenset({*_DECODERS, "zstd"})
