"""The pipeline as a whole: accounts that balance, names that differ, order that never changes."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
import yaml

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source, verify
from wparchive.engine import convert as conversion
from wparchive.errors import EmptyInputError, UsageError, WparchiveError
from wparchive.errors.notices import Code

cutting = import_module("wparchive.readers.wxr.cut")


def write(tmp_path, *items, name="export.xml", **frame):
    path = tmp_path / name
    path.write_text(export(*items, **frame), encoding="utf-8")
    return path


def markdown(out):
    return {p.relative_to(out / "markdown").as_posix(): p.read_text() for p in out.rglob("*.md")}


def test_posts_of_one_name_get_names_of_their_own(tmp_path):
    source = write(
        tmp_path,
        item(1, slug="a"), item(2, slug="A"), item(3, slug="a"), item(3, slug="a"), item(4, slug=""),
        item(5, slug="", title=""), item(6, slug="../../x"), item(7, slug="con"), item(8, slug="x" * 300),
        item(9, slug="%e6%97%a5"),
    )  # fmt: skip
    convert(source, tmp_path / "out", to=["markdown"])
    prefix = "post/2024/2024-04-30-"
    assert sorted(name.removeprefix(prefix) for name in markdown(tmp_path / "out")) == sorted(
        ["a.md", "A-2.md", "a-3.md", "a-3-2.md", "title.md", "untitled-5.md", "x.md", "_con.md",
         "x" * 150 + ".md", "日.md"]
    )  # fmt: skip


def test_any_number_of_workers_and_ranges_gives_the_same_bytes(tmp_path, monkeypatch):
    source = write(tmp_path, *(item(n, comments=comment(n)) for n in range(1, 60)))
    whole = tmp_path / "whole"
    convert(source, whole, to=["markdown", "json", "warc"], jobs=1)
    monkeypatch.setattr(cutting.cut, "__defaults__", (2000,))
    with open_source(source) as archive:
        assert len(archive._index.documents[0].ranges) > 10
    for jobs in (1, 3):
        target = tmp_path / f"jobs-{jobs}"
        convert(source, target, to=["markdown", "json", "warc"], jobs=jobs)
        for path in whole.rglob("*"):
            if path.is_file():
                assert (target / path.relative_to(whole)).read_bytes() == path.read_bytes()


OTHER = item(1, slug="other", title="Another").replace("2024-04-30", "2023-04-30")


def test_several_inputs_become_one_archive(tmp_path):
    first = write(tmp_path, item(1), name="1.xml")
    second = write(tmp_path, item(2), OTHER, name="2.xml")
    report = convert([first, second], tmp_path / "out", to=["json", "markdown"])
    assert report.input_counts.posts == {"post": 3}
    assert report.input_counts.authors == 1
    assert report.notice_counts[Code.POST_ID_DUPLICATE] == 1
    site = json.loads((tmp_path / "out/private/json/site.json").read_text())
    assert [author["login"] for author in site["authors"]] == ["ada"]
    assert verify(tmp_path / "out").findings == []


def test_an_export_of_nothing_is_an_error(tmp_path):
    text = export().replace("<wp:author>", "<wp:other>").replace("</wp:author>", "</wp:other>")
    (tmp_path / "none.xml").write_text(text)
    with pytest.raises(EmptyInputError, match=r"none\.xml"):
        convert(tmp_path / "none.xml", tmp_path / "out")


def test_a_word_that_is_nearly_right_gets_the_right_one_named(tmp_path):
    for word, meant in (("draft", "drafts"), ("privat", "private"), ("passwords", "password")):
        with pytest.raises(UsageError) as caught:
            convert("missing.xml", tmp_path / "out", include=[word])
        assert f"Did you mean {meant}?" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        convert("missing.xml", tmp_path / "out", include=["everything"])
    assert "Did you mean" not in caught.value.hint


def test_unknown_words_are_refused_before_anything_is_read(tmp_path):
    with pytest.raises(UsageError, match="pdf"):
        convert("missing.xml", tmp_path / "out", to=["pdf"])
    with pytest.raises(UsageError, match="everything"):
        convert("missing.xml", tmp_path / "out", include=["everything"])
    with pytest.raises(UsageError, match="--comments does not accept 'below'"):
        convert("missing.xml", tmp_path / "out", comments="below")
    with pytest.raises(UsageError, match="--warc-record-type does not accept 'conversion'"):
        convert("missing.xml", tmp_path / "out", to=["warc"], warc_record_type="conversion")


def test_include_publishes_what_was_hidden(tmp_path):
    items = [item(1, status="draft"), item(2, password="x"), item(3, status="private"),
             item(4, comments=comment(1, approved="0"))]  # fmt: skip
    source = write(tmp_path, *items)
    convert(source, tmp_path / "a", to=["markdown"])
    assert len(markdown(tmp_path / "a")) == 1
    report = convert(source, tmp_path / "b", to=["markdown"], include=["drafts", "held"])
    assert report.output_counts["markdown"].withheld_posts == {"password": 1, "private": 1}
    texts = markdown(tmp_path / "b")
    assert len(texts) == 2
    assert any("status: draft" in text for text in texts.values())
    assert any("comment-1" in text for text in texts.values())


HOSTILE = [
    "--- \nevil: true\n---", "!!python/object/apply:os.system [x]", "a: b # c", "'\"\\\n\t", "{{ x }}",
    "\u2028\u2029\x85", "- a\n- b", "null", "2024-01-01", "=1+1", "\ufeff", "&anchor *alias", "😀",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_escapes_from_the_front_matter(tmp_path, text):
    source = write(tmp_path, item(1, title=text, slug="s"))
    source.write_text(source.read_text(encoding="utf-8").replace("<dc:creator><![CDATA[ada]]>", f"<dc:creator><![CDATA[{text}]]>"), encoding="utf-8")  # fmt: skip
    convert(source, tmp_path / "out", to=["markdown"])
    [(_, written)] = markdown(tmp_path / "out").items()
    assert written.startswith("---\n")
    head = yaml.safe_load(written[4:].split("\n---\n", 1)[0])
    assert head["title"] == " ".join(text.split())
    assert head["slug"] == "s"
    assert set(head) <= {
        "title",
        "date",
        "author",
        "slug",
        "permalink",
        "status",
        "type",
        "wordpress_id",
    }


def test_visitors_cannot_inject_markup(tmp_path):
    evil = (
        comment(1, author="<script>alert(1)</script>", content="<script>alert(2)</script>hi")
        + comment(2, author="[x](javascript:alert(3))", url="javascript:alert(4)")
        + comment(3, content='<a href="javascript:alert(5)" onclick="alert(6)">x</a>')
        + comment(
            4, content='<img src="x" onerror="alert(7)"><iframe src="https://e.example/"></iframe>'
        )
        + comment(5, content="# Heading\n\n</li></ul><h1>out</h1>\n\n```\nfence")
    )
    source = write(tmp_path, item(1, comments=evil))
    report = convert(source, tmp_path / "out", to=["markdown", "warc"])
    [(_, text)] = markdown(tmp_path / "out").items()
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).render(text.split("\n---\n", 1)[1])
    from warcio.archiveiterator import ArchiveIterator

    [path] = (tmp_path / "out/warc").iterdir()
    with path.open("rb") as file:
        pages = [
            r.content_stream().read().decode()
            for r in ArchiveIterator(file)
            if r.rec_headers.get_header("WARC-Target-URI") == "https://blog.example/post-1/"
        ]
    for shown in (html, *pages):
        assert "<script" not in shown
        assert 'href="javascript:' not in shown
        assert "onclick" not in shown
        assert "onerror" not in shown
        assert "<iframe" not in shown
        assert shown.count('id="comment-') == 5
    assert report.notice_counts[Code.MARKUP_DROPPED] >= 3


def test_a_killed_worker_is_an_error_and_leaves_nothing(tmp_path, monkeypatch):
    import os
    import signal

    source = write(tmp_path, *(item(n) for n in range(1, 60)))
    monkeypatch.setattr(cutting.cut, "__defaults__", (2000,))
    monkeypatch.setattr(
        conversion.Worker, "convert", lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    )
    with pytest.raises(WparchiveError, match="killed"):
        convert(source, tmp_path / "out", jobs=2)
    assert [p.name for p in tmp_path.iterdir()] == ["export.xml"]
