"""What is not for the public: in one folder, or with ``--edition public`` nowhere."""

from __future__ import annotations

import gzip
import json
import re
import zipfile

import pytest

from tests.wxr import HEAD, comment, export, item
from wparchive.api import convert, open_source, verify
from wparchive.engine.notice_privacy import WITHHELD, WITHOUT_QUOTES
from wparchive.engine.observer import ConversionObserver
from wparchive.model.canonical import decode_posts

FORMATS = ["markdown", "json", "warc", "wacz", "wxr", "sqlite", "parquet", "html"]
SECRETS = [
    # Fields of users and visitors.
    "ada@example.org", "bob@secret.example", "carol@secret.example", "192.0.2.77", "meta-of-a-comment",
    "mail-as-site@secret.example", "meta-of-a-post", "meta-of-a-term", "meta-of-a-user",
    "foreign-element", "login@secret.example",
    # What stands in hidden posts and comments, in every place that a notice may quote.
    "text-of-a-draft", "link-of-a-draft", "title-of-a-draft", "date-of-a-draft", "code-of-a-draft",
    "text-of-a-private-post", "open-sesame", "text-behind-a-password", "text-in-the-trash",
    "text-of-an-order", "text-of-a-revision", "text-of-a-menu", "name-of-a-hidden-file", "date-of-a-hidden-file",
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
             title="name-of-a-hidden-file", more=file.format("name-of-a-hidden-file.jpg"),
             ).replace("2024-04-30 10:00:00", "date-of-a-hidden-file"),
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
    for target in FORMATS:
        assert withheld[target]["posts"] == {
            "drafts": 1, "internal": 3, "password": 1, "private": 2, "trash": 1,
        }  # fmt: skip
    assert withheld["json"]["comments"] == {"drafts": 1, "held": 1, "spam": 1}
    assert withheld["json"]["fields"] == withheld["markdown"]["fields"]
    assert report.exit_code == 0
    assert verify(tmp_path / "out").findings == []


def test_the_public_wxr_holds_exactly_the_public_posts(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["json", "wxr"], edition="public", jobs=1)
    with open_source(tmp_path / "out/wxr") as archive:
        found = list(archive)
        assert [(a.login, a.email) for a in archive.authors] == [("ada", "")]
    with (tmp_path / "out/json/posts.jsonl").open("rb") as lines:
        assert [post.id for post in decode_posts(lines)] == [1, 2, 3]
    assert [(post.id, post.type, post.password) for post in found] == [
        (1, "post", ""), (2, "page", ""), (3, "attachment", ""),
    ]  # fmt: skip
    assert found[0].content == "Public words."
    assert [(m.key, m.value) for m in found[0].meta] == [("_thumbnail_id", "3")]
    assert [(c.id, c.content, c.email, c.ip) for c in found[0].comments] == [
        (11, "A comment.", "", ""), (12, "An open answer", "", ""), (13, "A ping.", "", ""),
    ]  # fmt: skip
    assert found[0].comments[1].parent == 11


def test_importers_find_every_element_that_they_ask_for(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["wxr"], edition="public", jobs=1)
    [path] = (tmp_path / "out/wxr").iterdir()
    text = path.read_text("utf-8")
    assert text.count("<wp:author_email><![CDATA[]]></wp:author_email>") == 1
    assert text.count("<wp:post_password><![CDATA[]]></wp:post_password>") == 3
    for element in ("wp:comment_author_email", "wp:comment_author_IP"):
        assert text.count(f"<{element}><![CDATA[]]></{element}>") == 3


def test_pings_stay_out_if_the_user_wants_none(tmp_path):
    report = convert(source(tmp_path), tmp_path / "out", to=FORMATS, edition="public",
                     pings=False, jobs=1)  # fmt: skip
    files = contents(tmp_path / "out")
    assert [n for n, data in files.items() if b"A ping." in data or b"other.example" in data] == []
    for target, counts in report.as_dict()["counts"]["withheld"].items():
        assert counts["comments"]["unwanted"] == 1, target
    assert (report.exit_code, verify(tmp_path / "out").findings) == (0, [])


def test_the_full_archive_keeps_pings_that_public_formats_leave_out(tmp_path):
    report = convert(source(tmp_path), tmp_path / "out", to=["markdown", "json"], pings=False)
    assert report.output_counts["json"].comments["pingback"] == 1
    assert report.output_counts["markdown"].comments["pingback"] == 0


def test_there_is_no_private_folder_for_public_formats_alone(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["markdown", "wacz"], jobs=1)
    assert not (tmp_path / "out/private").exists()


def test_the_private_folder_says_what_it_is(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["json"], jobs=1)
    assert (tmp_path / "out/private/.gitignore").read_text() == "*\n"
    readme = (tmp_path / "out/private/README.txt").read_text()
    assert readme.startswith("Do not publish this directory.")


def test_the_public_edition_takes_the_place_of_a_full_output(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=FORMATS, jobs=1)
    convert(source(tmp_path), tmp_path / "out", to=FORMATS, edition="public", overwrite=True,
            jobs=1)  # fmt: skip
    assert not (tmp_path / "out/private").exists()
    assert leaks(contents(tmp_path / "out")) == set()
    assert verify(tmp_path / "out").findings == []


def test_what_the_user_includes_is_in_the_public_edition(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["json", "wxr"], edition="public",
            include=["drafts", "spam"], jobs=1)  # fmt: skip
    for data in contents(tmp_path / "out/json"), contents(tmp_path / "out/wxr"):
        text = b"".join(data.values())
        assert b"text-of-a-draft" in text
        assert b"text-of-spam" in text
        assert b"text-of-a-held-comment" not in text
        assert b"bob@secret.example" not in text


def test_withheld_notices_are_kept_beside_the_other_private_things(tmp_path):
    noted = []
    observer = ConversionObserver(notice=noted.append)
    convert(source(tmp_path), tmp_path / "out", to=["json"], observer=observer, jobs=1)
    report = json.loads((tmp_path / "out/report.json").read_bytes())
    lines = (tmp_path / "out/private/notices.jsonl").read_text("utf-8").splitlines()
    broken = "https://blog.example/link-of-a-draft/"
    [kept] = [n for n in map(json.loads, lines) if n["message"] == broken]
    assert (kept["code"], kept["post_id"]) == ("link-broken", 20)
    assert broken in {notice.message for notice in noted}
    listed = [n for n in report["notices"]["items"] if n.get("post_id") == 20]
    assert len(listed) == 2
    assert {n["message"] for n in listed} == {WITHHELD}


def test_a_hidden_post_without_an_id_is_not_quoted(tmp_path):
    text = source(tmp_path).read_text("utf-8").replace("<wp:post_id>20</wp:post_id>", "")
    (tmp_path / "export.xml").write_text(text, "utf-8")
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], jobs=1)
    assert leaks(contents(tmp_path / "out")) == set()


VALUES = [
    "R&D &text-of-a-secret", "I <love text-of-a-secret & more>", "<x:y>text-of-a-secret</x:y>",
    "<text-of-a-secret", "</text-of-a-secret>", "<text-of-a-secret>z</text-of-a-secret>", "2012-99-text-of-a-secret",
    '<a text-of-a-secret="1" text-of-a-secret="2"/>', "<!text-of-a-secret>", "<text-of-a-secret:b>x</text-of-a-secret:b>",
]  # fmt: skip
"""Texts that repair or a field's reader has a notice for."""
FIELDS = ["comment_id", "comment_author", "comment_author_email", "comment_author_IP",
          "comment_date", "comment_content"]  # fmt: skip


def quoted_in_public(tmp_path, text):
    """Convert an export in full; return the public files that have the secret."""
    (tmp_path / "in.xml").write_text(text)
    noted = []
    convert(tmp_path / "in.xml", tmp_path / "out", to=["json", "sqlite"], jobs=1,
            overwrite=True, observer=ConversionObserver(notice=noted.append))  # fmt: skip
    files = contents(tmp_path / "out")
    public = {name: data for name, data in files.items() if not name.startswith("private/")}
    assert any("text-of-a-secret" in n.message for n in noted) == (
        b"text-of-a-secret" in files.get("private/notices.jsonl", b"")
    )
    return [name for name, data in public.items() if b"text-of-a-secret" in data]


def replaced(text, field, value):
    return re.sub(f"(<wp:{field}>).*?(</wp:{field}>)", lambda m: m[1] + value + m[2], text)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("field", FIELDS)
def test_no_notice_quotes_hidden_comments_of_public_posts(tmp_path, field, value):
    held = replaced(comment(101, content="Held.", approved="0"), field, value)
    assert quoted_in_public(tmp_path, export(item(1, comments=held))) == []


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "more",
    [
        "<wp:postmeta><wp:meta_key>_k</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>",
        "<wp:unknown>{}</wp:unknown>",
        "<stats:views xmlns:stats='urn:s'>{}</stats:views>",
    ],
)
def test_no_notice_quotes_what_public_formats_leave_out_of_posts(tmp_path, more, value):
    assert quoted_in_public(tmp_path, export(item(1, more=more.format(value)))) == []


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("field", ["author_id", "author_email", "author_login"])
def test_no_notice_quotes_what_public_formats_leave_out_of_authors(tmp_path, field, value):
    other = "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>eve</wp:author_login>"
    other += "<wp:author_email>eve@secret.example</wp:author_email></wp:author>"
    text = export(item(1), head=HEAD + replaced(other, field, value))
    assert quoted_in_public(tmp_path, text) == []


@pytest.mark.parametrize("number", ["0", "-7", "007", "7", "+7", " 7", "7x", "", "x7"])
def test_no_notice_quotes_drafts_with_odd_ids(tmp_path, number):
    draft = item(number, status="draft", title="text-of-a-secret", slug="s", content="x")
    draft = draft.replace("<![CDATA[x]]>", "a &text-of-a-secret")
    untyped = draft.replace("<wp:post_type>post</wp:post_type>", "")
    assert quoted_in_public(tmp_path, export(item(1), draft)) == []
    assert quoted_in_public(tmp_path, export(item(1), untyped)) == []


@pytest.mark.parametrize("parent", ["0100", "+100", " 100 ", "100x", "100.0"])
@pytest.mark.parametrize("damage", ["", "<!"])
def test_files_of_drafts_are_withheld_however_the_number_is_written(tmp_path, parent, damage):
    url = "https://blog.example/wp-content/uploads/name-of-a-secret.jpg"
    file = item(200, type="attachment", status="inherit", parent=parent, title="name-of-a-secret",
                slug="name-of-a-secret", more=f"<wp:attachment_url>{url}</wp:attachment_url>")  # fmt: skip
    text = export(item(1), item(100, status="draft"), file, damage)
    (tmp_path / "in.xml").write_text(text)
    formats = ["json", "markdown"]
    convert(tmp_path / "in.xml", tmp_path / "out", to=formats, edition="public", jobs=1)
    assert not any(b"name-of-a-secret" in data for data in contents(tmp_path / "out").values())


@pytest.mark.parametrize("status", ["publish\u00a0", "\u2003publish", "publish\u200b"])
def test_a_status_that_is_nearly_public_is_hidden_in_every_input(tmp_path, status):
    (tmp_path / "in.xml").write_text(export(item(1), item(2, content="near", status=status)))
    convert(tmp_path / "in.xml", tmp_path / "full", to=["json"], jobs=1)
    for given in (tmp_path / "in.xml", tmp_path / "full/private/json"):
        convert(given, tmp_path / "out", to=["json"], edition="public", overwrite=True, jobs=1)
        assert b"near" not in b"".join(contents(tmp_path / "out/json").values())


def test_no_notice_of_merging_quotes_hidden_states(tmp_path):
    held = comment(11, approved="0", author="text-of-a-secret")
    (tmp_path / "a.xml").write_text(export(item(1, comments=held)))
    newer = item(1, status="draft", content="text-of-a-secret", comments=comment(11, approved="0"))
    (tmp_path / "b.xml").write_text(export(newer))
    for first, second in (("a", "b"), ("b", "a")):
        inputs = [tmp_path / f"{first}.xml", tmp_path / f"{second}.xml"]
        convert(inputs, tmp_path / "out", to=["markdown"], jobs=1, overwrite=True)
        assert not any(b"text-of-a-secret" in data for data in contents(tmp_path / "out").values())


def test_notices_without_quotes_say_where_they_are(tmp_path):
    held = comment(11, approved="0", content="x").replace("<![CDATA[x]]>", "a &b")
    (tmp_path / "in.xml").write_text(export(item(1, comments=held)))
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=["json"], jobs=1)
    [found] = [n for n in report.notices if n.code == "ampersand-escaped"]
    assert found.message == f"Escaped in [...]. {WITHOUT_QUOTES}"
    assert (found.line, found.post_id) == (44, 1)
    lines = (tmp_path / "out/private/notices.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["message"] for line in lines] == ["Escaped in '&b'."]


def test_meta_of_comments_is_no_public_thing_even_with_addresses(tmp_path):
    convert(source(tmp_path), tmp_path / "out", to=["json", "wxr"], edition="public",
            include=["personal"], jobs=1)  # fmt: skip
    text = b"".join(contents(tmp_path / "out").values())
    assert b"bob@secret.example" in text
    for secret in ("meta-of-a-comment", "meta-of-a-post", "foreign-element"):
        assert secret.encode() not in text


def test_logins_of_users_who_wrote_nothing_public_are_private(tmp_path):
    """A blog shows the logins of those who wrote, in the addresses of their lists; no others."""
    users = "".join(
        f"<wp:author><wp:author_id>{n}</wp:author_id><wp:author_login>{login}</wp:author_login>"
        f"<wp:author_display_name>Shown {login}</wp:author_display_name></wp:author>\n"
        for n, login in enumerate(("drafter", "nobody", "private-writer", "pager"), start=5)
    )
    items = [
        item(1),
        item(2, status="draft").replace("[ada]", "[drafter]"),
        item(3, status="private").replace("[ada]", "[private-writer]"),
        item(4, type="page").replace("[ada]", "[pager]"),
    ]
    (tmp_path / "a.xml").write_text(export(*items, head=HEAD + users))
    for edition, kinds in (("full", FORMATS), ("public", FORMATS)):
        convert(tmp_path / "a.xml", tmp_path / edition, to=kinds, edition=edition, jobs=1)
        files = contents(tmp_path / edition)
        public = {
            n: d for n, d in files.items() if not n.startswith("private/") and "restricted" not in n
        }
        for login in ("drafter", "nobody", "private-writer"):
            assert [name for name, data in public.items() if login.encode() in data] == [], login
        assert any(b"pager" in data for data in public.values())
    full = contents(tmp_path / "full")
    assert b"private-writer" in full["private/json/site.json"]
    convert(
        tmp_path / "a.xml", tmp_path / "drafts", to=["json"], edition="public", include=["drafts"]
    )
    assert b"drafter" in contents(tmp_path / "drafts")["json/site.json"]


@pytest.mark.parametrize(
    ("parents", "shown"),
    [
        ({2: "draft"}, False),
        ({2: "private"}, False),
        ({2: "trash"}, False),
        ({2: "publish"}, True),
        ({4: "draft", 2: "inherit"}, False),
        ({}, True),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_files_of_hidden_posts_make_no_public_author(tmp_path, parents, shown, is_first):
    url = "https://blog.example/wp-content/uploads/a.jpg"
    more = f"<wp:attachment_url>{url}</wp:attachment_url>"
    file = item(3, type="attachment", status="inherit", parent=2, more=more)
    users = (
        "<wp:author><wp:author_id>5</wp:author_id><wp:author_login>hidden-eve</wp:author_login>"
        "<wp:author_display_name>Hidden-eve</wp:author_display_name></wp:author>\n"
    )
    others = [
        item(n, status=status, parent=4 if n == 2 else 0,
             **({"type": "attachment", "more": more} if status == "inherit" else {}))
        for n, status in parents.items()
    ]  # fmt: skip
    items = [file, item(1), *others] if is_first else [item(1), *others, file]
    text = export(items[0].replace("[ada]", "[hidden-eve]"), *items[1:], head=HEAD + users)
    if not is_first:
        text = export(*items[:-1], file.replace("[ada]", "[hidden-eve]"), head=HEAD + users)
    (tmp_path / "in.xml").write_text(text)
    formats = ["json", "wxr", "sqlite", "warc"]
    convert(tmp_path / "in.xml", tmp_path / "out", to=formats, edition="public", jobs=1)
    found = [n for n, data in contents(tmp_path / "out").items() if b"idden-eve" in data]
    assert bool(found) == shown, found


def test_json_and_wxr_keep_stored_bodies_in_the_public_edition(tmp_path):
    body = "[:en]Hello[:de]Hallo[:] and $latex x^2$"
    (tmp_path / "in.xml").write_text(export(item(1, content=body)))
    formats = ["json", "wxr", "markdown"]
    convert(tmp_path / "in.xml", tmp_path / "out", to=formats, edition="public")
    [post] = (tmp_path / "out/json/posts.jsonl").read_text().splitlines()
    assert json.loads(post)["content"] == body
    [wxr] = (tmp_path / "out/wxr").glob("*.xml")
    assert f"<![CDATA[{body}]]>" in wxr.read_text()
    [markdown] = (tmp_path / "out/markdown/post").rglob("*.md")
    assert "[:de]" not in markdown.read_text()


@pytest.mark.parametrize(
    "text",
    [
        'See <a href="https://a.example/" rel="nofollow ugc" class="x y">this page</a>.',
        "Look at <http://talks.example/sheet.pdf> and List<String> there",
        '<object width="425"><param name="movie" value="https://film.example/v/1"></object> nice',
        '<ul class="views odd"><li style="color:red">one</li></ul> &amp; <i>two</i>',
    ],
)
def test_sanitized_comments_of_the_public_edition_are_no_loss(tmp_path, text):
    (tmp_path / "in.xml").write_text(export(item(1, comments=comment(5, content=text))))
    formats = ["json", "wxr"]
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=formats, edition="public")
    assert report.exit_code == 0


@pytest.mark.parametrize(("key", "value"), [
    ("_thumbnail_id", "2"), ("_product_image_gallery", "3,2"),
])  # fmt: skip
@pytest.mark.parametrize("to", ["json", "wxr", "sqlite"])
def test_pictures_that_fields_name_by_number_are_no_loss(tmp_path, to, key, value):
    meta = (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    )
    text = '<a href="https://a.example/" rel="nofollow">a page</a>'  # which sanitizing changes
    pictures = [
        item(
            number, type="attachment", status="inherit",
            more=f"<wp:attachment_url>https://blog.example/{number}.png</wp:attachment_url>",
        )
        for number in (2, 3)
    ]  # fmt: skip
    post = item(1, comments=comment(5, content=text), more=meta)
    (tmp_path / "in.xml").write_text(export(post, *pictures))
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=[to], edition="public")
    assert report.exit_code == 0


@pytest.mark.parametrize("to", ["json", "wxr"])
def test_a_word_that_sanitizing_loses_is_reported(tmp_path, monkeypatch, to):
    text = 'See <a href="https://a.example/" rel="nofollow">this page</a>.'
    (tmp_path / "in.xml").write_text(export(item(1, comments=comment(5, content=text))))
    monkeypatch.setattr("wparchive.transforms.sanitize.sanitize", lambda *_: "See.")
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=[to], edition="public", jobs=1)
    assert report.exit_code == 3
    assert {n.code for n in report.notices} >= {"text-lost", "markup-dropped"}


@pytest.mark.parametrize(
    ("body", "entry", "words"),
    [
        (
            "Before.",
            meta("_elementor_edit_mode", "builder")
            + meta(
                "_elementor_data",
                '[{"elType":"widget","widgetType":"heading","settings":{"title":"Built heading"}}]',
            ),
            ["Before.", "Built heading"],
        ),
        (
            "",
            meta("panels_data", 'a:1:{s:7:"widgets";a:1:{i:0;a:1:{s:4:"text";s:9:"Panelled.";}}}'),
            ["Panelled."],
        ),
        (
            "Before.",
            meta("_video_url", "https://www.youtube.com/watch?v=abcdefghijk"),
            ["Before.", "https://www.youtube.com/watch?v=abcdefghijk"],
        ),
    ],
)
def test_texts_of_withheld_fields_are_in_the_bodies_of_the_public_edition(
    tmp_path, body, entry, words
):
    blog = tmp_path / "blog.xml"
    blog.write_text(export(item(1, content=body, more=entry)))
    convert(blog, tmp_path / "out", to=["json", "wxr"], edition="public")
    [line] = (tmp_path / "out/json/posts.jsonl").read_bytes().splitlines()
    [written] = decode_posts(iter([line]))
    with open_source(tmp_path / "out/wxr") as archive:
        [imported] = archive
    for post in (written, imported):
        assert not any(entry.key in {"_elementor_data", "panels_data"} for entry in post.meta)
        assert all(word in post.content for word in words)
