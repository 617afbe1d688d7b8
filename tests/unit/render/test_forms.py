"""Links of texts in any form: what a page showed is not run through shortcodes again."""

import pytest

from tests.unit.readers.feed.test_feed import item, rss, said
from tests.wxr import comment, export
from tests.wxr import item as exported
from wparchive.api import convert

ADDRESS = "https://maps.example/api?key=X&amp;sensor=false"
TEXTS = [
    f"<p>[js]<br />\n  src=&quot;{ADDRESS}&quot;&gt;[/js]</p>",
    f"<p>Type [code]{ADDRESS}/&gt;[/code] for it.</p>",
    f'<p>[php]&lt;a href="{ADDRESS}"&gt;[/php] and {ADDRESS}</p>',
    f"<pre>[sourcecode lang=x]\n{ADDRESS}&gt;x\n[/sourcecode]</pre>",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", ["post", "comment"])
def test_links_in_what_a_feed_shows_are_read_as_the_feed_shows_them(text, form, tmp_path):
    posts = rss(item(text)) if form == "post" else rss(said(4, text), title="Comments on: A")
    (tmp_path / "feed.xml").write_text(posts)
    report = convert(tmp_path / "feed.xml", tmp_path / "out", to=["markdown", "warc", "json"])
    assert not report.notice_counts["link-lost"]
    pages = "".join(p.read_text() for p in (tmp_path / "out/markdown").rglob("*.md"))
    assert "maps.example/api?key=X&sensor=false" in pages.replace("&amp;", "&").replace("\\", "")


@pytest.mark.parametrize("text", TEXTS)
def test_links_in_code_of_an_export_are_read_as_typed(text, tmp_path):
    (tmp_path / "in.xml").write_text(
        export(exported(1, content=text, comments=comment(2, content=text)))
    )
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "warc", "json"])
    assert not report.notice_counts["link-lost"]
