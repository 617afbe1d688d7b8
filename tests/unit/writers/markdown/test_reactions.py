"""Reactions in other networks: Markdown links to them, and no other meta of comments is public."""

from __future__ import annotations

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert

META = "<wp:commentmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:commentmeta>"


def markdown(tmp_path, *meta, kind="like"):
    fields = "".join(META.format(*pair) for pair in meta)
    said = comment(8, kind=kind).replace("</wp:comment>", f"{fields}</wp:comment>")
    (tmp_path / "in.xml").write_text(export(item(1, comments=said)))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "json"], edition="public")
    text = "".join(p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md"))
    return text, (tmp_path / "out/json/posts.jsonl").read_text()


@pytest.mark.parametrize(
    "key", ["source_url", "webmention_source_url", "semantic_linkbacks_source"]
)
@pytest.mark.parametrize("kind", ["like", "repost"])
def test_reactions_link_to_their_source(tmp_path, key, kind):
    text, _ = markdown(tmp_path, (key, "https://social.example/7"), kind=kind)
    assert f"*[{kind}](https://social.example/7)*" in text


@pytest.mark.parametrize(
    "value", ["", "ann@blog.example", "javascript:alert(1)", "mailto:a@b.example"]
)
def test_other_values_stay_private(tmp_path, value):
    text, data = markdown(tmp_path, ("source_url", value), ("akismet_history", "secret"))
    assert "*like*" in text
    for output in (text, data):
        assert "secret" not in output
        assert not value or value not in output
