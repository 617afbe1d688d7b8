"""Repairs of a damaged export, one at a time: the records that are read, and the notices."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from tests.wxr import HEAD, TAIL, comment, export, item
from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, MalformedInputError, UnknownFormatError
from wparchive.errors.notices import Code, Severity

WP = "http://wordpress.org/export/1.2/"


def read(tmp_path, data):
    path = tmp_path / "export.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with open_source(path) as archive:
        return archive, list(archive)


def of(archive, code):
    return [notice for notice in archive.notices if notice.code == code]


def losses(archive):
    return [n.code for n in archive.notices if n.code.severity == Severity.LOSS]


def test_a_well_formed_export_is_not_touched(tmp_path):
    archive, _ = read(tmp_path, export(item(1, comments=comment(1)), item(2)))
    assert archive.notices == []
    assert not archive._index.documents[0].document.offsets


@pytest.mark.parametrize("junk", ["\n\n", "\ufeff\n", "Warning: <b>x</b> in y\n", "<html>\n<body>"])
def test_junk_before_the_declaration(tmp_path, junk):
    archive, [post] = read(tmp_path, junk + export(item(1)))
    assert of(archive, Code.JUNK_DROPPED)
    assert not losses(archive)
    data = (tmp_path / "export.xml").read_bytes()
    assert data[post.origin.offset :].startswith(b"<item>")
    assert data.count(b"\n", 0, post.origin.offset) + 1 == post.origin.line
    assert archive.site.created == "2024-05-01T12:00:00"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("declared", ["UTF-16", "UTF-8", None])
def test_wide_encodings(tmp_path, codec, bom, declared):
    text = export(
        item(1, title="Größe 日本 😀", content="x" * 9000 + "\x0b"), item(2, title="& so")
    )
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n'
    text = text.replace(head, head.replace("UTF-8", declared) if declared else "")
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    mark |= {"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}
    data = (mark[codec] if bom else b"") + text.encode(codec)
    archive, posts = read(tmp_path, data)
    assert [post.title for post in posts] == ["Größe 日本 😀", "& so"]
    [dropped] = of(archive, Code.CHARACTER_DROPPED)
    assert data[dropped.offset :].startswith("\x0b".encode(codec))
    for post in posts:
        assert data[post.origin.offset :].startswith("<item>".encode(codec))


@pytest.mark.parametrize(
    ("declared", "codec", "language"),
    [
        ("UTF-8", "cp1252", "de-DE"), ("UTF-8", "cp1251", "ru-RU"), ("utf-16", "utf-8", "de"),
        ("ISO-8859-1", "utf-8", "fr"), ("utf8mb4", "utf-8", "de"), ("UTF-8", "euc_jp", "ja"),
        ("nonsense", "cp1252", "fr"), ("UTF-8", "cp1250", "pl-PL"), ("windows-1251", "utf-8", "ru"),
    ],
)  # fmt: skip
def test_declared_is_one_encoding_and_written_another(tmp_path, declared, codec, language):
    word = {"cp1251": "Привет, мир", "euc_jp": "日本語の文章です", "cp1250": "Zażółć gęślą"}
    title = word.get(codec, "Größe, café, “naïve”")
    text = export(item(1, title=title, content=f"{title} " * 20)).replace("en-US", language)
    data = text.replace("UTF-8", declared).encode(codec)
    archive, [post] = read(tmp_path, data)
    assert post.title == title
    assert len(of(archive, Code.ENCODING_REPAIRED)) == 1
    assert data[post.origin.offset :].startswith(b"<item>")


def test_stray_bytes_in_utf8(tmp_path):
    text = export(item(7, title="日本 Grüße", content="caf@1, @2cut, @3, @4, @5."))
    data = text.encode()
    for mark, raw in [
        (b"@1", b"\xe9"), (b"@2", b"\xe6\x97"), (b"@3", b"\x81"),
        (b"@4", b"\xed\xa0\xbd\xed\xb8\x80"), (b"@5", b"\xed\xa0\xbd"),
    ]:  # fmt: skip
        data = data.replace(mark, raw)
    archive, [post] = read(tmp_path, data)
    assert post.content == "café, \ufffdcut, \ufffd, 😀, \ufffd."
    found = of(archive, Code.BYTE_REPLACED)
    assert [(data[n.offset : n.offset + 1], n.post_id) for n in found] == [
        (b"\xe9", 7), (b"\xe6", 7), (b"\x81", 7), (b"\xed", 7), (b"\xed", 7)
    ]  # fmt: skip
    assert "e9" in found[0].message


def test_characters_that_xml_forbids(tmp_path):
    body = "a\x00\x01b\x0cc\ufffed]\x00]>e"
    archive, [post] = read(tmp_path, export(item(1, content=body, link="http://x/?&#0;&#xD800;y")))
    assert post.content == "abcd]\ufffd]>e"
    assert post.link == "http://x/?y"
    assert len(of(archive, Code.CHARACTER_DROPPED)) == 6


@pytest.mark.parametrize(
    "text",
    [
        "Content with nested <![CDATA[ tags ]]> :)", "]]>", "a ]]> b <![CDATA[ c ]]> d ]]>",
        "<p>x</p> ]]> <p>y</p>", "]]>]]>", "]]] ]> ]]>",
    ],
)  # fmt: skip
def test_a_section_end_inside_a_text(tmp_path, text):
    archive, posts = read(tmp_path, export(item(1, content=text), item(2)))
    assert posts[0].content == text
    assert len(posts) == 2
    assert of(archive, Code.CDATA_REPAIRED)
    assert not losses(archive)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("A & B", "A & B"), ("&mdash; &nbsp;", "&mdash; &nbsp;"), ("a&b;c&", "a&b;c&"),
        ("&amp; &lt; &#8212; &#X41; &", "& < — A &"), ("a ]]> & b", "a ]]> & b"),
        ("a < b & c", "a < b & c"), ("<b>&</b>", "&"), ("<br> &", "<br> &"),
    ],
)  # fmt: skip
def test_ampersands_and_markup_in_a_text(tmp_path, raw, text):
    archive, [post] = read(tmp_path, export(item(1)).replace("<![CDATA[Title]]>", raw))
    inner = "".join(c.text for e in post.extra if e.tag == "title" for c in e.children)
    assert (post.title if "<b>" not in raw else inner) == text
    assert of(archive, Code.AMPERSAND_ESCAPED)
    assert not losses(archive)


def test_an_address_with_raw_ampersands(tmp_path):
    one = comment(1).replace("<wp:comment_author_url></wp:comment_author_url>", "")
    url = "<wp:comment_author_url>http://x.example/?a=1&b=2&copy=3</wp:comment_author_url>"
    one = one.replace("<wp:comment_author_email>", url + "<wp:comment_author_email>")
    archive, [post] = read(tmp_path, export(item(4, comments=one)))
    assert post.comments[0].url == "http://x.example/?a=1&b=2&copy=3"
    assert [n.post_id for n in of(archive, Code.AMPERSAND_ESCAPED)] == [4, 4]


def test_prefixes_that_nothing_declares(tmp_path):
    more = '<atom:link href="http://x.example/?a&amp;b"/><foo:bar x:y="1">z</foo:bar>'
    archive, [post] = read(tmp_path, export(item(1, more=more)))
    kept = {e.tag: e for e in post.extra}
    assert kept["link"].namespace == "http://www.w3.org/2005/Atom"
    assert kept["bar"].text == "z"
    assert len(of(archive, Code.NAMESPACE_REPAIRED)) == 3


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('xmlns:wp="http://wordpress.org/export/1.2/"', ""),
        ("http://purl.org/rss/1.0/modules/content/", "http://purl.org/rss/1.0/module/content/"),
        ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.1/ "),
        (
            "http://wordpress.org/export/1.2/",
            "http://word\ufffd\ufffd\ufffd\ufffdpress.org/export/1.2/",
        ),
        (
            '"http://wordpress.org/export/1.2/"',
            f'"{"%EF%BF%BD" * 9}http://wordpress.org/export/1.2"',
        ),
        (
            "http://purl.org/rss/1.0/modules/content/",
            "http://purl.org/rss/1.0/mod\u00a0ules/content/",
        ),
        ("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
        ("<rss ", '<rss xmlns:ü="http://ümlaut.example/ü" xmlns:e="" '),
    ],
)
def test_namespaces_that_mean_nothing(tmp_path, right, wrong):
    archive, [post] = read(tmp_path, export(item(3)).replace(right, wrong))
    assert (post.id, post.author.login, post.content) == (3, "ada", "Text.")
    assert of(archive, Code.NAMESPACE_REPAIRED)
    assert not losses(archive)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<guid isPermaLink="false">', "<guid isPermaLink=false>"),
        ('<guid isPermaLink="false">', '<guid isPermaLink="false" isPermaLink="true">'),
        ("</wp:status>", "</wp:statu>"), ("<wp:status>", "<wp:statu>"), ("<item>", "<itme>"),
        ("</item>\n", "</itme>\n"), ("<channel>", "<chanel>"), ("</title>", "</titel>"),
        ("<wp:comment>", "<wp:coment>"), ("</wp:comment>", "</wp:coment>"), ("<item>", ""),
        ("<description></description>", "<description>"), ("</item>", "</item></wp:comment>"),
        ('<guid isPermaLink="false">', '<guid isPermaLink="false" xmlns:·p="urn:x">'),
        ('<guid isPermaLink="false">', '<guid isPermaLink="false" a:·p="x">'),
        ("<!-- gen", "<!-- -- gen"), ("</rss>", "</rss>\n\n<!-- x --></body>"),
    ],
)  # fmt: skip
def test_tags_that_are_not_as_they_should_be(tmp_path, right, wrong):
    text = export(item(1, comments=comment(8)), item(2, comments=comment(9)), item(3))
    assert right in text
    archive, posts = read(tmp_path, text.replace(right, wrong))
    assert [(p.id, p.status, p.title) for p in posts] == [
        (n, "publish", "Title") for n in (1, 2, 3)
    ]
    assert [[c.id for c in p.comments] for p in posts] == [[8], [9], []]
    assert {n.code.severity for n in archive.notices} & {Severity.REPAIRED, Severity.LOSS}
    data = (tmp_path / "export.xml").read_bytes()
    if "ite" not in wrong and right != "<item>":
        assert all(data[p.origin.offset :].startswith(b"<item>") for p in posts)


@pytest.mark.parametrize(
    "tag", ["</item>", "</wp:comment>", "</wp:status>", "]]></content:encoded>"]
)
def test_a_missing_end_is_a_loss_with_its_place(tmp_path, tag):
    text = export(item(1, comments=comment(8)), item(2), item(3))
    at = text.index(tag)
    archive, posts = read(tmp_path, text[:at] + text[at + len(tag) :])
    assert [post.id for post in posts] == [1, 2, 3]
    assert [c.id for c in posts[0].comments] == [8]
    [notice] = of(archive, Code.ELEMENT_UNCLOSED)
    assert notice.offset >= at
    assert notice.post_id == 1


def test_truncation_is_a_loss_and_exits_so(tmp_path):
    text = export(item(1), item(2, content="A long text"))
    path = tmp_path / "cut.xml"
    path.write_text(text[: text.index("long text") + 4])
    report = convert(path, tmp_path / "out", to=["json"])
    assert report.exit_code == 3
    assert report.input_counts.posts == {"post": 1, "": 1}
    cut = [n for n in report.notices if n.code == Code.INPUT_TRUNCATED]
    assert {n.offset for n in cut} == {path.stat().st_size}
    assert "<item>" in cut[-1].message


def test_a_bare_item_is_read(tmp_path):
    archive, [post] = read(tmp_path, "\n\t" + item(5, comments=comment(6)))
    assert (post.id, post.comments[0].id, post.origin.line) == (5, 6, 2)
    assert not losses(archive)
    archive, posts = read(tmp_path, item(5) + item(6))
    assert [post.id for post in posts] == [5, 6]


def test_the_second_half_of_a_file_is_read_and_the_first_is_missed(tmp_path):
    text = export(item(1), item(2), item(3))
    archive, posts = read(tmp_path, text[text.index("<wp:post_id>1") :])
    assert [post.id for post in posts] == [1, 2, 3]
    assert Code.INPUT_TRUNCATED in losses(archive)


@pytest.mark.parametrize("cut", [0, 300])
def test_two_documents_in_one_file(tmp_path, cut):
    first = export(item(1), item(2))
    second = export(item(3, comments=comment(4)))
    archive, posts = read(tmp_path, first[: len(first) - cut] + second)
    assert [post.id for post in posts] == [1, 2, 3]
    assert of(archive, Code.DOCUMENTS_JOINED)
    assert bool(losses(archive)) == bool(cut)
    assert len(archive.authors) == 2


def test_a_merge_conflict_keeps_both_sides(tmp_path):
    conflict = f"<<<<<<< HEAD\n{item(2)}=======\n{item(3)}>>>>>>> branch\n"
    archive, posts = read(tmp_path, export(item(1), conflict, item(4)))
    assert [post.id for post in posts] == [1, 2, 3, 4]
    assert [n.message.split("'")[1] for n in of(archive, Code.MERGE_MARKER_DROPPED)] == [
        "<<<<<<< HEAD", "=======", ">>>>>>> branch",
    ]  # fmt: skip
    assert not losses(archive)


def test_text_under_the_root_is_a_loss(tmp_path):
    archive, posts = read(
        tmp_path, export(item(1)).replace("<channel>", "<channel>&").replace("</rss>", "what</rss>")
    )
    assert len(posts) == 1
    [lost] = of(archive, Code.TEXT_LOST)
    assert "what" in lost.message


def test_repairs_in_bulk_are_counted_and_bounded(tmp_path):
    archive, [post] = read(tmp_path, export(item(1, link="http://x/?" + "&" * 25_000)))
    assert post.link == "http://x/?" + "&" * 25_000
    found = of(archive, Code.AMPERSAND_ESCAPED)
    assert len(found) == 10_001
    assert "15000 more" in found[-1].message


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("<rss", MalformedInputError), ("<rss><channel></channel></rss>", EmptyInputError),
        ("<?xml version='1.0'?><rss>&</rss>", EmptyInputError),
        ("<?xml version='1.0'?><svg><!-- <rss --></svg>", UnknownFormatError),
    ],
)  # fmt: skip
def test_where_nothing_can_be_found_is_an_error(tmp_path, data, error):
    (tmp_path / "export.xml").write_text(data)
    with pytest.raises(error, match=r"export\.xml"):
        convert(tmp_path / "export.xml", None)


def test_a_browser_s_view_has_white_space_round_every_text(tmp_path):
    text = export(item(7, comments=comment(3))).split("\n", 1)[1]
    for tag in ("wp:post_id", "wp:status", "wp:post_type", "link", "wp:comment_id", "wp:post_date"):
        text = text.replace(f"<{tag}>", f"<{tag}>\n      ").replace(f"</{tag}>", f"\n    </{tag}>")
    text = "This XML file does not appear to have any style information.\n" + text
    archive, [post] = read(tmp_path, text)
    assert (post.id, post.status, post.type, post.comments[0].id) == (7, "publish", "post", 3)
    assert post.published == "2024-04-30T10:00:00"
    assert archive.site.link == "https://blog.example"


def test_fields_may_be_missing(tmp_path):
    bare = "<item><title>Only a title</title></item>"
    _, posts = read(tmp_path, export(bare, item(1), item(1)))
    assert posts[0].title == "Only a title"
    assert [posts[0].id, posts[0].link, posts[0].guid, posts[0].type] == [None] * 4
    report = convert(tmp_path / "export.xml", tmp_path / "out", to=["json", "markdown"])
    assert report.notice_counts[Code.POST_ID_DUPLICATE] == 1
    assert report.output_counts["json"].posts.total() == 3
    assert not report.output_counts["json"].unaccounted(report.input_counts)


def test_several_inputs_give_a_post_once(tmp_path):
    for name, items in [
        ("a.xml", (item(1), item(2), item(2))),
        ("b.xml", (item(2), item(3), item(1, title="Changed"))),
    ]:
        (tmp_path / name).write_text(export(*items))
    inputs = [tmp_path / "a.xml", tmp_path / "b.xml"]
    with open_source(*inputs) as archive:
        assert [post.id for post in archive] == [1, 2, 2, 3]
        assert len(archive.authors) == 1
    report = convert(inputs, tmp_path / "out", to=["json", "markdown"])
    assert report.notice_counts[Code.POST_MERGED] == 2
    assert report.notice_counts[Code.FIELD_CONFLICT] == 1
    assert report.input_counts.posts.total() == 4
    assert report.output_counts["json"].posts.total() == 4
    assert report.exit_code == 0
    lines = (tmp_path / "out/private/json/posts.jsonl").read_text().splitlines()
    assert len(lines) == 4


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the peak")
def test_a_large_damaged_file_keeps_its_memory(tmp_path):
    import subprocess
    import sys

    head, tail = HEAD.encode(), TAIL.encode()
    piece = item(1, content="x" * 20_000, link="http://x/?a&b").encode()
    with (tmp_path / "big.xml").open("wb") as file:
        file.write(head)
        for _ in range(3000):
            file.write(piece)
        file.write(tail)
    code = (
        "import sys; from wparchive.api import open_source\n"
        "with open_source(sys.argv[1]) as a: print(sum(1 for _ in a))\n"
        # Not ru_maxrss, which begins with what the parent had when it forked.
        "print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "big.xml")],
        capture_output=True, text=True, check=True, timeout=100,
    )  # fmt: skip
    number, peak = map(int, done.stdout.split())
    assert number == 3000
    assert peak < 130_000, peak  # of which 45 MB are the program itself, 60 MB mapped pages


def test_notices_on_the_channel_name_their_line(tmp_path):
    channel = (
        HEAD.replace("<wp:wxr_version>1.2<", "<wp:wxr_version>9.9<")
        + "<link>http://again.example</link>\n"
    )
    archive, _ = read(tmp_path, export(item(1), head=channel))
    lines = channel.splitlines()
    [version], [again] = of(archive, Code.WXR_VERSION), of(archive, Code.ELEMENT_REPEATED)
    assert "wxr_version" in lines[version.line - 1]
    assert "again.example" in lines[again.line - 1]


def test_what_stands_after_an_item_is_not_said_of_it(tmp_path):
    archive, _ = read(
        tmp_path, export(item(7, more="<a>&nbsp;</a>") + "</odd>", item(8)) + "</odd>"
    )
    inside, between, after = [n for n in archive.notices if n.code != Code.WXR_VERSION]
    assert (inside.post_id, between.post_id, after.post_id) == (7, None, None)


def test_two_records_that_run_together_are_named(tmp_path):
    text = export(item(1, comments=comment(1, content="one") + comment(2, content="two")))
    first, second = text.split("</wp:comment>", 1)
    text = first + second.replace("<wp:comment>", "", 1)
    archive, [post] = read(tmp_path, text)
    assert [c.content for c in post.comments] == ["one"]
    assert "two" in str(post.comments[0].extra)
    assert Severity.DEGRADED in {n.code.severity for n in of(archive, Code.ELEMENT_REPEATED)}


def test_elements_of_other_vocabularies_may_repeat(tmp_path):
    archive, [post] = read(tmp_path, export(item(1, more="<a xmlns='urn:x'/><a xmlns='urn:x'/>")))
    assert [extra.tag for extra in post.extra if extra.namespace] == ["a", "a"]
    assert archive.notices == []


def test_a_prefix_ends_with_the_item_that_declares_it(tmp_path):
    more = "<item><alt:post_id>9</alt:post_id><alt:post_type>page</alt:post_type></item>"
    text = export(item(1, more=more)).replace("<item>", f'<item xmlns:alt="{WP}">', 1)
    text = text.replace("</item>", "", 1)
    archive, posts = read(tmp_path, text)
    assert [(post.id, post.type) for post in posts] == [(1, "post"), (9, "page")]
    assert Code.NAMESPACE_REPAIRED in {notice.code for notice in archive.notices}


def test_what_stands_beside_the_channel_is_named(tmp_path):
    archive, [post] = read(tmp_path, export(item(1)).replace("</rss>", "<foo>bar</foo>hello</rss>"))
    assert post.id == 1
    said = " ".join(notice.message for notice in archive.notices)
    assert "bar" in said
    assert "hello" in said
    assert losses(archive)


def test_what_stands_before_the_channel_is_kept(tmp_path):
    archive, [post] = read(
        tmp_path, export(item(1)).replace("<channel>", "<foo>bar</foo><channel>")
    )
    assert post.id == 1
    assert [(extra.tag, extra.text) for extra in archive.site.extra] == [("foo", "bar")]
    assert of(archive, Code.TAG_REPAIRED)


def test_a_second_channel_is_joined_to_the_first(tmp_path):
    more = f"<channel><title>Second</title>{item(2)}</channel></rss>"
    archive, posts = read(tmp_path, export(item(1)).replace("</rss>", more))
    assert [post.id for post in posts] == [1, 2]
    assert archive.site.title == "Blog"
    assert "Second" in [extra.text for extra in archive.site.extra]


def test_a_channel_under_another_name_is_known_by_its_end(tmp_path):
    text = export(item(1, content="<p>x</p>")).replace("<channel>", "<p>")
    archive, [post] = read(tmp_path, text)
    assert archive.site.title == "Blog"
    assert post.content == "<p>x</p>"
    assert of(archive, Code.TAG_REPAIRED)


@pytest.mark.parametrize(
    "declared", ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "rot13"]
)
def test_an_export_that_declares_no_encoding_of_characters_is_read(tmp_path, declared):
    text = export(item(1, content="Käse \\ud800 x")).replace("UTF-8", declared, 1)
    (tmp_path / "export.xml").write_bytes(text.encode("latin-1"))
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json"])
    assert "Käse \\\\ud800 x" in (tmp_path / "out/private/json/posts.jsonl").read_text()


@pytest.mark.parametrize(
    "lost",
    [b"\xff" * 3000, b"\xfc" * 600, bytes(range(0x80, 0x100)) * 12, bytes(range(0x20, 0x100)) * 8],
)
def test_lost_bytes_in_one_place_tell_nothing_of_the_encoding(tmp_path, lost):
    """An encoding shows everywhere; the bytes of a damaged disk are in one place."""
    posts = [item(n, content=f"Grüße aus Köln, Nummer {n}.") for n in range(1, 30)]
    data = export(*posts).encode()
    at = data.index(b"Nummer 9.")
    (tmp_path / "export.xml").write_bytes(data[:at] + lost + data[at:])
    convert(tmp_path / "export.xml", tmp_path / "out", to=["json"], jobs=1)
    kept = (tmp_path / "out/private/json/posts.jsonl").read_text("utf-8")
    assert [n for n in range(1, 30) if n != 9 and f"Grüße aus Köln, Nummer {n}." not in kept] == []
