import msgspec
import pytest

from wparchive.model.records import Comment, Meta, Post, PostAuthor
from wparchive.transforms.redact import Reason, hidden_comment, hidden_post, public_edition


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (Post(type="post", status="publish"), None),
        (Post(type="page", status="publish"), None),
        (Post(type="book", status="publish"), None),
        (Post(type="post"), None),
        (Post(type="post", status="draft"), Reason.DRAFTS),
        (Post(type="post", status="pending"), Reason.DRAFTS),
        (Post(type="post", status="future"), Reason.DRAFTS),
        (Post(type="post", status="private"), Reason.PRIVATE),
        (Post(type="shop", status="wc-completed"), Reason.PRIVATE),
        (Post(type="post", status="trash"), Reason.TRASH),
        (Post(type="post", status="publish", password="x"), Reason.PASSWORD),
        (Post(type="nav_menu_item", status="publish"), Reason.INTERNAL),
        (Post(type="feedback", status="publish"), Reason.INTERNAL),
        (Post(type="attachment", status="inherit"), None),
        (Post(type="post", status="inherit"), Reason.PRIVATE),
        (Post(type="attachment", status="inherit", parent=7), Reason.PRIVATE),
        (Post(type="attachment", status="inherit", parent=8), None),
    ],
)
def test_who_could_see_a_post(post, reason):
    assert hidden_post(post, {7: Reason.PRIVATE}) == reason


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        (Comment(approved="1"), None),
        (Comment(), None),
        (Comment(approved="0"), Reason.HELD),
        (Comment(approved="spam"), Reason.SPAM),
        (Comment(approved="trash"), Reason.TRASH),
        (Comment(approved="post-trashed"), Reason.TRASH),
        (Comment(approved="of another plugin"), Reason.HELD),
        (Comment(approved="1", kind="note"), Reason.INTERNAL),
        (Comment(approved="1", kind="pingback"), None),
    ],
)
def test_who_could_see_a_comment(comment, reason):
    assert hidden_comment(comment) == reason


def test_the_public_edition_has_no_personal_data_and_counts_it():
    post = Post(
        type="post",
        status="publish",
        author=PostAuthor(login="ada@example.org", email="ada@example.org"),
        comments=[
            Comment(id=1, author="bob@example.org", email="bob@example.org", ip="192.0.2.1",
                    approved="1", meta=[Meta(key="agent", value="192.0.2.1")]),
            Comment(id=2, email="eve@example.org", approved="0"),
        ],
    )  # fmt: skip
    edition = public_edition(post, frozenset(), {})
    text = msgspec.json.encode(edition.post)
    assert b"@example.org" not in text
    assert b"192.0.2.1" not in text
    assert edition.comments == {Reason.HELD: 1}
    assert edition.fields == {"email": 1, "ip": 1}
    assert edition.post.comments[0].author == "bob"
    assert post.comments[0].email == "bob@example.org"


def test_include_widens_by_reason_only():
    post = Post(
        type="post", status="publish", comments=[Comment(approved="0"), Comment(approved="spam")]
    )
    edition = public_edition(post, {"held"}, {})
    assert len(edition.post.comments) == 1
    assert edition.comments == {Reason.SPAM: 1}
    assert public_edition(Post(status="draft"), {"private"}, {}).reason == Reason.DRAFTS
    assert public_edition(Post(status="draft"), {"drafts"}, {}).post is not None


def test_personal_keeps_what_is_personal():
    post = Post(status="publish", comments=[Comment(email="a@example.org", approved="1")])
    edition = public_edition(post, {"personal"}, {})
    assert edition.post.comments[0].email == "a@example.org"
    assert not edition.fields


def test_an_address_in_the_place_of_a_site_is_personal():
    urls = [
        "http://eve@example.org",
        "mailto:eve@example.org",
        "eve@example.org",
        "https://a.example/@eve",
    ]
    post = Post(status="publish", comments=[Comment(url=url, approved="1") for url in urls])
    edition = public_edition(post, frozenset(), {})
    assert [c.url for c in edition.post.comments] == [None, None, None, "https://a.example/@eve"]
    assert edition.fields == {"url": 3}
