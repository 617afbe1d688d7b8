"""Tasks that need a package which is not installed say how to install it, and lose nothing."""

import gzip
import sys

import pytest

import wparchive
from tests import wxr

EXPORT = wxr.export(wxr.item(1)).encode()


@pytest.fixture
def without(monkeypatch):
    """Make packages look as if they were not installed."""

    def remove(*names):
        for name in names:
            for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
                monkeypatch.delitem(sys.modules, loaded)

        class Finder:
            def find_spec(self, name, path=None, target=None):
                if name in names:
                    raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])

    return remove


@pytest.mark.parametrize(
    ("package", "extra", "options"),
    [
        ("bagit", "bag", {"bag": "bag"}),
        ("httpx", "fetch", {"media": "fetch"}),
        ("protego", "fetch", {"media": "fetch"}),
        ("ftfy", "fix-text", {"fix_text": True}),
        ("pyarrow", "parquet", {"to": ["parquet"]}),
    ],
)
def test_an_option_says_which_extra_it_needs(
    package, extra, options, without, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    without(package)
    with pytest.raises(wparchive.UsageError) as caught:
        wparchive.convert(EXPORT, "out", **options)
    assert package in caught.value.message
    assert (
        caught.value.hint
        == f'Install it with: {sys.executable} -m pip install "wparchive[{extra}]"'
    )
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "bag").exists()


def test_an_input_says_which_extra_it_needs(without):
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.compress(EXPORT)
    assert [post.id for post in wparchive.read(packed)] == [1]
    without("zstandard")
    with pytest.raises(wparchive.InputError, match="needs the package zstandard") as caught:
        wparchive.open(packed)
    assert "wparchive[codings]" in caught.value.hint


def test_a_body_in_a_web_archive_is_not_lost_silently(without, tmp_path):
    brotli = pytest.importorskip("brotli")
    page = b"<html><body><p>Hello</p></body></html>"
    body = brotli.compress(page)
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n"
        + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    )  # fmt: skip
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Target-URI: https://blog.example/a/\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        + f"Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"
    )  # fmt: skip
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(record))
    without("brotli")
    with pytest.raises(wparchive.InputError, match="needs the package brotli"):
        wparchive.convert(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_dates_in_other_languages_stay_as_they_are(without):
    from wparchive.language.dates.freeform import parse_date

    without("dateparser")
    parse_date.cache_clear()
    assert parse_date("5. Mai 2012", "de").text == "2012-05-05"
    assert parse_date("6. mái 2012", "fo") is None  # Faroese
    parse_date.cache_clear()


def test_the_library_works_without_any_extra(without, tmp_path, sample):
    without(
        "bagit",
        "brotli",
        "dateparser",
        "ftfy",
        "httpcore",
        "httpx",
        "protego",
        "pyarrow",
        "zstandard",
    )
    formats = ["markdown", "json", "html", "warc", "wacz", "wxr", "sqlite"]
    report = wparchive.convert(sample, tmp_path / "out", to=formats, media=None)
    assert report.exit_code is wparchive.ExitCode.OK
