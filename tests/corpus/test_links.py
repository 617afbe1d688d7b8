"""Links of exports that a real WordPress made, against the map of what it had put where."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import quote, unquote

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import SHARED
from wparchive.api import convert, open_source
from wparchive.engine.observer import ConversionObserver
from wparchive.errors import EmptyInputError
from wparchive.links import LinkIndex, Resolver, TargetKind

# Form by form, what the seeded site has there: a kind of the map and a key in it, or a kind alone.
POST = {
    "classic": ["query id", "query id bare", "pretty", "pretty no slash", "relative",
                "dot relative", "protocol relative", "https scheme", "page of post", "more anchor",
                "comments", "respond", "trackback", "utm", "replytocom", "index.php"],
    "childpage": ["page"], "page": ["page id"], "book": ["book", "book query"], "block": ["guid"],
    "japanese": ["japanese encoded", "japanese decoded"], "draft": ["preview", "draft"],
}  # fmt: skip
COMMENT = {"d3": ["comment"], "d2": ["comment p", "comment page"]}
ATTACHMENT = {"red": ["attachment page", "attachment id", "file", "file size", "upload relative"]}
OTHER = {
    TargetKind.TERM: ["category", "category id", "tag", "genre"], TargetKind.AUTHOR: ["author"],
    TargetKind.DATE: ["date"], TargetKind.HOME: ["home", "home bare", "paged"], TargetKind.SEARCH: ["search"],
    TargetKind.FEED: ["site feed", "feed"], TargetKind.FRAGMENT: ["fragment only"],
    TargetKind.BROKEN: ["missing", "missing id"], TargetKind.EXTERNAL: ["external", "subdomain"],
    TargetKind.MAIL: ["mailto"],
}  # fmt: skip
KEYS = {
    "category": "category/python-3", "category id": "category/technik", "tag": "post_tag/ol",
    "genre": "genre/sf", "author": "uli", "date": "2015-06", "search": "foo",
}  # fmt: skip


@pytest.fixture(scope="module", params=["6.1", "6.5"])
def site(request, shared):
    path = shared / "corpus/wordpress/export" / f"wordpress-{request.param}"
    index = LinkIndex()
    with open_source(f"{path}.xml") as archive:
        posts = {post.id: post for post in archive}
        for post in posts.values():
            index.add(post, {})
        index.freeze([archive.site], archive.authors, archive.terms)
    known = json.loads((path.parent / f"{path.name}.map.json").read_text(encoding="utf-8"))
    return Resolver(index), known, posts[known["posts"]["links"]]


def test_every_form_leads_where_wordpress_leads(site):
    resolver, known, page = site
    found = {
        form: resolver.resolve(url.replace("&amp;", "&"), page.link, page.id)
        for form, url in known["links"].items()
    }
    assert len(found) == 51
    expected = {}
    for key, forms in POST.items():
        expected |= dict.fromkeys(forms, (TargetKind.POST, known["posts"][key]))
    for key, forms in ATTACHMENT.items():
        expected |= dict.fromkeys(forms, (TargetKind.ATTACHMENT, known["attachments"][key]))
    for forms in COMMENT.values():
        expected |= dict.fromkeys(forms, (TargetKind.COMMENT, known["posts"]["classic"]))
    for kind, forms in OTHER.items():
        expected |= dict.fromkeys(forms, (kind, None))
    expected["feed"] = (TargetKind.FEED, known["posts"]["classic"])
    expected["fragment only"] = (TargetKind.FRAGMENT, page.id)
    assert {form: target[:2] for form, target in found.items()} == expected
    for key, forms in COMMENT.items():
        for form in forms:
            assert found[form].key == str(known["comments"][key])
    assert {form: found[form].key for form in KEYS} == KEYS
    assert not [form for form, target in found.items() if target.part == "guess"]


class Targets(HTMLParser):
    """The standard library's parser as an independent counter."""

    def __init__(self, html):
        super().__init__()
        self.found = Counter()
        # An address in angle brackets is a link to its readers, and no tag.
        html = re.sub(r"<(https?://[^\s<>]+)>", r'<a href="\1">', html)
        # An & that starts no finished reference is text (HTML, 13.2.5.73).
        self.feed(re.sub(r"&(?!#?\w+;)", "&amp;", html))
        self.close()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if (tag, name) in COUNTED and value and value.strip():
                self.found[tag, normal(value)] += 1

    handle_startendtag = handle_starttag


COUNTED = {("a", "href"), ("img", "src"), ("iframe", "src")}
FILES = sorted(
    path.stem for path in (SHARED / "corpus/wxr/files").glob("*.xml")
) if (SHARED / "corpus").is_dir() else []  # fmt: skip


def normal(url):
    url = re.sub(r"[\t\r\n]", "", url.strip())
    return re.sub("%..", lambda m: m[0].upper(), quote(url, safe="!#$%&'()*+,-./:;=?@_~"))


def texts(tree):
    """Bodies and comments by item, found without our code."""
    for entry in tree.iter("item"):
        body = entry.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
        comments = [
            c.findtext("{*}comment_content") or "" for c in entry.findall("{*}comment")
        ]  # fmt: skip
        yield (entry.findtext("{*}post_id") or "").strip(), [body, *comments]


def numbers(entry):
    """What an item names by number, found without our code: pictures, targets of menu items."""
    meta = [
        ((m.findtext("{*}meta_key") or "").strip(), (m.findtext("{*}meta_value") or "").strip())
        for m in entry.findall("{*}postmeta")
    ]
    for key, value in meta:
        if key in {"_thumbnail_id", "_product_image_gallery"}:
            yield from ((key, number) for number in re.findall(r"(?<!-)\b[1-9]\d*", value))
    of = dict(meta)
    if (entry.findtext("{*}post_type") or "").strip() == "nav_menu_item":
        if of.get("_menu_item_type") in {"post_type", "taxonomy"}:
            yield "_menu_item_object_id", of["_menu_item_object_id"]
        elif url := of.get("_menu_item_url"):
            yield "_menu_item_url", url


def others(entry):
    """An item's further addresses: of commenters, of a file, of enclosures."""
    yield from (
        ("author", c.findtext("{*}comment_author_url")) for c in entry.findall("{*}comment")
    )
    yield "file", entry.findtext("{*}attachment_url")
    for m in entry.findall("{*}postmeta"):
        if (m.findtext("{*}meta_key") or "").strip() == "enclosure":
            yield "enclosure", (m.findtext("{*}meta_value") or "").strip().split("\n")[0]


def test_pictures_and_menus_by_number_lead_to_what_the_export_has(shared):
    """Over all exports: what is named by number is there, or broken, as the item ids say."""
    counts = Counter()
    for name in FILES:
        path = shared / "corpus/wxr/files" / f"{name}.xml"
        try:
            tree = ET.parse(path)
        except ET.ParseError:
            continue
        types = {
            (e.findtext("{*}post_id") or "").strip(): (e.findtext("{*}post_type") or "").strip()
            for e in tree.iter("item")
        }
        terms = {t.text.strip() for t in tree.iter() if t.tag.endswith("}term_id") and t.text}
        if not types:
            continue
        with open_source(path) as archive:
            rows = [row for row in archive.links() if row.location == "meta" and row.url[0] == "?"]
        for row in rows:
            number = row.url.rpartition("=")[2]
            if row.url.startswith(("?cat=", "?tag_id=", "?taxonomy=")):
                there = number in terms
                assert row.kind == ("term" if there else "broken"), (name, row)
            else:
                there = number in types
                kind = "attachment" if types.get(number) == "attachment" else "post"
                assert row.kind == (kind if there else "broken"), (name, row)
                assert row.target_id == (int(number) if there else None)
            counts[row.meta_key, there] += 1
    assert counts == {
        ("_thumbnail_id", True): 54, ("_thumbnail_id", False): 6,
        ("_product_image_gallery", True): 8,
        ("_menu_item_object_id", True): 78, ("_menu_item_object_id", False): 3,
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_links_in_are_links_out_or_named(name, shared, tmp_path):
    path = shared / "corpus/wxr/files" / f"{name}.xml"
    try:
        tree = ET.parse(path)
    except ET.ParseError:
        pytest.skip("not well-formed: the independent counter cannot read it")
    lines = []
    try:
        report = convert(path, tmp_path / "out", to=["markdown", "json", "warc"], jobs=1,
                         observer=ConversionObserver(link_report=lines.append))  # fmt: skip
    except EmptyInputError:
        pytest.skip("it holds no item")
    rows = [json.loads(line) for line in b"".join(lines).splitlines()]
    wanted = sum((Targets(t).found for _, group in texts(tree) for t in group), Counter())
    counted = [
        row for row in rows
        if (row["element"], row["attribute"]) in COUNTED and row["location"] in {"content", "comment"}
    ]  # fmt: skip
    found = Counter((row["element"], normal(row["url"])) for row in counted)
    # The independent counter knows no Textile, and the links of such bodies are in Textile, too;
    # nor does it know which pictures of a gallery the page of a product shows.
    phrases = ("read as Textile", "page of the product shows pictures")
    richer = {n.post_id for n in report.notices if any(p in n.message for p in phrases)}
    more = Counter(
        (row["element"], normal(row["url"])) for row in counted if row["post_id"] in richer
    )
    assert not wanted - found
    assert not (found - wanted) - more
    entries = list(tree.iter("item"))
    wanted = Counter(pair for entry in entries for pair in numbers(entry))
    keys = {"_thumbnail_id", "_product_image_gallery", "_menu_item_object_id", "_menu_item_url"}
    assert wanted == Counter(
        (row["meta_key"], row["url"].rpartition("=")[2] if row["url"][0] == "?" else row["url"])
        for row in rows if row["meta_key"] in keys
    )  # fmt: skip
    wanted = Counter(
        (what, url.strip()) for e in entries for what, url in others(e) if (url or "").strip()
    )
    assert wanted == Counter(
        (row["meta_key"] if row["location"] == "meta" else row["location"], row["url"].strip())
        for row in rows if row["location"] in {"author", "file"} or row["meta_key"] == "enclosure"
    )  # fmt: skip
    assert len(rows) == report.input_counts.links.total()
    for target, account in report.output_counts.items():
        outcomes = Counter(row["outcomes"][target] for row in rows)
        assert outcomes["kept"] == account.links
        assert outcomes["withheld"] == account.withheld_links
        assert outcomes["lost"] == account.lost_links
        lost = [n for n in report.notices if n.code == "link-lost" and n.target == target]
        assert len(lost) == outcomes["lost"]


# verify looks for links, too, and knows nothing of frames.
@pytest.mark.unverified
def test_a_page_s_frame_has_no_links_of_the_post(shared, tmp_path, monkeypatch):
    """All that a rebuilt page links to is the post's, or is known as the frame's own."""
    from wparchive import links

    surplus = []
    honest = links.output_links

    def watch(readings):
        found = honest(readings)
        if readings:
            surplus.append((found, readings))
        return found

    monkeypatch.setattr(links, "output_links", watch)
    path = shared / "corpus/wordpress/export/wordpress-6.5.xml"
    convert(path, tmp_path / "out", to=["warc"], jobs=1)
    assert surplus
    for found, readings in surplus:
        bare = [reading._replace(text=re.sub(
            r'(?s)<div class="body".*?</div>\n(?=<(?:details|ul|p class="terms"|section|/article))'
            r'|<details.*?</details>|<div itemprop="text".*?</div>\n</div>|<ul class="further.*?</ul>'
            r'|<a href="[^"]*" rel="external.*?</a>|<figure class="featured.*?</figure>', "", reading.text)) for reading in readings]  # fmt: skip
        assert found.urls.total()
        assert +honest(bare).urls == Counter()


@pytest.mark.parametrize("version", ["6.1", "6.5"])
def test_every_form_can_be_followed_in_the_markdown(version, shared, tmp_path):
    """Opens the file that each rewritten link names, and finds the post and the anchor there."""
    path = shared / "corpus/wordpress/export" / f"wordpress-{version}"
    known = json.loads((path.parent / f"{path.name}.map.json").read_text(encoding="utf-8"))
    convert(f"{path}.xml", tmp_path / "out", to=["markdown"], links="relative", jobs=1)
    files = {
        int(re.search(r"^wordpress_id: (\d+)$", p.read_text(), re.MULTILINE)[1]): p
        for p in (tmp_path / "out").rglob("*.md")
    }
    page = files[known["posts"]["links"]]
    written = dict(re.findall(r"^- \[(.*?)\]\((.*?)\)$", page.read_text(), re.MULTILINE))
    assert set(written) == set(known["links"])
    followed = set()
    for forms, numbers in ((POST, known["posts"]), (ATTACHMENT, known["attachments"])):
        for key, names in forms.items():
            for form in names:
                target, _, anchor = written[form].partition("#")
                if not target.endswith(".md"):
                    continue
                assert (page.parent / unquote(target)).resolve() == files[numbers[key]].resolve()
                followed.add(form)
                if anchor not in {"", "more"}:  # WordPress itself has no anchor `more`
                    assert f'<a id="{anchor}">' in files[numbers[key]].read_text(), form
    for key, names in COMMENT.items():
        for form in names:
            target, _, anchor = written[form].partition("#")
            assert anchor == f"comment-{known['comments'][key]}"
            assert f'<a id="{anchor}">' in (page.parent / unquote(target)).read_text()
            followed.add(form)
    left = {form for form in known["links"] if form not in followed}
    # Drafts, files (no media here), lists, feeds, other sites and what was broken before.
    assert left == {
        "preview", "draft", "trackback", "feed", "file", "file size", "upload relative", "category",
        "category id", "tag", "genre", "author", "date", "home", "home bare", "paged", "search",
        "site feed", "fragment only", "missing", "missing id", "external", "subdomain", "mailto",
    }  # fmt: skip
    original = {form: url.replace("&amp;", "&") for form, url in known["links"].items()}
    assert {form: written[form] for form in left} == {form: original[form] for form in left}


BLOGS = ["imp-theme-unit-test-data", "imp-a11y-unit-test-data", "tut-ja-2019", "real-cclabs",
         "real-francho-es", "real-bitcoinfrance-fr"]  # fmt: skip


@pytest.mark.parametrize("name", BLOGS)
def test_no_link_is_broken_that_was_not(name, shared, tmp_path):
    """Each link to a file of the output leads to one, and to an anchor in it."""
    path = shared / "corpus/wxr/files" / f"{name}.xml"
    report = convert(path, tmp_path / "out", to=["markdown"], links="relative", jobs=1)
    assert report.exit_code == 0
    files = {p.resolve(): p.read_text(encoding="utf-8") for p in (tmp_path / "out").rglob("*.md")}
    known = set(re.findall(r"comment_id>(?:<!\[CDATA\[)?(\d+)", path.read_text(encoding="utf-8")))
    followed, broken = 0, []
    for file, text in files.items():
        for url in re.findall(r"(?<=\]\()[^()\s]+|(?<=href=\")[^\"]+|(?<=src=\")[^\"]+", text):
            target, _, anchor = url.partition("#")
            if not target.endswith(".md") or "://" in target or target.startswith("/"):
                continue
            goal = (file.parent / unquote(target)).resolve()
            followed += 1
            there = goal in files and (
                anchor.removeprefix("comment-") not in known or f'<a id="{anchor}">' in files[goal]
            )
            if not there:
                broken.append((file.name, url))
    assert broken == []
    assert followed > 0 or not report.output_counts["markdown"].rewritten_links


def records(folder):
    """Pages by their address, and all addresses that an archive answers to."""
    [path] = folder.glob("*.warc.gz")
    pages, answered = {}, set()
    with path.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            uri = record.rec_headers["WARC-Target-URI"]
            if record.rec_type == "resource":
                pages[uri] = record.raw_stream.read().decode()
            if record.rec_type in {"resource", "revisit"}:
                answered.add(uri)
    return pages, answered


@pytest.mark.parametrize("version", ["6.1", "6.5"])
def test_every_form_names_the_permalink_in_a_page(version, shared, tmp_path):
    path = shared / "corpus/wordpress/export" / f"wordpress-{version}"
    known = json.loads((path.parent / f"{path.name}.map.json").read_text(encoding="utf-8"))
    convert(f"{path}.xml", tmp_path / "out", to=["warc"], links="root", jobs=1)
    with open_source(f"{path}.xml") as archive:
        permalinks = {post.id: post.link for post in archive}
        home = archive.site.link.rstrip("/") + "/"
    pages, _ = records(tmp_path / "out/warc")
    page = pages[permalinks[known["posts"]["links"]]]
    written = {label: url for url, label in re.findall(r'<li><a href="(.*?)">(.*?)</a></li>', page)}
    assert set(written) == set(known["links"])
    expected = dict.fromkeys(("home", "home bare"), home)
    for forms, numbers in ((POST, known["posts"]), (ATTACHMENT, known["attachments"])):
        expected |= {form: permalinks[numbers[key]] for key in forms for form in forms[key]}
    classic = permalinks[known["posts"]["classic"]]
    for key, names in COMMENT.items():
        expected |= dict.fromkeys(names, f"{classic}#comment-{known['comments'][key]}")
    expected["comments"] = expected["respond"] = f"{classic}#comments"
    # As the links have it.
    expected |= {"more anchor": f"{classic}#more-4", "utm": f"{classic}#more"}
    expected["replytocom"] = f"{classic}#comments"  # `#respond` in the link
    # What no page is; of drafts nobody had one.
    for form in ("preview", "draft", "trackback", "file", "file size", "upload relative"):
        expected.pop(form)
    assert {form: written[form] for form in expected} == expected
    others = set(written) - set(expected)
    assert {form: written[form] for form in others} == {
        form: known["links"][form] for form in others
    }


@pytest.mark.parametrize("name", BLOGS)
def test_links_of_pages_lead_to_what_answers(name, shared, tmp_path):
    """Each link into the blog that was written anew names a page, and an anchor in it."""
    path, lines = shared / "corpus/wxr/files" / f"{name}.xml", []
    report = convert(path, tmp_path / "out", to=["warc", "wacz"], links="relative", jobs=1,
                     observer=ConversionObserver(link_report=lines.append))  # fmt: skip
    rows = [json.loads(line) for line in b"".join(lines).splitlines()]
    for target, account in report.output_counts.items():
        outcomes = Counter(row["outcomes"][target] for row in rows)
        assert outcomes["kept"] + outcomes["rewritten"] == account.links
        assert outcomes["rewritten"] == account.rewritten_links
        assert outcomes["withheld"] == account.withheld_links
        lost = [n for n in report.notices if n.code == "link-lost" and n.target == target]
        assert len(lost) == outcomes["lost"] == account.lost_links
    kept = {normal(row["url"]) for row in rows if row["outcomes"]["warc"] == "kept"}
    pages, answered = records(tmp_path / "out/warc")
    with open_source(path) as archive:
        home = archive.site.link
    known = set(re.findall(r"comment_id>(?:<!\[CDATA\[)?(\d+)", path.read_text(encoding="utf-8")))
    broken = []
    for at, text in pages.items():
        for _, url in Targets(text).found:
            place, _, anchor = url.partition("#")
            # WordPress cuts bare addresses before dots.
            if not place.startswith(home) or any(k == url or k.startswith(f"{url}.") for k in kept):
                continue
            there = place in answered and (
                anchor.removeprefix("comment-") not in known or f'id="{anchor}"' in pages[place]
            )
            if not there:
                broken.append((at, url))
    assert broken == []
