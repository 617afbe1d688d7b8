"""Notices in public files quote nothing that the blog hid."""

from __future__ import annotations

import json

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.notice_privacy import WITHOUT_QUOTES
from wparchive.engine.observer import ConversionObserver

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
    assert report.missing_files == {url}
