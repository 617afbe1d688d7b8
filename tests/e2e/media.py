"""Uploads: pictures that browsers can show, of the seeded WordPress and of the sample."""

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


def sample_uploads(place):
    """The files of the sample's attachments, in the sizes that its posts show."""
    sizes = {
        "2010/05/kompost.jpg": (800, 600), "2010/05/kompost-300x225.jpg": (300, 225),
        "2010/05/kompost-1024x768.jpg": (1024, 768), "2012/05/marktstand.jpg": (1200, 800),
        "2012/05/marktstand-300x200.jpg": (300, 200), "2019/06/grüne-tomaten.jpg": (1024, 683),
        "2019/06/grüne-tomaten-1024x683.jpg": (1024, 683),
    }  # fmt: skip
    for name, (width, height) in sizes.items():
        file = place / "wp-content/uploads" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(width, height))
    return place
