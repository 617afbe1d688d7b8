"""Checkpoints: whole or absent, of one work alone."""

from __future__ import annotations

from wparchive.storage.checkpoints import Checkpoints


def test_a_part_is_loaded_as_it_was_saved(tmp_path):
    Checkpoints(tmp_path / "parts").save("a-1", b"content")
    assert Checkpoints(tmp_path / "parts").load("a-1") == b"content"
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["a-1"]


def test_a_missing_or_damaged_part_does_not_count(tmp_path):
    parts = Checkpoints(tmp_path / "parts")
    assert parts.load("a-1") is None
    parts.save("a-1", b"content")
    whole = (tmp_path / "parts/a-1").read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], whole + b" ", bytes(len(whole))):
        (tmp_path / "parts/a-1").write_bytes(damaged)
        assert parts.load("a-1") is None


def test_parts_of_other_work_go(tmp_path):
    parts = Checkpoints(tmp_path / "parts")
    parts.discard_others("a")
    parts.save("a-1", b"mine")
    parts.save("b-1", b"other")
    (tmp_path / "parts/b-2.77").write_bytes(b"a draft")
    parts.discard_others("a")
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["a-1"]


def test_a_disk_without_room_only_costs_the_part(tmp_path):
    (tmp_path / "parts").write_text("a file in place of the folder")
    parts = Checkpoints(tmp_path / "parts")
    parts.save("a-1", b"content")
    assert parts.load("a-1") is None
