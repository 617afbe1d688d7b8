"""Outputs of earlier runs as inputs: their fullest part is read, once, and the rest is named."""

from __future__ import annotations

import json
import shutil
import tarfile
import zipfile

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, InputError
from wparchive.notices import Code
from wparchive.storage import earlier_outputs

ITEMS = (item(1, comments=comment(9)), item(2, status="draft"), item(3, type="page"))


@pytest.fixture
def made(tmp_path):
    """Make an output of some formats below a directory."""

    def make(*to, name="archive", **options):
        source = tmp_path / "export.xml"
        source.write_text(export(*ITEMS), "utf-8")
        convert(source, tmp_path / name, to=to, jobs=1, **options)
        source.unlink()
        return tmp_path / name

    return make


def ids(*inputs):
    with open_source(*inputs) as archive:
        return [post.id for post in archive]


def said(*inputs):
    """What is said of earlier outputs and of files that are skipped."""
    with open_source(*inputs) as archive:
        codes = {Code.EARLIER_OUTPUT, Code.INPUT_SKIPPED, Code.POST_MERGED}
        return [(n.code, n.message) for n in archive.notices if n.code in codes]


@pytest.mark.parametrize(
    ("to", "part", "options"),
    [
        (("markdown", "json", "wxr", "warc", "wacz"), "private/json", {}),
        (("markdown", "json", "wxr", "warc"), "json", {"edition": "public"}),
        (("markdown", "wxr", "warc"), "private/wxr", {}),
        (("wxr", "wacz"), "wxr", {"edition": "public"}),
        (("warc", "wacz"), "private/warc", {}),
        (("warc", "wacz"), "warc", {"edition": "public"}),
        (("wacz", "markdown"), "wacz", {}),
    ],
)
def test_the_fullest_part_is_read_and_nothing_else(made, to, part, options):
    out = made(*to, **options)
    public = "private" not in part
    assert ids(out) == ([1, 3] if public else [1, 2, 3])
    [text] = [message for code, message in said(out) if code is Code.EARLIER_OUTPUT]
    assert text.startswith(f"archive is an output of wparchive: {part} is read; skipped: ")
    skipped = set(text.partition("skipped: ")[2].rstrip(".").split(", "))
    assert {"report.json", "manifest-sha256.txt"} <= skipped
    assert part not in skipped
    assert {name for name in to if not (out / part).match(f"*/{name}")} <= {
        name.removeprefix("private/") for name in skipped
    }


def test_a_report_is_no_damaged_export(made, tmp_path):
    out = made("wxr")
    report = convert(out, tmp_path / "again", to=["wxr"], jobs=1)
    assert report.exit_code == 0
    first, second = (next((o / "private/wxr").iterdir()) for o in (out, tmp_path / "again"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("pack", ["zip", "tar"])
def test_an_output_in_a_container(made, tmp_path, pack):
    out = made("markdown", "wxr", "warc")
    path = tmp_path / f"packed.{pack}"
    if pack == "zip":
        with zipfile.ZipFile(path, "w") as container:
            for file in sorted(out.rglob("*")):
                container.write(file, file.relative_to(tmp_path))
    else:
        with tarfile.open(path, "w") as container:
            container.add(out, "archive")
    assert ids(path) == [1, 2, 3]
    [(_, text)] = said(path)
    assert text.startswith(f"packed.{pack}!archive is an output of wparchive: private/wxr is read")


def test_an_output_beside_other_inputs(made, tmp_path):
    out = made("markdown", "json", name="inputs/archive")
    (out.parent / "other.xml").write_text(export(item(7)), "utf-8")
    assert ids(out.parent) == [1, 2, 3, 7]
    [(_, text)] = said(out.parent)
    assert text.startswith("archive is an output of wparchive: private/json is read")


def test_two_outputs_in_one_directory(made, tmp_path):
    made("markdown", "json", name="both/a")
    shutil.copytree(tmp_path / "both/a", tmp_path / "both/b")
    assert len(said(tmp_path / "both")) == 5  # each output, and three posts that both have


def test_a_users_file_in_an_output_is_read(made):
    out = made("markdown", "json")
    (out / "mine.xml").write_text(export(item(7)), "utf-8")
    assert ids(out) == [7, 1, 2, 3]


def test_all_parts_by_name_as_a_shell_lists_them(made):
    out = made("markdown", "json", "wxr", "warc")
    assert ids(*sorted(out.iterdir())) == [1, 2, 3]
    [(_, text)] = said(*sorted(out.iterdir()))
    assert "private/json is read" in text


@pytest.mark.parametrize(
    ("part", "found"),
    [("private", [1, 2, 3]), ("private/json", [1, 2, 3]), ("private/json/posts.jsonl", [1, 2, 3]),
     ("private/wxr", [1, 2, 3]), ("warc", [1, 3])],
)  # fmt: skip
def test_a_part_alone_is_read_as_it_is(made, part, found):
    out = made("markdown", "json", "wxr", "warc")
    assert ids(out / part) == found


@pytest.mark.parametrize("part", ["report.json", "manifest-sha256.txt", "markdown", "."])
def test_nothing_to_read_is_an_error(made, part):
    out = made("markdown")
    with pytest.raises((EmptyInputError, InputError)):
        ids(out / part)


@pytest.mark.parametrize("other", ["json/posts.jsonl", "wxr/a.xml", ""])
def test_the_folder_of_a_plugins_format_is_skipped(other):
    report = b'{"schema": "wparchive-report/1", "formats": ["json", "rows", "wxr"], "inputs": []'
    names = ["o/report.json", "o/rows/page.html", "o/mine/page.html", "o/note.txt"]
    [output] = earlier_outputs.outputs(
        [*names, *([f"o/{other}"] if other else [])], lambda _: report
    )
    assert output.read == {f"o/{other}"} - {"o/"}
    assert output.skipped == {"o/report.json", "o/rows/page.html"}


def test_a_folder_that_has_such_a_name_by_chance(tmp_path):
    (tmp_path / "site/json").mkdir(parents=True)
    (tmp_path / "site/wxr").mkdir()
    (tmp_path / "site/json/a.xml").write_text(export(item(1)), "utf-8")
    (tmp_path / "site/wxr/b.xml").write_text(export(item(2)), "utf-8")
    (tmp_path / "site/report.json").write_text(json.dumps({"schema": "another/1"}))
    assert ids(tmp_path) == [1, 2]
    assert [code for code, _ in said(tmp_path)] == [Code.INPUT_SKIPPED]


def test_many_such_folders_are_found_in_one_pass():
    asked = []

    def report(name):
        asked.append(name)
        return b'{"schema": "wparchive-report/1"'

    names = [f"d{n}/{part}" for n in range(3000) for part in ("json/posts.jsonl", "warc/a.warc.gz")]
    found = earlier_outputs.outputs(names, report)
    assert len(found) == 3000
    assert all(len(output.read | output.skipped) == 2 for output in found)
    assert asked == []  # canonical JSON is proof enough
