"""Zips with entries that cannot be unpacked."""

from __future__ import annotations


def flagged(data: bytes, name: str, *, method: int | None = None, encrypted: bool = False) -> bytes:
    """A zip one of whose entries claims to be encrypted, or packed in another way."""
    changed = bytearray(data)
    for mark, flags, packed, at in ((b"PK\x03\x04", 6, 8, 30), (b"PK\x01\x02", 8, 10, 46)):
        position = changed.find(mark)
        while position >= 0:
            if changed[position + at :].startswith(name.encode()):
                changed[position + flags] |= encrypted
                if method is not None:
                    changed[position + packed : position + packed + 2] = method.to_bytes(
                        2, "little"
                    )
            position = changed.find(mark, position + 1)
    return bytes(changed)
