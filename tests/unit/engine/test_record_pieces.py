"""Exports in pieces, with what other machines need to convert them."""

from __future__ import annotations

import gzip
import shutil

import pytest

import wparchive
from tests.wxr import comment, export, item
from wparchive.engine.record_options import RecordOptions
from wparchive.engine.record_pieces import read_piece, split
from wparchive.links import index

OPTIONS = RecordOptions()
SIZE = 1 << 20


def large(count=260):
    """About four megabytes, with links between the posts and hidden ones."""
    text = "A word and another one. " * 600
    items = [
        item(n, content=f'{text}<a href="/?p={count - n}">x</a>', comments=comment(n),
             status="draft" if n % 7 == 0 else "publish")
        for n in range(1, count)
    ]  # fmt: skip
    return export(*items, item(1, content="Again")).encode()


def pieces_of(path, folder, size=SIZE, options=OPTIONS):
    folder.mkdir()
    return split(path, "s3://x/in.xml", options, folder, size)


def moved(folder, path, piece, target):
    """Move everything to where another machine has it: the piece's bytes in a file with holes."""
    target.mkdir()
    shutil.copytree(folder, target / "plan")
    data = path.read_bytes()
    with (target / "other.xml").open("wb") as file:
        file.truncate(len(data))
        file.seek(piece.start)
        file.write(data[piece.start : piece.stop])
    return target / "plan", target / "other.xml"


@pytest.mark.parametrize("spill", [index.SPILL, 10])
@pytest.mark.parametrize("options", [OPTIONS, RecordOptions(edition="full")])
def test_all_pieces_together_are_the_whole(tmp_path, monkeypatch, spill, options):
    monkeypatch.setattr(index.Store.__init__, "__defaults__", (spill,))
    monkeypatch.setattr(index.LinkIndex.__init__, "__defaults__", ((), spill))
    path = tmp_path / "in.xml"
    path.write_bytes(large())
    whole = list(wparchive.records(path, "s3://x/in.xml", edition=options.edition))
    pieces = pieces_of(path, tmp_path / "plan", options=options)
    assert len(pieces) >= 3
    found = []
    for piece in pieces:
        place = moved(tmp_path / "plan", path, piece, tmp_path / f"machine-{piece.number}")
        found += read_piece(*place, piece.number, "s3://x/in.xml")
    assert found == whole
    kinds = {r.values["kind"] for r in whole if r.table == "links"}
    assert kinds == ({"post"} if options.edition == "full" else {"post", "home"} & kinds | {"post"})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("small.xml", export(item(1)).encode()),
        ("in.xml.gz", gzip.compress(large(), 1)),
        ("broken.xml", large().replace(b"</title>", b"</titel>", 3)),
        ("nothing.xml", b"nothing"),
    ],
)
def test_what_cannot_be_divided_stays_whole(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert pieces_of(tmp_path / name, tmp_path / "plan") is None
    assert pieces_of(tmp_path / "missing.xml", tmp_path / "missing") is None


def test_a_piece_without_its_bytes_is_an_error_record(tmp_path):
    path = tmp_path / "in.xml"
    path.write_bytes(large())
    pieces_of(path, tmp_path / "plan")
    path.write_bytes(b"")
    found = list(read_piece(tmp_path / "plan", path, 1, "s3://x/in.xml"))
    assert [record.values["error"] for record in found] == ["ChangedInputError"]
    assert found[0].input == "s3://x/in.xml"
