"""Bombs in pieces: what an input unpacks to counts as a whole, and all inputs count together."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from tests.warcs import DATE, record
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import LimitError
from wparchive.errors.notices import Code
from wparchive.storage.limits import ALWAYS, Allowance, Budget, Limits

EXPORT = export(item(1)).encode()


def padded(size, number=1):
    """An export of about a size, most of which packs well."""
    return export(item(number, content="x" * size)).encode()


def refused(tmp_path, *inputs, limits=None):
    with pytest.raises(LimitError) as caught:
        convert(inputs, tmp_path / "out", to=["json"], jobs=1, limits=limits)
    assert not (tmp_path / "out").exists()
    return str(caught.value)


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as container:
        for name, data in members:
            container.writestr(name, data)
    return buffer.getvalue()


def overlapping(count):
    """A zip whose directory names one member many times."""
    data = zipped(("a.xml", padded(200_000)))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, tail = data[start:end], bytearray(data[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + entry * count + bytes(tail)


def test_members_that_overlap(tmp_path):
    (tmp_path / "a.zip").write_bytes(overlapping(100))
    text = refused(tmp_path, tmp_path / "a.zip")
    assert "looks like a decompression bomb" in text
    assert "--max-ratio" in text


def test_many_members_of_a_moderate_ratio_are_no_bomb_by_themselves(tmp_path):
    """Each is under the limit, and so are all of them together."""
    members = [(f"{n}.xml", padded(5000, n + 1)) for n in range(60)]
    (tmp_path / "a.zip").write_bytes(zipped(*members))
    report = convert(tmp_path / "a.zip", tmp_path / "out", to=["json"], jobs=1)
    assert report.input_counts.posts.total() == 60


def test_duplicate_names_count_each_time(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(*[("a.xml", padded(900_000))] * 4)
    (tmp_path / "a.zip").write_bytes(data)
    assert "--max-ratio" in refused(tmp_path, tmp_path / "a.zip")


def test_sparse_members_of_a_tar_count_together(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as container:
        for number in range(20):
            info = tarfile.TarInfo(f"{number}.xml")
            info.type = tarfile.GNUTYPE_SPARSE
            start = EXPORT.ljust(512 * 8, b" ")
            info.size = len(start)
            header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
            header[386:398] = b"%011o\0" % 0
            header[398:410] = b"%011o\0" % len(start)
            header[483:495] = b"%011o\0" % (5 << 20)  # its size when it is unfolded
            header[148:156] = b" " * 8
            header[148:156] = b"%06o\0 " % sum(header)
            container.fileobj.write(bytes(header) + start)
            container.offset += 512 + len(start)
    assert "--max-ratio" in refused(tmp_path, path, limits=Limits(ratio=100))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_members_count_with_what_they_unpack_to(tmp_path, pack):
    inner = pack(padded(600_000))
    data = zipped(*((f"{n}.xml.gz", inner) for n in range(4)), compression=zipfile.ZIP_STORED)
    (tmp_path / "a.zip").write_bytes(data)
    assert "--max-ratio" in refused(tmp_path, tmp_path / "a.zip", limits=Limits(ratio=10))


def test_all_inputs_count_together(tmp_path):
    inputs = []
    for number in range(4):
        path = tmp_path / f"{number}.xml.gz"
        path.write_bytes(gzip.compress(padded(100_000, number + 1)))
        inputs.append(path)
    assert "--max-unpacked" in refused(tmp_path, *inputs, limits=Limits(unpacked=300_000))
    convert(inputs, tmp_path / "out", to=["json"], jobs=1, limits=Limits(unpacked=500_000))


def capture(number, body, coding="identity"):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n"
    fields = {"WARC-Type": "response", "WARC-Record-ID": f"<urn:x:{number}>", "WARC-Date": DATE,
              "WARC-Target-URI": f"https://blog.example/{number}/",
              "Content-Type": "application/http; msgtype=response"}  # fmt: skip
    return record(fields, head.encode() + body)


def page(size):
    blanks = "<!--" + " " * size + "-->"
    return f"<html><head><title>A</title></head><body><p>a</p>{blanks}</body></html>".encode()


def test_bodies_of_a_web_archive_count_together(tmp_path):
    body = gzip.compress(page(900_000))
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(capture(number, body, "gzip") for number in range(40)))
    assert "--max-ratio" in refused(tmp_path, path)


def test_records_of_a_packed_web_archive_count_together(tmp_path):
    path = tmp_path / "a.warc.gz"
    body = page(400_000)
    path.write_bytes(b"".join(gzip.compress(capture(n, body)) for n in range(20)))
    assert "--max-ratio" in refused(tmp_path, path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("place", [b"WARC-Type", b"Content-Encoding"])
def test_headers_in_bulk_cost_their_record(tmp_path, pack, place):
    export_ = record({"WARC-Type": "resource", "WARC-Record-ID": "<urn:x:0>", "WARC-Date": DATE,
                      "WARC-Target-URI": "https://blog.example/feed/", "Content-Type": "text/xml"},
                     EXPORT)  # fmt: skip
    flood = b"a: b\r\n" * 30_000
    other = capture(1, page(10))
    fields, _, _ = other.partition(b"\r\n\r\n")
    length = int(fields.rpartition(b"Content-Length: ")[2].split()[0])
    if place == b"Content-Encoding":
        new = str(length + len(flood)).encode()
        other = other.replace(b"Content-Length: %d" % length, b"Content-Length: " + new, 1)
    other = other.replace(place, flood + place, 1)
    path = tmp_path / "a.warc"
    path.write_bytes(pack(export_) + pack(other) + pack(export_))
    report = convert(path, tmp_path / "out", to=["json"], jobs=1)
    assert report.input_counts.posts.total() == 1
    texts = [n.message for n in report.notices if n.code is Code.INPUT_DAMAGED]
    assert any("its headers have over 20,000 lines" in text for text in texts)


def test_media_of_a_container_count_together(tmp_path):
    names = [f"2020/01/{number}.png" for number in range(9)]
    images = "".join(f'<img src="/wp-content/uploads/{name}">' for name in names)
    (tmp_path / "x.xml").write_text(export(item(1, content=images)))
    data = zipped(*((f"wp-content/uploads/{n}", bytes([i]) * 150_000) for i, n in enumerate(names)))
    (tmp_path / "up.zip").write_bytes(data)
    report = convert(tmp_path / "x.xml", tmp_path / "out", to=["markdown"], jobs=1,
                     media=tmp_path / "up.zip")  # fmt: skip
    said = [n.message for n in report.notices if n.code is Code.MEDIA_UNREADABLE]
    assert len(said) == 3  # of nine files six are within a megabyte
    assert all("the container unpacks to more than 1,048,576 bytes" in text for text in said)
    stored = sum(p.stat().st_size for p in (tmp_path / "out").rglob("*.png"))
    assert stored <= ALWAYS


def test_a_small_input_may_always_unpack_to_a_megabyte():
    allowance = Allowance("a.gz", 10, Limits(), Budget(Limits()))
    allowance.take(ALWAYS)
    with pytest.raises(LimitError, match=r"a\.gz"):
        allowance.take(1)


def test_an_input_of_unknown_size_has_no_ratio():
    budget = Budget(Limits(unpacked=50 << 20))
    Allowance("stdin", None, Limits(), budget).take(50 << 20)
    with pytest.raises(LimitError, match="max-unpacked"):
        budget.take(1)
