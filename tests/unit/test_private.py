"""What is not for the public: in one folder, or with ``--edition public`` nowhere."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, verify

FORMATS = ["markdown", "json", "warc", "wacz", "wxr"]
SECRETS = [
    # Fields of users and visitors.
    "ada@example.org", "bob@secret.example", "carol@secret.example", "192.0.2.77", "meta-of-a-comment",
    "mail-as-site@secret.example", "meta-of-a-post", "meta-of-a-term", "meta-of-a-user",
    "foreign-element", "login@secret.example",
    # What stands in hidden posts and comments, in every place that a notice may quote.
    "text-of-a-draft", "link-of-a-draft", "title-of-a-draft", "date-of-a-draft", "code-of-a-draft",
    "text-of-a-private-post", "open-sesame", "text-behind-a-password", "text-in-the-trash",
    "text-of-an-order", "text-of-a-revision", "text-of-a-menu", "name-of-a-hidden-file",
    "text-of-a-held-comment", "text-of-spam", "link-of-a-held-comment", "comment-on-a-draft",
]  # fmt: skip
SHOWN = ["Public words", "A comment.", "A ping.", "photo.jpg", "An open answer"]


def meta(key, value, element="wp:postmeta"):
    return (
        f"<{element}><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></{element}>"
    )


def source(tmp_path):
    """An export with every kind of what is private, and two public posts."""
    broken = '<a href="https://blog.example/link-of-a-{}/">x</a>'
    with_meta = comment(11).replace(
        "</wp:comment>", meta("k", "meta-of-a-comment", "wp:commentmeta") + "</wp:comment>"
    )
    public = item(
        1, content="Public words.", more=meta("_note", "meta-of-a-post") + meta("_thumbnail_id", "3")
        + '<x:y xmlns:x="urn:x">foreign-element</x:y>',
        comments=with_meta + comment(12, email="carol@secret.example", url="mailto:mail-as-site@secret.example",
                                     content="An open answer", parent=11)
        + comment(13, kind="pingback", content="A ping.", url="https://other.example/")
        + comment(14, approved="0", content="text-of-a-held-comment " + broken.format("held-comment"))
        + comment(15, approved="spam", content="text-of-spam"),
    )  # fmt: skip
    draft = item(
        20, status="draft", title="title-of-a-draft", link="https://blog.example/?p=20",
        content=f"text-of-a-draft {broken.format('draft')} [code-of-a-draft a=1] <!-- wp:x/code-of-a-draft /-->",
        comments=comment(21, content="comment-on-a-draft"),
    ).replace("2024-04-30 10:00:00", "date-of-a-draft")  # fmt: skip
    file = "<wp:attachment_url>https://blog.example/wp-content/uploads/{}</wp:attachment_url>"
    head = HEAD.replace(
        "</wp:author>\n",
        "<wp:author_meta>meta-of-a-user</wp:author_meta></wp:author>\n"
        "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>login@secret.example"
        "</wp:author_login><wp:author_email>login@secret.example</wp:author_email>"
        "</wp:author>\n<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>c"
        "</wp:category_nicename><wp:cat_name>C</wp:cat_name>"
        + meta("k", "meta-of-a-term", "wp:termmeta") + "</wp:category>\n",
    )  # fmt: skip
    path = tmp_path / "export.xml"
    items = (
        public, draft,
        item(2, content="Public words on a page.", type="page"),
        item(3, type="attachment", status="inherit", parent=1, content="", more=file.format("photo.jpg")),
        item(4, status="private", content="text-of-a-private-post"),
        item(5, password="open-sesame", content="text-behind-a-password"),
        item(6, status="trash", content="text-in-the-trash"),
        item(7, type="shop_order", content="text-of-an-order"),
        item(8, type="revision", status="inherit", parent=1, content="text-of-a-revision"),
        item(9, type="nav_menu_item", title="text-of-a-menu"),
        item(10, type="attachment", status="inherit", parent=4, content="", slug="name-of-a-hidden-file",
             title="name-of-a-hidden-file", more=file.format("name-of-a-hidden-file.jpg")),
    )  # fmt: skip
    path.write_text(export(*items, head=head), "utf-8")
    return path


def contents(out):
    """Every file of an output with all that is packed in it unpacked, by path."""
    found = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if path.suffix == ".wacz":
            with zipfile.ZipFile(path) as package:
                for member in package.namelist():
                    found[f"{name}!{member}"] = unpacked(member, package.read(member))
        else:
            found[name] = unpacked(name, path.read_bytes())
    return found


def unpacked(name, data):
    return gzip.decompress(data) if name.endswith(".gz") else data


def leaks(files):
    return {
        (name, secret)
        for name, data in files.items()
        for secret in SECRETS
        if secret.encode() in data or secret.replace("@", "%40").encode() in data
    }


def test_the_sample_holds_every_secret(tmp_path):
    text = source(tmp_path).read_text("utf-8")
    assert [secret for secret in SECRETS + SHOWN if secret not in text] == []


@pytest.mark.parametrize("options", [{}, {"warc_record_type": "response", "comments": "data"}])
def test_all_that_is_private_is_in_one_folder(tmp_path, options):
    convert(source(tmp_path), tmp_path / "out", to=FORMATS, jobs=1, **options)
    files = contents(tmp_path / "out")
    assert leaks({n: d for n, d in files.items() if not n.startswith("private/")}) == set()
    kept = b"".join(data for name, data in files.items() if name.startswith("private/"))
    assert [secret for secret in SECRETS if secret.encode() not in kept] == []
    assert verify(tmp_path / "out").findings == []


def test_the_public_edition_has_nothing_private_anywhere(tmp_path):
    report = convert(source(tmp_path), tmp_path / "out", to=FORMATS, edition="public", jobs=1)
    files = contents(tmp_path / "out")
    assert leaks(files) == set()
    assert not (tmp_path / "out/private").exists()
    assert [name for name in files if "restricted" in name] == []
    for target in FORMATS:
        parts = [data for name, data in files.items() if name.startswith(f"{target}/")]
        assert [word for word in SHOWN if word.encode() not in b"".join(parts)] == [], target
    withheld = report.as_dict()["counts"]["withheld"]
    assert {name: withheld[name]["posts"] for name in FORMATS} == dict.fromkeys(
        FORMATS, {"drafts": 1, "internal": 3, "password": 1, "private": 2, "trash": 1}
    )
    assert withheld["json"]["comments"] == {"drafts": 1, "held": 1, "spam": 1}
    assert withheld["json"]["fields"] == withheld["markdown"]["fields"]
    assert report.exit_code == 0
    assert verify(tmp_path / "out").findings == []
