"""Checks of the digests of WARC records: their form, and their match with block and payload."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import IO, TYPE_CHECKING

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.warc.raw_record import RawRecord

_FORM = patterns.lazy(r"([A-Za-z0-9-]+):([^\s()<>@,;:\\\"\[\]?={}]+)(=*)")
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_CHUNK = 1 << 16
_HEADER = 1 << 20


def check_digests(record: RawRecord) -> str | None:
    """Check the digests of a record, and add the problems to the record.

    Returns:
        The payload digest as ``algorithm:hex``; None if the record has no valid one.
    """
    block = record.get("WARC-Block-Digest")
    if block is not None:
        _check(record, "WARC-Block-Digest", block, [(0, False)])
    payload = record.get("WARC-Payload-Digest")
    if payload is None:
        return None
    known = _parse(record, "WARC-Payload-Digest", payload)
    if _has_payload(record):
        start = _payload_start(record)
        # Tools disagree on whether a payload still has its transfer encoding.
        ways = [(start, False), (start, True)] if start else [(0, False)]
        _check(record, "WARC-Payload-Digest", payload, ways, formed=True)
    return f"{known[0]}:{known[1].hex()}" if known else None


def _has_payload(record: RawRecord) -> bool:
    """Return whether the record contains its whole payload."""
    return not (
        record.get("WARC-Type") in {"revisit", "continuation"}
        or record.get("WARC-Truncated")
        or record.get("WARC-Segment-Number")
    )


def _payload_start(record: RawRecord) -> int:
    """Return the offset of the payload in the block: in HTTP messages, after the header."""
    kind = (record.get("Content-Type") or "").replace(" ", "").lower()
    if not kind.startswith("application/http"):
        return 0
    record.block.seek(0)
    start = record.block.read(_HEADER)
    found = [found + len(end) for end in (b"\r\n\r\n", b"\n\n") if (found := start.find(end)) >= 0]
    return min(found, default=record.length)


def _check(
    record: RawRecord, name: str, value: str, ways: list[tuple[int, bool]], *, formed: bool = False
) -> None:
    known = _parse(record, name, value, quiet=formed)
    if known is None or any(p.rule in {"content-length", "truncated"} for p in record.problems):
        return
    algorithm, wanted = known
    if not any(_digest(record.block, algorithm, *way) == wanted for way in ways):
        rule = "payload-digest" if "Payload" in name else "block-digest"
        what = "payload" if "Payload" in name else "block"
        record.find(rule, f"The digest of the {what} is not {value}, as {name} says.")


def _parse(
    record: RawRecord, name: str, value: str, *, quiet: bool = False
) -> tuple[str, bytes] | None:
    match = _FORM.fullmatch(value)
    algorithm = match[1].lower().replace("-", "") if match else ""
    if match is None or (algorithm in _SIZES and _decode(algorithm, match[2]) is None):
        if not quiet:
            record.find("digest-form", f"{name} is {value[:100]!r}, which is not a digest.")
        return None
    if match[3] and not quiet:
        text = f"{name} is padded with {match[3]!r}, which the grammar of digests does not allow."
        record.find("digest-form", text)
    digest = _decode(algorithm, match[2])
    return (algorithm, digest) if digest is not None else None


def _decode(algorithm: str, text: str) -> bytes | None:
    size = _SIZES.get(algorithm)
    if size is None:
        return None
    try:
        if len(text) == 2 * size:
            return bytes.fromhex(text)
        digest = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return None
    return digest if len(digest) == size else None


def _digest(block: IO[bytes], algorithm: str, start: int, chunked: bool) -> bytes:
    hashed = hashlib.new(algorithm, usedforsecurity=False)
    block.seek(start)
    if chunked:
        for data in _chunks(block):
            hashed.update(data)
    else:
        while data := block.read(_CHUNK):
            hashed.update(data)
    return hashed.digest()


def _chunks(block: IO[bytes]) -> list[bytes]:
    """Decode the chunks of a payload (RFC 9112, 7.1); empty if it is not chunked."""
    found: list[bytes] = []
    while line := block.readline(_CHUNK):
        size = re.match(rb"[0-9A-Fa-f]{1,8}(?=[;\s])", line)
        if not size:
            return []
        if not int(size[0], 16):
            break
        found.append(block.read(int(size[0], 16)))
        block.readline(_CHUNK)
    return found
