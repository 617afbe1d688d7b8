"""WARC records by the standard's rules, read by warcio and by hand."""

from __future__ import annotations

import re
import subprocess
import sys
import zlib

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.notices import Code


@pytest.fixture
def made(tmp_path):
    def make(*items, **options):
        source = tmp_path / "export.xml"
        source.write_text(export(*items), encoding="utf-8")
        report = convert(source, tmp_path / "out", to=["warc"], **options)
        return report, tmp_path / "out" / "warc"

    return make


def records(path):
    with path.open("rb") as file:
        return [
            (dict(r.rec_headers.headers), r.content_stream().read())
            for r in ArchiveIterator(file, check_digests="raise")
        ]


def test_warcio_accepts_both_files(made):
    _, folder = made(item(1, comments=comment(1)), item(2, status="private"))
    files = sorted(folder.iterdir())
    assert [f.name for f in files] == ["blog.example-restricted.warc.gz", "blog.example.warc.gz"]
    for file in files:
        for tool in ("check", "index"):
            done = subprocess.run([sys.executable, "-m", "warcio.cli", tool, str(file)],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr


def test_every_record_is_a_gzip_member_of_its_own(made):
    _, folder = made(item(1), item(2), item(3))
    data = (folder / "blog.example.warc.gz").read_bytes()
    members = 0
    while data:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert inflate.decompress(data).startswith(b"WARC/1.1\r\n")
        data = inflate.unused_data
        members += 1
    assert members == 4


def test_headers_follow_the_standard(made):
    _, folder = made(item(1), item(2))
    for file in folder.iterdir():
        (first, body), *rest = records(file)
        assert first["WARC-Type"] == "warcinfo"
        assert first["WARC-Filename"] == file.name
        assert body.startswith(b"software: wparchive ")
        ids = {first["WARC-Record-ID"]}
        for headers, _ in rest:
            assert headers["WARC-Type"] == "resource"
            assert headers["WARC-Date"] == "2024-05-01T12:00:00Z"
            assert headers["WARC-Warcinfo-ID"] == first["WARC-Record-ID"]
            assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", headers["WARC-Record-ID"])
            assert not {"WARC-Refers-To", "WARC-Concurrent-To"} & set(headers)
            ids.add(headers["WARC-Record-ID"])
        assert len(ids) == 1 + len(rest)


def test_pages_say_who_made_them_and_show_their_comments(made):
    _, folder = made(
        item(1, title="A & B", content="One.\n\nTwo.", comments=comment(7, author="Zoë"))
    )
    _, (headers, body) = records(folder / "blog.example.warc.gz")
    page = body.decode()
    assert headers["WARC-Target-URI"] == "https://blog.example/post-1/"
    assert "<h1>A &amp; B</h1>" in page
    assert "<p>One.</p>" in page
    assert "rebuilt from a WordPress export of 2024-05-01" in page
    assert 'id="comment-7"' in page
    assert "Zoë" in page
    assert "<script" not in page


def test_addresses_that_are_shared_missing_or_not_ascii(made):
    report, folder = made(
        item(1, link="https://blog.example/same/"),
        item(2, link="https://blog.example/same/"),
        item(3, link=""),
        item(4, link="https://blog.example/ü/#top", type="page"),
        item(5, link="", type="page"),
    )
    uris = [
        headers["WARC-Target-URI"] for headers, _ in records(folder / "blog.example.warc.gz")[1:]
    ]
    assert uris == [
        "https://blog.example/same/",
        "https://blog.example/?p=2",
        "https://blog.example/?p=3",
        "https://blog.example/%C3%BC/",
        "https://blog.example/?page_id=5",
    ]
    assert report.counts[Code.PERMALINK_SHARED] == 1
    assert report.counts[Code.PERMALINK_MISSING] == 2


def test_the_source_is_apart_and_complete(made, tmp_path):
    _, folder = made(item(1, status="private", content="secret"))
    _, (headers, body) = records(folder / "blog.example-restricted.warc.gz")
    assert headers["WARC-Target-URI"] == "file:///export.xml"
    assert body == (tmp_path / "export.xml").read_bytes()
    public = b"".join(body for _, body in records(folder / "blog.example.warc.gz"))
    assert b"secret" not in public


def test_without_a_date_of_the_export_the_newest_post_dates_it(tmp_path, monkeypatch):
    text = export(item(1)).replace("<pubDate>Wed, 01 May 2024 12:00:00 +0000</pubDate>", "", 1)
    text = text.replace(' created="2024-05-01 12:00"', "")
    (tmp_path / "a.xml").write_text(text)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert (
        convert(tmp_path / "a.xml", tmp_path / "a", to=["warc"]).instant == "2024-04-30T08:00:00Z"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert (
        convert(tmp_path / "a.xml", tmp_path / "b", to=["warc"]).instant == "2023-11-14T22:13:20Z"
    )
