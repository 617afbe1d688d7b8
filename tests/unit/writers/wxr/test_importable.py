"""WXR that WordPress's importer takes, whatever it was made of; and back to what was known."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert, open_source, verify
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.provenance import Origin
from wparchive.model.records import (
    Comment,
    Meta,
    Post,
    PostAuthor,
    PostTerm,
    Site,
    SiteDocument,
    UnknownElement,
)
from wparchive.notices import Code
from wparchive.wordpress.inferred import KEY
from wparchive.writers.wxr.bodies import rendered_once, without_shortcodes

WP = "{http://wordpress.org/export/1.2/}"
PAGE = Origin(source="page.html", kind="page")


def said(text, number=None, **fields):
    """A comment that a page shows."""
    return Comment(id=number, author=text, content=f"<p>{text}</p>", origin=PAGE, **fields)


@pytest.fixture
def imported(tmp_path):
    """Writes posts as WXR by way of canonical JSON; gives the channel and the report."""

    def write(*posts, options=(), site=None):
        folder = tmp_path / "archive"
        folder.mkdir()
        head = SiteDocument(generator="test", site=site or Site())
        (folder / "site.json").write_bytes(encode_site(head))
        (folder / "posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))
        report = convert(folder, tmp_path / "out", to=["wxr", "json"], jobs=1, **dict(options))
        assert verify(tmp_path / "out").sound
        paths = sorted((tmp_path / "out/private/wxr").iterdir())
        return [ET.parse(path).getroot().find("channel") for path in paths], report

    return write


def texts(channel, name):
    return [element.text for element in channel.iter(f"{WP}{name}")]


def test_ids_follow_the_highest_of_the_archive(imported):
    [channel], _ = imported(
        Post(title="Known", id=40, comments=[said("a", 7), said("b", 9)], origin=PAGE),
        Post(title="New", comments=[said("c"), said("d", 7), said("e")], origin=PAGE),
        Post(title="Twice", id=40, origin=PAGE),
    )
    assert texts(channel, "post_id") == ["40", "41", "42"]
    assert texts(channel, "comment_id") == ["7", "9", "10", "11", "12"]


def test_a_comment_keeps_its_parent_by_place(imported):
    below = UnknownElement(tag="parent", attributes={"position": "1"}, text="a")
    [channel], _ = imported(
        Post(title="T", id=1, comments=[said("a"), said("b", extra=[below])], origin=PAGE)
    )
    assert texts(channel, "comment_parent") == ["0", "1"]


def test_parents_follow_comments_whose_id_another_post_has(imported):
    one = Post(title="One", id=1, comments=[said("a", 5)], origin=PAGE)
    two = Post(title="Two", id=2, comments=[said("b", 5), said("c", 6, parent=5)], origin=PAGE)
    [channel], _ = imported(one, two)
    assert texts(channel, "comment_id") == ["5", "7", "6"]
    assert texts(channel, "comment_parent") == ["0", "0", "7"]


def test_dates_in_both_times(imported):
    post = Post(
        title="T",
        id=1,
        published="2015-06-01T09:30:00+02:00",
        comments=[
            said("a", 1, published="2015-06-02T10:00:00"),
            said("b", 2, published_gmt="2015-06-03T08:00:00Z"),
            said("c", 3),
            said("d", 4, published="the other day"),
        ],
        origin=PAGE,
    )
    [channel], _ = imported(post)
    assert texts(channel, "post_date_gmt") == ["2015-06-01 07:30:00"]
    assert texts(channel, "comment_date") == [
        "2015-06-02 10:00:00",
        "2015-06-03 10:00:00",
        "2015-06-03 10:00:01",
        "2015-06-03 10:00:02",
    ]
    assert texts(channel, "comment_date_gmt") == [
        "2015-06-02 08:00:00",
        "2015-06-03 08:00:00",
        "2015-06-03 08:00:01",
        "2015-06-03 08:00:02",
    ]


def test_posts_without_a_date_differ_by_a_second(imported):
    [channel], _ = imported(
        Post(title="", origin=PAGE, content="<p>a</p>"),
        Post(title="", origin=PAGE, content="<p>b</p>"),
    )
    first, second = texts(channel, "post_date")
    assert first != second


def test_logins_and_slugs_are_ascii_or_encoded_and_unique(imported):
    names = ["Jörg Ü", "山田", "Jorg U", "山田"]
    [channel], _ = imported(
        *(
            Post(
                title=f"T{n}",
                id=n,
                author=PostAuthor(name=name),
                terms=[PostTerm(name=term) for term in ("C", "C++")],
                origin=PAGE,
            )
            for n, name in enumerate(names, 1)
        )
    )
    assert texts(channel, "author_login") == ["jorg-u", "author", "jorg-u-2"]
    creators = [
        element.text for element in channel.iter("{http://purl.org/dc/elements/1.1/}creator")
    ]
    assert creators == ["jorg-u", "author", "jorg-u-2", "author"]
    slugs = {(e.text, e.get("domain"), e.get("nicename")) for e in channel.iter("category")}
    assert slugs == {("C", "category", "c"), ("C++", "category", "c-2")}


def test_what_was_made_up_is_unknown_again(imported, tmp_path):
    post = Post(
        title="T",
        content="<p>x</p>",
        author=PostAuthor(name="Ann"),
        terms=[PostTerm(name="News")],
        comments=[said("a"), said("b", published="2015-06-02T10:00:00")],
        origin=PAGE,
    )
    _, report = imported(post)
    [notice] = [n for n in report.notices if n.code is Code.VALUE_INFERRED]
    assert "comment ids (2)" in notice.message
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        [again] = archive
        assert not archive.authors
        assert (archive.site.base_blog_url, archive.site.wxr_version) == (None, None)
    assert (again.id, again.slug, again.published, again.status) == (None, None, None, None)
    assert again.author == PostAuthor(name="Ann")
    assert (again.terms[0].taxonomy, again.terms[0].slug) == (None, None)
    assert [c.id for c in again.comments] == [None, None]
    assert [c.published for c in again.comments] == [None, "2015-06-02T10:00:00"]
    assert not any(m.key == KEY for m in [*again.meta, *again.comments[0].meta])


def test_an_attachment_for_each_picture(imported, tmp_path):
    url = "https://blog.example/wp-content/uploads/2015/06/a.jpg"
    body = f'<p><img src="{url}"><img src="https://other.example/wp-content/uploads/b.jpg"></p>'
    posts = [
        Post(title=f"T{n}", id=n, link=f"https://blog.example/{n}/", content=body, origin=PAGE)
        for n in (1, 2)
    ]
    [channel], report = imported(*posts)
    assert texts(channel, "attachment_url") == [url]
    assert texts(channel, "post_type") == ["post", "attachment", "post"]
    assert [n.code for n in report.notices].count(Code.VALUE_INFERRED) == 2
    [path] = (tmp_path / "out/private/wxr").iterdir()
    with open_source(path) as archive:
        assert [post.id for post in archive] == [1, 2]


def test_families_stay_in_one_part(tmp_path):
    source = tmp_path / "export.xml"
    items = [item(n, content="x" * 3000, parent=1 if n == 6 else 0) for n in range(1, 8)]
    source.write_text(export("".join(items)), "utf-8")
    report = convert(source, tmp_path / "out", to=["wxr"], jobs=1, wxr_split=12_000)
    assert report.exit_code == 0, report.notice_counts
    where = {}
    for path in sorted((tmp_path / "out/private/wxr").iterdir()):
        for number in ET.parse(path).getroot().iter(f"{WP}post_id"):
            where[number.text] = path.name
    assert len(where) == 7
    assert where["1"] == where["6"]
    assert not (tmp_path / "out/private/wxr/held.xml").exists()


@pytest.mark.parametrize("edition", ["full", "public"])
def test_words_and_links_of_families_are_found_in_what_is_held_back(tmp_path, edition):
    source = tmp_path / "export.xml"
    body = '<a href="https://other.example/">Rhubarb</a> &amp; ]]&gt; moss'
    items = [
        item(n, content=body, parent=1 if n > 1 else 0, comments=comment(n)) for n in range(1, 4)
    ]
    source.write_text(export("".join(items)), "utf-8")
    whole = convert(source, tmp_path / "whole", to=["wxr"], edition=edition)
    split = convert(source, tmp_path / "split", to=["wxr"], edition=edition, wxr_split=900)
    assert (whole.exit_code, split.exit_code) == (0, 0), split.notice_counts
    assert split.output_counts["wxr"] == whole.output_counts["wxr"]


def test_a_family_that_is_too_large_is_reported(tmp_path):
    source = tmp_path / "export.xml"
    items = [item(n, content="x" * 9000, parent=1 if n > 1 else 0) for n in range(1, 4)]
    source.write_text(export("".join(items)), "utf-8")
    report = convert(source, tmp_path / "out", to=["wxr"], jobs=1, wxr_split=12_000)
    assert [n.code for n in report.notices if n.code is Code.FAMILY_SPLIT] == [Code.FAMILY_SPLIT]


def test_an_export_with_ids_stays_as_it_is(tmp_path):
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, more=comment(3))), "utf-8")
    convert(source, tmp_path / "out", to=["wxr"], jobs=1)
    [path] = (tmp_path / "out/private/wxr").iterdir()
    assert KEY not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see [gallery ids=1] and [1] and [...]", "see &#91;gallery ids=1] and [1] and [...]"),
        ("[/caption]", "&#91;/caption]"),
        ('<a title="[x]">[é]</a>', '<a title="&#91;x]">&#91;é]</a>'),
        ("<script>a[b]</script>[b]", "<script>a[b]</script>&#91;b]"),
        ("<!-- [b] -->", "<!-- [b] -->"),
        ("<script>a[b]", "<script>a[b]"),
    ],
)
def test_shortcodes_of_rendered_texts_are_text(text, written):
    assert without_shortcodes(text) == written
    assert rendered_once(text) == f"<!-- wp:html -->\n{written}\n<!-- /wp:html -->"


@pytest.mark.parametrize("value", ["", "[]", "{", '{"id":"x","terms":{"9":[1]},"author":3}', "7"])
def test_a_foreign_mark_does_no_harm(tmp_path, value):
    meta = f"<wp:postmeta><wp:meta_key>{KEY}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, more=meta)), "utf-8")
    with open_source(source) as archive:
        [post] = archive
    assert post.id == 1
    assert json.dumps([m.key for m in post.meta]) in {"[]", f'["{KEY}"]'}


def test_meta_of_others_stays(imported):
    post = Post(title="T", id=1, meta=[Meta(key="a", value="b")], origin=PAGE)
    [channel], _ = imported(post)
    assert texts(channel, "meta_key")[0] == "a"
