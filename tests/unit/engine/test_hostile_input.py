"""Inputs made to harm: each ends in a clear error or a named repair, in bounded time and memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest

from tests.wxr import HEAD, comment, export, item

MEMORY = 1 << 30
PATIENCE = 600
"""Seconds until a run that does not end is stopped; no test measures by them."""
TIMES = 60
"""How many times the CPU time of a plain export a hostile input may take."""


@cache
def plain_cost():
    """The CPU time of converting one plain post, the program's start included."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "x.xml").write_text(export(item(1)))
        return cost(Path(name), "x.xml")[1]


def cost(place, name, *more):
    """Run the program with a limit on memory; the finished process, and the CPU time it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "wparchive", "convert", name, "-o", "out", "--to", "json", *more],
        cwd=place, capture_output=True, text=True, timeout=PATIENCE, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        env={**os.environ, "TMPDIR": str(place)},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def convert(place, name, *more):
    """Run the program as a user does; its time is bounded, as a multiple of a plain run's."""
    done, took = cost(place, name, *more)
    assert "Traceback" not in done.stderr, done.stderr
    assert took < TIMES * plain_cost()
    left = [path.name for path in place.iterdir() if path.name.startswith("wparchive-")]
    assert not left
    return done


def written(place):
    return [
        json.loads(line)
        for line in (place / "out/private/json/posts.jsonl").read_text().splitlines()
    ]


def codes(place):
    return json.loads((place / "out/report.json").read_text())["notices"]["counts"]


def refused(place, name, *words):
    """The input is refused with one clear sentence, and nothing is left behind."""
    done = convert(place, name)
    assert done.returncode == 4, done.stderr
    for word in (name, *words):
        assert word in done.stderr
    assert len(done.stderr) < 1500
    assert not (place / "out").exists()


# XML


@pytest.mark.parametrize("kind", ["external", "parameter", "directory"])
def test_no_file_beside_the_input_is_read(tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET <!ENTITY e 'SECRET'>")
    declaration = {
        "external": f'<!ENTITY e SYSTEM "{secret.as_uri()}">',
        "parameter": f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;',
        "directory": f'<!ENTITY e SYSTEM "{tmp_path.as_uri()}">',
    }[kind]
    head = HEAD.replace("<rss", f"<!DOCTYPE rss [{declaration}]>\n<rss", 1)
    text = export(item(1), head=head).replace("<wp:status>publish", "<wp:status>publish&e;")
    (tmp_path / "x.xml").write_text(text)
    done = convert(tmp_path, "x.xml")
    assert done.returncode in {0, 4}
    assert "SECRET" not in done.stderr
    if done.returncode == 0:
        output = (tmp_path / "out/private/json/posts.jsonl").read_text()
        assert "SECRET" not in output
        assert "&e;" in output
        assert set(codes(tmp_path)) & {"entity-unresolved", "doctype-dropped"}


@pytest.mark.parametrize("place_", ["text", "attribute"])
def test_billion_laughs_are_not_told(tmp_path, place_):
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = HEAD.replace("<rss", f'<!DOCTYPE rss [<!ENTITY a0 "lol">{levels}]>\n<rss', 1)
    joke = "<a:b xmlns:a='urn:x' c='&a9;'/>" if place_ == "attribute" else "<more>&a9;</more>"
    (tmp_path / "x.xml").write_text(export(item(1, more=joke), item(2), head=head))
    done = convert(tmp_path, "x.xml")
    assert done.returncode == 0
    assert len(written(tmp_path)) == 2
    assert (tmp_path / "out/private/json/posts.jsonl").stat().st_size < 10_000
    assert set(codes(tmp_path)) & {"entity-unresolved", "doctype-dropped"}


def test_one_long_entity_named_often_is_not_unfolded(tmp_path):
    head = HEAD.replace("<rss", f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>\n<rss', 1)
    (tmp_path / "x.xml").write_text(export(item(1, more=f"<m>{'&a;' * 20_000}</m>"), head=head))
    done = convert(tmp_path, "x.xml")
    assert done.returncode == 0
    assert (tmp_path / "out/private/json/posts.jsonl").stat().st_size < 10_000_000


@pytest.mark.parametrize("broken", [False, True])
def test_a_large_attribute_is_kept(tmp_path, broken):
    more = f'<big a="{"x" * 10_500_000}"/>' + ("a & b" if broken else "")
    (tmp_path / "x.xml").write_text(export(item(1, more=more), item(2)))
    assert convert(tmp_path, "x.xml").returncode == 0
    posts = written(tmp_path)
    assert len(posts) == 2
    assert [len(e["attributes"]["a"]) for e in posts[0]["extra"] if e["tag"] == "big"] == [
        10_500_000
    ]


@pytest.mark.parametrize("levels", [150, 1500, 100_000])
@pytest.mark.parametrize("where", ["item", "channel"])
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting_becomes_text(tmp_path, levels, where, closed):
    nest = "<a>" * levels + "deep" + ("</a>" * levels if closed else "")
    if where == "item":
        text = export(item(1, more=nest), item(2))
    else:
        text = export(item(1), item(2), head=HEAD + nest)
    (tmp_path / "x.xml").write_text(text)
    done = convert(tmp_path, "x.xml")
    assert done.returncode in ({0} if closed else {0, 3}), done.stderr
    posts = written(tmp_path)
    assert [post["id"] for post in posts] == [1, 2]
    whole = (tmp_path / "out/private/json/posts.jsonl").read_text() + (
        tmp_path / "out/private/json/site.json"
    ).read_text()
    assert "deep" in whole
    if levels > 1000:
        assert codes(tmp_path)["markup-escaped"]


@pytest.mark.parametrize(
    "noise",
    [
        "<![CDATA[x", "]]>", "<!--", "<title><![CDATA[x", "<wp:post_name><![CDATA[x", "</item>",
        "<wp:comment>", "<item>", "<item", "<a b='", "<?x ", "&#1;", "<title>x", "<x:y a='1'>",
        "<!DOCTYPE x [", "</wp:comment>", "<wp:comment_id>1", "<<<<<<< a\n", "<wp:postmeta>",
        "<a></b>", "<description>a<b>", "<title>a</titel>", "&a;", "</a", "<channel>", "<rss>",
    ],
)  # fmt: skip
def test_damage_in_bulk_takes_linear_time(tmp_path, noise):
    count = 200_000 // len(noise)
    (tmp_path / "x.xml").write_text(export(item(1), noise * count, item(2)))
    done = convert(tmp_path, "x.xml")
    assert done.returncode in {0, 3}, done.stderr
    assert 1 in [post["id"] for post in written(tmp_path)]


def test_controls_and_escapes_do_not_reach_the_terminal(tmp_path):
    evil = "\x1b]0;owned\x07\x1b[2J<b>&\x9b31m"
    (tmp_path / "x.xml").write_text(export(item(1, title=evil, comments=comment(1, author=evil))))
    done = convert(tmp_path, "x.xml")
    assert done.returncode == 0
    assert "\x1b" not in done.stderr
    assert "\x1b" not in written(tmp_path)[0]["title"]
    assert codes(tmp_path)["character-dropped"] >= 2


def test_noise_is_no_export(tmp_path):
    (tmp_path / "x.xml").write_bytes(b"<rss>" + bytes(range(256)) * 5000)
    refused(tmp_path, "x.xml")


# Containers


def packed(kind, data):
    if kind == "gz":
        return gzip.compress(data)
    if kind == "bz2":
        return bz2.compress(data)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("a.xml", data)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["gz", "bz2", "zip"])
def test_a_bomb_does_not_go_off(tmp_path, kind):
    (tmp_path / f"bomb.{kind}").write_bytes(packed(kind, bytes(300 << 20)))
    refused(tmp_path, f"bomb.{kind}", "bomb")


def test_a_container_with_too_many_entries_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as container:
        for number in range(100_001):
            container.writestr(f"{number}.xml", b"")
    refused(tmp_path, "many.zip", "100000")


@pytest.mark.parametrize("kind", ["zip", "tar"])
@pytest.mark.parametrize(
    "name", ["../out.xml", "/etc/out.xml", "a/../../out.xml", "C:\\out.xml", "..\\out.xml"]
)
def test_names_that_lead_out_of_a_container_are_refused(tmp_path, kind, name):
    data = export(item(1)).encode()
    path = tmp_path / f"slip.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as container:
            container.writestr(name, data)
    else:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        with tarfile.open(path, "w") as container:
            container.addfile(entry, io.BytesIO(data))
    refused(tmp_path, f"slip.{kind}", "points outside")


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    (tmp_path / "secret.xml").write_text(export(item(1, title="SECRET")))
    entry = tarfile.TarInfo("a.xml")
    entry.type, entry.linkname = kind, "secret.xml"
    with tarfile.open(tmp_path / "links.tar", "w") as container:
        container.addfile(entry)
    refused(tmp_path, "links.tar", "link or a device")


def test_a_link_in_a_zip_is_refused(tmp_path):
    entry = zipfile.ZipInfo("a.xml")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as container:
        container.writestr(entry, "/etc/passwd")
    refused(tmp_path, "links.zip", "link or a device")


def test_a_link_in_a_directory_is_not_followed(tmp_path):
    (tmp_path / "secret.xml").write_text(export(item(7, title="SECRET")))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.xml").write_text(export(item(1)))
    (tmp_path / "in/b.xml").symlink_to(tmp_path / "secret.xml")
    assert convert(tmp_path, "in").returncode == 0
    assert [post["id"] for post in written(tmp_path)] == [1]


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
def test_of_a_broken_container_what_is_left_is_read(tmp_path, kind):
    data = export(*(item(n) for n in range(1, 200))).encode()
    path = tmp_path / f"cut.{kind}"
    if kind == "zip":
        path.write_bytes(packed("zip", data)[:-200])
    else:
        entry = tarfile.TarInfo("a.xml")
        entry.size = len(data)
        with tarfile.open(path, "w:gz" if kind == "tar.gz" else "w") as container:
            container.addfile(entry, io.BytesIO(data))
        path.write_bytes(path.read_bytes()[: 3000 if kind == "tar.gz" else 60_000])
    done = convert(tmp_path, f"cut.{kind}")
    assert done.returncode == 3, done.stderr
    ids = [post["id"] for post in written(tmp_path)]
    assert len(ids) > 30
    assert ids[:-1] == list(range(1, len(ids)))  # of the last one the id may be lost
    assert codes(tmp_path)["input-damaged"]


@pytest.mark.parametrize("kind", ["tar.gz", "zip"])
def test_a_container_without_a_whole_byte_is_refused(tmp_path, kind):
    start = gzip.compress(b"x" * 99)[:12] if kind == "tar.gz" else packed("zip", b"x" * 99)[:20]
    (tmp_path / f"cut.{kind}").write_bytes(start)
    refused(tmp_path, f"cut.{kind}")


@pytest.mark.parametrize("profile", ["plain", "hugo", "jekyll", "pelican", "astro", "zola"])
def test_addresses_that_are_none_stop_nothing(tmp_path, profile):
    text = export(item(1, link="http://[bad/x/"), item(2, link="https://b.example:x/"))
    text = text.replace("https://blog.example<", "http://[blog<")
    (tmp_path / "x.xml").write_text(text)
    done = convert(tmp_path, "x.xml", "--to", "json,markdown,warc,wacz,wxr", "--profile", profile)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("base", ["http://[b/", "https://b.example:x/"])
def test_a_feed_with_a_base_that_is_none_is_read(tmp_path, base):
    (tmp_path / "x.xml").write_text(
        f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}">
        <title>B</title><id>urn:b</id><updated>2020-01-01T00:00:00Z</updated>
        <entry><title>E</title><id>urn:e</id><link href="/e/"/><updated>2020-01-01T00:00:00Z</updated>
        <content type="html">text</content></entry></feed>"""
    )
    assert convert(tmp_path, "x.xml").returncode == 0
    assert [post["title"] for post in written(tmp_path)] == ["E"]
