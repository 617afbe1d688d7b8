"""Folders and files that cannot be read, below inputs and media: named, and exit 3; never silence."""

from __future__ import annotations

import json
import os

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import EmptyInputError, ExitCode, MissingInputError
from wparchive.errors.notices import Code
from wparchive.storage.walking import walk


def said(report, code=Code.INPUT_UNREADABLE):
    return [n.message for n in report.notices if n.code is code]


@pytest.fixture
def site(tmp_path):
    """A directory with an export, and a folder with another."""
    (tmp_path / "in/sub").mkdir(parents=True)
    (tmp_path / "in/a.xml").write_text(
        export(item(1, content='<img src="/wp-content/uploads/a.png">'))
    )
    (tmp_path / "in/sub/b.xml").write_text(export(item(2)))
    return tmp_path / "in"


def forbid(monkeypatch, *paths):
    """Take the rights to paths away, also from root, who runs the tests on some machines."""
    shut = {os.fspath(path) for path in paths}

    def refuse(path):
        if isinstance(path, (str, os.PathLike)) and os.fspath(path) in shut:
            raise PermissionError(13, "Permission denied", os.fspath(path))

    scandir, opened, access = os.scandir, os.open, os.access

    def scan(path="."):
        refuse(path)
        return scandir(path)

    def open_path(path, *given, **more):
        refuse(path)
        return opened(path, *given, **more)

    def may(path, *given, **more):
        return os.fspath(path) not in shut and access(path, *given, **more)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "open", open_path)
    monkeypatch.setattr(os, "access", may)


def test_a_folder_that_may_not_be_entered_is_named(site, tmp_path, monkeypatch):
    forbid(monkeypatch, site / "sub")
    report = convert(site, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert said(report) == ["sub cannot be read: Permission denied."]
    [line] = (tmp_path / "out/private/json/posts.jsonl").read_text().splitlines()
    assert json.loads(line)["id"] == 1


def test_a_file_that_may_not_be_opened_is_named(site, tmp_path, monkeypatch):
    forbid(monkeypatch, site / "sub/b.xml")
    report = convert(site, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert said(report) == ["sub/b.xml cannot be read: Permission denied."]


@pytest.mark.parametrize("goal", ["nowhere.xml", "link.xml", "../sub/gone/x.xml"])
def test_links_to_nothing_and_to_themselves_are_named(site, tmp_path, goal):
    (site / "sub/link.xml").symlink_to(goal)
    report = convert(site, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert said(report) == [
        "sub/link.xml cannot be read: the link points to nothing, or to itself."
    ]


@pytest.mark.parametrize("goal", [".", "..", "../../elsewhere"])
def test_folders_behind_links_are_named_and_not_followed(site, tmp_path, goal):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/c.xml").write_text(export(item(3)))
    (site / "sub/link").symlink_to(goal)
    report = convert(site, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == ExitCode.OK
    assert "sub/link is a symbolic link, which wparchive does not follow." in said(
        report, Code.INPUT_SKIPPED
    )
    assert report.input_counts.posts.total() == 2


def test_where_nothing_can_be_read_the_run_fails_and_says_why(site, tmp_path, monkeypatch):
    forbid(monkeypatch, site / "sub", site / "a.xml")
    with pytest.raises(EmptyInputError, match="Permission denied"):
        convert(site, tmp_path / "out", to=["json"], jobs=1)
    forbid(monkeypatch, site)
    with pytest.raises(MissingInputError, match="permission denied"):
        convert(site, tmp_path / "out2", to=["json"], jobs=1)


def test_media_that_cannot_be_read_are_named(site, tmp_path, monkeypatch):
    uploads = tmp_path / "uploads"
    (uploads / "2023").mkdir(parents=True)
    (uploads / "a.png").write_bytes(b"\x89PNG")
    (uploads / "shut.png").write_bytes(b"\x89PNG")
    (uploads / "gone.png").symlink_to("nowhere.png")
    forbid(monkeypatch, uploads / "2023", uploads / "shut.png")
    report = convert(site, tmp_path / "out", to=["markdown"], media=uploads, jobs=1)
    assert report.exit_code == ExitCode.CONTENT_LOST
    assert said(report) == ["2023 cannot be read: Permission denied."]
    assert said(report, Code.MEDIA_UNREADABLE) == [  # no post names them
        "gone.png cannot be read: the link points to nothing, or to itself.",
        "shut.png cannot be read: Permission denied.",
    ]


def test_uploads_that_may_not_be_listed_are_refused(site, tmp_path, monkeypatch):
    (tmp_path / "uploads").mkdir()
    forbid(monkeypatch, tmp_path / "uploads")
    with pytest.raises(
        MissingInputError, match=r"uploads \(--media\) cannot be read: Permission denied"
    ):
        convert(site, tmp_path / "out", to=["markdown"], media=tmp_path / "uploads", jobs=1)


def test_what_cannot_be_read_is_named_once_for_input_and_media(site, tmp_path, monkeypatch):
    (site / "picture.png").write_bytes(b"\x89PNG")
    forbid(monkeypatch, site / "sub")
    report = convert(site, tmp_path / "out", to=["markdown"], media="inputs", jobs=1)
    assert said(report) == ["sub cannot be read: Permission denied."]


def test_a_walk_gives_names_in_order(site):
    assert list(walk(site).files) == ["a.xml", "sub/b.xml"]
