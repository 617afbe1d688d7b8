"""Outputs and bags of which an ordinary user cannot read a part: verify says what and goes on."""

from __future__ import annotations

import json

import pytest

from tests.fault.processes import as_ordinary_user
from tests.fault.test_places import commons, give
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
