"""The uploads of the seeded WordPress: pictures that browsers can show, and a paper."""

from __future__ import annotations

import struct
import zlib

FOLDER = "wp-content/uploads/2019/07"


def png(width, height):
    """A picture of two colours that run into one another."""
    rows = b"".join(
        b"\0" + b"".join(bytes((255 * x // width, 255 * y // height, 128)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))  # fmt: skip


def uploads(place):
    """A mirror's directory with the files, and one that no post names."""
    folder = place / "127.0.0.1:8970" / FOLDER
    folder.mkdir(parents=True)
    (folder / "picture.png").write_bytes(png(300, 200))
    (folder / "picture-30x20.png").write_bytes(png(30, 20))
    (folder / "paper.pdf").write_bytes(b"%PDF-1.4\n% a paper\n")
    (folder / "unused.png").write_bytes(png(1, 1))
    return place
