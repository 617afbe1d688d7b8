"""A published post with a hidden version in another input: nothing of that version is public."""

from __future__ import annotations

import json

import pytest

from tests.wxr import comment, export, item
from wparchive.api import convert

DAYS = ("2020-01-01 00:00:00", "2020-02-01 00:00:00")


def dated(day):
    return f"<wp:post_modified>{day}</wp:post_modified><wp:post_modified_gmt>{day}</wp:post_modified_gmt>"


def meta(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def hidden(**options):
    """A post with a word of its own in each field."""
    more = (
        '<category domain="post_tag" nicename="secrettag"><![CDATA[Secrettag]]></category>'
        f"{meta('_wp_old_slug', 'secretslug')}{meta('_yoast_wpseo_metadesc', 'Secretdescription')}"
        f"{meta('enclosure', 'https://blog.example/secretsound.mp3')}"
    )
    said = comment(5, content="Secretcomment")
    return item(
        1, title="Secrettitle", slug="final", content="Secretbody", comments=said, **options
    ).replace("</item>", f"{dated(DAYS[0])}{more}</item>")


def converted(tmp_path, old, new, *, turned=False):
    (tmp_path / "old.xml").write_text(export(old, item(9)))
    (tmp_path / "new.xml").write_text(export(new, item(9)))
    inputs = [tmp_path / "old.xml", tmp_path / "new.xml"][:: -1 if turned else 1]
    out = tmp_path / "out"
    report = convert(
        inputs, out, to=["markdown", "json", "html", "sqlite"], redirects=["json"], jobs=1
    )
    texts = {path: path.read_bytes().lower() for path in out.rglob("*") if path.is_file()}
    public = [
        path for path, text in texts.items() if "private" not in path.parts and b"secret" in text
    ]
    return report, public, out


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "options",
    [{"status": "draft"}, {"status": "private"}, {"password": "x"}, {"type": "shop_order"}],
)
def test_a_post_that_is_published_later(tmp_path, options, turned):
    new = item(1, title="Final", slug="final", content="Seen.").replace(
        "</item>", f"{dated(DAYS[1])}</item>"
    )
    report, public, out = converted(tmp_path, hidden(**options), new, turned=turned)
    assert public == []
    assert (out / "markdown").joinpath("post/2024/2024-04-30-final.md").is_file()
    posts = [
        json.loads(line) for line in (out / "private/json/posts.jsonl").read_text().splitlines()
    ]
    [post] = [post for post in posts if post["id"] == 1]
    [kept] = [
        e
        for e in post["extra"]
        if e.get("namespace") == "urn:wparchive:merge" and e["tag"] == "post"
    ]
    version = json.loads(kept["text"])
    assert version["title"] == "Secrettitle"
    assert version["comments"][0]["content"] == "Secretcomment"
    assert [n.code for n in report.notices if "hidden version" in n.message] == ["field-conflict"]


def test_a_post_that_is_hidden_later_stays_hidden(tmp_path):
    old = item(1, title="Secrettitle", slug="final", content="Secretbody").replace(
        "</item>", f"{dated(DAYS[0])}</item>"
    )
    new = item(
        1, title="Secrettitle", slug="final", content="Secretbody", status="private"
    ).replace("</item>", f"{dated(DAYS[1])}</item>")
    assert converted(tmp_path, old, new)[1] == []


def test_a_damaged_post_takes_no_state_of_another_source(tmp_path):
    damaged = export(item(9), hidden(password="x")).replace("<wp:post_password><![CDATA[x", "<\0")
    (tmp_path / "blog.xml").write_text(damaged)
    (tmp_path / "feed.xml").write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>'
        "<link>https://blog.example</link><generator>https://wordpress.org/?v=6.5</generator>"
        "<item><title>Protected: Final</title><link>https://blog.example/final/</link>"
        '<guid isPermaLink="false">https://blog.example/?p=1</guid>'
        "<pubDate>Tue, 30 Apr 2024 08:00:00 +0000</pubDate></item></channel></rss>"
    )
    out = tmp_path / "out"
    convert([tmp_path / "blog.xml", tmp_path / "feed.xml"], out, to=["markdown", "html"], jobs=1)
    texts = {path: path.read_bytes().lower() for path in out.rglob("*") if path.is_file()}
    assert not [p for p, text in texts.items() if "private" not in p.parts and b"secret" in text]


def late():
    """A version that is private now, with other words, and the newest."""
    return item(
        1, title="Secrettitle", slug="final", content="Secretbody", status="private"
    ).replace("<wp:post_date>", f"{dated(DAYS[1])}<wp:post_date>")


STATUS = "<wp:status>private</wp:status>"
DAMAGES = {
    "cut before the status": lambda text: text[: text.rindex(STATUS)],
    "cut in the status": lambda text: text[: text.rindex(STATUS) + 14],
    "cut after the status": lambda text: text[: text.rindex(STATUS) + 30],
    "zeros over the status": lambda text: text.replace(STATUS, "\0" * len(STATUS)),
    "zeros in the status": lambda text: text.replace("private<", "\0\0\0\0\0\0\0<"),
    "a changed letter in the tag": lambda text: text.replace("wp:status>private", "wp:stbtus>pri"),
    "no status at all": lambda text: text.replace(STATUS, ""),
    "an empty status": lambda text: text.replace(STATUS, "<wp:status></wp:status>"),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("modified", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_version_whose_state_is_lost_shows_nothing(tmp_path, damage, modified, turned):
    seen = item(1, title="Seen", slug="final", content="Seen.")
    if modified:
        seen = seen.replace("<wp:post_date>", f"{dated(DAYS[0])}<wp:post_date>")
    (tmp_path / "seen.xml").write_text(export(seen, item(9)))
    (tmp_path / "late.xml").write_text(DAMAGES[damage](export(item(9), late())))
    inputs = [tmp_path / "seen.xml", tmp_path / "late.xml"][:: -1 if turned else 1]
    out = tmp_path / "out"
    convert(inputs, out, to=["markdown", "json", "html", "sqlite"], jobs=1)
    texts = {path: path.read_bytes().lower() for path in out.rglob("*") if path.is_file()}
    assert not [p for p, text in texts.items() if "private" not in p.parts and b"secret" in text]
    assert b"secretbody" in texts[out / "private/json/posts.jsonl"]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("shown", ["A comment.", ""])
def test_a_comment_that_damage_has_joined_shows_nothing(tmp_path, shown, turned):
    held = comment(6, content="Secretcomment", approved="0")
    joined = comment(5).split("<wp:comment_content>")[0] + held.split("</wp:comment_date_gmt>")[1]
    joined = joined.replace("<wp:comment_approved>0<", "<wp:comment_approved>1<")
    joined = joined.replace("</wp:comment>", "<wp:comment_id>6</wp:comment_id></wp:comment>")
    (tmp_path / "seen.xml").write_text(export(item(1, comments=comment(5, content=shown))))
    (tmp_path / "late.xml").write_text(export(item(1, comments=joined), item(9)))
    inputs = [tmp_path / "seen.xml", tmp_path / "late.xml"][:: -1 if turned else 1]
    out = tmp_path / "out"
    convert(inputs, out, to=["markdown", "json"], jobs=1)
    texts = {path: path.read_bytes().lower() for path in out.rglob("*") if path.is_file()}
    assert not [p for p, text in texts.items() if "private" not in p.parts and b"secret" in text]
    assert b"secretcomment" in texts[out / "private/json/posts.jsonl"]
