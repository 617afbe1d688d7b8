"""Writers that drop something, on purpose: whatever they say, the engine notices."""

from __future__ import annotations

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.observer import ConversionObserver
from wparchive.errors import ExitCode
from wparchive.errors.notices import Code
from wparchive.formats import registry
from wparchive.formats.writers import CheckedText, OutputChunk, Rendered, Verbatim, Writer
from wparchive.render.markdown import MarkdownRenderer
from wparchive.writers import json as json_writer
from wparchive.writers.tables import rows
from wparchive.writers.warc import pages
from wparchive.writers.wxr.records import Records

BODY = """<p>Opening words of a quiet morning.</p>
<p>Amber paragraph about lanterns.</p>
<ul><li>Basalt item</li><li>Cobalt item</li></ul>
<table><tr><th>Kind</th><th>Count</th></tr><tr><td>Dolomite</td><td>31</td></tr>
<tr><td>Emerald</td><td>47</td></tr></table>
<p>See <a href="https://flint.example/page">the flint page</a>.</p>
<p>Closing verses follow.</p>"""
COMMENTS = comment(7, author="Gus", content="Granite reply.") + comment(
    8, author="Hal", content="Halite answer."
)
FORMATS = ["markdown", "warc", "wacz", "json", "wxr", "sqlite", "parquet", "html"]
# What is dropped, the text that makes it, where it is, how many words, and the code besides.
BREAKS = {
    "paragraph": (["Amber paragraph about lanterns"], "the body", 4, None),
    "last paragraph": (["Closing verses follow"], "the body", 3, None),
    "list item": (["Cobalt item"], "the body", 2, None),
    "half a table": (["Emerald", "47", "Dolomite"], "the body", 3, None),
    "comment": (["Granite reply", "Gus"], "comment 7", 3, Code.COMMENT_LOST),
    "last comment": (["Halite answer", "Hal"], "comment 8", 3, Code.COMMENT_LOST),
    "half a comment": (["answer"], "comment 8", 1, None),
    "title": (["Harbour"], "the title", 1, None),
}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(
        export(item(1, title="Harbour", slug="x", content=BODY, comments=COMMENTS)), "utf-8"
    )
    return path


def drop(monkeypatch, phrases):
    """Make every writer's rendering lose phrases."""

    def without(text):
        for phrase in phrases:
            text = text.replace(phrase, "")
        return text

    def patch(owner, name):
        honest = getattr(owner, name)

        def broken(*args, **kwargs):
            found = honest(*args, **kwargs)
            if isinstance(found, bytes):
                return without(found.decode()).encode()
            return without(found)

        monkeypatch.setattr(owner, name, broken)

    patch(MarkdownRenderer, "handle")
    patch(pages, "render_page")
    patch(json_writer, "encode_post")
    patch(Records, "post")
    patch(rows, "encode")
    if "Harbour" in phrases:
        from wparchive.writers.markdown.writer import MarkdownWriter

        patch(MarkdownWriter, "_front_matter")


@pytest.mark.parametrize("target", FORMATS)
def test_an_honest_writer_loses_nothing(source, tmp_path, target):
    report = convert(source, tmp_path / "out", to=[target], jobs=1)
    assert report.exit_code == ExitCode.OK
    assert report.as_dict()["counts"]["lost"][target] == {
        "posts": 0, "comments": 0, "links": 0, "words": 0,
    }  # fmt: skip
    assert report.output_counts[target].comments == {"comment": 2}


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("broken", BREAKS)
def test_a_writer_that_drops_text_is_noticed(source, tmp_path, monkeypatch, target, broken):
    phrases, place, number, code = BREAKS[broken]
    drop(monkeypatch, phrases)
    noted = []
    observer = ConversionObserver(notice=noted.append)
    report = convert(source, tmp_path / "out", to=[target], observer=observer, jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    [lost] = [n for n in noted if n.code is Code.TEXT_LOST]
    assert (lost.post_id, lost.target) == (1, target)
    unit = "word" if number == 1 else "words"
    assert lost.message.startswith(f"{number} {unit} of {place}: ")
    assert source.read_bytes()[lost.offset :].startswith(b"<item>")
    others = {n.code for n in report.notices} - {Code.TEXT_LOST}
    assert others == ({code} if code else set())
    assert report.notice_counts[Code.COMMENT_LOST] == int(code is Code.COMMENT_LOST)
    lost_comments = int(code is Code.COMMENT_LOST)
    account = report.output_counts[target]
    assert account.lost_words == number
    assert account.lost_comments == lost_comments
    assert account.comments.total() == 2 - lost_comments
    for phrase in phrases:
        for word in phrase.casefold().split():
            assert word in lost.message


@pytest.mark.parametrize("target", FORMATS)
def test_a_writer_that_drops_a_link_is_noticed(source, tmp_path, monkeypatch, target):
    drop(monkeypatch, ["https://flint.example/page"])
    noted = []
    observer = ConversionObserver(notice=noted.append)
    report = convert(source, tmp_path / "out", to=[target], observer=observer, jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    [lost] = [n for n in noted if n.code is Code.LINK_LOST]
    assert (lost.message, lost.post_id, lost.target) == ("https://flint.example/page", 1, target)


class Liar(Writer):
    """A plugin's writer: writes ids, and says of them what a test wants it to say."""

    name = "liar"
    title = "ids alone"
    public = True
    claim = staticmethod(lambda post: ())

    def open(self, stage):
        stage.append("liar/ids.csv", b"id\n")

    def render(self, post, _context):
        data = f"{post.id}\n".encode()
        return Rendered([OutputChunk("liar/ids.csv", data, append=True)], type(self).claim(post))


@pytest.mark.parametrize(
    "claim",
    [
        lambda post: [],
        lambda post: [CheckedText(f"{post.id}\n", "html")],
        lambda post: [CheckedText(post.content, "html")],
        lambda post: [CheckedText(f"{post.id}", "markdown", (), post.content)],
        lambda post: Verbatim("json"),
        lambda post: Verbatim("xml"),
    ],
    ids=["nothing", "ids", "text that is not there", "stored text", "json", "xml"],
)
def test_a_writer_cannot_lie(source, tmp_path, monkeypatch, claim):
    honest = registry.writer
    monkeypatch.setattr(Liar, "claim", staticmethod(claim))
    monkeypatch.setattr(registry, "writer", lambda name: Liar if name == "liar" else honest(name))
    report = convert(source, tmp_path / "out", to=["liar"], jobs=1)
    account = report.output_counts["liar"]
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert account.lost_links == report.input_counts.links.total() == 1
    assert account.lost_comments == 2
    assert account.comments.total() == 0
    places = [
        n.message.partition(" of ")[2].partition(":")[0]
        for n in report.notices
        if n.code is Code.TEXT_LOST
    ]
    assert places == ["the title", "the body", "comment 7", "comment 8"]
