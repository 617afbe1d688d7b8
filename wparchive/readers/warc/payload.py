"""The payload of an HTTP response: without chunks, and decoded, in bounds (RFC 9110, RFC 9112)."""

from __future__ import annotations

from typing import Any

from wparchive import patterns
from wparchive.storage.codings import CODINGS, CodingError, Decoder

_CHUNK = patterns.lazy(rb"([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LENGTH = patterns.lazy("[0-9]{1,18}")
_TEXT = frozenset({b"", b"<", b"{", b"["})
"""What pages, feeds and answers begin with."""
_GZIP = b"\x1f\x8b\x08"
LARGEST = 64 << 20
"""The largest page, feed or answer in bytes, when decoded."""


class PayloadError(Exception):
    """A payload cannot be decoded, or is larger than any page."""


def is_coded(headers: Any) -> bool:
    """Return whether a body was recorded in chunks, or compressed.

    Args:
        headers: The headers of HTTP, as warcio has them; None without any.
    """
    if headers is None:
        return False
    names = ("Transfer-Encoding", "Content-Encoding")
    return any(coding != "identity" for name in names for coding in _tokens(headers, name))


def decode(block: bytes, headers: Any, ratio: int, largest: int = LARGEST) -> tuple[bytes, str]:
    """Decode a body as a server sent it.

    Args:
        block: The body as it was recorded.
        headers: The headers of HTTP, as warcio has them; None without any.
        ratio: How many times its size a body may unfold to; a megabyte is always allowed.
        largest: Bytes that it may unfold to in any case.

    Returns:
        The body, and what is wrong with it; empty if nothing is.

    Raises:
        PayloadError: Nothing of it can be decoded, or it unfolds to too much.
    """
    if headers is None:
        return block, ""
    transfer = _tokens(headers, "Transfer-Encoding")
    wrong = ""
    if "chunked" in transfer:
        block, wrong = _unchunked(block)
    else:
        wrong = _missing(block, headers)
    limit = min(largest, max(len(block) * ratio, 1 << 20))
    codings = [*_tokens(headers, "Content-Encoding"), *(t for t in transfer if t != "chunked")]
    for coding in reversed(codings):
        if coding == "identity":
            continue
        if coding not in CODINGS:
            if block.lstrip()[:1] in _TEXT:
                continue  # browsers take such a word for no coding, too
            raise PayloadError(f"its encoding {coding[:40]!r} is unknown")
        block, cut = _decoded(coding, block, limit)
        wrong = wrong or cut
    if block.startswith(_GZIP) and not codings:
        block, cut = _undeclared(block, limit)
        wrong = wrong or cut
    return block, wrong


def _missing(block: bytes, headers: Any) -> str:
    """Say how many of the bytes that were announced are missing; empty if none are."""
    values = [value for key, value in headers.headers if key.lower() == "content-length"]
    announced = (values[0] if values else "").strip()
    if not _LENGTH.fullmatch(announced):
        return ""
    left = int(announced) - len(block)
    return (
        f"it is cut off, {left:,} of its {int(announced):,} bytes are missing" if left > 0 else ""
    )


def _undeclared(block: bytes, limit: int) -> tuple[bytes, str]:
    """Unpack gzip that no header names, if it contains a text."""
    try:
        inner, wrong = _decoded("gzip", block, limit)
    except PayloadError:
        return block, ""
    is_text = inner[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in _TEXT
    return (inner, wrong) if is_text else (block, "")


def _tokens(headers: Any, name: str) -> list[str]:
    values = [value for key, value in headers.headers if key.lower() == name.lower()]
    tokens = (token.strip().lower() for value in values for token in value.split(","))
    return [token for token in tokens if token]


def _unchunked(block: bytes) -> tuple[bytes, str]:
    """Join the chunks of a body; some programs record the header, but the body without chunks."""
    parts: list[bytes] = []
    position = 0
    while match := _CHUNK.match(block, position):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts), ""
        parts.append(block[match.end() : match.end() + size])
        position = match.end() + size
        if len(parts[-1]) < size:
            return b"".join(parts), "its last chunk is cut off"
        position += 2 if block[position : position + 2] == b"\r\n" else 1
    if not parts:
        return block, ""
    return b"".join(parts), "" if position >= len(block) else "something else follows its chunks"


def _decoded(coding: str, block: bytes, limit: int) -> tuple[bytes, str]:
    if not block or not _looks(coding, block):
        # Archives and caches often store the body decoded and keep the header.
        return block, ""
    parts: list[bytes] = []
    size = 0
    try:
        decoder = Decoder(coding)
        for part in decoder.feed(block):
            size += len(part)
            if size > limit:
                raise PayloadError(
                    f"it unpacks to more than {limit:,} bytes and looks like a decompression bomb"
                )
            parts.append(part)
        decoder.end()
    except CodingError as error:
        if not parts:
            if coding in {"br", "deflate"}:
                return block, ""
            raise PayloadError(f"it is not {coding}: {error}") from error
        return b"".join(parts), "its end cannot be decoded"
    return b"".join(parts), ""


def _looks(coding: str, block: bytes) -> bool:
    if coding in {"gzip", "x-gzip"}:
        return block.startswith(b"\x1f\x8b")
    if coding == "zstd":
        return block.startswith(b"\x28\xb5\x2f\xfd")
    return block.lstrip()[:1] != b"<"
