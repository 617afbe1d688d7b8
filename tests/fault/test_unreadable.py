"""Outputs, bags and inputs of which an ordinary user cannot read a part: it is named."""

from __future__ import annotations

import json

import pytest

from tests.fault.processes import as_ordinary_user
from tests.fault.test_places import commons, give
from tests.wxr import export, item
from wparchive.api import convert

__all__ = ["commons"]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("markdown/post", 0o444), ("markdown/post", 0o111), ("warc", 0o111), ("wacz", 0o000),
     ("warc/*.gz", 0o000), ("wacz/*.wacz", 0o000), ("private", 0o444), ("notes", 0o000)],
)  # fmt: skip
def test_a_part_that_cannot_be_read_is_a_finding(commons, name, mode):
    out = commons / "out"
    convert(commons / "export.xml", out, to=["markdown", "json", "warc", "wacz"])
    if name == "notes":  # of somebody else: nobody knows what is in the folder
        (out / name).mkdir()
    give(commons)
    part = next(out.glob(name))
    part.chmod(mode)
    result = as_ordinary_user("verify", "--json", out)
    assert result.returncode == 6, result.stderr
    unreadable = [f["file"] for f in json.loads(result.stdout)["findings"]
                  if f["rule"] == "unreadable"]  # fmt: skip
    shown = part.relative_to(out).as_posix()
    assert any(file == shown or file.startswith(f"{shown}/") for file in unreadable)
    assert len(unreadable) == len(set(unreadable))


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_cannot_be_entered_cannot_be_verified(commons, mode):
    out = commons / "out"
    convert(commons / "export.xml", out)
    give(commons)
    out.chmod(mode)
    result = as_ordinary_user("verify", out)
    assert result.returncode == 6
    assert "out cannot be read: Permission denied" in result.stderr


@pytest.mark.parametrize("mode", [0o000, 0o111, 0o444])
def test_a_folder_of_a_bag_that_cannot_be_read_is_named(commons, mode):
    pytest.importorskip("bagit")
    bag = commons / "bag"
    convert(commons / "export.xml", commons / "out", to=["markdown"], bag=bag)
    give(commons)
    (bag / "data/out/markdown").chmod(mode)
    result = as_ordinary_user("verify", bag)
    assert result.returncode == 6
    assert "data/out/markdown" in result.stderr


@pytest.fixture
def pile(commons):
    """An export, and a folder with an export and a page of other blogs."""
    folder = commons / "pile"
    (folder / "sub/deep").mkdir(parents=True)
    (folder / "a.xml").write_bytes((commons / "export.xml").read_bytes())
    for name in ("b.xml", "deep/c.xml"):
        text = export(item(1)).replace("blog.example", f"{name[-5]}.example")
        (folder / "sub" / name).write_text(text)
    page = '<html><head><link rel="canonical" href="https://d.example/x"></head>Text</html>'
    (folder / "sub/d.html").write_text(page)
    (folder / "report.json").write_text("{}")
    give(commons)
    return folder


@pytest.mark.parametrize(
    ("name", "mode"), [("sub", 0o444), ("sub/deep", 0o444), ("sub", 0o111), ("sub/deep", 0o000)]
)
@pytest.mark.parametrize("command", ["convert", "by-site", "media"])
def test_a_folder_of_an_input_that_cannot_be_read_is_a_loss(commons, pile, name, mode, command):
    (pile / name).chmod(mode)
    (commons / "new").mkdir()
    give(commons / "new")
    out = commons / "new/out"
    given = {
        "convert": [pile, "-o", out],
        "by-site": [pile, "--by-site", out],
        "media": [commons / "export.xml", "-o", out, "--media", pile],
    }[command]
    result = as_ordinary_user("convert", *given)
    assert result.returncode == 3, result.stderr
    assert "cannot be read: Permission denied" in result.stderr
    skipped = [line for line in result.stderr.splitlines() if "belong to no blog" in line]
    assert not any("sub" in line for line in skipped)


@pytest.mark.parametrize("name", ["sub/b.xml", "sub/d.html"])
def test_a_file_of_a_pile_that_cannot_be_opened_fails_alone(commons, pile, name):
    (pile / name).chmod(0)
    (commons / "new").mkdir()
    give(commons / "new")
    result = as_ordinary_user("convert", pile, "--by-site", commons / "new/out", "--to", "json")
    assert result.returncode == 4, result.stderr
    assert f"{name}: " in result.stderr
    assert (commons / "new/out/blog.example/report.json").exists()


def test_a_report_in_a_pile_that_cannot_be_opened_stops_nothing(commons, pile):
    (pile / "report.json").chmod(0)
    (commons / "new").mkdir()
    give(commons / "new")
    as_ordinary_user("convert", pile, "--by-site", commons / "new/out", "--to", "json")
    assert (commons / "new/out/blog.example/report.json").exists()


def test_a_pile_that_cannot_be_listed_is_an_unreadable_input(commons, pile):
    pile.chmod(0o111)
    result = as_ordinary_user("convert", pile, "--by-site", commons / "new/out")
    assert result.returncode == 4
    assert "pile cannot be read: permission denied" in result.stderr
