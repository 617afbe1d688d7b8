"""Content codings: whole in any pieces, never much at a time, and an early end is seen."""

import gzip
import random
import zlib
from types import SimpleNamespace

import brotli
import pytest
import zstandard

from wparchive.readers.warc.payload import decode
from wparchive.storage.codings import CodingError, Decoder

# Larger than any step, and no multiple of one.
DATA = random.Random(7).randbytes(100_000) + bytes(300_001)
raw = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
CODED = [
    ("gzip", gzip.compress(DATA)),
    ("x-gzip", gzip.compress(DATA)),
    ("deflate", zlib.compress(DATA)),
    ("deflate", raw.compress(DATA) + raw.flush()),
    ("br", brotli.compress(DATA)),
    ("zstd", zstandard.compress(DATA)),
    ("zstd", zstandard.compress(DATA[:9]) + zstandard.compress(DATA[9:])),
]
NAMES = ["gzip", "x-gzip", "deflate", "raw deflate", "br", "zstd", "two frames of zstd"]


@pytest.mark.parametrize("step", [1, 1000, 1 << 30])
@pytest.mark.parametrize(("coding", "body"), CODED, ids=NAMES)
def test_a_body_comes_whole_in_any_pieces(coding, body, step):
    decoder = Decoder(coding)
    pieces = [p for n in range(0, len(body), step) for p in decoder.feed(body[n : n + step])]
    decoder.end()
    assert b"".join(pieces) == DATA


@pytest.mark.parametrize(("coding", "body"), CODED, ids=NAMES)
def test_an_early_end_is_seen(coding, body):
    decoder = Decoder(coding)
    for _ in decoder.feed(body[: len(body) // 2]):
        pass
    with pytest.raises(CodingError):
        decoder.end()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_coded_so_is_an_error(coding):
    decoder = Decoder(coding)
    with pytest.raises(CodingError):
        list(decoder.feed(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10))
        decoder.end()


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(bytes(24 << 20))), ("br", brotli.compress(bytes(24 << 20))),
     ("zstd", zstandard.compress(bytes(24 << 20)))],
    ids=["gzip", "br", "zstd"],
)  # fmt: skip
def test_little_unfolds_at_a_time(coding, body):
    assert max(map(len, Decoder(coding).feed(body))) < 17 << 20


@pytest.mark.parametrize(("coding", "body"), CODED, ids=NAMES)
def test_captured_bodies_come_whole(coding, body):
    headers = SimpleNamespace(headers=[("Content-Encoding", coding)])
    assert decode(body, headers, 200) == (DATA, "")
