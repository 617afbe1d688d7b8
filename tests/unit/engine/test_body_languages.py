"""Bodies that are stored in Markdown or Textile, and the option that says so."""

from __future__ import annotations

import pytest

from tests.wxr import export, item
from wparchive.api import convert

MARKED = (
    "<wp:postmeta><wp:meta_key>_tc_post_format</wp:meta_key>"
    "<wp:meta_value>textile2</wp:meta_value></wp:postmeta>"
)
TEXTILE = 'h2. Head\n\nA *word* and "a link":https://l.example/p.'
BLOCK = "<!-- wp:paragraph -->\n<p>* a</p>\n<!-- /wp:paragraph -->"


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [
        (
            "auto",
            "## Head\n\nA **word** and [a link](https://l.example/p).",
            "\\* a\\\n\\* b",
        ),
        ("html", "h2. Head\n\nA \\*word\\* and", "\\* a\\\n\\* b"),
        ("markdown", "h2. Head\n\nA *word* and", "- a\n- b"),
    ],
)
def test_bodies_by_the_option(tmp_path, body, first, second):
    items = [
        item(1, content=TEXTILE, more=MARKED),
        item(2, content="* a\n* b"),
        item(3, content=BLOCK),
    ]
    (tmp_path / "in.xml").write_text(export(*items))
    out = tmp_path / "out"
    result = convert(tmp_path / "in.xml", out, to=["markdown", "warc"], body=body, jobs=1)
    assert result.exit_code == 0
    texts = [(out / f"markdown/post/2024/2024-04-30-post-{n}.md").read_text() for n in (1, 2, 3)]
    assert first in texts[0]
    assert second in texts[1]
    assert "\\* a" in texts[2]


def test_stored_textile_keeps_all_its_links(tmp_path):
    """Links to footnotes are references in a stored text, which JSON and WXR have as it is."""
    body = 'See "here":https://one.example/a and there[1].\n\nfn1. The "source":/notes/ of it.'
    (tmp_path / "blog.xml").write_text(export(item(1, content=body, more=MARKED)), "utf-8")
    report = convert(tmp_path / "blog.xml", tmp_path / "out", to=["markdown", "json", "wxr"])
    outcomes = report.as_dict()["links"]["outcomes"]
    # Two links, and the one to the footnote.
    assert [outcomes[name]["kept"] for name in ("markdown", "json", "wxr")] == [3, 3, 3]
    assert [outcomes[name]["withheld"] for name in ("markdown", "json", "wxr")] == [0, 0, 0]
