"""The WXR writer, rule by rule, against hand-made XML."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from tests.wxr import HEAD, comment, export, item, without_inferred
from wparchive.api import convert, open_source, verify
from wparchive.errors.notices import Code
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.elements import SourceLayout, UnknownElement
from wparchive.model.records import Comment, Meta, Post, PostAuthor, PostTerm
from wparchive.model.site import Author, Site, SiteDocument, Term
from wparchive.writers.wxr.markup import Markup

WP = "{http://wordpress.org/export/1.2/}"


@pytest.fixture
def written(tmp_path):
    """Writes posts and a head as WXR by way of canonical JSON alone; gives the text."""

    def write(*posts, **head):
        folder = tmp_path / "archive"
        folder.mkdir()
        document = SiteDocument(generator="test", **head)
        (folder / "site.json").write_bytes(encode_site(document))
        (folder / "posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))
        report = convert(folder, tmp_path / "out", to=["wxr"], jobs=1)
        [path] = (tmp_path / "out/private/wxr").iterdir()
        return path.read_text("utf-8"), report

    return write


def rewritten(tmp_path, text):
    """An export that went through our model."""
    source = tmp_path / "export.xml"
    source.write_text(text, "utf-8")
    convert(source, tmp_path / "out", to=["wxr"], jobs=1)
    [path] = (tmp_path / "out/private/wxr").iterdir()
    return path.read_text("utf-8")


def item_of(text):
    return text[text.index("<item>") : text.index("</item>") + 7]


def test_an_item_as_core_writes_it(written):
    post = Post(
        id=7, type="post", status="publish", slug="a-b", title="A & B", link="https://x.example/?a&b",
        guid="https://x.example/?p=7", guid_is_permalink=False, author=PostAuthor(login="ada"),
        published="2024-04-30T10:00:00", published_gmt="2024-04-30T08:00:00Z", content="<b>x</b>",
        excerpt="", parent=0, menu_order=0, comment_status="open", ping_status="closed",
        password="", sticky=False, terms=[PostTerm(taxonomy="category", slug="c", name="C & D")],
        meta=[Meta(key="k", value=None)],
        comments=[Comment(id=1, url="https://y.example/?a&b", content="Hi", published="soon")],
    )  # fmt: skip
    text, _ = written(post)
    assert (
        item_of(text)
        == """<item>
		<title><![CDATA[A & B]]></title>
		<link>https://x.example/?a&amp;b</link>
		<dc:creator><![CDATA[ada]]></dc:creator>
		<guid isPermaLink="false">https://x.example/?p=7</guid>
		<content:encoded><![CDATA[<b>x</b>]]></content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>7</wp:post_id>
		<wp:post_date><![CDATA[2024-04-30 10:00:00]]></wp:post_date>
		<wp:post_date_gmt><![CDATA[2024-04-30 08:00:00]]></wp:post_date_gmt>
		<wp:comment_status><![CDATA[open]]></wp:comment_status>
		<wp:ping_status><![CDATA[closed]]></wp:ping_status>
		<wp:post_name><![CDATA[a-b]]></wp:post_name>
		<wp:status><![CDATA[publish]]></wp:status>
		<wp:post_parent>0</wp:post_parent>
		<wp:menu_order>0</wp:menu_order>
		<wp:post_type><![CDATA[post]]></wp:post_type>
		<wp:post_password><![CDATA[]]></wp:post_password>
		<wp:is_sticky>0</wp:is_sticky>
		<category domain="category" nicename="c"><![CDATA[C & D]]></category>
		<wp:postmeta>
			<wp:meta_key><![CDATA[k]]></wp:meta_key>
		</wp:postmeta>
		<wp:comment>
			<wp:comment_id>1</wp:comment_id>
			<wp:comment_author_url>https://y.example/?a&amp;b</wp:comment_author_url>
			<wp:comment_date><![CDATA[soon]]></wp:comment_date>
			<wp:comment_content><![CDATA[Hi]]></wp:comment_content>
			<wp:comment_type><![CDATA[comment]]></wp:comment_type>
		</wp:comment>
	</item>"""
    )


def test_the_frame(written):
    text, _ = written(
        Post(id=1),
        site=Site(
            title="A & B",
            link="https://x.example",
            published="2024-05-01T12:00:00Z",
            created="2024-05-01T12:30:00",
            generators=["https://wordpress.org/?v=6.5"],
        ),
        authors=[Author(id=1, login="ada", name="Ada & Co")],
        terms=[
            Term(id=2, taxonomy="category", slug="c", name="C", parent=""),
            Term(taxonomy="post_tag", slug="t", name="T"),
            Term(taxonomy="genre", slug="g", meta=[Meta(key="a", value="b")]),
            Term(taxonomy="nav_menu", slug="m", name="M"),
        ],
    )
    assert text.startswith('<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress')
    assert '\n<!-- generator="WordPress/6.5" created="2024-05-01 12:30" -->\n<rss version' in text
    assert (
        text[text.index("<rss") : text.index("\t<item>")]
        == """<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>

<channel>
	<title>A &amp; B</title>
	<link>https://x.example</link>
	<pubDate>Wed, 01 May 2024 12:00:00 +0000</pubDate>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://x.example</wp:base_site_url>
	<wp:base_blog_url>https://x.example</wp:base_blog_url>
	<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[ada]]></wp:author_login>\
<wp:author_display_name><![CDATA[Ada & Co]]></wp:author_display_name></wp:author>
	<wp:category>
		<wp:term_id>2</wp:term_id>
		<wp:category_nicename><![CDATA[c]]></wp:category_nicename>
		<wp:category_parent><![CDATA[]]></wp:category_parent>
		<wp:cat_name><![CDATA[C]]></wp:cat_name>
	</wp:category>
	<wp:tag>
		<wp:tag_slug><![CDATA[t]]></wp:tag_slug>
		<wp:tag_name><![CDATA[T]]></wp:tag_name>
	</wp:tag>
	<wp:term>
		<wp:term_taxonomy><![CDATA[genre]]></wp:term_taxonomy>
		<wp:term_slug><![CDATA[g]]></wp:term_slug>
		<wp:termmeta>
			<wp:meta_key><![CDATA[a]]></wp:meta_key>
			<wp:meta_value><![CDATA[b]]></wp:meta_value>
		</wp:termmeta>
	</wp:term>
	<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug><![CDATA[m]]></wp:term_slug>\
<wp:term_name><![CDATA[M]]></wp:term_name></wp:term>
	<generator>https://wordpress.org/?v=6.5</generator>
	<inferred xmlns="urn:wparchive:inferred">{"base_blog_url":null,"base_site_url":null,\
"wxr_version":null}</inferred>
"""
    )
    assert text.endswith(
        "\t<item>\n\t\t<wp:post_id>1</wp:post_id>\n\t</item>\n</channel>\n</rss>\n"
    )


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("a", "<![CDATA[a]]>"),
        ("]]>", "<![CDATA[]]]]><![CDATA[>]]>"),
        ("]]]]>>", "<![CDATA[]]]]]]><![CDATA[>>]]>"),
        ("a\r\nb", "<![CDATA[a]]>&#13;<![CDATA[\nb]]>"),
    ],
)
def test_cdata(text, section):
    assert Markup({}).cdata(text) == section
    assert ET.fromstring(f"<x>{section}</x>").text == text


def test_what_xml_cannot_carry_is_replaced_and_named(written):
    text, report = written(
        Post(id=3, title="a\0b\x0bc\ufffe", content="\x1b"), site=Site(title="\x01")
    )
    assert "<title><![CDATA[a\ufffdb\ufffdc\ufffd]]></title>" in text
    assert "<title>\ufffd</title>" in text
    found = [n for n in report.notices if n.code is Code.CHARACTER_REPLACED]
    assert [(n.post_id, n.target, n.message.split()[0]) for n in found] == [
        (3, "wxr", "4"),
        (None, "wxr", "1"),
    ]
    assert report.notice_counts[Code.CHARACTER_REPLACED] == 2


def test_what_wxr_has_no_element_for_is_named(written):
    author = PostAuthor(login="ada", name="Ada", url="https://ada.example")
    text, report = written(Post(id=3, author=author), Post(id=4, author=PostAuthor(name="Bob")))
    assert "<dc:creator><![CDATA[ada]]>" in text
    assert "<dc:creator><![CDATA[Bob]]>" in text
    [notice] = [n for n in report.notices if n.code is Code.FIELD_UNSUPPORTED]
    assert (notice.post_id, "name, url" in notice.message) == (3, True)


def test_what_the_list_of_authors_says_is_written(written):
    ada = PostAuthor(login="ada", name="Ada", email="ada@example.org", url="https://ada.example")
    text, report = written(
        Post(id=3, author=ada),
        Post(id=4, author=PostAuthor(login="ada", name="Countess")),
        authors=[Author(login="ada", name="Ada", email="ada@example.org")],
    )
    assert "<wp:author_display_name><![CDATA[Ada]]>" in text
    found = [n for n in report.notices if n.code is Code.FIELD_UNSUPPORTED]
    assert [(n.post_id, n.message.partition("author's ")[2]) for n in found] == [
        (3, "url."),
        (4, "name."),
    ]


def test_a_day_without_a_time_is_midnight_and_is_named(written):
    comments = [
        Comment(id=1, published="2010-05-02"),
        Comment(id=2, published="2010-05-02T00:00:00"),
    ]
    text, report = written(Post(id=3, published="2010-05-01", comments=comments), Post(id=4))
    assert "<wp:post_date><![CDATA[2010-05-01 00:00:00]]>" in text
    [notice] = [n for n in report.notices if n.code is Code.FIELD_UNSUPPORTED]
    assert (notice.post_id, notice.message) == (
        3,
        "WXR needs a time in each date: 2 without one became midnight.",
    )


def test_a_day_that_an_export_gave_stands_as_it_was(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(
        re.sub(r"<wp:post_date>.*?</wp:post_date>", "<wp:post_date>2010-05-01</wp:post_date>",
               export(item(1)))
    )  # fmt: skip
    report = convert(source, tmp_path / "out", to=["wxr"], jobs=1)
    [path] = (tmp_path / "out/private/wxr").iterdir()
    assert "<wp:post_date>2010-05-01</wp:post_date>" in path.read_text("utf-8")
    assert Code.FIELD_UNSUPPORTED not in report.notice_counts


def test_a_local_time_with_a_zone_tells_its_gmt_twin(written):
    text, _ = written(Post(published="2024-04-30T10:00:00+02:00"))
    assert "<wp:post_date><![CDATA[2024-04-30 10:00:00]]>" in text
    assert "<wp:post_date_gmt><![CDATA[2024-04-30 08:00:00]]>" in text


def test_foreign_elements_get_namespaces_of_their_own(written):
    inner = UnknownElement(tag="b", text="<i>", tail=" & ")
    point = UnknownElement(
        tag="point", namespace="urn:geo", attributes={"{urn:at}unit": 'm"\n', "n": "1"},
        children=[inner, UnknownElement(tag="lat", namespace="urn:geo")],
    )  # fmt: skip
    text, _ = written(Post(extra=[point, UnknownElement(tag="x", namespace=WP[1:-1], text="y")]))
    assert (
        '<point xmlns="urn:geo" xmlns:ns0="urn:at" ns0:unit="m&quot;&#10;" n="1">'
        '<b xmlns=""><![CDATA[<i>]]></b> &amp; <lat></lat></point>\n\t\t<wp:x>y</wp:x>'
    ) in text


@pytest.mark.parametrize(
    "element",
    [
        UnknownElement(tag="a b><script"),
        UnknownElement(tag="xmlns", attributes={"xmlns": "urn:x", "a b": "1", "a c": "2", "": "3"}),
        UnknownElement(tag="x", namespace='" evil="'),
        UnknownElement(tag="x", namespace="http://www.w3.org/2000/xmlns/"),
        UnknownElement(tag="x", attributes={"{http://www.w3.org/2000/xmlns/}a": "b", "a:b": "c"}),
        UnknownElement(tag="x", children=[UnknownElement(tag="#comment", text="--><b>--")]),
        UnknownElement(
            tag="x", children=[UnknownElement(tag="#pi", text="?><b>", attributes={"target": "?>"})]
        ),
        UnknownElement(tag="x", children=[UnknownElement(tag="#entity", text="&own;")]),
        UnknownElement(tag="x", namespace="http://ëx.example/ ü"),
    ],
)
def test_hostile_names_stay_well_formed(written, element):
    text, _ = written(Post(id=1, extra=[element]), site=Site(namespaces={'a"': "urn:x"}))
    root = ET.fromstring(text)
    [inside] = [child for child in root.find("channel/item") if child.tag != f"{WP}post_id"]
    assert len(inside) == 0
    assert "script" not in {node.tag for node in root.iter()}


@pytest.mark.parametrize(
    "uri",
    ["h<ttp://x/", "http://worp://worp://x/", "http://[", "http://a:b/", "%zz", "a#b#c", "\\x"],
)
def test_namespaces_that_are_no_uris_are_escaped(written, uri):
    inside = UnknownElement(tag="x", namespace=f"{uri}1", attributes={f"{{{uri}2}}a": "b"})
    text, report = written(Post(id=1, extra=[inside]), site=Site(namespaces={"dc": uri}))
    root = etree.fromstring(text.encode())
    assert root.nsmap["dc"] == quote(root.nsmap["dc"], safe="%:/#")
    assert Code.CHARACTER_REPLACED in {notice.code for notice in report.notices}


def test_deep_nesting_needs_no_stack():
    element = UnknownElement(tag="x")
    for _ in range(50_000):
        element = UnknownElement(tag="x", children=[element])
    assert Markup({}).element(element).count("<x>") == 50_001
    while element.children:  # freed from outside in, since the interpreter would recurse
        element = element.children.pop()


SOURCES = {
    "order": item(1).replace("<item>", "<item><wp:status>draft</wp:status>", 1),
    "repeated": item(1, more="<title>Second</title><link>x</link>"),
    "empty type": item(1, comments=comment(1, kind="") + comment(2)),
    "no type": item(1, comments=comment(1).replace("<wp:comment_type>comment</wp:comment_type>", "")),
    "white space": item("\n 1 \n", slug=" a ", link="\n\thttps://x.example\n"),
    "attributes": item(1).replace("<title>", '<title type="html">').replace("<item>", '<item a="b">'),
    "guid": item(1).replace('isPermaLink="false"', 'isPermaLink="False" x="y"'),
    "nested": item(1).replace("<description>", "<description>a<i>b</i>c"),
    "dates": item(1).replace("2024-04-30 08:00:00", "2024-04-30T08:00"),
    "zoned date": item(1).replace("2024-04-30 10:00:00", "2024-04-30T10:00:00Z"),
    "stray text": item(1, more="stray & text<wp:menu_order>1</wp:menu_order>more"),
    "meta": item(1, more="<wp:postmeta><wp:meta_value>v</wp:meta_value><wp:meta_key>k</wp:meta_key>"
                         "<x>y</x></wp:postmeta>"),
    "category": item(1, more='<category scheme="s">a<b/>c</category><category>d</category>'),
    "another version": item(1, more='<o:menu_order xmlns:o="http://wordpress.org/export/1.1/">3'
                                    "</o:menu_order>"),
    "numbers": item(1, parent="007", more="<wp:menu_order>x9</wp:menu_order>"),
}  # fmt: skip


def shape(element):
    text = (element.text or "") if not len(element) else (element.text or "").strip()
    children = [(shape(child), (child.tail or "").strip()) for child in element]
    return element.tag, dict(element.attrib), text, children


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_source_s_own_form_comes_back(tmp_path, source):
    text = export(source.replace("stray & text", "stray &amp; text"))
    again = rewritten(tmp_path, text)
    assert shape(without_inferred(ET.fromstring(again))) == shape(ET.fromstring(text))


CHANNELS = {
    "order": HEAD.replace("<channel>", "<channel><language>de</language>").replace("en-US", "x"),
    "generators": HEAD + '<generator>a</generator><generator x="y"> b </generator>',
    "image": HEAD + "<image><link>l</link><url>u</url><width>32</width></image>",
    "plain image": HEAD + "<image><url>u</url><width>32</width></image>",
    "version 1.0": HEAD.replace("export/1.2/", "export/1.0/").replace(">1.2<", ">1.0<"),
    "https": HEAD.replace("http://wordpress.org", "https://wordpress.org"),
    "no version": HEAD.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""),
    "root": HEAD.replace('version="2.0"\n', 'version="0.92" a="b"\n').replace("<channel>", '<channel c="d">'),
    "date": HEAD.replace("Wed, 01 May 2024 12:00:00 +0000", "Thu, 1 May 2024 12:00 GMT"),
    "wp_author": HEAD + "<wp:wp_author><wp:author_login>x</wp:author_login></wp:wp_author>",
    "term": HEAD + "<wp:term><wp:term_id>1</wp:term_id><wp:term_taxonomy>category</wp:term_taxonomy></wp:term>",
}  # fmt: skip


@pytest.mark.parametrize("head", CHANNELS.values(), ids=CHANNELS)
def test_the_source_s_own_channel_comes_back(tmp_path, head):
    text = export(item(1), head=head)
    again = rewritten(tmp_path, text)
    assert shape(without_inferred(ET.fromstring(again))) == shape(ET.fromstring(text))


def test_what_stands_behind_the_items_stays_there(tmp_path):
    late = "<wp:tag><wp:tag_slug>late</wp:tag_slug></wp:tag>"
    again = rewritten(tmp_path, export(item(1), item(2) + late))
    assert again.rindex("</item>") < again.index("late")


def test_a_layout_that_no_longer_fits_is_not_followed(written):
    layout = SourceLayout(order=["wp:status", "title"])
    post = Post(title="T", status="draft", type="page", layout=layout)
    text, _ = written(post)
    names = re.findall(r"<([a-z:_]+)>", item_of(text))
    assert names[:5] == ["item", "title", "wp:post_id", "wp:status", "wp:post_type"]


def test_core_s_exports_have_no_layout(tmp_path):
    source = tmp_path / "export.xml"
    head = HEAD.replace("xmlns:dc=", 'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc=')
    source.write_text(export(item(1, comments=comment(1)), head=head), "utf-8")
    with open_source(source) as archive:
        [post] = archive
        assert archive.site.layout is None
        assert archive.site.namespaces == {}
    assert (post.layout, post.comments[0].layout) == (None, None)


def test_parts_are_whole_documents(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, content="x" * 900) for n in range(1, 9))), "utf-8")
    limit = 6000
    report = convert(source, tmp_path / "out", to=["wxr"], wxr_split=limit, jobs=2)
    parts = sorted((tmp_path / "out/private/wxr").iterdir())
    assert [p.name for p in parts] == [f"blog.example-00{n}.xml" for n in range(1, len(parts) + 1)]
    assert len(parts) > 2
    ids = []
    for part in parts:
        assert part.stat().st_size <= limit
        channel = ET.parse(part).getroot().find("channel")
        assert channel.findtext(f"{WP}author/{WP}author_login") == "ada"
        ids += [node.text for node in channel.iterfind(f"item/{WP}post_id")]
    assert ids == [str(n) for n in range(1, 9)]
    assert [d.path for d in report.outputs if d.path.endswith(".xml")] == [
        f"private/wxr/{part.name}" for part in parts
    ]
    assert not verify(tmp_path / "out").findings
    with open_source(*parts) as archive:
        assert [post.id for post in archive] == list(range(1, 9))
        assert len(archive.authors) == 1


def test_an_item_larger_than_a_part_is_not_divided(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(*(item(n, content="x" * 900) for n in range(3))), "utf-8")
    convert(source, tmp_path / "out", to=["wxr"], wxr_split=10, jobs=1)
    assert len(list((tmp_path / "out/private/wxr").iterdir())) == 3


@pytest.mark.parametrize(
    ("text", "size"), [("50MB", 50_000_000), ("1.5 KiB", 1536), ("7", 7), ("2g", 2_000_000_000)]
)
def test_sizes_on_the_command_line(text, size):
    from wparchive.cli.convert import size as parse

    assert parse(None, None, text) == size


def test_split_on_the_command_line(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(item(1), item(2)), "utf-8")
    command = [sys.executable, "-m", "wparchive", "convert", str(source), "--to", "wxr", "--json"]
    command += ["-q", "-o", str(tmp_path / "out"), "--wxr-split"]
    assert subprocess.run([*command, "many"], check=False, capture_output=True).returncode == 2
    result = subprocess.run([*command, "2kB"], capture_output=True, check=True)
    paths = [output["path"] for output in json.loads(result.stdout)["outputs"]]
    assert len([path for path in paths if path.endswith(".xml")]) == 2


def test_verify_counts_what_the_wxr_holds(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, comments=comment(1)), item(2)), "utf-8")
    convert(source, tmp_path / "out", to=["wxr"], jobs=1)
    assert not verify(tmp_path / "out").findings
    [path] = (tmp_path / "out/private/wxr").iterdir()
    text = path.read_text()
    path.write_text(text[: text.rindex("<item>")] + "</channel></rss>")
    findings = " ".join(map(str, verify(tmp_path / "out").findings))
    assert "has posts 1" in findings
