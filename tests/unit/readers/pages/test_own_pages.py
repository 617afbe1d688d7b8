"""Pages that wparchive wrote, read again: no words are missing."""

import pytest

from tests.wxr import export, item
from wparchive.api import convert

FILE = "<wp:attachment_url>https://blog.example/wp-content/uploads/b.jpg</wp:attachment_url>"


@pytest.mark.parametrize("body", ["", "A description of the picture."])
def test_the_caption_of_a_picture_comes_back(tmp_path, body):
    picture = item(2, title="Pic", content=body, type="attachment", status="inherit", more=FILE)
    picture = picture.replace(
        "<excerpt:encoded><![CDATA[]]>", "<excerpt:encoded><![CDATA[Ada in the garden]]>"
    )
    (tmp_path / "in.xml").write_text(export(item(1), picture))
    convert(tmp_path / "in.xml", tmp_path / "first", to=["html"], jobs=1)
    convert(tmp_path / "first/html", tmp_path / "again", to=["json", "html"], jobs=1)
    posts = (tmp_path / "again/private/json/posts.jsonl").read_text()
    assert '"excerpt":"Ada in the garden"' in posts
    assert any("Ada in the garden" in p.read_text() for p in (tmp_path / "again").rglob("*.html"))
