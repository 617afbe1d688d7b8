"""Public outputs of real exports: nothing dropped, nothing leaked, counted without our code."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from wparchive.api import convert

FILES = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "wxr" / "files"
UNIT_TESTS = [
    "imp-theme-unit-test-data",
    "imp-a11y-unit-test-data",
    "tut-ja-2019",
    "tut-ja-en-diff",
]
REAL = ["real-cclabs", "real-parchlinux-fa", "real-bitcoinfrance-fr", "real-francho-es"]
WP = "{*}"  # whatever the version and scheme of the namespace
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


class Targets(HTMLParser):
    """The standard library's parser as an independent counter of link targets."""

    def __init__(self, html):
        super().__init__()
        self.found = Counter()
        # An & that starts no finished reference is text (HTML, 13.2.5.73), which the standard
        # library does not know of attributes.
        self.feed(re.sub(r"&(?!#?\w+;)", "&amp;", html))
        self.close()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if (tag, name) in {("a", "href"), ("img", "src"), ("iframe", "src")} and value:
                self.found[normal(value)] += 1

    handle_startendtag = handle_starttag


def normal(url):
    """A target however its characters are written, as a browser would request it."""
    url = re.sub(r"[\t\r\n]", "", url.strip())
    return re.sub(r"%([0-9a-f]{2})", lambda m: m[0].upper(), "".join(
        c if c.isascii() and c not in ' "<>`{}|\\^[]' else "".join(f"%{b:02X}" for b in c.encode()) for c in url
    ))  # fmt: skip


def approved(comment):
    return (comment.findtext(f"{WP}comment_approved") or "").strip() == "1"


def source(name):
    """The export's public items, by the standard library alone."""
    tree = ET.parse(FILES / f"{name}.xml")
    items = []
    for item in tree.iter("item"):

        def text(tag, node=item):
            return (node.findtext(tag) or "").strip()

        hidden = (
            text(f"{WP}status") not in {"publish", "inherit"}
            or text(f"{WP}post_password")
            or text(f"{WP}post_type") in {"nav_menu_item", "wp_block", "feedback", "custom_css",
                "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part",
                "wpcf7_contact_form"}
        )  # fmt: skip
        comments = item.findall(f"{WP}comment")
        items.append((item, text(f"{WP}post_id"), bool(hidden), comments))
    private = {number for _, number, hidden, _ in items if hidden}
    return [
        (item, number, hidden or _inherits(item, private), comments)
        for item, number, hidden, comments in items
    ]


def _inherits(item, private):
    parent = (item.findtext(f"{WP}post_parent") or "").strip()
    return item.findtext(f"{WP}status") == "inherit" and parent in private


@pytest.fixture(scope="module", params=UNIT_TESTS + REAL)
def converted(request, shared, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / request.param
    report = convert(
        FILES / f"{request.param}.xml", out, to=["markdown", "json", "warc", "wacz"], jobs=1
    )
    return request.param, out, report


def markdown_files(out):
    files = {}
    for path in (out / "markdown").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        files.setdefault(re.search(r"^wordpress_id: (\d+)$", text, re.MULTILINE)[1], []).append(
            text
        )
    return files


def test_the_report_agrees_with_itself(converted):
    _, _, report = converted
    assert report.exit_code == 0
    for account in report.output_counts.values():
        assert account.unaccounted(report.input_counts) == {}
        assert (account.lost_posts, account.lost_comments, account.lost_links) == (0, 0, 0)


def test_no_public_post_and_no_approved_comment_is_missing(converted):
    name, out, _ = converted
    files = markdown_files(out)
    expected = Counter()
    anchors, found = Counter(), Counter()
    for _, number, hidden, comments in source(name):
        if hidden:
            continue
        expected[number] += 1
        for comment in comments:
            if approved(comment):
                anchors[number, comment.findtext(f"{WP}comment_id").strip()] += 1
    assert Counter({number: len(texts) for number, texts in files.items()}) == expected
    for number, texts in files.items():
        for text in texts:
            for anchor in re.findall(r'^ *- <a id="comment-(\d+)"></a>', text, re.MULTILINE):
                found[number, anchor] += 1
    assert found == anchors


def test_no_link_is_missing_in_the_markdown(converted):
    name, out, _ = converted
    render = MarkdownIt("commonmark", {"html": True, "maxNesting": 200}).enable("table").render
    files = markdown_files(out)
    missing = []
    for item, number, _, comments in source(name):
        texts = files.get(number)
        if not texts or len(texts) > 1:
            continue
        wanted = Targets(item.findtext(CONTENT) or "").found
        for comment in comments:
            if approved(comment):
                wanted += Targets(comment.findtext(f"{WP}comment_content") or "").found
        body = texts[0].split("\n---", 1)[1].partition("\n")[2]
        have = Targets(render(body)).found
        missing += [(number, target) for target in (wanted - have)]
    assert missing == []


def test_nothing_hidden_or_personal_is_in_a_public_output(converted):
    name, out, _ = converted
    public = [p.read_bytes() for p in sorted((out / "markdown").rglob("*.md"))]
    files = list((out / "warc").iterdir())
    public += [gzip.decompress(path.read_bytes()) for path in files]
    with zipfile.ZipFile(next((out / "wacz").iterdir())) as package:
        public += [
            gzip.decompress(package.read(member))
            if member.endswith(".gz")
            else package.read(member)
            for member in package.namelist()
        ]
    text = b"\n".join(public).decode()
    shown = set()
    for item, _, hidden, comments in source(name):
        if not hidden:
            shown.add(item.findtext(CONTENT) or "")
            shown |= {c.findtext(f"{WP}comment_content") or "" for c in comments
                      if approved(c)}  # fmt: skip
    for tag in ("category_description", "tag_description", "term_description"):
        found = ET.parse(FILES / f"{name}.xml").iterfind(f".//{{*}}{tag}")
        shown |= {element.text or "" for element in found}
    written = "\n".join(shown)
    written += " ".join(re.sub(r"<[^>]*>", "", written).split())
    for item, number, hidden, comments in source(name):
        lines = re.split(r"\n|<[^>]*>", item.findtext(CONTENT) or "")
        longest = max(lines, key=len).strip()
        if hidden and len(longest) > 40 and longest not in written:
            assert longest not in text, number
        for comment in comments:
            for field in ("comment_author_email", "comment_author_IP"):
                value = (comment.findtext(f"{WP}{field}") or "").strip()
                # What a post or an approved comment says itself was public.
                if len(value) > 6 and value not in written:
                    assert value not in text, (number, field)


def read(record):
    return record.content_stream().read().decode()


def test_every_page_stands_at_its_permalink(converted):
    name, out, report = converted
    from warcio.archiveiterator import ArchiveIterator

    pages, described = {}, set()
    [path] = (out / "warc").iterdir()
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            if record.rec_type == "resource":
                uri = record.rec_headers.get_header("WARC-Target-URI")
                assert uri not in pages
                pages[uri] = record.rec_headers.get_header("WARC-Record-ID")
                kind = record.rec_headers.get_header("Content-Type")
                assert (
                    kind
                    == f"{'application/rss+xml' if '<rss' in read(record) else 'text/html'}; charset=utf-8"
                )
            elif record.rec_type == "metadata":
                described.add(record.rec_headers.get_header("WARC-Refers-To"))
    pages = {uri for uri, number in pages.items() if number in described}
    assert len(pages) == sum(report.output_counts["warc"].posts.values())
    links = Counter(
        (i.findtext("link") or "").strip() for i, _, hidden, _ in source(name) if not hidden
    )
    for link, number in links.items():
        if number == 1 and link:
            assert normal(link).split("#")[0] in {normal(uri) for uri in pages}, link


def test_the_source_is_kept_byte_for_byte_apart(converted):
    name, out, _ = converted
    from warcio.archiveiterator import ArchiveIterator

    [path] = (out / "private/warc").glob("*-restricted.warc.gz")
    with path.open("rb") as file:
        kept = [
            record.content_stream().read()
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "resource"
        ]
    assert kept[0] == (FILES / f"{name}.xml").read_bytes()
    assert all(page.startswith(b"<!DOCTYPE html>") for page in kept[1:])


def test_the_report_names_what_was_withheld(converted):
    name, out, _ = converted
    report = json.loads((out / "report.json").read_text())
    held = sum(
        (c.findtext(f"{WP}comment_approved") or "").strip() == "0"
        for _, _, hidden, comments in source(name)
        for c in comments
        if not hidden
    )
    assert report["counts"]["withheld"]["markdown"]["comments"].get("held", 0) == held
