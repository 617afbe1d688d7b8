"""Who could see what: known types, evidence of public pages, the public edition."""

import msgspec
import pytest

from wparchive.formats.readers import SiteMetadata
from wparchive.model.elements import UnknownElement
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Meta, Post, PostAuthor
from wparchive.model.site import Author, Site, Term
from wparchive.transforms.edition import public_edition, public_metadata
from wparchive.transforms.public_types import PublicTypeDetector
from wparchive.transforms.visibility import HiddenReason, Visibility

PAGE = Origin(source="page.html", kind="page")
REST = Origin(source="posts.json", kind="rest")
RAW = Origin(source="posts.json", kind="rest-raw")
EXPORT = Origin(source="blog.xml")


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (Post(type="post", status="publish"), None),
        (Post(type="page", status="publish"), None),
        (Post(type="post"), None),
        (Post(), None),
        (Post(type="book", status="publish"), None),
        (Post(type="film", status="publish"), HiddenReason.UNKNOWN_TYPE),
        (Post(type="film"), HiddenReason.UNKNOWN_TYPE),
        (Post(type="film", origin=PAGE), None),
        (Post(type="film", status="publish", origin=REST), None),
        (Post(type="film", status="publish", origin=RAW), HiddenReason.UNKNOWN_TYPE),
        (Post(type="shop_order", status="publish", origin=REST), HiddenReason.INTERNAL),
        (Post(type="popup", origin=PAGE), None),
        (Post(type="post", status="draft"), HiddenReason.DRAFTS),
        (Post(type="post", status="pending"), HiddenReason.DRAFTS),
        (Post(type="post", status="future"), HiddenReason.DRAFTS),
        (Post(type="post", status="auto-draft"), HiddenReason.DRAFTS),
        (Post(type="post", status="private"), HiddenReason.PRIVATE),
        (Post(type="post", status="archive"), HiddenReason.UNKNOWN_STATUS),
        (Post(type="post", status="Publish"), HiddenReason.UNKNOWN_STATUS),
        (Post(type="shop_order", status="wc-completed"), HiddenReason.INTERNAL),
        (Post(type="post", status="trash"), HiddenReason.TRASH),
        (Post(type="post", status="publish", password="x"), HiddenReason.PASSWORD),
        (Post(type="nav_menu_item", status="publish"), HiddenReason.INTERNAL),
        (Post(type="oembed_cache", status="publish"), HiddenReason.INTERNAL),
        (Post(type="feedback", status="publish"), HiddenReason.INTERNAL),
        (Post(type="attachment", status="inherit"), None),
        (Post(type="post", status="inherit"), HiddenReason.PRIVATE),
        (Post(type="attachment", status="inherit", parent=7), HiddenReason.PRIVATE),
        (Post(type="attachment", status="inherit", parent=8), None),
    ],
)
def test_who_could_see_a_post(post, reason):
    visibility = Visibility(types={"book"}, hidden={7: HiddenReason.PRIVATE})
    assert visibility.of_post(post) == reason


# Statuses that plugins add; none of them is a word for "everybody may read it".
@pytest.mark.parametrize(
    "status",
    """acf-disabled approved archive archived assigned closed complete draft-revision expired
    in-progress inactive pitch publish-future published refunded rejected static wc-completed
    0 PUBLISH""".split(),
)
def test_no_other_status_is_public(status):
    assert Visibility().of_post(Post(type="post", status=status)) is HiddenReason.UNKNOWN_STATUS


# Those that WordPress registers with `public => false` (create_initial_post_types).
@pytest.mark.parametrize(
    "name",
    """revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_block
    wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face""".split(),
)
def test_what_wordpress_keeps_for_itself_is_internal(name):
    visibility = Visibility(types={name})
    assert visibility.of_post(Post(type=name, status="publish")) is HiddenReason.INTERNAL


def test_a_private_type_is_hidden_though_it_has_permalinks_unless_the_user_names_it():
    post = Post(type="edd_payment", status="publish")
    assert Visibility(types={"edd_payment"}).of_post(post) is HiddenReason.INTERNAL
    assert Visibility(named=frozenset({"edd_payment"})).of_post(post) is None


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        (Comment(approved="1"), None),
        (Comment(), None),
        (Comment(origin=EXPORT), HiddenReason.HELD),
        (Comment(approved="", origin=EXPORT), HiddenReason.HELD),
        (Comment(origin=PAGE), None),
        (Comment(origin=REST), None),
        (Comment(approved="0"), HiddenReason.HELD),
        (Comment(approved="spam"), HiddenReason.SPAM),
        (Comment(approved="trash"), HiddenReason.TRASH),
        (Comment(approved="post-trashed"), HiddenReason.TRASH),
        (Comment(approved="of another plugin"), HiddenReason.HELD),
        (Comment(approved="1", kind="note"), HiddenReason.INTERNAL),
        (Comment(approved="1", kind="order_note"), HiddenReason.INTERNAL),
        (Comment(approved="1", kind="pingback"), None),
        (Comment(approved="1", kind="review"), None),
        (Comment(approved="1", kind="like"), None),
        (Comment(approved="1", kind="whisper"), HiddenReason.UNKNOWN_KIND),
        (Comment(approved="1", kind="whisper", origin=PAGE), None),
        (Comment(approved="0", kind="whisper"), HiddenReason.HELD),
    ],
)
def test_who_could_see_a_comment(comment, reason):
    assert Visibility().of_comment(comment) == reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("category", None),
        (None, None),
        ("tag", None),
        ("pa_color", None),
        ("author", None),
        ("language", None),
        ("nav_menu", HiddenReason.INTERNAL),
        ("post_translations", HiddenReason.INTERNAL),
        ("genre", HiddenReason.UNKNOWN_TAXONOMY),
        ("mood", None),
    ],
)
def test_who_could_see_terms(name, reason):
    assert Visibility(taxonomies={"mood"}).of_taxonomy(name) == reason


def test_every_reason_must_be_included():
    draft = Post(type="shop_order", status="draft", password="x")
    words = ["drafts", "internal", "password"]
    for number in range(3):
        visibility = Visibility(include=frozenset(words[:number]))
        assert visibility.of_post(draft) == words[number]
    assert Visibility(include=frozenset(words)).of_post(draft) is None


def learned(*posts, home="https://blog.example"):
    evidence = PublicTypeDetector(SiteMetadata(Site(link=home)))
    for post in posts:
        evidence.add(post)
    evidence.finish()
    return evidence.types - {"post", "page"}


def at(link, type="film", slug="moss", id=5, status="publish"):
    return Post(type=type, slug=slug, id=id, status=status, link=link)


PRETTY = at("https://blog.example/2024/a/", "post", "a", 1)
PLAIN = at("https://blog.example/?p=1", "post", "a", 1)


@pytest.mark.parametrize(
    ("posts", "types"),
    [
        ([PRETTY, at("https://blog.example/film/moss/")], {"film"}),
        ([at("https://blog.example/film/moss/")], {"film"}),
        ([at("/film/moss/")], {"film"}),
        ([at("https://blog.example/archives/5")], {"film"}),
        ([at("https://blog.example/film/moss", slug="moss.html")], {"film"}),
        # Another post's page, or the front page, is no page of its own.
        ([PRETTY, at("https://blog.example/shop/shirt/")], set()),
        ([PRETTY, at("https://blog.example/")], set()),
        ([at("https://blog.example/blog/", slug="blog"), PRETTY], {"film"}),
        ([PRETTY, at("https://blog.example/?post_type=film&p=5")], set()),
        ([PRETTY, at("https://blog.example/?film=moss")], set()),
        ([PRETTY, at("https://blog.example/?p=5")], set()),
        ([PRETTY, at(None)], set()),
        ([PRETTY, at("https://blog.example/film/moss/", status="draft")], set()),
        ([PLAIN, at("https://blog.example/?film=moss")], {"film"}),
        ([at("https://blog.example/?film=moss"), PLAIN], {"film"}),
        ([PLAIN, at("https://blog.example/?post_type=film&p=5")], set()),
        ([PLAIN, at("https://blog.example/?p=5")], set()),
        # Nothing says that this blog has plain permalinks.
        ([at("https://blog.example/?film=moss")], set()),
        ([PLAIN, at("https://blog.example/?film=moss"), PRETTY], set()),
    ],
)
def test_permalinks_show_which_types_have_pages(posts, types):
    assert learned(*posts) == types


def test_the_blogs_own_directory_is_no_page():
    post = at("https://host.example/moss/")
    assert learned(post, home="https://host.example/moss") == set()


def test_the_public_edition_has_no_personal_data_and_counts_it():
    post = Post(
        type="post",
        status="publish",
        password="kept from readers",
        author=PostAuthor(login="ada@example.org", email="ada@example.org"),
        comments=[
            Comment(id=1, author="bob@example.org", email="bob@example.org", ip="192.0.2.1",
                    approved="1", meta=[Meta(key="agent", value="192.0.2.1")],
                    extra=[UnknownElement(tag="note", text="bob@example.org")]),
            Comment(id=2, email="eve@example.org", approved="0"),
            Comment(id=3, author="Eve (eve@example.org)", approved="1"),
        ],
    )  # fmt: skip
    edition = public_edition(post, Visibility(frozenset({"password"})))
    text = msgspec.json.encode(edition.post)
    assert b"kept from readers" not in text
    assert b"@example.org" not in text
    assert b"192.0.2.1" not in text
    assert edition.comments == {HiddenReason.HELD: 1}
    assert edition.fields == {"email": 1, "ip": 1, "password": 1}
    assert [c.author for c in edition.post.comments] == ["bob", "Eve"]
    assert post.comments[0].email == "bob@example.org"


def test_include_widens_by_reason_only():
    post = Post(
        type="post", status="publish", comments=[Comment(approved="0"), Comment(approved="spam")]
    )
    edition = public_edition(post, Visibility(frozenset({"held"})))
    assert len(edition.post.comments) == 1
    assert edition.comments == {HiddenReason.SPAM: 1}
    draft = Post(status="draft")
    assert public_edition(draft, Visibility(frozenset({"private"}))).reason == HiddenReason.DRAFTS
    assert public_edition(draft, Visibility(frozenset({"drafts"}))).post is not None


def test_personal_keeps_what_is_personal():
    form = '[contact-form to="me@example.org"]'
    post = Post(
        status="publish", content=form, comments=[Comment(email="a@example.org", approved="1")]
    )
    edition = public_edition(post, Visibility(frozenset({"personal"})))
    assert edition.post.comments[0].email == "a@example.org"
    assert edition.post.content == form
    assert not edition.fields


def test_an_address_in_the_place_of_a_site_is_personal():
    urls = [
        "http://eve@example.org",
        "mailto:eve@example.org",
        "eve@example.org",
        "https://a.example/@eve",
    ]
    post = Post(status="publish", comments=[Comment(url=url, approved="1") for url in urls])
    edition = public_edition(post, Visibility())
    assert [c.url for c in edition.post.comments] == [None, None, None, "https://a.example/@eve"]
    assert edition.fields == {"url": 3}


def test_the_public_head_has_no_addresses_and_no_hidden_terms():
    metadata = SiteMetadata(
        Site(title="Blog", description="Write to me@example.org!"),
        [Author(login="ada@example.org", name="Ada <ada@example.org>", email="ada@example.org",
                url="mailto:ada@example.org", description="Ask ada@example.org.")],
        [Term(taxonomy="category", slug="a", description="News, ada@example.org"),
         Term(taxonomy="author", slug="cap-ada", name="ada", description="Ada 1 ada@example.org"),
         Term(taxonomy="nav_menu", slug="m"), Term(taxonomy="genre", slug="sf")],
    )  # fmt: skip
    shown = public_metadata(metadata, Visibility())
    text = msgspec.json.encode([shown.site, shown.authors, shown.terms])
    assert b"@example.org" not in text
    assert [term.slug for term in shown.terms] == ["a", "cap-ada"]
    assert [term.description for term in shown.terms] == ["News,", None]
    assert shown.authors[0].name == "Ada"
    # Not even `personal` shows what no page ever did.
    personal = public_metadata(metadata, Visibility(frozenset({"personal"})))
    assert [term.description for term in personal.terms] == ["News, ada@example.org", None]
