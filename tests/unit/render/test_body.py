"""Bodies through the whole pipeline: what they refer to reaches every process, and no link is lost."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import ExitCode, UsageError
from wparchive.errors.notices import Code
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post
from wparchive.render.body import comment_html, excerpt_html, post_html
from wparchive.render.markdown import to_markdown
from wparchive.wordpress.leftovers import leftovers

if TYPE_CHECKING:
    from wparchive import Shortcode

cutting = import_module("wparchive.readers.wxr.cut")

PICTURE = item(
    5, type="attachment", status="inherit", slug="pic", title="Pic",
    content="", link="https://blog.example/pic/",
    more="<wp:attachment_url>https://blog.example/files/pic.png</wp:attachment_url>",
)  # fmt: skip
BLOCK = item(6, type="wp_block", slug="sign", title="Sign", content="<p>Signed, <em>me</em></p>")
POST = item(
    7, slug="a",
    content='<p>One</p><!-- wp:block {"ref":6} /-->\n<!-- wp:shortcode -->[gallery ids="5"]<!-- /wp:shortcode -->'
    '[box]in[/box] [gallery ids="8"]<!-- wp:block {"ref":9} /-->',
)  # fmt: skip


def box(shortcode: Shortcode) -> str:
    return f"<b>{shortcode.inner()}</b>"


def made(tmp_path, *items, **options):
    path = tmp_path / "export.xml"
    path.write_text(export(*items), encoding="utf-8")
    report = convert(path, tmp_path / "out", to=["markdown", "warc"], **options)
    files = (tmp_path / "out/markdown").rglob("*.md")
    return report, {p.stem.rpartition("-")[2]: p.read_text().split("---\n")[-1] for p in files}


@pytest.mark.parametrize("jobs", [1, 2])
def test_media_blocks_and_own_shortcodes_reach_every_process(tmp_path, jobs, monkeypatch):
    # Small ranges, so that the picture stands in another one than the post.
    monkeypatch.setattr(cutting.cut, "__defaults__", (400,))
    report, files = made(tmp_path, POST, PICTURE, BLOCK, shortcodes={"box": box}, jobs=jobs)
    assert report.exit_code is ExitCode.OK
    kept = [(n.message, n.target) for n in report.notices if n.code is Code.MARKUP_KEPT]
    assert kept == [("1 [gallery], 1 wp:block", "markdown"), ("1 [gallery], 1 wp:block", "warc")]
    assert files["a"] == (
        "\nOne\n\nSigned, *me*\n\n"
        "[![](https://blog.example/files/pic.png)](https://blog.example/pic/)\n\n"
        '**in** [gallery ids="8"]\n\n<!-- wp:block {"ref":9} /-->\n'
    )


def test_what_stays_as_it_was_written_is_named():
    html = (
        '<p>[a b="c"] [a d=1 /] [note] [x y] <code>[z b="c"]</code> <a title="[t b=1]">[[</a></p>'
        '<!-- wp:latest-posts {"a":1} /--><!-- wp:acme/map {} /--><!-- wp:acme/map {} /--><!-- more -->'
    )
    assert leftovers(html) == {"[a]": 2, "wp:latest-posts": 1, "wp:acme/map": 2}


@pytest.mark.parametrize(
    "piece", ["<!-- wp:a ", "[a b=", '[a b="c" ', "[a '", "<!-- wp:a {} /-->", "["]
)
def test_naming_takes_linear_time(piece):
    start = time.process_time()
    leftovers(piece * 50_000)
    assert time.process_time() - start < 2


def test_addresses_in_shortcodes_are_counted_and_kept(tmp_path):
    addresses = [
        "https://youtu.be/a_b?c=d&e=f",
        "https://vimeo.com/1",
        "https://blog.example/x.mp3",
        "https://unknown.example/?a=1&b=2",
        "https://maps.google.com/?q=x&z=1",
        "https://blog.example/back.png",
    ]
    texts = [
        f"[youtube={addresses[0]}]",
        f"{addresses[1]}\n",
        f"[audio src='{addresses[2]}']",
        f'[nobody knows="{addresses[3]}"]',
        f"[googlemaps {addresses[4]}]",
        f'[vc_row image="{addresses[5]}"]x[/vc_row]',
    ]
    report, files = made(tmp_path, item(7, slug="a", content="\n\n".join(texts)))
    assert report.exit_code is ExitCode.OK
    for address in addresses:
        assert address in files["a"]
    for account in report.output_counts.values():
        assert (account.links, account.lost_links) == (6, 0)


def test_links_to_what_follows_the_mark_have_their_goal():
    post = Post(id=7, content="a\n\n<!--more Go on-->\n\nb<!--more-->")
    html = post_html(post)
    assert html.count('<span id="more-7"></span><!--more Go on-->') == html.count("more-7") == 1
    assert to_markdown(html) == "a\n\n<!--more Go on-->\n\nb\n\n<!--more-->\n"
    linked = to_markdown(html + '<a href="#more-7">c</a>')
    assert linked.startswith('a\n\n<a id="more-7"></a>\n\n<!--more Go on-->')


def test_what_the_blog_had_made_already_is_not_made_again():
    stored = "a\n\n[youtube x] :)"
    assert post_html(Post(content=stored)) == (
        '<p>a</p>\n<p><div class="embed"><a href="https://www.youtube.com/watch?v=x">YouTube</a></div>'
        " 🙂</p>\n"
    )
    for kind in ("rest", "feed", "page"):
        origin = Origin(source="a", kind=kind)
        made = "<p>a</p>\n<ul>\n<li>[gallery]\nb :)</li></ul>"
        assert post_html(Post(content=made, origin=origin)) == made
        assert excerpt_html(Post(excerpt=made, origin=origin)) == made
        assert comment_html(Comment(content=made, origin=origin)) == made
    text = Post(content="a\n\n[youtube x]", origin=Origin(source="a", kind="text"))
    assert post_html(text) == "<p>a</p>\n<p>[youtube x]</p>\n"
    place = {"content": Origin(source="a", line=3)}
    text = Post(content="a [youtube x]", origin=Origin(source="a", kind="text", fields=place))
    assert post_html(text) == "<p>a [youtube x]</p>\n"
    raw = Origin(source="a", kind="rest-raw", fields={"excerpt": Origin(source="b", kind="feed")})
    mixed = Post(content=":)", excerpt=":)", origin=raw)
    assert (post_html(mixed), excerpt_html(mixed)) == ("<p>🙂</p>\n", ":)")


def test_html2text_s_own_conversion_can_be_asked_for(tmp_path):
    post = item(7, slug="a", content="<p>1<sup>st</sup> <mark>x</mark> &lt;b&gt;</p>")
    _, files = made(tmp_path, post, markdown_engine="html2text")
    assert files["a"] == "\n1<sup>st</sup> x &lt;b>\n"
    with pytest.raises(UsageError, match="html2text2"):
        convert(tmp_path / "export.xml", None, markdown_engine="html2text2")


@pytest.mark.parametrize(("alt", "named"), [("", True), ("A pond", False)])
def test_the_link_of_a_picture_has_a_name_for_those_who_hear_the_page(alt, named):
    url = "https://blog.example/wp-content/uploads/a.jpg"
    meta = [Meta(key="_wp_attachment_image_alt", value=alt)]
    post = Post(type="attachment", title='The "pond" & more', attachment_url=url, meta=meta)
    label = ' aria-label="The &quot;pond&quot; &amp; more"' if named else ""
    assert f'<a href="{url}"{label}><img src="{url}" alt="{alt}"></a>' in post_html(post)
