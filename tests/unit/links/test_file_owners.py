"""Files of hidden attachments: theirs alone, with all sizes, and no other attachment's."""

import pytest

from wparchive.links import Blogs, FileOwners, IndexedPost
from wparchive.links.base_urls import BaseUrl
from wparchive.model.records import Meta, Post
from wparchive.wordpress.attachment_files import attachment_files


def attachment(file, parent=0, host="a.example"):
    url = f"https://{host}/wp-content/uploads/{file}" if file else ""
    post = Post(type="attachment", attachment_url=url)
    link = f"https://{host}/x/"
    return IndexedPost(1, "attachment", link, "", "", {}, parent, files=attachment_files(post))


HIDDEN = 9  # a parent
POSTS = [
    attachment("2020/nude.png", HIDDEN),
    attachment("2020/nude-100x100.png"),
    attachment("2020/id-800x600.png", HIDDEN),
    attachment("2020/id.png"),
    attachment("2020/both.png", HIDDEN),
    attachment("2020/both.png"),
    attachment("2020/paper.pdf", HIDDEN),
    attachment("2020/Big-scaled.JPG", HIDDEN),
    attachment("2020/edited-e1234567890123.png", HIDDEN),
    attachment("2020/edited-800x600.png"),
    attachment("", HIDDEN),
]


def hidden(posts, blogs=None):
    return FileOwners(posts, lambda post: post.parent == HIDDEN, blogs or Blogs({}))


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
        ("2020/paper.pdf", True),
        ("2020/paper-pdf.jpg", True),
        ("2020/paper-pdf-116x150.jpg", True),
        ("2020/edited.png", True),
        ("2020/edited-100x100.png", True),
        ("2020/paper.jpg", False),
        ("2020/Big.JPG", True),
        ("2020/big-300x200.jpg", True),
        ("2020/other.png", False),
        ("2019/nude.png", False),
    ],
)
def test_whose_file_it_is(name, expected):
    assert hidden(POSTS).is_hidden([name]) is expected
    assert hidden(POSTS).is_hidden([f"//a.example/wp-content/uploads/{name}", name]) is expected


def test_a_file_of_another_blog_is_not_hidden():
    blogs = Blogs({BaseUrl("a.example", ""): "a.example", BaseUrl("b.example", ""): "b.example"})
    posts = [
        attachment("2020/a.png", HIDDEN),
        attachment("2020/a.png", host="b.example"),
    ]
    found = hidden(posts, blogs)
    assert found.is_hidden(["//a.example/wp-content/uploads/2020/a.png", "a.example//2020/a.png"])
    assert not found.is_hidden(
        ["//b.example/wp-content/uploads/2020/a.png", "b.example//2020/a.png"]
    )
    assert not found.is_hidden(["2020/a.png"])


def test_without_hidden_attachments_none_is_hidden():
    assert not hidden([attachment("2020/a.png")]).is_hidden(["2020/a.png"])


@pytest.mark.parametrize(
    "fields",
    [
        {"_wp_attached_file": r"C:\\inetpub\\wwwroot\\wp-content\\uploads\\2015\\06\\s.png"},
        {"_wp_attached_file": r"2015\\06\\s.png"},
        {"_wp_attached_file": " ./2015/07/../06/s.png "},
        {"_wp_attached_file": "uploads/2015/06/s.png"},
        {"_wp_attached_file": "/home/x/www/blog/media/2015/06/s.png"},
        {"url": "https://a.example/wp-content/uploads/2015/06/s.png", "_wp_attached_file": "x.png"},
        {"url": "/wp-content/uploads/2015/06/s.png"},
        {
            "url": "https://a.example/?attachment_id=1",
            "guid": "https://b.example/files/2015/06/s.png",
        },
        {"url": "https://cdn.example/media/2015/06/s.png", "_wp_attached_file": "2015/s.png"},
    ],
)
def test_a_file_in_whatever_form_its_fields_name_it(fields):
    meta = [Meta(k, v) for k, v in fields.items() if k.startswith("_")]
    post = Post(
        type="attachment", attachment_url=fields.get("url"), guid=fields.get("guid"), meta=meta
    )
    assert "2015/06/s.png" in attachment_files(post)


def test_files_that_wordpress_made_of_a_file():
    sizes = {"thumbnail": {"file": "s-150x150-png.webp"}, "odd": "x", "none": {}}
    data = {"file": "2015/06/s.png", "sizes": sizes, "original_image": "IMG.heic", "thumb": "t.png"}
    meta = [
        Meta("_wp_attached_file", "2015/06/s.png"),
        Meta("_wp_attachment_metadata", "a:0:{}", decoded=data),
        Meta("_wp_attachment_backup_sizes", "a:0:{}", decoded={"full-orig": {"file": "old.png"}}),
    ]
    found = attachment_files(Post(type="attachment", meta=meta))
    assert found == [
        "2015/06/s.png", "2015/06/IMG.heic", "2015/06/t.png", "2015/06/s-150x150-png.webp",
        "2015/06/old.png",
    ]  # fmt: skip


def test_a_file_of_one_name_in_another_folder_of_uploads():
    def owned(folder, parent=0):
        url = f"https://a.example/{folder}wp-content/uploads/2015/06/logo.png"
        files = attachment_files(Post(type="attachment", attachment_url=url))
        return IndexedPost(1, "attachment", "", "", "", {}, parent, files=files)

    found = hidden([owned("shop/", HIDDEN), owned("")])
    name = "2015/06/logo.png"
    assert found.is_hidden([f"//a.example/shop/wp-content/uploads/{name}", name])
    assert not found.is_hidden([f"//a.example/wp-content/uploads/{name}", name])


def of_site(number, parent=0):
    url = f"https://a.example/wp-content/blogs.dir/{number}/files/2020/a.png"
    files = attachment_files(Post(type="attachment", attachment_url=url))
    return IndexedPost(1, "attachment", "https://a.example/x/", "", "", {}, parent, files=files)


@pytest.mark.parametrize(
    "posts", [[of_site(2), of_site(3, HIDDEN)], [of_site(3, HIDDEN), of_site(2)]]
)
def test_a_hidden_file_of_one_site_is_not_shown_as_another_sites(posts):
    owners = hidden(posts)
    assert owners.is_hidden(["blogs.dir/3/files/2020/a.png", "2020/a.png"])
    assert not owners.is_hidden(["blogs.dir/2/files/2020/a.png", "2020/a.png"])
