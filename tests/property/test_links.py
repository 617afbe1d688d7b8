"""Arbitrary documents with links, through every writer: none is lost, by other parsers than ours."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from warcio.archiveiterator import ArchiveIterator

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.model.canonical import decode_posts
from wparchive.writers.markdown.profiles import NAMES

RENDER = MarkdownIt("commonmark", {"html": True, "maxNesting": 200}).enable("table").render


class Targets(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if (tag, name) in {("a", "href"), ("img", "src")} and value:
                self.found[normal(value)] += 1

    handle_startendtag = handle_starttag


def normal(url):
    return re.sub("%..", lambda m: m[0].upper(), quote(url, safe="!#$%&'()*+,-./:;=?@_~"))


path = st.text("abcäß日_~*()'!-.,;=&@+%[]", min_size=1, max_size=8).map(
    lambda t: re.sub("%(?![0-9A-Fa-f]{2})", "%25", t)
)
url = st.one_of(
    st.builds("https://a.example/{}".format, path),
    st.builds("/{}?x={}#y".format, path, path),
    st.builds("#{}".format, st.sampled_from(["a", "b", "comment-1"])),
    st.just("mailto:a@b.example"),
)
label = st.sampled_from(["x", "a *b* _c_", "[1]", "https://a.example/", "![", "日本", "a|b", "`c`"])
link = st.builds(
    lambda u, t: (u, f'<a href="{u.replace("&", "&amp;")}">{t}</a>'), url, label
)  # fmt: skip
image = st.builds(lambda u: (u, f'<img src="{u.replace("&", "&amp;")}" alt="]">'), url)
frames = st.sampled_from([
    "{}", "<p>{}</p>", "<blockquote><p>{}</p></blockquote>", "<ul><li>{}</li></ul>", "<h2>{}</h2>",
    "<table><tr><td>{}</td></tr></table>", "<em>{}</em>", "<strong> {}</strong>", "a {} b",
    "<pre>{}</pre>", "[caption]{} c[/caption]", "(see {})", "1. {}", "\n\n{}\n\n", "<del>{}</del>",
])  # fmt: skip
piece = st.builds(lambda one, frame: (one[0], frame.format(one[1])), st.one_of(link, image), frames)
documents = st.lists(piece, min_size=1, max_size=8)


def written(source, out, **options):
    report = convert(source, out, jobs=1, **options)
    assert [n for n in report.notices if n.code == "link-lost"] == []
    return report


def body(out):
    [file] = (out / "markdown").rglob("*.md")
    text = file.read_text(encoding="utf-8")
    # Pelican's metadata ends at an empty line.
    ends = {"---": "\n---\n", "+++": "\n+++\n"}
    return text.split(ends.get(text[:3], "\n\n"), 1)[1]


def page(stream):
    """The post's page in a WARC, read by warcio."""
    [found] = [
        record.content_stream().read().decode() for record in ArchiveIterator(stream)
        if record.rec_headers.get_header("WARC-Target-URI") == "https://blog.example/post-1/"
        and record.rec_type == "resource"
    ]  # fmt: skip
    return found


@given(documents)
@settings(max_examples=100, deadline=None)
def test_every_writer_keeps_every_link(pieces):
    wanted = Counter(normal(url) for url, _ in pieces)
    content = "\n".join(html for _, html in pieces)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "export.xml", Path(folder) / "out"
        source.write_text(export(item(1, content=content.replace("]]>", ""))), encoding="utf-8")
        report = written(
            source, out, to=["markdown", "json", "warc", "wacz", "wxr", "sqlite", "html"]
        )
        assert wanted - Targets(RENDER(body(out))).found == Counter()
        [packed] = (out / "warc").iterdir()
        with packed.open("rb") as stream:
            shown = page(stream)
        assert wanted - Targets(shown).found == Counter()
        [wacz] = (out / "wacz").glob("*.wacz")
        with zipfile.ZipFile(wacz) as archive:
            [inner] = [n for n in archive.namelist() if n.startswith("archive/")]
            assert page(io.BytesIO(archive.read(inner))) == shown
        with (out / "private/json/posts.jsonl").open("rb") as stream:
            [post] = decode_posts(stream)
        assert Targets(post.content).found == wanted
        again = convert(out / "private/wxr", Path(folder) / "again", to=["json"], jobs=1)
        assert again.input_counts.links == report.input_counts.links


@given(documents, st.sampled_from(sorted(set(NAMES) - {"plain"})))
@settings(max_examples=100, deadline=None)
def test_every_profile_keeps_every_link(pieces, profile):
    """As generators get it: their own marks stand escaped in the file, so those are taken out."""
    wanted = Counter(normal(url) for url, _ in pieces)
    content = "\n".join(html for _, html in pieces)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "export.xml", Path(folder) / "out"
        source.write_text(export(item(1, content=content.replace("]]>", ""))), encoding="utf-8")
        written(source, out, to=["markdown"], profile=profile)
        assert wanted - Targets(RENDER(body(out))).found == Counter()


@given(documents)
@settings(max_examples=50, deadline=None)
def test_pages_whose_links_are_written_anew_keep_every_link(pieces):
    """The same links but for those to the blog, each as often; none is lost unnamed."""
    content = "\n".join(html for _, html in pieces)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "export.xml", Path(folder) / "out"
        source.write_text(export(item(1, content=content.replace("]]>", ""))), encoding="utf-8")
        shown = {}
        for manner in ("original", "root"):
            report = written(source, out, to=["warc"], links=manner, overwrite=True)
            [packed] = (out / "warc").iterdir()
            with packed.open("rb") as stream:
                shown[manner] = page(stream)
            account = report.output_counts["warc"]
            assert account.links == report.input_counts.links.total()
        before, after = (Targets(text).found for text in shown.values())
        assert before.total() == after.total()
        assert (before - after).total() <= account.rewritten_links
        bare = [re.sub(r"<[^>]*>", "<>", text) for text in shown.values()]
        assert bare[0] == bare[1]
