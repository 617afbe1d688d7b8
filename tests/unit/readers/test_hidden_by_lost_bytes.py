"""Cut comments, filled holes and moved blocks in exports: what they may have hidden stays hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.readers.test_hidden_by_damage import SECRET, open_post, published
from tests.wxr import comment, export, item
from wparchive.api import convert

if TYPE_CHECKING:
    from pathlib import Path

NOTE = comment(13, content=SECRET, kind="order_note")
NOTED = export(open_post(1, comments=comment(11) + comment(12) + NOTE), open_post(2))
APPROVED = "<wp:comment_approved>1</wp:comment_approved>"
KIND = "<wp:comment_type>order_note</wp:comment_type>"


@pytest.mark.parametrize("doctype", ["", "<!DOCTYPE rss>\n"])
@pytest.mark.parametrize(
    "end", [APPROVED, APPROVED[:-4], "<wp:comment_ty", "<wp:comment_type>", "<wp:comment_type>ord"]
)
def test_comments_that_are_cut_before_their_type(tmp_path: Path, end: str, doctype: str) -> None:
    stop = NOTED.index(end, NOTED.index(SECRET)) + len(end)
    assert not published(tmp_path, NOTED[:stop].replace("<rss", f"{doctype}<rss"))


@pytest.mark.parametrize(
    "left", ["", "<wp:comment_status>open</wp:comment_status>", f"{KIND[:17]}{KIND[27:]}{KIND}"]
)
def test_comments_without_the_type_that_all_others_have(tmp_path: Path, left: str) -> None:
    comments = "".join(comment(n) for n in range(11, 18))
    text = export(open_post(1, comments=comments + NOTE))
    assert not published(tmp_path, text.replace(KIND, left))


def test_comments_of_a_program_that_writes_no_type(tmp_path: Path) -> None:
    comments = "".join(comment(n, content=SECRET, kind="") for n in range(11, 18))
    text = export(open_post(1, comments=comments))
    assert published(tmp_path, text.replace("<wp:comment_type></wp:comment_type>", ""))


def test_a_damaged_document_that_is_read_as_a_whole(tmp_path: Path) -> None:
    """An element between the items has the document read so."""
    closed = item(5, status="private", comments=comment(51) + comment(52, content=SECRET))
    text = export(open_post(1, comments=comment(11)), closed, open_post(7))
    begin = text.index("ate_gmt>", text.index("<wp:comment_date_gmt>") + 22)
    text = text[:begin] + text[text.index(":comment_type>", text.index("comment_id>51")) :]
    text = text.replace("<item>", "<generator>x</generator><item>")
    assert not published(tmp_path, text)


POSTS = [open_post(n) for n in (1, 2, 3)]
CLOSED = item(5, title=SECRET, content=f"{SECRET} " + "word " * 90, status="private")
BOTH = export(*POSTS, CLOSED, open_post(7).replace("Seen.", "seen " * 90), open_post(8))


def joined(filler: str = "", left: str = "") -> str:
    """An export with lost bytes from a private post's text to that of the next one."""
    begin, end = BOTH.index(f"{SECRET} word"), BOTH.index("seen seen")
    if left:
        begin = BOTH.rindex("<![CDATA[", 0, begin)
    return BOTH[:begin] + left + filler + BOTH[end:]


@pytest.mark.parametrize("size", [2, 5, 6, 8])
def test_a_section_whose_beginning_is_damaged(tmp_path: Path, size: int) -> None:
    assert not published(tmp_path, joined(left="<![CDATA["[:size]))


@pytest.mark.parametrize("filler", ["\x00", "\x01", "\x1f", "\xff", "\xf6", "\ufffd", " ", "?"])
def test_holes_that_are_filled_with_one_character(tmp_path: Path, filler: str) -> None:
    assert not published(tmp_path, joined(filler * 600))


def test_bytes_of_a_hole_that_are_no_utf8(tmp_path: Path) -> None:
    """They make an old encoding of the file."""
    text = joined("\xff" * 600)
    (tmp_path / "raw.xml").write_bytes(text.encode("latin-1"))
    out: dict[str, bytes] = {}
    convert(tmp_path / "raw.xml", out, to=["markdown"], jobs=1)
    assert not any(SECRET.encode() in data for data in out.values())


@pytest.mark.parametrize("text", ["\ufffd" * 12, "?" * 700, " " * 700, "\xff" * 9, "<b>x ]]&gt; y"])
def test_texts_that_only_look_like_lost_bytes(tmp_path: Path, text: str) -> None:
    post = open_post(7).replace("Seen.", f"{SECRET} {text}")
    assert published(tmp_path, export(*POSTS, post))
    bare = post.replace("<content:encoded><![CDATA[", "<content:encoded>")
    assert published(tmp_path, export(*POSTS, bare.replace("]]></content:", "</content:")))


@pytest.mark.parametrize(
    ("filler", "is_lost"),
    [("\0" * 600, True), ("\1" * 8, True), ("\0", False), ("\0\1" * 9, False)],
)
@pytest.mark.parametrize("place", ["seen seen", "<wp:post_id>7", "<item>", "</channel>"])
def test_holes_in_exports_are_losses(
    tmp_path: Path, place: str, filler: str, is_lost: bool
) -> None:
    begin = BOTH.rindex(place)
    (tmp_path / "in.xml").write_text(BOTH[:begin] + filler + BOTH[begin + len(filler) % 600 :])
    report = convert(tmp_path / "in.xml", {}, to=["markdown"], jobs=1)
    assert any(notice.code == "input-damaged" for notice in report.notices) == is_lost
