"""Content codings: whole in any pieces, never much at a time, and an early end is seen."""

import gzip
import random
import zlib
from types import SimpleNamespace

import brotli
import pytest
import zstandard

from tests.growth import LIMIT, exponent
from wparchive.readers.warc.payload import decode
from wparchive.storage.codings import CodingError, Decoder, GzippedFileDecoder

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


def decoded(coding, body, step):
    decoder = Decoder(coding)
    pieces = [p for n in range(0, len(body), step) for p in decoder.feed(body[n : n + step])]
    decoder.end()
    return b"".join(pieces)


@pytest.mark.parametrize("step", [1, 1000, 1 << 30])
@pytest.mark.parametrize(("coding", "body"), CODED, ids=NAMES)
def test_a_body_comes_whole_in_any_pieces(coding, body, step):
    assert decoded(coding, body, step) == DATA


SKIPPED = b"\x5a\x2a\x4d\x18\x04\0\0\0junk"
FOLLOWED = {
    "gzip": [b"\0" * 600, b"junk", b"\0junk", b"\n", b"\0" * 9000 + b"\x1e\x8b"],
    "deflate": [b"\0" * 600, b"junk", zlib.compress(DATA)],
    "raw deflate": [b"\0" * 600, b"junk"],
    "br": [b"\0" * 600, b"junk", brotli.compress(DATA)],
    "zstd": [SKIPPED, SKIPPED * 3],
}
AFTER = [(name, after) for name, ends in FOLLOWED.items() for after in ends]


@pytest.mark.parametrize("step", [1, 7, 1 << 30])
@pytest.mark.parametrize(("name", "after"), AFTER)
def test_what_follows_a_body_is_none_of_it(name, after, step):
    """As in browsers, in whatever pieces it comes."""
    coding, body = CODED[NAMES.index(name)]
    assert decoded(coding, body + after, step) == DATA


@pytest.mark.parametrize("step", [1, 7, 4096, 1 << 30])
@pytest.mark.parametrize("between", [b"", b"\0" * 5000, gzip.compress(b"") * 300])
def test_all_members_of_gzip_are_one_body(between, step):
    first, second = gzip.compress(DATA[:70_000]), gzip.compress(DATA[70_000:])
    assert decoded("gzip", first + between + second, step) == DATA


@pytest.mark.parametrize("step", [1, 7, 1 << 30])
@pytest.mark.parametrize("between", [b"", SKIPPED])
def test_all_frames_of_zstd_are_one_body(between, step):
    first, second = zstandard.compress(DATA[:70_000]), zstandard.compress(DATA[70_000:])
    assert decoded("zstd", between + first + between + second, step) == DATA


@pytest.mark.parametrize("step", [1, 7, 1 << 30])
@pytest.mark.parametrize(
    ("coding", "after"),
    [("gzip", b"\x1f"), ("gzip", gzip.compress(DATA)[:-1]), ("gzip", b"\0\x1f\x8bjunk"),
     ("zstd", b"junk"), ("zstd", b"\0" * 9), ("zstd", zstandard.compress(DATA)[:-1]), ("zstd", b"\x28\xb5"),
     ("zstd", SKIPPED[:-1])],
)  # fmt: skip
def test_an_end_that_may_be_missing_is_seen(coding, after, step):
    _, body = CODED[NAMES.index(coding)]
    with pytest.raises(CodingError):
        decoded(coding, body + after, step)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_time_is_linear_in_empty_members(coding):
    member = {"gzip": gzip.compress(b""), "zstd": zstandard.compress(b"")}[coding]
    work = lambda number: lambda: decoded(coding, member * number, 1 << 30)
    assert exponent(work, 64_000) < LIMIT


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


@pytest.mark.parametrize(
    ("head", "more"),
    [(b"\x1f\x8b\x08\x08" + bytes(6), b"name"), (b"\x1f\x8b\x08" + bytes(7), b"\0\0\0\xff\xff")],
    ids=["a name without an end", "empty blocks"],
)
def test_gzip_that_unpacks_to_nothing_is_refused(head, more):
    decoder, sent = GzippedFileDecoder(), 0
    with pytest.raises(CodingError, match="unpacks to nothing"):
        for block in (head, *[more * 2_000] * 500):
            sent += len(block)
            assert not list(decoder.feed(block))
    assert sent < 1_000_000
