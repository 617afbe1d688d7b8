"""Cut comments, filled holes and moved blocks in exports: what they may have hidden stays hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.readers.test_hidden_by_damage import SECRET, open_post, published
from tests.wxr import comment, export, item

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
