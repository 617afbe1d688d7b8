"""``--by-site``: every blog of a pile or crawl in an output of its own."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest

from tests import ROOT
from tests.pages import page as saved_page
from tests.warcs import packed, warcinfo
from tests.warcs import page as captured
from tests.wxr import HEAD, comment, export, item
from wparchive import api
from wparchive.engine.by_site import convert_sites, run
from wparchive.engine.by_site.results import SiteResult
from wparchive.errors import OutputError, UsageError
from wparchive.options import Options
from wparchive.storage.locks import Claim

PROGRAM = [sys.executable, "-m", "wparchive"]


def blog(host, *items):
    """An export of a blog, at any host and path."""
    items = items or (item(1, comments=comment(5)), item(2))
    return export(*items, head=HEAD).replace("blog.example", host)


def saved(host, slug="one"):
    """A saved page of a post, whose number depends on its slug."""
    number = str(len(slug) + ord(slug[0])).encode()
    page = saved_page().replace(b"p=7", b"p=" + number).replace(b"post-7", b"post-" + number)
    page = page.replace(b"postid-7", b"postid-" + number)
    page = page.replace(b"2011/05/06/ein-beitrag", slug.encode())
    return page.replace(b"blog.example", host.encode())


def pile(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def converted(inputs, out, **options):
    given = {"to": ["json"], "jobs": 2} | options
    report = convert_sites([inputs], out, Options(**given))
    for result in report.results:
        if result.status in {"done", "lost"}:
            assert api.verify(out / result.output).findings == []
    return report


def by_site(report):
    return {result.site: result for result in report.results}


def table(out):
    return [json.loads(line) for line in (out / "sites.jsonl").read_bytes().splitlines()]


def posts(out, name):
    return (out / name / "private/json/posts.jsonl").read_bytes()


def test_each_export_of_a_pile_has_an_output_of_its_own(tmp_path):
    files = {"a.xml": blog("a.example"), "deep/b.xml": blog("www.b.example:8080"),
             "c.xml": blog("c.example/nature")}  # fmt: skip
    report = converted(pile(tmp_path / "pile", files), tmp_path / "out")
    assert report.exit_code == 0
    assert [row["site"] for row in table(tmp_path / "out")] == [
        "a.example", "b.example:8080", "c.example/nature"
    ]  # fmt: skip
    assert {row["posts"] for row in table(tmp_path / "out")} == {2}
    assert {row["comments"] for row in table(tmp_path / "out")} == {1}
    api.convert(tmp_path / "pile/a.xml", tmp_path / "alone", to=["json"])
    assert posts(tmp_path / "out", "a.example") == posts(tmp_path, "alone")


def test_exports_of_one_blog_come_together_and_blogs_of_one_host_do_not(tmp_path):
    files = {"1.xml": blog("host.example/a", item(1)), "2.xml": blog("host.example/a", item(2)),
             "3.xml": blog("host.example/b")}  # fmt: skip
    found = by_site(converted(pile(tmp_path / "pile", files), tmp_path / "out"))
    assert {name: (r.files, r.posts) for name, r in found.items()} == {
        "host.example/a": (2, 2), "host.example/b": (1, 2)
    }  # fmt: skip
    assert len({result.output for result in found.values()}) == 2


def test_a_bad_export_fails_alone(tmp_path):
    files = {"a.xml": blog("a.example"), "bad.xml": "<nonsense/>", "empty.xml": "",
             "cut.xml": blog("cut.example")[:1500], "notes.txt": "Notes", "x.jpg": b"\xff"}  # fmt: skip
    report = converted(pile(tmp_path / "pile", files), tmp_path / "out")
    found = by_site(report)
    assert {name: result.status for name, result in found.items()} == {
        "a.example": "done", "bad.xml": "failed", "empty.xml": "failed", "cut.example": "lost"
    }  # fmt: skip
    assert report.exit_code == 4
    assert report.skipped == ["notes.txt", "x.jpg"]
    assert "does not know the format of bad.xml" in found["bad.xml"].error
    assert not (tmp_path / "out/bad.xml").exists()


def test_lost_content_alone_is_exit_code_3(tmp_path):
    files = {"a.xml": blog("a.example"), "cut.xml": blog("cut.example")[:1500]}
    assert converted(pile(tmp_path / "pile", files), tmp_path / "out").exit_code == 3


def test_a_container_of_several_blogs_is_divided(tmp_path):
    (tmp_path / "pile").mkdir()
    with zipfile.ZipFile(tmp_path / "pile/all.zip", "w") as file:
        for host in ("a.example", "b.example"):
            file.writestr(f"{host}.xml", blog(host))
    with zipfile.ZipFile(tmp_path / "pile/one.zip", "w") as file:
        file.writestr("c.xml", blog("c.example"))
    found = by_site(converted(tmp_path / "pile", tmp_path / "out"))
    assert {name: result.posts for name, result in found.items()} == {
        "a.example": 2, "b.example": 2, "c.example": 2
    }  # fmt: skip
    assert not (tmp_path / "out/.wparchive-by-site").exists()


def test_damage_of_a_divided_container_or_output_is_named(tmp_path):
    pile(tmp_path, {"a.xml": blog("a.example")})
    api.convert(tmp_path / "a.xml", tmp_path / "pile/a", to=["json", "wxr"])
    pile(tmp_path / "pile/a", {"private/json/posts.jsonl": "", "html/b.xml": blog("b.example")})
    with tarfile.open(tmp_path / "pile/cut.tar", "w") as file:
        for host in ("c.example", "d.example"):
            file.add(pile(tmp_path, {host: blog(host)}) / host, host)
    whole = (tmp_path / "pile/cut.tar").read_bytes()
    (tmp_path / "pile/cut.tar").write_bytes(whole.rstrip(b"\0")[:-100])
    report = converted(tmp_path / "pile", tmp_path / "out")
    assert report.exit_code == 3
    assert {text.partition(":")[0] for text in report.unreadable} == {
        "a", "cut.tar", "cut.tar!d.example"
    }  # fmt: skip


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_a_crawl_is_divided_by_host(tmp_path, pack):
    records = [warcinfo()]
    for slug in ("one", "two"):
        for host in ("a.example", "b.example"):
            uri = f"https://www.{host}/{slug}/"
            records.append(captured(saved(host, slug), uri=uri, id=f"<urn:x:{host}{slug}>"))
    records.append(captured(b"<html><body>Nothing</body></html>", uri="https://ads.example/x"))
    files = {"crawl.warc.gz": pack(*records), "a.xml": blog("a.example")}
    report = converted(pile(tmp_path / "pile", files), tmp_path / "out")
    found = by_site(report)
    assert {name: (result.status, result.posts) for name, result in found.items()} == {
        "a.example": ("done", 4),  # two of the export, two of the crawl
        "b.example": ("done", 2),
        "ads.example": ("empty", 0),
    }
    assert report.exit_code == 0


def test_a_mirror_of_several_hosts_is_divided(tmp_path):
    files = {
        "www.a.example/one/index.html": saved("a.example"),
        "www.a.example/wp-content/uploads/x.jpg": b"\xff\xd8\xff",
        "b.example/one/index.html": saved("b.example").replace(b'rel="canonical"', b""),
    }  # fmt: skip
    report = converted(
        pile(tmp_path / "pile", files), tmp_path / "out", to=["markdown"], media="inputs"
    )
    found = by_site(report)
    assert {name: result.files for name, result in found.items()} == {
        "a.example": 2, "b.example": 1
    }  # fmt: skip
    assert found["a.example"].status == "done"
    assert report.skipped == []


def test_a_damaged_folder_of_an_earlier_output_stops_no_other_blog(tmp_path, monkeypatch):
    pile(tmp_path / "pile", {"a.xml": blog("a.example"), "b.xml": blog("b.example")})
    api.convert(tmp_path / "pile/a.xml", tmp_path / "pile/a", to=["markdown", "json"])
    scandir = os.scandir

    def scan(path="."):
        if os.fspath(path) == str(tmp_path / "pile/a/markdown"):
            raise OSError(errno.EIO, "Input/output error", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    report = converted(tmp_path / "pile", tmp_path / "out", jobs=1)
    assert report.unreadable == ["a/markdown cannot be read: Input/output error"]
    assert report.exit_code == 3
    assert by_site(report)["b.example"].status == "done"


def test_an_earlier_output_counts_as_one_blog(tmp_path):
    pile(tmp_path, {"a.xml": blog("a.example")})
    api.convert(tmp_path / "a.xml", tmp_path / "pile/a", to=["markdown", "json", "warc"])
    found = by_site(converted(tmp_path / "pile", tmp_path / "out"))
    assert {name: result.posts for name, result in found.items()} == {"a.example": 2}


def test_a_second_run_does_what_is_missing(tmp_path):
    folder = pile(tmp_path / "pile", {"a.xml": blog("a.example"), "b.xml": "<nonsense/>"})
    converted(folder, tmp_path / "out")
    before = (tmp_path / "out/a.example/report.json").stat().st_mtime_ns
    pile(folder, {"b.xml": blog("b.example"), "c.xml": blog("c.example")})
    report = converted(folder, tmp_path / "out")
    assert report.resumed == 1
    assert {name: result.status for name, result in by_site(report).items()} == {
        "a.example": "done", "b.example": "done", "c.example": "done"
    }  # fmt: skip
    assert (tmp_path / "out/a.example/report.json").stat().st_mtime_ns == before
    assert report.exit_code == 0
    assert len(table(tmp_path / "out")) == 4  # the failed file had no address


@pytest.mark.unverified
@pytest.mark.parametrize(
    ("name", "is_emptied"),
    [
        ("private/json/posts.jsonl", False),
        ("private/json/posts.jsonl", True),
        ("report.json", True),
        ("report.html", False),
        ("manifest-sha256.txt", False),
    ],
)
def test_a_second_run_does_a_damaged_output_again(tmp_path, name, is_emptied):
    folder = pile(tmp_path / "pile", {"a.xml": blog("a.example"), "b.xml": blog("b.example")})
    converted(folder, tmp_path / "out")
    file = tmp_path / "out/a.example" / name
    file.unlink()
    if is_emptied:
        file.touch()
    assert converted(folder, tmp_path / "out").resumed == 1
    assert file.stat().st_size


def test_no_process_works_on_when_the_run_fails(tmp_path):
    folder = pile(tmp_path / "pile", {f"{n}.xml": blog(f"b{n}.example") for n in range(4)})

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert_sites([folder], tmp_path / "out", Options(to=["json"], jobs=2), done=stop)
    assert multiprocessing.active_children() == []
    assert len(table(tmp_path / "out")) == 1
    assert converted(folder, tmp_path / "out").statuses == {"done": 4}


def test_a_changed_file_or_option_is_done_again(tmp_path):
    folder = pile(tmp_path / "pile", {"a.xml": blog("a.example"), "b.xml": blog("b.example")})
    converted(folder, tmp_path / "out")
    pile(folder, {"a.xml": blog("a.example", item(1), item(2), item(3))})
    report = converted(folder, tmp_path / "out")
    assert (report.resumed, by_site(report)["a.example"].posts) == (1, 3)
    assert converted(folder, tmp_path / "out", edition="public").resumed == 0
    assert converted(folder, tmp_path / "out", edition="public").resumed == 2
    assert converted(folder, tmp_path / "out", edition="public", overwrite=True).resumed == 0


def test_the_outputs_do_not_depend_on_the_number_of_processes(tmp_path):
    folder = pile(tmp_path / "pile", {f"{n}.xml": blog(f"b{n}.example") for n in range(6)})
    for jobs in (1, 3):
        converted(folder, tmp_path / f"out{jobs}", jobs=jobs)
    for n in range(6):
        name = f"b{n}.example"
        assert posts(tmp_path / "out1", name) == posts(tmp_path / "out3", name)
    rows = [[{**row, "seconds": 0} for row in table(tmp_path / f"out{jobs}")] for jobs in (1, 3)]
    assert rows[0] == rows[1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL, and processes that are copies")
def test_a_killed_process_costs_its_blog_alone(tmp_path, monkeypatch):
    original = run._converted

    def deadly(task):
        if task.site.name == "b2.example":
            Claim(task.target.with_name(f".{task.target.name}.wparchive-work"))
            os.kill(os.getpid(), signal.SIGKILL)
        return original(task)

    monkeypatch.setattr(run, "_converted", deadly)
    folder = pile(tmp_path / "pile", {f"{n}.xml": blog(f"b{n}.example") for n in range(5)})
    report = converted(folder, tmp_path / "out")
    assert report.exit_code == 1
    assert not list((tmp_path / "out").glob(".*"))
    assert {r.site for r in report.results if r.status == "failed"} == {"b2.example"}
    assert "was killed" in by_site(report)["b2.example"].error
    monkeypatch.undo()
    report = converted(folder, tmp_path / "out")
    assert (report.exit_code, report.resumed) == (0, 4)


def test_an_unforeseen_error_costs_its_blog_alone(tmp_path, monkeypatch):
    original = run._converted

    def broken(task):
        if task.site.name == "b1.example":
            raise OverflowError("too large")
        return original(task)

    monkeypatch.setattr(run, "_converted", broken)
    folder = pile(tmp_path / "pile", {f"{n}.xml": blog(f"b{n}.example") for n in range(3)})
    report = converted(folder, tmp_path / "out", jobs=1)
    assert by_site(report)["b1.example"].error == (
        "wparchive failed because of a defect of its own: OverflowError: too large."
    )
    assert report.statuses == {"done": 2, "failed": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and SIGTERM")
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_is_stopped_can_be_resumed(tmp_path, stop):
    items = [item(n, comments=comment(n)) for n in range(1, 150)]
    files = {f"{n:02}.xml": blog(f"b{n:02}.example", *items) for n in range(8)}
    folder = pile(tmp_path / "pile", files)
    (tmp_path / "tmp").mkdir()
    command = [*PROGRAM, "convert", str(folder), "--by-site", str(tmp_path / "out"), "--to", "json",
               "--jobs", "2", "--quiet"]  # fmt: skip
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    first = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        written = tmp_path / "out/sites.jsonl"
        if written.exists() and written.read_bytes().count(b"\n") >= 2:
            break
        time.sleep(0.01)
    first.send_signal(stop)
    assert first.wait(60) != 0
    before = len(table(tmp_path / "out"))
    assert 2 <= before < 8, "the run was not stopped in the middle"
    if stop is signal.SIGKILL:
        with (tmp_path / "out/sites.jsonl").open("ab") as file:
            file.write(b'{"site":"b11.exa')  # what a cut line leaves
        time.sleep(1.5)  # its processes end by themselves within a second
    else:
        assert sorted(path.name for path in (tmp_path / "out").glob(".*")) == []
        assert list((tmp_path / "tmp").iterdir()) == []
    second = subprocess.run(
        [*command, "--json"], env=environment, stdout=subprocess.PIPE, timeout=120, check=False
    )
    summary = json.loads(second.stdout)
    assert second.returncode == 0
    assert summary["resumed"] == before
    assert summary["statuses"] == {"done": 8}
    assert len(table(tmp_path / "out")) == 8
    converted(folder, tmp_path / "whole")
    for n in range(8):
        name = f"b{n:02}.example"
        assert posts(tmp_path / "out", name) == posts(tmp_path / "whole", name)
    left = [
        p.name for p in (tmp_path / "out").iterdir() if not p.name.endswith((".example", ".jsonl"))
    ]
    assert left == []
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("host", ["sites.jsonl", "Sites.JSONL", "sites.jsonl."])
def test_a_blog_named_like_the_table_has_another_folder(tmp_path, host):
    inputs = pile(tmp_path / "in", {"a.xml": blog(host), "b.xml": blog("other.example")})
    for _ in range(2):
        report = converted(inputs, tmp_path / "out")
        assert [result.status for result in report.results] == ["done", "done"]
        assert {row["site"]: row["posts"] for row in table(tmp_path / "out")} == {
            result.site: 2 for result in report.results
        }
        assert all(result.output.casefold() != "sites.jsonl" for result in report.results)


def test_no_blog_has_the_folder_for_the_downloads_of_another(tmp_path):
    """`.media` is a top-level domain."""
    hosts = ["blog.example", "blog.example.media", "blog.example.media.media", "other.media"]
    inputs = pile(tmp_path / "in", {f"{host}.xml": blog(host) for host in hosts})
    folders = [result.output for result in converted(inputs, tmp_path / "out").results]
    assert len(folders) == len(set(folders)) == 4
    assert not {f"{folder}.media" for folder in folders} & set(folders)
    assert {"blog.example", "other.media"} < set(folders)


def test_a_directory_with_other_files_is_refused(tmp_path):
    folder = pile(tmp_path / "pile", {"a.xml": blog("a.example")})
    pile(tmp_path / "out", {"mine.txt": "mine"})
    with pytest.raises(OutputError, match="is not empty"):
        converted(folder, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    with pytest.raises(OutputError, match="is in"):
        convert_sites([tmp_path / "out/mine.txt"], tmp_path / "out", Options())


def test_standard_input_and_a_bag_are_refused(tmp_path):
    with pytest.raises(UsageError, match="standard input"):
        convert_sites(["-"], tmp_path / "out", Options())
    with pytest.raises(UsageError, match="--bag"):
        convert_sites([tmp_path], tmp_path / "out", Options(bag="bag"))


@pytest.mark.parametrize("option", [["-o", "x"], ["--dry-run"], ["--log", "x"]])
def test_options_for_one_output_are_refused(tmp_path, option):
    pile(tmp_path, {"a.xml": blog("a.example")})
    command = [*PROGRAM, "convert", "a.xml", "--by-site", "out", *option]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot be used with --by-site" in done.stderr


def test_every_column_of_the_table_is_documented():
    text = (ROOT / "docs/reference/output.md").read_text("utf-8").partition("## sites.jsonl")[2]
    for name in SiteResult.__struct_fields__:
        assert f"`{name}`" in text
