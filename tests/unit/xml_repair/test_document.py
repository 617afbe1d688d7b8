"""The repair of XML by itself, without a reader: damaged bytes in, well-formed bytes and a log out."""

from __future__ import annotations

import mmap
import re

import pytest
from lxml import etree

from wparchive.errors.notices import Code
from wparchive.xml_repair.document import repair_document
from wparchive.xml_repair.log import ItemIndex, RepairLog

WP = b'xmlns:wp="http://wordpress.org/export/1.2/"'
ITEM = b"<item><title>A</title><wp:post_id>7</wp:post_id></item>"


def repaired(tmp_path, data):
    """The copy without its declaration and its root's room, the log, and the items."""
    path, copy = tmp_path / "damaged.xml", tmp_path / "copy.xml"
    path.write_bytes(data)
    log, items = RepairLog(), ItemIndex()
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        copy.open("w+b") as target,
    ):
        if not repair_document(mapped, target, log, items):
            return None, log, items
    text = copy.read_bytes()
    etree.fromstring(text)  # well-formed, whatever it was made of
    text = text.removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>')
    return re.sub(rb" +>", b">", text, count=1), log, items


def channel(inner, end=b"</channel></rss>"):
    return b'<rss version="2.0" %s><channel>%s%s' % (WP, inner, end)


@pytest.mark.parametrize(
    ("damaged", "whole", "codes"),
    [
        (ITEM, ITEM, []),
        (b"<item><title>A & B</title></item>", b"<item><title>A &amp; B</title></item>",
         [Code.AMPERSAND_ESCAPED]),
        (b"<item><title>A</titel></item>", b"<item><title>A</title></item>", [Code.TAG_REPAIRED]),
        (b"<item><title>A</title>", b"<item><title>A</title></item>", [Code.ELEMENT_UNCLOSED]),
        (b"<item><title>A\x0b</title></item>", b"<item><title>A</title></item>",
         [Code.CHARACTER_DROPPED]),
        (b"<item><title>caf\xe9</title></item>", b"<item><title>caf\xc3\xa9</title></item>",
         [Code.BYTE_REPLACED]),
        (b"<item><title>a\xe2\x82 b</title></item>", b"<item><title>a\xef\xbf\xbd b</title></item>",
         [Code.BYTE_REPLACED]),
        (b"<item><title><![CDATA[a]]>b]]></title></item>",
         b"<item><title><![CDATA[a]]]]><![CDATA[>b]]></title></item>", [Code.CDATA_REPAIRED]),
        (b"<item></b><title>A</title></item>", b"<item><title>A</title></item>",
         [Code.TAG_DROPPED]),
        (b"<item><title>A</title> 1 < 2 </item>", b"<item><title>A</title> 1 &lt; 2 </item>",
         [Code.MARKUP_ESCAPED]),
        (b"<wp:post_id>7</wp:post_id></item>", b"<item><wp:post_id>7</wp:post_id></item>",
         [Code.TAG_REPAIRED]),
        (b"<item>\n<<<<<<< mine\n<title>A</title>\n>>>>>>> theirs\n</item>",
         b"<item>\n\n<title>A</title>\n\n</item>", [Code.MERGE_MARKER_DROPPED] * 2),
    ],
    ids=["well-formed", "ampersand", "end tag", "no end", "control", "cp1252", "incomplete", "section",
         "stray end", "stray <", "no start", "conflict"],
)  # fmt: skip
def test_one_repair(tmp_path, damaged, whole, codes):
    copy, log, _ = repaired(tmp_path, channel(damaged))
    assert copy == channel(whole)
    assert [repair.code for repair in log.listed] == codes


def test_a_document_that_ends_early_gets_its_end_tags(tmp_path):
    copy, log, _ = repaired(tmp_path, channel(b"<item><title>A</title><wp:comment>", end=b""))
    assert copy == channel(b"<item><title>A</title><wp:comment></wp:comment></item>")
    [repair] = log.listed
    assert repair.code is Code.INPUT_TRUNCATED
    assert "<item>, <wp:comment>" in repair.message


def test_a_fragment_gets_a_root_and_the_usual_namespaces(tmp_path):
    copy, log, _ = repaired(tmp_path, ITEM)
    assert copy == b'<rss version="2.0" %s><channel>%s</channel></rss>' % (WP, ITEM)
    assert [repair.code for repair in log.listed] == [Code.TAG_REPAIRED, Code.NAMESPACE_REPAIRED]


def test_two_documents_become_one(tmp_path):
    second = ITEM.replace(b"7", b"8")
    copy, log, items = repaired(tmp_path, channel(ITEM) + channel(second))
    assert copy == channel(ITEM + second)
    assert items.ids == [7, 8]
    assert [repair.code for repair in log.listed] == [Code.DOCUMENTS_JOINED] * 2  # root and channel


def test_the_items_are_found_in_the_copy_and_in_the_document(tmp_path):
    data = channel(b"<item><title>A & B</title><wp:post_id>5</wp:post_id></item>\n" + ITEM)
    _, log, items = repaired(tmp_path, data)
    assert items.ids == [5, 7]
    assert [data[start : start + 6] for start in items.starts] == [b"<item>"] * 2
    copy = (tmp_path / "copy.xml").read_bytes()
    assert [copy[start : start + 6] for start in items.copied] == [b"<item>"] * 2
    [notice] = log.notices("x.xml", data, items, int)
    assert (notice.post_id, notice.offset) == (5, data.index(b"&"))


def test_what_holds_nothing_of_an_export_is_refused(tmp_path):
    copy, _, items = repaired(tmp_path, b"<html><p>Words & more.</p></html>")
    assert copy is None
    assert items.ids == []
