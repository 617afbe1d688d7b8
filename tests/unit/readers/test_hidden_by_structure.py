"""Records of exports that lack what says that they are public, or say it twice: they stay hidden."""

from __future__ import annotations

import json

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert

PUBLISHED = "<wp:status>publish</wp:status>"
SECRET = "Secretword"


def withheld(folder):
    report = json.loads((folder / "out/report.json").read_text())
    return report["counts"]["withheld"]["markdown"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("", "unknown-status"),
        ("<wp:status></wp:status>", "unknown-status"),
        ("<wp:status><b>publish</b></wp:status>", "unknown-status"),
        (f"{PUBLISHED}<wp:status>private</wp:status>", "private"),
        (f"<wp:status>draft</wp:status>{PUBLISHED}", "drafts"),
        (f"{PUBLISHED}<wp:post_password>x</wp:post_password>", "password"),
    ],
)
def test_posts(tmp_path, status, reason):
    post = item(1, content=SECRET).replace(PUBLISHED, status)
    (tmp_path / "in.xml").write_text(export(post, item(2, content="Seen.")))
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "wxr"], jobs=1)
    assert report.exit_code == 0
    assert withheld(tmp_path)["posts"] == {reason: 1}
    assert len(list((tmp_path / "out").rglob("*.md"))) == 1
    kept = next((tmp_path / "out/private/wxr").glob("*.xml")).read_text()
    assert kept.count("<wp:status") == (tmp_path / "in.xml").read_text().count("<wp:status")


def test_equal_elements_hide_nothing(tmp_path):
    post = item(1, content="Seen.").replace(PUBLISHED, PUBLISHED * 2)
    (tmp_path / "in.xml").write_text(export(post))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert not withheld(tmp_path)["posts"]


def test_comments(tmp_path):
    approved = "<wp:comment_approved>1</wp:comment_approved>"
    held = comment(5, content=SECRET).replace(approved, approved + approved.replace("1<", "0<"))
    (tmp_path / "in.xml").write_text(export(item(1, comments=held)))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert withheld(tmp_path)["comments"] == {"held": 1}
