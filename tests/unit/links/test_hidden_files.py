"""Files of hidden attachments: theirs alone, with all sizes, and no other attachment's."""

import pytest

from wparchive.links import Blogs, HiddenFiles, IndexedPost
from wparchive.links.base_urls import BaseUrl


def attachment(file, parent=0, link="https://a.example/x/"):
    return IndexedPost(1, "attachment", link, "", "", {}, parent, file=file)


HIDDEN = 9  # a parent
POSTS = [
    attachment("2020/nude.png", HIDDEN),
    attachment("2020/nude-100x100.png"),
    attachment("2020/id-800x600.png", HIDDEN),
    attachment("2020/id.png"),
    attachment("2020/both.png", HIDDEN),
    attachment("2020/both.png"),
    attachment("/srv/wp-content/uploads/2020/old.png", HIDDEN),
    attachment("2020/paper.pdf", HIDDEN),
    attachment("2020/Big-scaled.JPG", HIDDEN),
    attachment("", HIDDEN),
]


def hidden(posts, blogs=None):
    return HiddenFiles(lambda: posts, lambda post: post.parent == HIDDEN, blogs or Blogs({}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2020/nude.png", True),
        ("2020/nude-50x50.png", True),
        ("2020/nude-100x100.png", False),
        ("2020/NUDE.png", True),
        ("2020/id-800x600.png", True),
        ("2020/id.png", False),
        ("2020/id-50x50.png", False),
        ("2020/both.png", False),
        ("2020/both-9x9.png", False),
        ("2020/old.png", True),
        ("2020/paper.pdf", True),
        ("2020/paper-pdf.jpg", True),
        ("2020/paper-pdf-116x150.jpg", True),
        ("2020/paper.jpg", False),
        ("2020/Big.JPG", True),
        ("2020/big-300x200.jpg", True),
        ("2020/other.png", False),
        ("2019/nude.png", False),
    ],
)
def test_whose_file_it_is(name, expected):
    assert hidden(POSTS).has([name]) is expected
    assert hidden(POSTS).has([f"//a.example/wp-content/uploads/{name}", name]) is expected


def test_a_file_of_another_blog_is_not_hidden():
    blogs = Blogs({BaseUrl("a.example", ""): "a.example", BaseUrl("b.example", ""): "b.example"})
    posts = [
        attachment("2020/a.png", HIDDEN),
        attachment("2020/a.png", link="https://b.example/y/"),
    ]
    found = hidden(posts, blogs)
    assert found.has(["//a.example/wp-content/uploads/2020/a.png", "a.example//2020/a.png"])
    assert not found.has(["//b.example/wp-content/uploads/2020/a.png", "b.example//2020/a.png"])
    assert not found.has(["2020/a.png"])


def test_without_hidden_attachments_none_is_hidden():
    assert not hidden([attachment("2020/a.png")]).has(["2020/a.png"])
