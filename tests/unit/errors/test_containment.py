"""What fails with one record costs that record alone: it is named and counted, and the run goes on."""

from __future__ import annotations

import errno
import json

import pytest
from lxml import etree

from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.cli.main import run
from wparchive.engine.notice_privacy import WITHOUT_QUOTES
from wparchive.errors import ExitCode, OutputError
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code
from wparchive.formats import registry
from wparchive.model.records import Post
from wparchive.readers import wxr
from wparchive.verification import Level

FORMATS = ["markdown", "json", "wxr", "warc", "sqlite", "wacz"]
LINK = '<a href="http://other.example/">a</a>'


def source(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(
        export(
            item(1, slug="one", content="First body"),
            item(2, slug="two", content=f"Broken body {LINK}", comments=comment(5)),
            item(3, slug="three", content="Third body"),
        )
    )
    return path


def broken(monkeypatch, target, method, error):
    """Let a writer's method fail for the second post."""
    make = registry.writer(target)
    honest = getattr(make, method)

    def failing(self, *given):
        if any(isinstance(value, Post) and value.id == 2 for value in given):
            raise error
        return honest(self, *given)

    monkeypatch.setattr(make, method, failing)


def account(out, target):
    counts = json.loads((out / "report.json").read_text())["counts"]
    return {
        column: (
            sum(kinds.values())
            if isinstance(kinds := counts[column][target]["posts"], dict)
            else kinds
        )
        for column in ("out", "lost")
    }


@pytest.mark.parametrize(
    ("target", "method"),
    [
        *((target, method) for target in FORMATS[:-1] for method in ("render", "plan")),
        ("wacz", "plan"),
        ("wacz", "reuse"),  # of what the WARC's writer has rendered
    ],
)
def test_a_post_that_fails_in_one_format_is_in_all_others(tmp_path, monkeypatch, target, method):
    broken(monkeypatch, target, method, ValueError("too\nodd"))
    report = convert(source(tmp_path), tmp_path / "out", to=FORMATS, jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    failures = [n for n in report.notices if n.code is Code.POST_FAILED]
    # The writers of WARC and WACZ share their methods.
    failed = {n.target for n in failures}
    assert target in failed
    assert failed <= ({"warc", "wacz"} if target in {"warc", "wacz"} else {target})
    for failure in failures:
        assert (failure.post_id, failure.source) == (2, "export.xml")
        assert failure.line
        assert f": ValueError. {WITHOUT_QUOTES}" in failure.message
    log = (tmp_path / "out/private/notices.jsonl").read_text()
    assert log.count(": ValueError: too odd") == len(failures)
    for name in FORMATS:
        expected = {"out": 2, "lost": 1} if name in failed else {"out": 3, "lost": 0}
        assert account(tmp_path / "out", name) == expected, name
    lost = json.loads((tmp_path / "out/report.json").read_text())["counts"]["lost"]
    assert all((lost[n]["comments"], lost[n]["links"]) == (1, 1) for n in failed)
    assert set(report.notice_counts) & {Code.POST_LOST, Code.COMMENT_LOST, Code.LINK_LOST} == set()
    findings = verify(tmp_path / "out").findings
    assert [f for f in findings if f.level is Level.ERROR] == []


def test_an_item_that_cannot_be_read_is_named_and_the_others_are_written(tmp_path, monkeypatch):
    honest = wxr.read_post

    def failing(element, place, damage):
        post = honest(element, place, damage)
        if post.id == 2:
            raise KeyError("odd")
        return post

    monkeypatch.setattr(wxr, "read_post", failing)
    report = convert(source(tmp_path), tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    [failure] = [n for n in report.notices if n.code is Code.POST_FAILED]
    assert failure.line
    assert "KeyError: 'odd'" in (tmp_path / "out/private/notices.jsonl").read_text()
    lines = (tmp_path / "out/private/json/posts.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 3]


@pytest.mark.parametrize(
    "error",
    [
        KeyboardInterrupt(),
        MemoryError(),
        OutputError("The disk is full."),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_no_fault_of_the_post_ends_the_run(tmp_path, monkeypatch, error):
    broken(monkeypatch, "json", "render", error)
    blamed = OutputError if isinstance(error, OSError) else type(error)  # of the disk
    with pytest.raises(blamed):
        convert(source(tmp_path), tmp_path / "out", to=["json"], jobs=1)
    assert not (tmp_path / "out").exists()


def test_an_attempt_names_class_and_message_on_one_line():
    with Attempt() as attempt:
        raise ValueError("a\n b")
    assert attempt.cause == "ValueError: a b"
    with Attempt() as attempt:
        raise RecursionError
    assert attempt.cause == "RecursionError"
    with Attempt() as attempt:
        pass
    assert attempt.cause == ""


NO_MEMORY = etree.XMLSyntaxError("unknown error", 2, 0, 0)
"""The error with which lxml says that libxml2 got no memory."""


@pytest.mark.parametrize("kind", ["page", "export", "feed"])
def test_a_lack_of_memory_is_no_fault_of_the_text(tmp_path, monkeypatch, capsys, kind):
    source = tmp_path / "blog.xml"
    text = export(item(1, content="<table><tr><td>x<td>y</table>"))
    if kind == "feed":
        text = "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>"
    source.write_text(text)

    def refuse(*_arguments, **_options):
        raise NO_MEMORY

    monkeypatch.setattr(etree, "fromstring", refuse)
    if kind == "export":
        monkeypatch.setattr(etree, "iterparse", refuse)
    assert run(["convert", str(source), "-o", str(tmp_path / "out"), "--jobs", "1"]) == 1
    words = capsys.readouterr().err
    assert "The computer has no memory left for wparchive." in words
    assert not (tmp_path / "out").exists()
