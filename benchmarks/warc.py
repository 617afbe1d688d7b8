"""Times the WARC writer's records beside warcio's, on pages of 28 KB: ratios of one run.

    python benchmarks/warc.py

The limit is what any writer pays: one pass of the same compressor and one SHA-1 of each page.
"""

from __future__ import annotations

import hashlib
import io
import random
import time
from typing import TYPE_CHECKING

from isal import isal_zlib
from warcio.warcwriter import WARCWriter

from wparchive.warc.encode import RecordEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 28_000
PAGES = 400
ROUNDS = 5
DATE = "2024-05-01T12:00:00Z"
URI = "https://blog.example/page/"
KIND = "text/html; charset=utf-8"


def main() -> None:
    """Print the median speed of each way, in MB of pages a second of CPU, and its ratio."""
    pages = [page(random.Random(number)) for number in range(PAGES)]
    speeds = {way.__name__: speed(way, pages) for way in (warcio_default, ours, limit)}
    for name, value in speeds.items():
        print(
            f"{name:16} {value:8.1f} MB/s  {value / speeds['warcio_default']:5.2f} x warcio"
            f"  {value / speeds['limit']:5.0%} of the limit"
        )


def page(dice: random.Random) -> bytes:
    """Words in markup that compress about as real pages do."""
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 9))) for _ in range(900)]
    text = bytearray(b"<!DOCTYPE html><title>Page</title>")
    while len(text) < SIZE:
        line = " ".join(dice.choices(words, k=60))
        text += f'<p class="body"><a href="/{dice.choice(words)}/">{line}</a></p>\n'.encode()
    return bytes(text[:SIZE])


def speed(way: Callable[[list[bytes]], object], pages: list[bytes]) -> float:
    """The median of several rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        way(pages)
        taken.append(time.process_time() - start)
    return SIZE * len(pages) / sorted(taken)[ROUNDS // 2] / 1e6


def warcio_default(pages: list[bytes]) -> None:
    """As warcio's documentation shows it."""
    writer = WARCWriter(io.BytesIO(), gzip=True, warc_version="1.1")
    for number, data in enumerate(pages):
        record = writer.create_warc_record(
            f"{URI}{number}",
            "resource",
            payload=io.BytesIO(data),
            warc_content_type=KIND,
            warc_headers_dict={"WARC-Date": DATE},
        )
        writer.write_record(record)


def ours(pages: list[bytes]) -> None:
    """As wparchive writes a page."""
    encoder = RecordEncoder(DATE, "<urn:uuid:00000000-0000-0000-0000-000000000000>")
    for number, data in enumerate(pages):
        encoder.resource(f"{URI}{number}", data, KIND)


def limit(pages: list[bytes]) -> None:
    """Compressing and hashing alone."""
    for data in pages:
        isal_zlib.compress(data, 2)
        hashlib.sha1(data).digest()


if __name__ == "__main__":
    main()
