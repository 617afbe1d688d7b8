"""Notices in public files quote nothing that the blog hid."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.notice_privacy import WITHHELD, WITHOUT_QUOTES
from wparchive.engine.observer import ConversionObserver
from wparchive.errors.notices import UNQUOTED

SECRET = "text-of-a-secret"
UPLOADS = "https://blog.example/wp-content/uploads"


def converted(tmp_path, *inputs, to=("json", "markdown", "sqlite"), **options):
    """Convert; return the public files that have the secret, and the public and all notices."""
    noted = []
    observer = ConversionObserver(notice=noted.append)
    convert(list(inputs), tmp_path / "out", to=list(to), jobs=1, overwrite=True,
            observer=observer, **options)  # fmt: skip
    out = tmp_path / "out"
    paths = [p for p in out.rglob("*") if p.is_file() and p.relative_to(out).parts[0] != "private"]
    lines = (out / "notices.jsonl").read_text("utf-8").splitlines()
    leaks = [path.name for path in paths if SECRET.encode() in path.read_bytes()]
    return leaks, [json.loads(line) for line in lines], noted


def link(name):
    return f'<a href="https://blog.example/{name}/">x</a>'


@pytest.mark.parametrize(
    "body",
    [
        f"[members_logged_in]x {link(SECRET)}[/members_logged_in] end",
        f"[s2If current_user_can(access_s2member_level1)]{link(SECRET)}[/s2If] end",
        f"a [members_logged_in]<img src='https://blog.example/{SECRET}/'>[/members_logged_in] end",
        f"[private]https://blog.example/{SECRET}/[/private] end",
    ],
)
def test_broken_links_of_parts_for_members_are_not_quoted(tmp_path, body):
    (tmp_path / "in.xml").write_text(export(item(1, content=f"{link('shown')} {body}")))
    leaks, notices, noted = converted(tmp_path, tmp_path / "in.xml")
    assert leaks == []
    broken = [notice["message"] for notice in notices if notice["code"] == "link-broken"]
    assert "https://blog.example/shown/" in broken
    assert f"[...]. {WITHOUT_QUOTES}" in broken
    assert any(SECRET in notice.message for notice in noted)


def test_a_broken_link_that_everybody_sees_is_quoted_though_members_see_it_too(tmp_path):
    body = f"{link('shown')} [members_logged_in]{link('shown')}[/members_logged_in]"
    (tmp_path / "in.xml").write_text(export(item(1, content=body)))
    _, notices, _ = converted(tmp_path, tmp_path / "in.xml")
    broken = [notice["message"] for notice in notices if notice["code"] == "link-broken"]
    assert set(broken) == {"https://blog.example/shown/"}


IMAGE = f'<img src="{UPLOADS}/2024/{SECRET}.jpg">'


@pytest.mark.parametrize(
    "post",
    [
        item(1, content=f"[members_logged_in]x {IMAGE}[/members_logged_in] end"),
        item(1, comments=comment(5, approved="0", content=IMAGE)),
        item(1, comments=comment(5, approved="spam", content=IMAGE)),
        item(
            1,
            more="<wp:postmeta><wp:meta_key>_note</wp:meta_key><wp:meta_value>"
            f"{UPLOADS}/2024/{SECRET}.jpg</wp:meta_value></wp:postmeta>",
        ),
        item(
            1,
            type="attachment",
            status="inherit",
            more=f"<wp:attachment_url>file:///home/{SECRET}/a.jpg</wp:attachment_url>",
        ),
    ],
)
def test_missing_media_of_private_formats_are_not_quoted(tmp_path, post):
    (tmp_path / "media").mkdir()
    (tmp_path / "media/other.txt").write_text("x")
    (tmp_path / "in.xml").write_text(export(post))
    to = ["markdown", "wxr"]
    leaks, notices, noted = converted(
        tmp_path, tmp_path / "in.xml", to=to, media=tmp_path / "media"
    )
    assert leaks == []
    missing = [notice for notice in notices if notice["code"] == "media-missing"]
    # The public edition has no address of a file that is on no web server.
    assert {notice.get("message", "") for notice in missing} <= {f"[...]. {WITHOUT_QUOTES}", ""}
    assert bool(missing) == any(n.code == "media-missing" for n in noted)


def test_missing_media_that_everybody_sees_are_quoted_and_listed(tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media/other.txt").write_text("x")
    url = f"{UPLOADS}/2024/shown.jpg"
    held = comment(5, approved="0", content=IMAGE)
    (tmp_path / "in.xml").write_text(export(item(1, content=f'<img src="{url}">', comments=held)))
    to = ["markdown", "wxr"]
    leaks, notices, _ = converted(tmp_path, tmp_path / "in.xml", to=to, media=tmp_path / "media")
    assert sorted(n["target"] for n in notices if n["message"] == url) == to
    assert leaks == []
    assert len([n for n in notices if n["code"] == "media-missing"]) == 3
    report = convert(tmp_path / "in.xml", tmp_path / "b", to=to, media=tmp_path / "media", jobs=1)
    assert report.missing_files == {url: ""}


UNCLAIMED = f"""<div class="zzz"><p>Here {SECRET} words are quite many and more of this text is
here too because the theme showed it.</p><p>More words {SECRET} of the page are in another
paragraph, which is long.</p></div>"""


def page(slug, *, classes="", body="<p>First paragraph of the body.</p>", more=""):
    return f"""<!DOCTYPE html><html><head><meta name="generator" content="WordPress 4.0">
<title>Title of {slug} | Blog</title><link rel="canonical" href="https://blog.example/{slug}/">
</head><body class="single single-post"><div id="content"><article class="post hentry {classes}">
<header><h1 class="entry-title">Title of {slug}</h1><time class="entry-date"
datetime="2012-05-05T10:00:00+00:00">x</time></header><div class="entry-content">{body}</div>
</article>{more}</div></body></html>"""


def feed(*pairs):
    items = "".join(
        f"<item><title>{title}</title><link>https://blog.example/{slug}/</link>"
        f"<pubDate>Saturday the fifth</pubDate><description>Words of {title}.</description></item>"
        for title, slug in pairs
    )
    head = "<title>Blog</title><link>https://blog.example</link>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


@pytest.mark.parametrize(
    "more",
    [
        {"more": UNCLAIMED},
        {"body": f"<p>Words. {link(SECRET)}</p>"},
        {"body": f"<p>Words. <script>{SECRET}</script><marquee>{SECRET}</marquee></p>"},
        {"body": "<p>Words. ĂĽ Ã©Ã¨ " + SECRET + "Ã©</p>"},
    ],
)
def test_hidden_pages_without_an_id_are_not_quoted(tmp_path, more):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_text(page("a", classes="status-private", **more))
    (folder / "b.html").write_text(page("b", body=f"<p>Words. {link('gone')}</p>"))
    leaks, notices, noted = converted(tmp_path, folder, to=["markdown", "json"])
    assert leaks == []
    assert any(SECRET in n.message for n in noted) or "script" in str(more) or "Ã" in str(more)
    # That the other page is public is known when its links are looked up.
    assert "https://blog.example/gone/" in {n["message"] for n in notices}
    private = (tmp_path / "out/private/notices.jsonl").read_text("utf-8")
    assert (SECRET in private) == any(SECRET in n.message for n in noted)


@pytest.mark.parametrize("status", ["private", "draft", "trash", "publish"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", feed(("Other", "other"), (SECRET, "hidden"))),
        ("a.html", page("hidden", more=UNCLAIMED)),
        (
            "a.xml",
            export(
                item(1),
                item(9, title=SECRET, slug="hidden")
                .replace("<wp:post_type>post</wp:post_type>", "")
                .replace("<wp:post_id>9</wp:post_id>", ""),
            ),
        ),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_records_that_merge_into_hidden_posts_are_not_quoted(
    tmp_path, name, text, status, is_first
):
    given = [tmp_path / name, tmp_path / "full.xml"]
    given[0].write_text(text)
    given[1].write_text(export(item(1), item(9, slug="hidden", status=status)))
    leaks, notices, noted = converted(tmp_path, *(given if is_first else given[::-1]))
    assert any(SECRET in n.message for n in noted)
    if status == "publish":
        assert any(SECRET in n["message"] for n in notices)
    else:
        assert leaks == []
        assert WITHHELD in {n["message"] for n in notices}


@pytest.mark.parametrize("classes", ["", "postid-9"])
@pytest.mark.parametrize("more", [{"more": UNCLAIMED}, {"body": f"<p>Words. {link('gone')}</p>"}])
def test_paths_in_containers_of_hidden_posts_are_in_no_notice(tmp_path, classes, more):
    text = page(SECRET, **more).replace("single-post", f"single-post {classes}")
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as file:
        file.writestr(f"blog.example/{SECRET}/index.html", text)
    hidden = item(9, slug=SECRET, status="private")
    (tmp_path / "full.xml").write_text(export(item(1), hidden))
    leaks, notices, noted = converted(tmp_path, tmp_path / "in.zip", tmp_path / "full.xml")
    assert leaks == []
    assert any(SECRET in n.source for n in noted)
    assert {n["source"] for n in notices if "source" in n} == {UNQUOTED, "full.xml"}


def test_posts_that_only_lists_name_are_not_quoted_if_posts_are_hidden(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    listed = "".join(
        f'<article class="post hentry"><h2 class="entry-title"><a href="https://blog.example/{n}/"'
        f' rel="bookmark">{n}</a></h2><div class="entry-summary"><p>Words.</p></div></article>'
        for n in ("a", SECRET, "c")
    )
    (folder / "a.html").write_text(page("a"))
    (folder / "list.html").write_text(
        '<!DOCTYPE html><html><head><meta name="generator" content="WordPress 4.0"><title>News |'
        ' Blog</title><link rel="canonical" href="https://blog.example/category/news/"></head>'
        f'<body class="archive category"><div id="content"><h1 class="page-title">Category: News'
        f"</h1>{listed}</div></body></html>"
    )
    leaks, _, noted = converted(tmp_path, folder, to=["markdown"])
    assert leaks
    assert any(SECRET in n.message for n in noted)
    hidden = item(9, slug=SECRET, link="https://blog.example/?p=9", status="draft")
    (tmp_path / "full.xml").write_text(export(item(1), hidden))
    leaks, _, noted = converted(tmp_path, folder, tmp_path / "full.xml", to=["markdown"])
    assert leaks == []
    assert any(SECRET in n.message for n in noted)


def test_a_notice_that_a_post_without_an_id_failed_has_no_title(tmp_path, monkeypatch):
    def fail(*_):
        raise ValueError(SECRET)

    monkeypatch.setattr("wparchive.wordpress.reference_data.ReferenceData.add", fail)
    (tmp_path / "a.html").write_text(page(SECRET))
    leaks, notices, noted = converted(tmp_path, tmp_path / "a.html", to=["markdown"])
    [failed] = [n["message"] for n in notices if n["code"] == "post-failed"]
    assert failed == f"A post could not be indexed: ValueError. {WITHOUT_QUOTES}"
    assert "notices.jsonl" not in leaks
    assert any(SECRET in n.message for n in noted)


def test_notices_about_files_and_markup_stay_beside_hidden_posts(tmp_path):
    text = export(item(1), item(2, status="draft")).replace(
        "<language>en-US</language>", "<language>en & de</language>"
    )
    (tmp_path / "in.xml").write_text(text)
    _, notices, _ = converted(tmp_path, tmp_path / "in.xml")
    assert [n["message"] for n in notices if n["code"] == "ampersand-escaped"] != [WITHHELD]
