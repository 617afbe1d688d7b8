"""Outputs of earlier runs as inputs: their fullest part is read, once, and the rest is named."""

from __future__ import annotations

import json
import shutil
import tarfile
import zipfile
from collections import Counter
from hashlib import sha256

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, InputError
from wparchive.errors.notices import Code
from wparchive.storage import earlier_outputs
from wparchive.storage.fixity import Digest, render_manifest

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


def opener(files):
    return lambda name: None if name not in files else [files[name]]


def manifest(files, root):
    digests = [Digest(n.removeprefix(root), len(d), sha256(d).hexdigest()) for n, d in files]
    return render_manifest(digests)


@pytest.mark.parametrize("other", ["json/posts.jsonl", "wxr/a.xml", ""])
def test_the_folder_of_a_plugins_format_is_skipped(other):
    report = b'{"schema": "wparchive-report/1", "formats": ["json", "rows", "wxr"], "inputs": []'
    names = ["o/report.json", "o/rows/page.html", *([f"o/{other}"] if other else [])]
    files = {name: report if name.endswith("report.json") else b"x" for name in names}
    files["o/manifest-sha256.txt"] = manifest(files.items(), "o/")
    files |= {"o/mine/page.html": b"", "o/note.txt": b"", "o/rows/mine.html": b""}
    [output] = earlier_outputs.outputs(files, opener(files))
    assert output.read == {f"o/{other}"} - {"o/"}
    assert output.skipped == {"o/report.json", "o/rows/page.html", "o/manifest-sha256.txt"}
    assert output.damage == ()


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("private/json/posts.jsonl", lambda _: b""),
        ("private/json/posts.jsonl", lambda data: data[: data.index(b"\n") + 1]),
        ("private/json/posts.jsonl", None),
        ("private/json/site.json", lambda _: b""),
        ("private/json/site.json", None),
        ("private/json", None),
    ],
)
def test_a_whole_part_is_read_in_place_of_a_damaged_one(made, tmp_path, path, change, pack):
    out = made("markdown", "json", "wxr")
    damage(out / path, change)
    given = shutil.make_archive(str(tmp_path / "packed"), "zip", out) if pack else out
    assert ids(given) == [1, 2, 3]
    with open_source(given) as archive:
        [text] = [n.message for n in archive.notices if n.code is Code.INPUT_DAMAGED]
        assert len(archive.authors) == 1
    assert f"{path} " in text
    assert "so private/wxr was read instead" in text


def damage(path, change):
    if change is not None:
        path.write_bytes(change(path.read_bytes()))
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


@pytest.mark.parametrize("given", [".", "private", "private/json"])
@pytest.mark.parametrize("path", ["private/json/posts.jsonl", "private/json/site.json"])
@pytest.mark.parametrize("change", [None, lambda _: b""])
def test_a_damaged_part_without_another_one_is_a_loss(made, tmp_path, given, path, change):
    out = made("markdown", "json")
    damage(out / path, change)
    report = convert(out / given, tmp_path / "again", to=["json"], jobs=1)
    assert report.exit_code == 3
    assert any(n.code is Code.INPUT_DAMAGED and path in n.message for n in report.notices)


def test_all_damaged_parts_are_read(made):
    out = made("json", "wxr")
    posts = out / "private/json/posts.jsonl"
    posts.write_bytes(b"".join(posts.read_bytes().splitlines(keepends=True)[:1]))
    [wxr] = (out / "private/wxr").iterdir()
    wxr.write_text(export(*ITEMS[1:]), "utf-8")
    assert sorted(ids(out)) == [1, 2, 3]


def test_public_parts_do_not_replace_a_damaged_private_one(made):
    out = made("json", "warc")
    (out / "private/json/posts.jsonl").write_bytes(b"")
    for file in (out / "private/warc").iterdir():
        file.unlink()
    with open_source(out) as archive:
        texts = [n.message for n in archive.notices if n.code is Code.INPUT_DAMAGED]
    assert sum("In this output of wparchive" in text for text in texts) == 2
    assert not any("instead" in text for text in texts)


@pytest.mark.parametrize("change", [None, lambda data: data[:-9], lambda data: data + b"junk\n"])
def test_without_a_manifest_every_part_is_read(made, tmp_path, change):
    out = made("markdown", "json", "wxr")
    (out / "private/json/posts.jsonl").write_bytes(b"")
    damage(out / "manifest-sha256.txt", change)
    report = convert(out, tmp_path / "again", to=["json"], jobs=1)
    assert report.exit_code == 3
    assert report.input_counts.posts.total() == 3


def test_a_damaged_report_does_not_hide_an_output(made):
    out = made("json", "wxr")
    (out / "report.json").write_bytes(b"")
    (out / "private/json/posts.jsonl").unlink()
    assert ids(out) == [1, 2, 3]
    assert "private/wxr is read" in said(out)[0][1]


@pytest.mark.parametrize("folder", ["html", "wxr", "private/wxr", "private/json", "markdown"])
def test_files_of_others_in_the_folders_of_an_output_are_read(made, folder):
    out = made("markdown", "json")
    (out / folder).mkdir(parents=True, exist_ok=True)
    (out / folder / "mine.xml").write_text(export(item(7)), "utf-8")
    assert sorted(ids(out)) == [1, 2, 3, 7]


def test_a_folder_with_canonical_json_is_no_output(made, tmp_path):
    out = made("json")
    (tmp_path / "kept/html").mkdir(parents=True)
    shutil.copytree(out / "private/json", tmp_path / "kept/json")
    (tmp_path / "kept/html/mine.xml").write_text(export(item(7)), "utf-8")
    assert sorted(ids(tmp_path / "kept")) == [1, 2, 3, 7]
    (tmp_path / "kept/json/posts.jsonl").write_bytes(b"")
    with open_source(tmp_path / "kept") as archive:
        assert [n.source for n in archive.notices if n.code is Code.INPUT_DAMAGED] == [
            "json/posts.jsonl"
        ]


def test_an_archive_without_posts_is_whole(tmp_path):
    (tmp_path / "export.xml").write_text(export(), "utf-8")
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json"], jobs=1)
    with open_source(tmp_path / "out") as archive:
        assert not [n for n in archive.notices if n.code is Code.INPUT_DAMAGED]


def test_a_folder_that_has_such_a_name_by_chance(tmp_path):
    (tmp_path / "site/json").mkdir(parents=True)
    (tmp_path / "site/wxr").mkdir()
    (tmp_path / "site/json/a.xml").write_text(export(item(1)), "utf-8")
    (tmp_path / "site/wxr/b.xml").write_text(export(item(2)), "utf-8")
    (tmp_path / "site/report.json").write_text(json.dumps({"schema": "another/1"}))
    assert ids(tmp_path) == [1, 2]
    assert [code for code, _ in said(tmp_path)] == [Code.INPUT_SKIPPED]


def test_many_such_folders_are_found_in_one_pass():
    asked = Counter()

    def read(name):
        asked[name] += 1
        return [b'{"schema": "wparchive-report/1"'] if name.endswith("report.json") else None

    names = [f"d{n}/{part}" for n in range(3000) for part in ("json/posts.jsonl", "warc/a.warc.gz")]
    assert len(earlier_outputs.outputs(names, read)) == 3000
    assert set(asked.values()) == {1}
    assert len(asked) == 6000
