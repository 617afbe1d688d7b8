"""Pictures of a post's copies: a feed has no gallery that a plugin makes of scripts."""

from __future__ import annotations

import pytest

from tests.unit.readers.feed.test_feed import LINK, item, rss
from wparchive.api import convert
from wparchive.assembly.unclaimed.media import is_blank
from wparchive.errors.notices import Code

GALLERY = (
    '<div class="slides"><ul><li><a href="https://blog.example/wp-content/uploads/hall.jpg">'
    '<img src="https://blog.example/wp-content/uploads/hall-150x150.jpg" alt=""></a></li></ul></div>'
)
FILM = '<iframe src="https://video.example/embed/aB3dE5gH"></iframe>'


def read(tmp_path, shown, fed, *, is_item=False):
    """Convert the page and the feed of one post."""
    fed = fed if is_item else item(fed, description="About it")
    page = f"""<!DOCTYPE html><html lang="en"><head><title>First</title>
<meta name="generator" content="WordPress 6.5"><link rel="canonical" href="{LINK}"></head>
<body class="single single-post postid-12"><article id="post-12" class="post-12 post hentry">
<h1 class="entry-title">First</h1><div class="entry-content">{shown}</div></article></body></html>"""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "page.html").write_text(page, "utf-8")
    (folder / "feed.xml").write_text(rss(fed), "utf-8")
    report = convert(folder, tmp_path / "out", to=["markdown", "json"], jobs=1)
    [text] = (tmp_path / "out/markdown/post").rglob("*.md")
    return report, text.read_text("utf-8")


@pytest.mark.parametrize("fed", ["\n", "<p>&nbsp;</p>\n", "<p></p><br />", '<div class="a"></div>'])
def test_a_feed_without_the_gallery_does_not_displace_it(tmp_path, fed):
    report, text = read(tmp_path, GALLERY, fed)
    assert report.exit_code == 0
    assert "uploads/hall" in text


@pytest.mark.parametrize(
    "media", [GALLERY, FILM, '<video src="/wp-content/uploads/hall.mp4"></video>']
)
def test_what_only_another_copy_shows_is_reported_and_kept(tmp_path, media):
    report, _ = read(tmp_path, f"<p>The whole text.</p>{media}", "<p>The whole text.</p>")
    [notice] = [n for n in report.notices if n.code is Code.TEXT_UNCLAIMED]
    assert notice.message.startswith("Pictures or videos of another copy that the body lacks: 1. ")
    kept = (tmp_path / "out/private/json/posts.jsonl").read_text("utf-8")
    assert '"tag":"media-unclaimed"' in kept


@pytest.mark.parametrize("name", ["1.jpg", "my.photo.v2.jpg", "whole.png"])
def test_a_short_name_is_not_taken_for_a_word_of_the_text(tmp_path, name):
    picture = f'<img src="https://blog.example/wp-content/uploads/{name}" alt="">'
    text = "<p>My whole text of 1 July.</p>"
    report, _ = read(tmp_path, text + picture, text)
    assert report.notice_counts[Code.TEXT_UNCLAIMED] == 1


SAME = {
    "another size": '<p>The text.</p><img src="https://i0.wp.com/blog.example/wp-content/uploads/hall-300x200.jpg?w=3">',
    "a link": '<p>The text.</p><a href="https://blog.example/wp-content/uploads/hall.jpg">Hall</a>',
}  # fmt: skip


@pytest.mark.parametrize("fed", SAME.values(), ids=SAME)
def test_a_picture_in_another_form_is_not_missing(tmp_path, fed):
    pixel = '<img src="https://count.example/hit.gif" width="1" height="1">'
    smiley = '<img class="wp-smiley" src="https://s.example/images/simple-smile.png" alt=":)">'
    report, _ = read(tmp_path, f"<p>The text.</p>{GALLERY}{pixel}{smiley}", fed)
    assert Code.TEXT_UNCLAIMED not in report.notice_counts


def test_the_player_of_an_enclosure_is_not_missing(tmp_path):
    """Feeds name the file beside the text, with an address that counts downloads."""
    player = '<audio controls><source src="https://play.example/p/files/bread-7.mp3?_=1"></audio>'
    file = '<enclosure url="https://load.example/s/bread-7.mp3" length="47" type="audio/mpeg"/>'
    fed = item("<p>The text.</p>", description="About it").replace("</item>", f"{file}</item>")
    report, text = read(tmp_path, f"{player}<p>The text.</p>", fed, is_item=True)
    assert Code.TEXT_UNCLAIMED not in report.notice_counts
    assert "url: https://load.example/s/bread-7.mp3" in text


@pytest.mark.parametrize(
    ("body", "blank"),
    [("", True), (" \n<p>&nbsp;</p>", True), ("<!-- a -->", True), ("<p>x</p>", False),
     ("<img src=a>", False), ("<p>東</p>", False), ("<iframe src=a></iframe>", False)],
)  # fmt: skip
def test_blank(body, blank):
    assert is_blank(body) is blank
