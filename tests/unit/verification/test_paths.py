"""Outputs at paths that are not UTF-8 are verified like others."""

from __future__ import annotations

import os

from tests.wxr import export, item
from wparchive.api import convert, verify


def test_paths_need_not_be_utf_8(tmp_path):
    out = tmp_path / os.fsdecode(b"out\xff")
    (tmp_path / "export.xml").write_text(export(item(1, content="x")))
    convert(
        tmp_path / "export.xml",
        out,
        to=["markdown", "json", "wxr", "warc", "wacz", "sqlite", "html"],
    )
    assert verify(out).findings == []
