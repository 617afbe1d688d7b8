"""The WXR reader on exports made here: what the corpus cannot show one at a time."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, open_source
from wparchive.errors import UnknownFormatError
from wparchive.errors.notices import Code
from wparchive.readers.wxr.cut import cut, item_offsets


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "export.xml"
    path.write_bytes(text.encode(encoding))
    with open_source(path) as archive:
        posts = list(archive)
        return archive, posts


def test_an_item_field_by_field(tmp_path):
    text = export(
        item(7, title=" A <b>title</b> ", content="x\r\ny", comments=comment(3, parent=2))
    )
    archive, [post] = read(tmp_path, text)
    assert archive.site.title == "Blog"
    assert archive.site.published == "2024-05-01T12:00:00Z"
    assert archive.site.created == "2024-05-01T12:00:00"
    assert [(a.login, a.name) for a in archive.authors] == [("ada", "Ada L.")]
    assert (post.id, post.type, post.status, post.slug) == (7, "post", "publish", "post-7")
    assert post.title == " A <b>title</b> "
    assert post.content == "x\ny"
    assert (post.guid, post.guid_is_permalink) == ("https://blog.example/?p=7", False)
    assert post.published == "2024-04-30T10:00:00"
    assert post.published_gmt == "2024-04-30T08:00:00Z"
    assert post.modified is None
    assert post.excerpt == ""
    assert (post.sticky, post.parent, post.menu_order) == (False, 0, None)
    assert [(c.id, c.parent, c.kind, c.ip) for c in post.comments] == [
        (3, 2, "comment", "192.0.2.77")
    ]
    assert [e.tag for e in post.extra] == ["pubDate", "description"]


@pytest.mark.parametrize(
    "uri", ["http://wordpress.org/export/1.0/", "https://wordpress.org/export/1.3/"]
)
def test_the_vocabulary_is_known_by_its_meaning(tmp_path, uri):
    text = export(item(1)).replace('http://wordpress.org/export/1.2/"', f'{uri}"')
    text = text.replace("wp:", "x:").replace("xmlns:wp", "xmlns:x")
    _, [post] = read(tmp_path, text)
    assert (post.id, post.status) == (1, "publish")


def test_foreign_elements_are_kept_whole(tmp_path):
    foreign = (
        '<geo:point xmlns:geo="urn:geo" unit="m">a<geo:lat deg="1">2</geo:lat>tail</geo:point>'
    )
    _, [post] = read(tmp_path, export(item(1, more=foreign)))
    kept = next(e for e in post.extra if e.tag == "point")
    assert (kept.namespace, kept.attributes, kept.text) == ("urn:geo", {"unit": "m"}, "a")
    assert [(c.tag, c.attributes, c.text, c.tail) for c in kept.children] == [
        ("lat", {"deg": "1"}, "2", "tail")
    ]


def test_what_stands_twice_counts_once_and_is_kept(tmp_path):
    archive, [post] = read(tmp_path, export(item(1, more="<title>Second</title>")))
    assert post.title == "Title"
    assert [e.text for e in post.extra if e.tag == "title"] == ["Second"]
    assert Code.ELEMENT_REPEATED in {n.code for n in archive.notices}


def test_unreadable_dates_and_numbers_are_kept_and_named(tmp_path):
    text = export(item("x9")).replace("2024-04-30 08:00:00", "0000-00-00 00:00:00")
    archive, [post] = read(tmp_path, text)
    assert post.id is None
    assert post.published_gmt == "0000-00-00 00:00:00"
    assert [e.text for e in post.extra if e.tag == "post_id"] == ["x9"]
    assert {n.code for n in archive.notices} >= {Code.NUMBER_UNREADABLE, Code.DATE_UNREADABLE}


@pytest.mark.parametrize(
    ("written", "number"),
    [("9223372036854775807", 2**63 - 1), ("9223372036854775808", None), ("-" + "9" * 19, None)],
)
def test_numbers_have_up_to_64_bits(tmp_path, written, number):
    archive, [post] = read(tmp_path, export(item(written)))
    assert post.id == number
    unread = Code.NUMBER_UNREADABLE in {n.code for n in archive.notices}
    assert unread is (number is None)


@pytest.mark.parametrize(
    ("written", "number", "is_odd"),
    [
        ("007", 7, False), ("+7", 7, False), ("-07", -7, False), ("000", 0, False), ("-0", 0, False),
        ("7x", 7, True), ("7.5", 7, True), ("1" + "0" * 20, None, True), ("٧", None, True),
    ],
)  # fmt: skip
def test_numbers_are_read_as_wordpress_reads_them(tmp_path, written, number, is_odd):
    archive, [post] = read(tmp_path, export(item(written, parent=written)))
    assert (post.id, post.parent) == (number, number)
    assert [e.text for e in post.extra if e.tag in {"post_id", "post_parent"}] == [written] * 2
    assert (Code.NUMBER_UNREADABLE in {n.code for n in archive.notices}) is is_odd


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\u200b"])
def test_only_white_space_of_xml_means_nothing(tmp_path, space):
    _, [post] = read(tmp_path, export(item(1, status=f"publish{space}", type=f"{space}post")))
    assert (post.status, post.type) == (f"publish{space}", f"{space}post")
    _, [post] = read(tmp_path, export(item(1, status=" publish\n", type="\tpost")))
    assert (post.status, post.type) == ("publish", "post")


def test_the_old_empty_comment_type_is_comment(tmp_path):
    text = export(item(1, comments=comment(1, kind="") + comment(2, kind="pingback")))
    _, [post] = read(tmp_path, text)
    assert [c.kind for c in post.comments] == ["comment", "pingback"]
    assert [[e.tag for e in c.extra] for c in post.comments] == [["comment_type"], []]


def test_items_inside_text_are_text(tmp_path):
    trap = "<pre><rss><item><title>no</title></item></rss></pre> <!-- <item> "
    split = "ends with ]]]]><![CDATA[> <item>"
    _archive, posts = read(tmp_path, export(item(1, content=trap), item(2, content=split), item(3)))
    assert [post.id for post in posts] == [1, 2, 3]
    assert posts[0].content == trap
    assert posts[1].content == "ends with ]]> <item>"


def test_every_cut_size_gives_the_same_items():
    trap = "<![CDATA[<item>]]]]><![CDATA[></item><item>"
    data = export(*(item(n, content=trap * (n % 3)) for n in range(1, 40))).encode()
    whole = list(item_offsets(data))
    assert len(whole) == 39
    for size in (1, 50, 333, 1000, 5000, 100_000):
        parts = cut(BytesIO(data), size)
        assert parts is not None
        assert (
            b"".join(data[r.start : r.stop] for r in parts.ranges) == data[parts.items : parts.end]
        )
        found = [r.start + o for r in parts.ranges for o in item_offsets(data[r.start : r.stop])]
        assert found == whole
        for r in parts.ranges:
            assert r.line == data[: r.start].count(b"\n") + 1


def test_many_false_items_in_one_text_cost_linear_time():
    data = export(item(1, content="<item>" * 200_000), item(2)).encode()
    parts = cut(BytesIO(data))
    assert parts is not None
    assert len(list(item_offsets(data))) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1251"])
def test_declared_encodings(tmp_path, encoding):
    word = "Привет" if encoding == "cp1251" else "Größe"
    declared = {"utf-8-sig": "UTF-8", "cp1251": "windows-1251"}.get(encoding, encoding)
    head = HEAD.replace("UTF-8", declared)
    _archive, [post] = read(tmp_path, export(item(1, title=word), head=head), encoding)
    assert post.title == word


def test_a_document_type_is_never_obeyed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    doctype = f'<!DOCTYPE rss [<!ENTITY own "mine"><!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    head = HEAD.replace("<rss", doctype + "<rss", 1)
    text = export(item(1), head=head).replace(
        "<description></description>", "<description>&own;&file;</description>"
    )
    _archive, [post] = read(tmp_path, text)
    assert "SECRET" not in repr(post)
    assert any(
        "&own;" in child.text for e in post.extra if e.tag == "description" for child in e.children
    )


def test_channel_elements_after_the_items_count(tmp_path):
    late = "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>late</wp:tag_slug></wp:tag>\n"
    archive, posts = read(tmp_path, export(item(1), item(2) + late))
    assert [t.slug for t in archive.terms] == ["late"]
    assert len(posts) == 2
    archive, posts = read(tmp_path, export(item(1) + late, item(2)))
    assert [t.slug for t in archive.terms] == ["late"]
    assert len(posts) == 2


def test_broken_xml_is_repaired_and_the_place_is_named(tmp_path):
    archive, posts = read(tmp_path, export(item(1), item(2, more="<broken>"), item(3)))
    assert [post.id for post in posts] == [1, 2, 3]
    [notice] = [n for n in archive.notices if n.code == Code.TAG_REPAIRED]
    assert (notice.source, notice.post_id) == ("export.xml", 2)
    assert "broken" in notice.message


def test_other_xml_is_refused_by_name(tmp_path):
    with pytest.raises(UnknownFormatError, match=r"export\.xml"):
        read(tmp_path, '<?xml version="1.0"?><svg xmlns="urn:x"><!-- <rss --></svg>')


def test_a_notice_names_the_item_that_it_is_about(tmp_path):
    text = export(item(1), item(2).replace("2024-04-30 08:00:00", "0000-00-00 00:00:00"), item(3))
    archive, posts = read(tmp_path, text)
    [notice] = [n for n in archive.notices if n.code is Code.DATE_UNREADABLE]
    assert (notice.post_id, notice.line) == (2, posts[1].origin.line)
    assert text.encode()[notice.offset :].startswith(b"<item>")
    assert notice.line > posts[0].origin.line


def test_serialized_meta_is_shown_decoded_beside_its_text(tmp_path):
    text = 'a:1:{s:1:"ü";i:1;}'
    meta = f"<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[{text}]]></wp:meta_value></wp:postmeta>"
    _, [post] = read(tmp_path, export(item(1, more=meta)))
    assert [(m.key, m.value, m.decoded) for m in post.meta] == [("k", text, {"ü": 1})]


def converted_page(tmp_path, text):
    (tmp_path / "in.xml").write_text(text)
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1)
    [page] = (tmp_path / "out/markdown").rglob("*.md")
    return page.read_text(), report


def test_markup_that_nobody_escaped_is_the_text(tmp_path):
    body = (
        '<!-- wp:paragraph --><p>All of <a href="https://x.example/?a=1&amp;b=2">this</a> is here.'
        "<br/>5 &lt; 6</p> tail &lt;i>it&lt;/i>"
    )
    text = export(
        item(1, content="BODY", comments=comment(5, content="SAID"))
        .replace("<![CDATA[BODY]]>", body)
        .replace("<![CDATA[SAID]]>", "Hi <b>there</b> &amp; you")
    )
    page, report = converted_page(tmp_path, text)
    assert "All of [this](https://x.example/?a=1&b=2) is here.\\\n5 < 6\n\ntail *it*" in page
    assert "Hi **there** & you" in page
    assert [str(notice.code) for notice in report.notices] == ["element-nested"] * 2
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("name", "place"), [("content:encoded", "excerpt"), ("wp:comment_content", "wp:comment_app")]
)
def test_a_second_text_is_a_loss(tmp_path, name, place):
    text = export(item(1, comments=comment(5))).replace(
        f"<{place}", f"<{name}>Words of another text.</{name}><{place}", 1
    )
    _, report = converted_page(tmp_path, text)
    lost = [notice.message for notice in report.notices if notice.code == "text-lost"]
    assert lost == [f"Of another <{name}>, 4 words are only in `extra`."]
    assert report.exit_code == 3


def test_a_second_equal_text_is_none(tmp_path):
    _, report = converted_page(
        tmp_path,
        export(item(1).replace("<excerpt", "<content:encoded>Text.</content:encoded><excerpt", 1)),
    )
    assert [str(notice.code) for notice in report.notices] == ["element-repeated"]


def test_items_in_capitals_are_not_silently_none(tmp_path):
    text = export(item(1)).replace("<item>", "<ITEM>").replace("</item>", "</ITEM>")
    page, report = converted_page(tmp_path, text)
    assert "Text." in page
    assert report.exit_code == 3
