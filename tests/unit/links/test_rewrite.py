"""Links written anew: to the output's own files, or to captures."""

import hashlib
import json

import pytest

from tests import ROOT
from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.errors import UsageError
from wparchive.links import DeadLinks, LinkStyle

TARGET = item(
    2, slug="ziel", content='<h2 id="kapitel">K</h2>\n\n<!--more-->\n\nrest',
    comments=comment(8) + comment(9, approved="0"),
)  # fmt: skip


def body(tmp_path, content, *others, comments="", comments_as="inline", **options):
    (tmp_path / "export.xml").write_text(
        export(item(1, slug="start", content=content, comments=comments), TARGET, *others)
    )
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], overwrite=True,
        comments=comments_as, **options,
    )  # fmt: skip
    [file] = [p for p in (tmp_path / "out").rglob("*.md") if "start" in p.as_posix()]
    return file.read_text().split("\n---\n", 1)[1].strip(), report


def links(tmp_path, *urls, **options):
    text, report = body(tmp_path, "\n\n".join(f'<a href="{url}">x</a>' for url in urls), **options)
    return [line[4:-1] for line in text.splitlines() if line.startswith("[x]")], report


@pytest.mark.parametrize(
    ("manner", "profile", "expected"),
    [
        ("relative", "plain", "2024-04-30-ziel.md"),
        ("root", "plain", "/post/2024/2024-04-30-ziel.md"),
        ("absolute=https://new.example/arch/", "plain",
         "https://new.example/arch/post/2024/2024-04-30-ziel.md"),
        ("relative", "hugo", "../ziel/"),
        ("root", "hugo", "/ziel/"),
        ("absolute=https://new.example", "jekyll", "https://new.example/ziel/"),
        ("original", "hugo", "https://blog.example/?p=2"),
    ],
)  # fmt: skip
def test_links_lead_to_the_output(tmp_path, manner, profile, expected):
    [found], report = links(tmp_path, "https://blog.example/?p=2", links=manner, profile=profile)
    assert found == expected
    outcomes = report.as_dict()["links"]["outcomes"]["markdown"]
    assert outcomes["rewritten"] == (manner != "original")
    assert (outcomes["lost"], report.exit_code) == (0, 0)


def test_anchors_are_there(tmp_path):
    found, _ = links(tmp_path, "/?p=2#comment-8", "/ziel/#respond", "/ziel/#kapitel", "/ziel/#more-2",
                     "/ziel/comment-page-2/#li-comment-8", links="relative")  # fmt: skip
    name = "2024-04-30-ziel.md"
    assert found == [
        f"{name}#{at}" for at in ("comment-8", "comments", "kapitel", "more-2", "comment-8")
    ]
    [text] = [p.read_text() for p in (tmp_path / "out").rglob("*ziel.md")]
    for anchor in ("comment-8", "comments", "kapitel", "more-2"):
        assert f'<a id="{anchor}"></a>' in text


def test_what_the_output_lacks_stays_and_is_named(tmp_path):
    urls = ["https://blog.example/?p=3", "/ziel/#comment-9", "/2024/", "/wp-content/uploads/a.png",
            "/ziel/feed/", "/nowhere/", "https://far.example/"]  # fmt: skip
    hidden = item(3, status="private")
    text, report = body(
        tmp_path, "\n\n".join(f'<a href="{url}">x</a>' for url in urls), hidden, links="root"
    )
    assert [line[4:-1] for line in text.splitlines() if line.startswith("[x]")] == urls
    left = [n.message for n in report.notices if n.code == "link-not-rewritten"]
    assert left == urls[:5]
    assert report.as_dict()["links"]["outcomes"]["markdown"]["rewritten"] == 0


def test_every_place_of_a_link_is_written_anew(tmp_path):
    content = (
        '<img src="/?p=2" alt="a">'
        '\n\n<table><tr><td><a href="/?p=2">t</a><ul><li>x</li></ul></td></tr></table>'
    )
    ping = comment(
        5,
        kind="pingback",
        url="https://blog.example/ziel/",
        content="see https://blog.example/?p=2",
    )
    text, report = body(tmp_path, content, comments=ping, links="root")
    new = "/post/2024/2024-04-30-ziel.md"
    assert f"![a]({new})" in text
    assert f'<a href="{new}">t</a>' in text
    assert f"[Bob]({new})" in text
    assert f"[https://blog.example/?p=2]({new})" in text
    outcomes = report.as_dict()["links"]["outcomes"]["markdown"]
    assert (outcomes["rewritten"], outcomes["lost"]) == (4, 0)


def data(tmp_path, comments, **options):
    _, report = body(tmp_path, "x", comments=comments, comments_as="data", **options)
    [file] = (tmp_path / "out").rglob("comments/1.json")
    found = json.loads(file.read_text())
    return found["comments"] + found["pings"], report


def test_links_in_comments_as_data_are_written_anew(tmp_path):
    said = comment(
        5, url="https://blog.example/ziel/", content='a &amp; <b>b</b> <a href="/?p=2#comment-8">c</a>'
        " https://blog.example/?p=2 <br>&lt;",
    ) + comment(6, content='<a href="https://far.example/?a&b">x</a><br>', url="https://x.example/")  # fmt: skip
    entries, report = data(tmp_path, said, links="relative", profile="hugo")
    assert entries[0]["url"] == "../ziel/"
    assert entries[0]["html"].replace("\n", "") == (
        '<p>a &amp; <b>b</b> <a href="../ziel/#comment-8">c</a> <a href="../ziel/" rel="nofollow ugc">'
        "https://blog.example/?p=2</a> <br />&lt;</p>"
    )
    outcomes = report.as_dict()["links"]["outcomes"]["markdown"]
    assert (outcomes["kept"], outcomes["rewritten"], outcomes["lost"]) == (2, 3, 0)
    # What has nothing to be written anew stays as it is, to the byte.
    kept, _ = data(tmp_path, said, links="original", profile="hugo")
    assert entries[1] == kept[1]
    assert kept[0]["url"] == "https://blog.example/ziel/"


def test_dead_links_in_comments_as_data_lead_to_captures(tmp_path):
    said = comment(5, url="http://dead.example/me", content='<a href="http://dead.example/">x</a>')
    [entry], report = data(tmp_path, said, dead_links=["dead.example"])
    at = "https://web.archive.org/web/20240430080000/"
    assert entry["url"] == f"{at}http://dead.example/me"
    assert f'href="{at}http://dead.example/"' in entry["html"]
    assert report.as_dict()["links"]["outcomes"]["markdown"]["rewritten"] == 2


def test_names_that_need_it_are_encoded(tmp_path):
    odd = item(3, slug="%e6%97%a5%e6%9c%ac", link="https://blog.example/%e6%97%a5%e6%9c%ac/")
    text, report = body(tmp_path, '<a href="/日本/">x</a>', odd, links="relative")
    assert "[x](2024-04-30-%E6%97%A5%E6%9C%AC.md)" in text
    assert report.exit_code == 0


def test_dead_links_lead_to_captures_of_their_time(tmp_path):
    urls = ["http://dead.example/a?b=c", "https://www.sub.dead.example/", "https://alive.example/",
            "http://host.example/~gone/x", "http://host.example/here"]  # fmt: skip
    dead = ["# comment", "dead.example  # all of it", "", "https://host.example/~gone/"]
    found, report = links(tmp_path, *urls, dead_links=dead)
    at = "https://web.archive.org/web/20240430080000/"
    assert found == [at + urls[0], at + urls[1], urls[2], at + urls[3], urls[4]]
    assert report.as_dict()["links"]["outcomes"]["markdown"]["rewritten"] == 3
    assert report.exit_code == 0


def test_dead_hosts_are_hosts():
    dead = DeadLinks(["dead.example"])
    assert "http://dead.example/" in dead
    assert "http://undead.example/" not in dead
    assert "http://far.example/?u=dead.example" not in dead
    assert "mailto:a@dead.example" not in dead


@pytest.mark.parametrize(
    "text", ["", "absolute", "absolute=", "absolute=new.example", "relative=x", "absolute=ftp://x/"]
)
def test_other_manners_are_refused(text):
    with pytest.raises(UsageError, match="--links does not accept"):
        LinkStyle.parse(text)


def test_words_that_are_an_address_do_not_take_a_link_s_place(tmp_path):
    said = comment(5, url="https://blog.example/", content="x")
    text, report = body(
        tmp_path, "See https://blog.example/ itself.", comments=said, links="root", profile="hugo"
    )
    assert "See https://blog.example/ itself." in text
    assert "[Bob](/)" in text
    outcomes = report.as_dict()["links"]["outcomes"]["markdown"]
    assert (outcomes["kept"], outcomes["rewritten"], outcomes["lost"]) == (1, 1, 0)


@pytest.mark.parametrize("manner", ["original", "relative", "root"])
def test_pages_with_links_written_anew_are_sound(tmp_path, manner):
    sample = ROOT / "samples/gartenblog.xml"
    report = convert(sample, tmp_path / "out", to=["warc", "wacz"], links=manner)
    outcomes = report.as_dict()["links"]["outcomes"]["warc"]
    assert (outcomes.get("rewritten", 0) > 0) == (manner != "original")
    assert verify(tmp_path / "out").findings == []


def test_pages_with_menus_are_sound(tmp_path):
    sample = ROOT / "samples/gartenblog.xml"
    report = convert(sample, tmp_path / "out", to=["warc"], include=["internal"])
    assert report.output_counts["warc"].posts["nav_menu_item"] == 3
    assert verify(tmp_path / "out").findings == []


def test_a_count_that_no_page_can_have_is_found(tmp_path):
    convert(ROOT / "samples/gartenblog.xml", tmp_path / "out",
            to=["warc"], links="root")  # fmt: skip
    path, manifest = tmp_path / "out/report.json", tmp_path / "out/manifest-sha256.txt"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    told = json.loads(path.read_text())
    told["counts"]["out"]["warc"]["links"] += told["links"]["outcomes"]["warc"]["rewritten"]
    path.write_text(json.dumps(told))
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    assert [finding.rule for finding in verify(tmp_path / "out").findings] == ["counts"]


@pytest.mark.parametrize(
    ("options", "rewritten"),
    [
        ({}, [True, True, True]),
        ({"comments_as": "data"}, [True, True, True]),
        ({"pings": False}, [True, False, True]),
        ({"comments_as": "none"}, [False, False, True]),
    ],
)
def test_links_to_comments_that_the_output_lacks_stay(tmp_path, options, rewritten):
    """What the user leaves out is as missing as what the blog hid."""
    other = item(
        5, slug="fern", content="x", comments=comment(51) + comment(52, kind="pingback")
    )  # fmt: skip
    urls = [
        f"https://blog.example/?p=5#{name}" for name in ("comment-51", "comment-52", "comments")
    ]
    text, report = body(
        tmp_path, "\n\n".join(f'<a href="{url}">x</a>' for url in urls), other,
        links="relative", **options,
    )  # fmt: skip
    written = [line[4:-1] for line in text.splitlines() if line.startswith("[x]")]
    assert [link != url for link, url in zip(written, urls, strict=True)] == rewritten
    left = [n.message for n in report.notices if n.code == "link-not-rewritten"]
    assert left == [url for url, changed in zip(urls, rewritten, strict=True) if not changed]
