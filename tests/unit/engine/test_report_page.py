"""``report.html``, and the notices that ``report.json`` has no room for."""

from __future__ import annotations

import json
import re

import pytest

from tests.unit.engine.test_private import SECRETS, source
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.report import SHOWN
from wparchive.web.html import parse_fragment, visible_text


def dated(text, day):
    return re.sub(r"(<wp:post_date>)\S+", rf"\g<1>{day}", text)


def report_of(tmp_path, *items, **options):
    (tmp_path / "blog.xml").write_text(export(*items))
    convert(tmp_path / "blog.xml", tmp_path / "out", **options)
    return (tmp_path / "out/report.html").read_text()


def words(html):
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join("".join(visible_text(parse_fragment(html))).split())


def rows(html, caption):
    """The labels and numbers of the table with a caption."""
    table = re.search(rf"<caption>{caption}.*?</table>", html, re.DOTALL)[0]
    found = re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {
        words(label): [int(n.replace(",", "")) for n in re.findall(r'class="n">([\d,]+)<', cells)]
        for label, cells in found
    }


def test_years_hosts_and_broken_links_are_those_of_public_posts(tmp_path):
    link = '<a href="https://{}">x</a>'
    html = report_of(
        tmp_path,
        dated(
            item(
                1,
                content=link.format("far.example/a") + link.format("far.example/b")
                + link.format("blog.example/post-2/") + link.format("blog.example/gone/"),
                comments=comment(11) + comment(12, kind="pingback", url="https://ping.example/x")
                + comment(13, approved="0", content=link.format("held.example")),
            ),
            "2011-01-02",
        ),
        dated(item(2), "2009-05-06"),
        item(3, status="draft", content=link.format("secret.example") + link.format("blog.example/lost/")),
        item(4, status="private", content=link.format("blog.example/post-2/")),
    )  # fmt: skip
    assert rows(html, "Other sites that public posts") == {"far.example": [2]}
    assert rows(html, "Other sites that sent") == {"ping.example": [1]}
    assert rows(html, "Broken links") == {"https://blog.example/gone/": [1]}
    assert rows(html, "Posts that other posts") == {"https://blog.example/post-2/": [1]}
    years = rows(html, "Public posts and pages")
    assert years["2009"] == [1]
    assert years["2010"] == []
    assert years["2011"] == [1]
    assert years["2024"] == [1, 1]  # comment and pingback are of 2024
    assert "2011 → 2009: 1" in html
    assert "secret.example" not in html
    assert "held.example" not in html


@pytest.mark.parametrize("options", [{}, {"edition": "public"}, {"to": ["json"]}, {"to": ["html"]}])
def test_it_has_nothing_hidden(tmp_path, options):
    convert(source(tmp_path), tmp_path / "out", **options)
    for name in ("report.html", "notices.jsonl"):
        text = (tmp_path / "out" / name).read_text()
        assert not [secret for secret in SECRETS if secret in text], name


def test_it_says_what_was_left_out_and_why(tmp_path):
    html = report_of(
        tmp_path,
        item(1, comments=comment(11) + comment(12, approved="spam")),
        item(2, status="draft", comments=comment(21)),
        to=["markdown", "html", "json"],
    )
    assert rows(html, "Not in markdown, html") == {
        "drafts, scheduled posts, posts that await review": [1, 1],
        "spam": [1],
        "e-mail addresses": [],
        "IP addresses": [],
    }
    assert "Nothing was lost." in html


def test_a_loss_comes_first_with_its_place(tmp_path):
    text = export(item(1), item(2)).replace("</channel>", "").replace("</rss>", "")
    (tmp_path / "cut.xml").write_text(text[: text.rindex("Text.")])
    convert(tmp_path / "cut.xml", tmp_path / "out")
    html = (tmp_path / "out/report.html").read_text()
    assert "Content was lost" in html
    assert "Nothing was lost" not in html
    lost = re.search(r'<h3 id="lost">Lost</h3>.*?</details>', html, re.DOTALL)[0]
    assert "<details open>" in lost
    assert "cut.xml" in lost


def test_markup_in_names_stays_text(tmp_path):
    head = export().partition("</channel>")[0].replace("<title>Blog", "<title>&lt;script>alert(1)")
    (tmp_path / "blog.xml").write_text(export(item(1), head=head))
    convert(tmp_path / "blog.xml", tmp_path / "out")
    html = (tmp_path / "out/report.html").read_text()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_all_notices_are_in_a_file_of_their_own(tmp_path):
    number = SHOWN + 7
    links = "".join(f'<a href="https://blog.example/gone-{n}/">x</a>' for n in range(number))
    report_of(tmp_path, item(1, content=links), to=["json", "sqlite"])
    report = json.loads((tmp_path / "out/report.json").read_text())
    lines = (tmp_path / "out/notices.jsonl").read_text().splitlines()
    listed = [n for n in report["notices"]["items"] if n["code"] == "link-broken"]
    every = [n for n in map(json.loads, lines) if n["code"] == "link-broken"]
    assert report["notices"]["counts"]["link-broken"] == number
    assert listed == every[:SHOWN]
    assert len(every) == number


def test_media_found_and_missing_are_counted_once(tmp_path):
    (tmp_path / "up/2024/05").mkdir(parents=True)
    (tmp_path / "up/2024/05/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    place = '<img src="https://blog.example/wp-content/uploads/2024/05/{}.png">'
    html = report_of(
        tmp_path, item(1, content=place.format("a") + place.format("b")),
        item(2, content=place.format("b")), to=["markdown", "html"], media=tmp_path / "up",
    )  # fmt: skip
    assert "Found and written: 1. Missing: 1." in words(html)
    assert "2024/05/b.png" in html


@pytest.mark.parametrize("name", ["gone.png", "gone: again.png"])
def test_the_link_of_a_missing_file_has_its_address_only(tmp_path, name):
    url = f"https://blog.example/wp-content/uploads/2024/05/{name}"
    picture = f'<img src="{url}">'
    more = f"<wp:attachment_url>{url}</wp:attachment_url>"
    html = report_of(
        tmp_path, item(1, content=picture), item(2, status="draft"),
        item(3, type="attachment", status="inherit", parent=2, more=more),
        to=["markdown"], media="fetch",
    )  # fmt: skip
    href = url.replace(": ", ":%20")
    assert (
        f'<a href="{href}" rel="nofollow noreferrer">{href}</a>: its attachment is hidden' in html
    )
