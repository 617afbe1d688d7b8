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
        (f"{PUBLISHED}<wp:post_password><b>x</b></wp:post_password>", "password"),
        ("<wp:status>publish<b>private</b></wp:status>", "unknown-status"),
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


def test_elements_in_a_comments_approval(tmp_path):
    approved = "<wp:comment_approved>1<"
    held = comment(5, content=SECRET).replace(approved, approved.replace("1<", "1<b>0</b><"))
    (tmp_path / "in.xml").write_text(export(item(1, comments=held)))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert withheld(tmp_path)["comments"] == {"held": 1}


PASSWORD = "<wp:post_password>hunter2</wp:post_password>"
WITH_PASSWORD = item(2, content=SECRET, password="hunter2")
OPEN = item(1, content="Seen.") + "<!-- of WordPress -->"


def found_in(folder):
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "private" not in path.parts and SECRET.encode() in path.read_bytes()
    ]


def damaged(which):
    text = export(OPEN, WITH_PASSWORD)
    password = text.rindex("<wp:post_password>")
    return {
        "cut before the password": text[:password],
        "cut in its value": text[: password + 20],
        "cut before the type": text[: text.rindex("<wp:post_type>")],
        "no other post": export(WITH_PASSWORD)[
            : -len(export(WITH_PASSWORD).partition("<wp:post_password>")[2])
        ],
        "a byte of its tag is damaged": text[:password]
        + text[password:].replace("passw", "pass\0w"),
        "its tags are overwritten": text[:password] + text[password:].replace("wp:post_", "\0\0\0"),
        "its CDATA has no end": text.replace("<![CDATA[hunter2]]></wp", "<![CDATA[</wp"),
        "its CDATA and end tag are broken": text.replace(
            "<![CDATA[hunter2]]></wp:post_password>", "<![CDATA["
        ),
        "its value is overwritten": text.replace("<![CDATA[hunter2]]>", "\0" * 19),
        "the type is overwritten": text[:password].replace(
            "<wp:post_type>post", "<wp:post_type>\0\0\0\0"
        )
        + text[password:].replace("hunter2", ""),
    }[which]


@pytest.mark.parametrize(
    "which",
    [
        "cut before the password",
        "cut in its value",
        "cut before the type",
        "no other post",
        "a byte of its tag is damaged",
        "its tags are overwritten",
        "its CDATA has no end",
        "its CDATA and end tag are broken",
        "its value is overwritten",
        "the type is overwritten",
    ],
)
def test_posts_that_lost_their_password(tmp_path, which):
    assert "post_password" in WITH_PASSWORD
    (tmp_path / "in.xml").write_text(damaged(which))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown", "json", "wxr"], jobs=1)
    assert found_in(tmp_path / "out") == []
    # Nor do the private archives publish it, when they are read again.
    for number, again in enumerate([
        next((tmp_path / "out/private/wxr").glob("*.xml")), tmp_path / "out/private/json"
    ]):  # fmt: skip
        convert(again, tmp_path / f"again{number}", to=["markdown"], jobs=1)
        assert found_in(tmp_path / f"again{number}") == []


def test_damaged_exports_of_other_programs_keep_their_posts(tmp_path):
    """Their posts never had a password."""
    text = export(item(1, content="Seen."), item(2)).replace(
        "<wp:post_password><![CDATA[]]></wp:post_password>", ""
    )
    assert "post_password" not in text
    (tmp_path / "in.xml").write_text(text.replace("<![CDATA[Seen.]]>", "Seen & more."))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert not withheld(tmp_path)["posts"]


def test_a_draft_that_a_hole_joined_with_the_next_item(tmp_path):
    """The XML of what is left is well-formed."""
    text = export(
        OPEN,
        item(2, title=SECRET, content=SECRET, status="draft"),
        item(3),
        item(4, content="Seen."),
    )
    begin = text.index("<wp:status>draft")
    text = text[:begin] + text[text.index("<pubDate>", begin) :]
    (tmp_path / "in.xml").write_text(text)
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert found_in(tmp_path / "out") == []
    assert "post-incomplete" in {notice.code for notice in report.notices}


def test_a_file_of_a_post_that_damage_took_away(tmp_path):
    file = "<wp:attachment_url>https://blog.example/secretword.png</wp:attachment_url>"
    attached = item(
        3, title=SECRET, type="attachment", status="inherit", parent=2, more=file
    ).replace("<wp:post_parent>2<", "<wp:post_parent>\0<")
    (tmp_path / "in.xml").write_text(export(OPEN, item(2, status="private"), attached))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert found_in(tmp_path / "out") == []
