"""The frame of pages: the note that says what the archive was made from."""

import gzip
import json
import zipfile

import pytest

from tests import ROOT
from wparchive.api import convert


@pytest.mark.parametrize(
    ("name", "source", "in_german", "dated"),
    [
        ("gartenblog.xml", "a WordPress export", "einem WordPress-Export", "exported 2024-05-20"),
        ("zettelwerk.html", "saved copies of the blog", "gespeicherten Kopien", "newest record of"),
    ],
)
def test_all_formats_say_what_was_read(name, source, in_german, dated, tmp_path):
    out = tmp_path / "out"
    convert(ROOT / "samples" / name, out, to=["html", "warc", "wacz"])
    [warc] = (out / "warc").glob("*.warc.gz")
    assert f"Rebuilt from {source}; not a capture".encode() in gzip.decompress(warc.read_bytes())
    [wacz] = (out / "wacz").glob("*.wacz")
    package = json.loads(zipfile.ZipFile(wacz).read("datapackage.json"))
    assert package["description"].startswith(f"Rebuilt from {source}")
    assert dated in (out / "report.html").read_text()
    pages = [page.read_text() for page in (out / "html").rglob("*.html")]
    assert pages
    assert all(in_german in page for page in pages)
