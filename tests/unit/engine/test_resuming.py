"""Conversions that an earlier run began: its results count, if they are of the same work."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine import resuming
from wparchive.engine.convert import Worker
from wparchive.engine.request import Request
from wparchive.links import MediaMap
from wparchive.storage.inputs import Input

cutting = import_module("wparchive.readers.wxr.cut")
ALL = ["markdown", "html", "json", "warc", "wacz", "wxr", "sqlite"]


def posts(number, **more):
    return [
        item(
            n,
            title=f"Post {n}",
            content=f'Text {n} with <a href="/post-{n + 1}/">a link</a>, <blink>x</blink>, [code a=1].',
            status="draft" if n % 5 == 0 else "publish",
            comments=comment(n, content=f"Comment {n} <script>x</script>", approved=str(n % 3)),
            **more,
        )
        for n in range(1, number)
    ]


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(cutting.cut, "__defaults__", (6000,))
    path = tmp_path / "export.xml"
    path.write_text(export(*posts(30)))
    return path


@pytest.fixture
def converted(monkeypatch):
    """The ranges that are converted; after `stop` of them the run is interrupted."""
    real, done = Worker.convert, []

    class Converted(list):
        stop = None

    done = Converted()

    def watched(worker, task):
        if done.stop is not None and len(done) >= done.stop:
            raise KeyboardInterrupt
        done.append(task.range.start)
        return real(worker, task)

    monkeypatch.setattr(Worker, "convert", watched)
    return done


def tree(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def interrupted(source, target, converted, **options):
    converted.clear()
    converted.stop = 3
    with pytest.raises(KeyboardInterrupt):
        convert(source, target, update=True, jobs=1, **options)
    first = list(converted)
    converted.clear()
    converted.stop = None
    return first


def test_a_run_goes_on_where_another_was_interrupted(source, tmp_path, converted):
    convert(source, tmp_path / "fresh", to=ALL, jobs=1)
    every = list(converted)
    assert len(every) > 5
    first = interrupted(source, tmp_path / "out", converted, to=ALL)
    report = convert(source, tmp_path / "out", to=ALL, update=True, jobs=1)
    assert first + list(converted) == every
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")
    assert report.encode() == (tmp_path / "fresh/report.json").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.xml", "fresh", "out"]


def test_any_number_of_workers_takes_the_results_over(source, tmp_path, converted):
    convert(source, tmp_path / "fresh", to=ALL, jobs=1)
    interrupted(source, tmp_path / "out", converted, to=ALL)
    convert(source, tmp_path / "out", to=ALL, update=True, jobs=3)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


@pytest.mark.parametrize(
    "change",
    [
        {"to": ["markdown", "json"]},
        {"to": ALL, "include": ["drafts"]},
        {"to": ALL, "edition": "public"},
        {"to": ALL, "links": "relative"},
        {"to": ALL, "same_site": ["other.example"]},
    ],
)
def test_other_options_begin_anew(source, tmp_path, converted, change):
    convert(source, tmp_path / "fresh", jobs=1, **change)
    every = list(converted)
    interrupted(source, tmp_path / "out", converted, to=ALL)
    convert(source, tmp_path / "out", update=True, jobs=1, **change)
    assert list(converted) == every
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


def test_an_edited_export_begins_anew(source, tmp_path, converted):
    interrupted(source, tmp_path / "out", converted, to=ALL)
    source.write_text(source.read_text().replace("Text 2 with", "Word 2 with"))
    convert(source, tmp_path / "out", to=ALL, update=True, jobs=1)
    every = list(converted)
    converted.clear()
    convert(source, tmp_path / "fresh", to=ALL, jobs=1)
    assert every == list(converted)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


@pytest.mark.parametrize(
    "edit",
    [
        lambda items: items[:5] + items[6:],
        lambda items: [*items[::-1]],
        lambda items: [*items, *posts(40)[len(items) :]],
        lambda items: [items[0].replace("Text 1", "Another text"), *items[1:]],
        lambda items: [items[0].replace("/post-1/", "/moved/"), *items[1:]],
        lambda items: [part.replace("publish", "private") for part in items],
    ],
)
def test_an_update_after_an_edit_gives_what_a_fresh_run_gives(source, tmp_path, edit):
    convert(source, tmp_path / "out", to=ALL, jobs=1)
    source.write_text(export(*edit(posts(30))))
    convert(source, tmp_path / "fresh", to=ALL, jobs=1)
    convert(source, tmp_path / "out", to=ALL, update=True, jobs=1)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


def test_an_update_leaves_unchanged_posts_alone(source, tmp_path):
    convert(source, tmp_path / "out", to=["markdown"])
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*.md")}
    source.write_text(source.read_text().replace("Text 2 with", "Word 2 with"))
    convert(source, tmp_path / "out", to=["markdown"], update=True)
    changed = [path.name for path, time in times.items() if path.stat().st_mtime_ns != time]
    assert changed == ["2024-04-30-post-2.md"]


def described(**more):
    request = Request(["a.xml"], "out", **more.pop("options", {}))
    media = more.pop("media", None)
    given = {
        "inputs": [Input("a.xml", Path("a.xml"), 10, "abc", None)],
        "exported_at": "2024-05-01T12:00:00Z",
        **more,
    }
    return resuming.describe_work(request, SimpleNamespace(**given), media)


def test_the_work_is_described_by_all_that_results_depend_on(monkeypatch):
    one = described()
    assert one == described(options={"jobs": 2, "overwrite": True, "update": True})
    others = [
        described(options={"to": ["json"]}),
        described(options={"as_of": datetime(2020, 1, 1, tzinfo=UTC)}),
        described(inputs=[Input("a.xml", Path("a.xml"), 10, "abd", None)]),
        described(inputs=[Input("b.xml", Path("a.xml"), 10, "abc", None)]),
        described(exported_at="2024-05-01T12:00:01Z"),
        described(media=MediaMap({}, {})),
        described(media=MediaMap({"a": "b"}, {})),
        described(media=MediaMap({}, {"a": "b"})),
    ]
    monkeypatch.setattr(resuming, "__version__", "0.0.0")
    others.append(described())
    assert len({one, *others}) == len(others) + 1


def test_results_that_code_of_others_makes_are_not_saved():
    assert not described(options={"shortcodes": {"x": str}})
    assert not described(options={"transform": lambda post: post})
