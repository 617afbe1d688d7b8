"""Dumps of the REST interface: which object is what, and how they are joined."""

from __future__ import annotations

import json

import pytest

from wparchive.api import convert, open_source
from wparchive.errors import EmptyInputError, MalformedInputError
from wparchive.errors.notices import Code
from wparchive.model.records import Meta, PostTerm

HOME = "https://blog.example"


def post(number=7, **more):
    return {
        "id": number, "date": "2020-02-01T11:00:00", "date_gmt": "2020-02-01T10:00:00",
        "guid": {"rendered": f"{HOME}/?p={number}"}, "modified": "2020-02-03T11:00:00",
        "modified_gmt": "2020-02-03T10:00:00", "slug": f"post-{number}", "status": "publish",
        "type": "post", "link": f"{HOME}/post-{number}/", "title": {"rendered": "A &#8211; B"},
        "content": {"rendered": "<p>Whole text.</p>\n", "protected": False},
        "excerpt": {"rendered": "<p>Whole [&hellip;]</p>\n", "protected": False}, "author": 2,
        "featured_media": 9, "comment_status": "open", "ping_status": "closed", "sticky": False,
        "template": "", "format": "aside", "meta": {"footnotes": ""}, "categories": [3],
        "tags": [4, 99], "yoast_head_json": {"title": "SEO"},
        "_links": {"self": [{"href": f"{HOME}/wp-json/wp/v2/posts/{number}"}]}, **more,
    }  # fmt: skip


def comment(number=21, of=7, **more):
    return {
        "id": number, "post": of, "parent": 0, "author": 0, "author_name": "Bo &amp; Co",
        "author_url": "https://bo.example", "date": "2020-02-02T11:00:00",
        "date_gmt": "2020-02-02T10:00:00", "content": {"rendered": "<p>Hello</p>\n"},
        "link": f"{HOME}/post-{of}/#comment-{number}", "status": "approved", "type": "comment",
        "author_avatar_urls": {"24": "x"}, "meta": [], **more,
    }  # fmt: skip


def term(number, taxonomy, slug, name, parent=0):
    return {"id": number, "count": 1, "description": "", "link": "x", "name": name, "slug": slug,
            "taxonomy": taxonomy, "parent": parent, "meta": []}  # fmt: skip


TERMS = [
    term(3, "category", "news", "News &amp; more", 5),
    term(5, "category", "top", "Top"),
    term(4, "post_tag", "a", "A"),
]
USER = {
    "id": 2,
    "name": "Ada",
    "url": "",
    "description": "",
    "link": "x",
    "slug": "ada",
    "avatar_urls": {},
    "meta": [],
}
INDEX = {"name": "Blog &amp; Co", "description": "About", "url": HOME, "home": HOME, "gmt_offset": 1,
         "timezone_string": "Europe/Berlin", "namespaces": ["wp/v2"], "authentication": [], "routes": {}}  # fmt: skip


def read(tmp_path, **files):
    place = tmp_path / "dump"
    place.mkdir(exist_ok=True)
    for name, document in files.items():
        text = document if isinstance(document, str) else json.dumps(document)
        (place / f"{name}.json").write_text(text)
    with open_source(place) as archive:
        posts = list(archive)
        archive.count()
        return archive, posts


def test_a_dump_is_joined(tmp_path):
    answers = comment(22, parent=21, status="hold", type="pingback")
    archive, [found] = read(
        tmp_path, posts=[post()], comments=[answers, comment()], terms=TERMS, users=[USER], index=INDEX,
    )  # fmt: skip
    assert (archive.site.title, archive.site.link) == ("Blog & Co", HOME)
    assert [(a.id, a.login, a.name) for a in archive.authors] == [(2, "ada", "Ada")]
    assert [(t.taxonomy, t.slug, t.name, t.parent) for t in archive.terms] == [
        ("category", "news", "News & more", "top"), ("category", "top", "Top", ""), ("post_tag", "a", "A", ""),
    ]  # fmt: skip
    assert (found.id, found.type, found.status, found.slug) == (7, "post", "publish", "post-7")
    assert (found.title, found.content, found.excerpt) == ("A – B", "<p>Whole text.</p>\n", None)
    assert (found.published, found.published_gmt) == ("2020-02-01T11:00:00", "2020-02-01T10:00:00Z")
    assert (found.author.login, found.author.name, found.origin.kind) == ("ada", "Ada", "rest")
    assert found.terms == [
        PostTerm(taxonomy="category", slug="news", name="News & more"),
        PostTerm(taxonomy="post_tag", slug="a", name="A"), PostTerm(taxonomy="post_tag", name="99"),
        PostTerm(taxonomy="post_format", slug="post-format-aside", name="Aside"),
    ]  # fmt: skip
    assert found.meta == [Meta(key="_thumbnail_id", value="9")]
    assert [(e.attributes["name"], e.text) for e in found.extra] == [
        ("yoast_head_json", '{"title":"SEO"}')
    ]
    assert [(c.id, c.kind, c.parent, c.approved) for c in found.comments] == [
        (21, "comment", 0, "1"), (22, "pingback", 21, "0"),
    ]  # fmt: skip
    assert (found.comments[0].author, found.comments[0].content) == ("Bo & Co", "<p>Hello</p>\n")


def test_an_editor_s_answers_have_the_stored_texts(tmp_path):
    raw = post(
        title={"raw": "A -- B", "rendered": "A &#8211; B"},
        content={"raw": "Whole text.", "rendered": "<p>Whole text.</p>\n"},
        excerpt={"raw": "", "rendered": "<p>Whole text.</p>"}, password="secret",
    )  # fmt: skip
    _, [found] = read(tmp_path, b=[raw], a=[post()])
    assert (found.title, found.content, found.excerpt) == ("A -- B", "Whole text.", "")
    assert (found.password, found.origin.kind, found.origin.source) == (
        "secret",
        "rest-raw",
        "b.json",
    )


def test_pages_of_answers_single_objects_and_lines(tmp_path):
    _, posts = read(
        tmp_path, one=post(1), two=[[post(2)], [post(3)]],
        lines="\n".join(json.dumps(post(n)) for n in (4, 5)), pretty=json.dumps(post(6), indent=4),
    )  # fmt: skip
    assert [p.id for p in posts] == [1, 2, 3, 4, 5, 6]


def test_media_are_attachments(tmp_path):
    medium = post(
        9, type="attachment", status="inherit", source_url=f"{HOME}/wp-content/a.png", alt_text="Alt",
        caption={"rendered": "<p>Cap</p>"}, post=7, mime_type="image/png", media_details={"width": 4},
        description={"rendered": "<p class=\"attachment\"><a href='x'>x</a></p>\n<p>Long.</p>"},
    )  # fmt: skip
    del medium["content"], medium["excerpt"]
    _, [found] = read(tmp_path, media=[medium])
    assert (found.attachment_url, found.parent) == (f"{HOME}/wp-content/a.png", 7)
    assert (found.content, found.excerpt) == ("<p>Long.</p>", "<p>Cap</p>")
    assert Meta(key="_wp_attachment_image_alt", value="Alt") in found.meta
    assert {e.attributes["name"] for e in found.extra} >= {"mime_type", "media_details"}


def test_comments_of_unknown_posts_are_not_lost(tmp_path):
    up = {"id": 8, "date": "2020-01-01T00:00:00", "slug": "up", "type": "page", "link": f"{HOME}/up/",
          "title": {"rendered": "Up"}}  # fmt: skip
    archive, posts = read(tmp_path, comments=[comment(), comment(30, of=8, _embedded={"up": [up]})])
    assert {(p.id, p.title, p.link, len(p.comments)) for p in posts} == {
        (7, None, f"{HOME}/post-7/", 1), (8, "Up", f"{HOME}/up/", 1),
    }  # fmt: skip
    assert [n.code for n in archive.notices].count(Code.CONTENT_MISSING) == 2


def test_embedded_users_and_terms_fill_what_the_dump_lacks(tmp_path):
    author = {"id": 2, "name": "Ada", "url": "", "description": "", "link": "x", "slug": "ada"}
    inside = {"author": [author], "wp:term": [[TERMS[0]], [TERMS[2]]]}
    archive, [found] = read(tmp_path, posts=[post(_embedded=inside)])
    assert found.author.name == "Ada"
    assert [t.slug for t in found.terms][:2] == ["news", "a"]
    assert len(archive.terms) == 2


def test_a_type_s_own_taxonomy_is_known_by_its_base(tmp_path):
    table = {"genre": {"name": "Genres", "slug": "genre", "types": ["post"], "rest_base": "genres"}}
    _, [found] = read(
        tmp_path, posts=[post(genres=[40])], g=[term(40, "genre", "sf", "SF")], taxonomies=table
    )
    assert PostTerm(taxonomy="genre", slug="sf", name="SF") in found.terms


def test_a_menu_s_entries_are_posts(tmp_path):
    entry = {"id": 61, "title": {"rendered": "Start"}, "status": "publish", "url": f"{HOME}/", "attr_title": "",
             "description": "", "type": "custom", "object": "custom", "object_id": 61, "parent": 0, "menu_order": 2,
             "target": "", "classes": [""], "menus": 33}  # fmt: skip
    menu = {"id": 33, "name": "Main", "slug": "main", "meta": [], "locations": []}
    _, [found] = read(tmp_path, items=[entry], menus=[menu])
    assert (found.type, found.menu_order, found.get_meta("_menu_item_url")) == (
        "nav_menu_item",
        2,
        f"{HOME}/",
    )
    assert found.terms == [PostTerm(taxonomy="nav_menu", slug="main", name="Main")]


def test_wordpress_com_s_older_interface(tmp_path):
    author = {"ID": 2, "login": "ada", "name": "Ada", "URL": "https://ada.example"}
    tag = {"ID": 4, "name": "A", "slug": "a"}
    answer = {"found": 1, "posts": [
        {"ID": 7, "site_ID": 1, "author": author, "date": "2020-02-01T11:00:00+01:00", "title": "A &#8211; B",
         "modified": "2020-02-01T11:00:00+01:00", "URL": f"{HOME}/a/", "content": "<p>T</p>", "excerpt": "<p>T</p>",
         "slug": "a", "guid": f"{HOME}/?p=7", "status": "publish", "type": "post", "parent": False, "format": "standard",
         "discussion": {"comments_open": True, "pings_open": False}, "tags": {"A": tag}, "categories": {}}]}  # fmt: skip
    remarks = {"found": 1, "comments": [
        {"ID": 21, "post": {"ID": 7, "title": "A", "link": f"{HOME}/a/"}, "author": {"ID": 0, "name": "Bo", "URL": "x"},
         "date": "2020-02-02T10:00:00+00:00", "content": "<p>C</p>", "status": "approved", "parent": {"ID": 20},
         "type": "pingback"}]}  # fmt: skip
    _, [found] = read(tmp_path, posts=answer, comments=remarks)
    assert (found.id, found.link, found.author.login, found.parent) == (7, f"{HOME}/a/", "ada", 0)
    assert (found.comment_status, found.ping_status) == ("open", "closed")
    assert PostTerm(taxonomy="post_tag", slug="a", name="A") in found.terms
    assert [(c.id, c.author, c.parent, c.kind) for c in found.comments] == [
        (21, "Bo", 20, "pingback")
    ]


def test_other_json_is_passed_over_and_broken_one_named(tmp_path):
    archive, posts = read(
        tmp_path,
        posts=[post()],
        package={"name": "x", "version": "1"},
        cut=json.dumps([post()])[:-9],
    )
    assert len(posts) == 1
    assert {(n.code, n.source or n.message) for n in archive.notices if n.code is not Code.CONTENT_MISSING} == {
        (Code.INPUT_SKIPPED, "package.json"), (Code.INPUT_DAMAGED, "cut.json"),
    }  # fmt: skip


def test_errors_and_search_results_are_counted(tmp_path):
    error = {
        "code": "rest_forbidden",
        "message": "No.",
        "data": {"status": 401, "title": ""},
        "_links": {},
    }
    result = {
        "id": 7,
        "title": "A",
        "url": "x",
        "type": "post",
        "subtype": "post",
        "_links": {"self": []},
    }
    archive, _ = read(tmp_path, posts=[post()], search=[result, result], error=[error, {"id": 1}])
    messages = [n.message for n in archive.notices if n.code is Code.PAGE_SKIPPED]
    assert messages[-1] == "No posts: 2 objects of search results in search.json."


@pytest.mark.parametrize(
    ("text", "error"),
    [('[{"id":1,"_links":{', MalformedInputError), ('{"_links":{},"id":"x"}', EmptyInputError),
     ("[" * 10_000 + '{"_links":1,"id":1}', MalformedInputError)],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error(tmp_path, text, error):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(error, match=r"x\.json"):
        convert(tmp_path / "x.json", None)


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [1], {"raw": 5}, True])
def test_fields_of_other_types_do_no_harm(tmp_path, value):
    odd = {
        **dict.fromkeys(post(), value),
        "id": 7,
        "date": "2020",
        "content": value,
        "_links": value,
    }
    strange = {**dict.fromkeys(comment(), value), "id": 8, "author_name": value, "_embedded": value}
    _, posts = read(tmp_path, posts=[odd, post(1)], comments=[strange], users=[{**dict.fromkeys(USER, value), "id": 1, "avatar_urls": {}}],
                    terms=[{**dict.fromkeys(TERMS[0], value), "id": 1}])  # fmt: skip
    assert {p.id for p in posts} >= {1, 7}
    convert(tmp_path / "dump", tmp_path / "out", to=["json", "markdown", "wxr"])


def test_a_title_of_an_answer_is_html_whose_escaped_tags_are_words(tmp_path):
    value = post(1) | {"title": {"rendered": "Use &lt;b&gt; <em>tags</em> &amp; more"}}
    (tmp_path / "posts.json").write_text(json.dumps([value]), "utf-8")
    with open_source(tmp_path / "posts.json") as archive:
        assert [found.title_text for found in archive.posts()] == ["Use <b> tags & more"]
