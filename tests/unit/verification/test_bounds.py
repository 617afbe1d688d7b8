"""Verify and files that are made to fill the memory, the disk or the time: it names them and ends."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zipfile

import pytest

from tests.growth import LIMIT, exponent
from tests.unit.writers.test_wacz import INDEX, PAGES, sound, whole, write
from wparchive import verify
from wparchive.verification import Verification, bounded, findings

LARGE = 64 << 20


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("datapackage.json", b'{"a": "' + b"x" * LARGE + b'"}', "wacz-package"),
        ("datapackage-digest.json", b'{"a": "' + b"x" * LARGE + b'"}', "wacz-package"),
        (PAGES, b'{"format": "' + b"x" * LARGE, "wacz-pages"),
        ("pages/extra.jsonl", b"x" * LARGE, "wacz-pages"),
        (INDEX, b"com,example)/ 20240101000000 {" + b"x" * LARGE, "cdxj"),
        ("indexes/b.cdxj.gz", gzip.compress(b"x" * LARGE), "zip"),
    ],
)
def test_no_document_or_line_is_read_whole(tmp_path, monkeypatch, name, data, rule):
    monkeypatch.setattr(bounded, "MOST", 1 << 20)
    path = write(tmp_path / "a.wacz", whole() | {name: data})  # stored: nothing unpacks to much
    tracemalloc.start()
    result = verify(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rule in {finding.rule for finding in result.findings}
    assert most < LARGE // 3


@pytest.mark.parametrize("name", ["datapackage.json", "archive/b.warc", "pages/b.jsonl", "x"])
def test_a_file_that_unpacks_to_much_is_named(tmp_path, name):
    path = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, bytes(LARGE))
    [finding] = [found for found in verify(path).findings if found.rule == "zip"]
    assert "looks like a decompression bomb" in finding.message


def test_an_index_that_unpacks_to_much_is_named(tmp_path):
    index = gzip.compress(gzip.compress(bytes(1 << 30)))
    path = write(tmp_path / "a.wacz", whole() | {"indexes/b.cdxj.gz": gzip.decompress(index)})
    assert any(
        "looks like a decompression bomb" in found.message for found in verify(path).findings
    )


def test_files_in_files_in_files_are_named(tmp_path):
    data = b""
    for _ in range(300):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("datapackage.json", json.dumps({"profile": "multi-wacz-package"}))
            package.writestr("x.wacz", data)
        data = file.getvalue()
    (tmp_path / "a.wacz").write_bytes(data)
    assert any(
        "in more than 2 others" in found.message for found in verify(tmp_path / "a.wacz").findings
    )


def test_many_members_cost_no_more_than_their_number(tmp_path):
    def work(number):
        path = tmp_path / f"{number}.wacz"
        if not path.exists():
            with zipfile.ZipFile(path, "w") as package:
                listed = [{"path": f"x/{place}"} for place in range(number)]
                package.writestr("datapackage.json", json.dumps({"resources": listed}))
                for place in range(number):
                    package.writestr(f"x/{place}", b"")
        return lambda: verify(path)

    assert exponent(work, 8_000) < LIMIT


def test_findings_of_one_rule_are_counted_beyond_a_number(tmp_path, monkeypatch):
    monkeypatch.setattr(findings, "_MOST", 5)
    result = Verification()
    for _ in range(9):
        result.find("one", "Something.")
    result.find("other", "Something else.")
    assert [found.rule for found in result.findings] == ["one"] * 5 + ["other"]
    assert result.as_dict()["omitted"] == {"one": 4}
    assert "omitted" not in verify(write(tmp_path / "a.wacz", sound())).as_dict()
