"""Round trips of arbitrary archives: model to WXR and back, model to JSON and back.

And the other way round: of arbitrary XML in an export's frame nothing changes but white space
between elements, however little it resembles what WordPress writes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.archives import ARCHIVE, NAME, TEXT, URI, WP
from tests.wxr import without_inferred
from wparchive.api import convert
from wparchive.model.canonical import decode_posts, decode_site, encode_post, encode_site

few = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def save(folder, document, posts):
    """Canonical JSON as the JSON writer lays it out."""
    (folder / "private/json").mkdir(parents=True)
    (folder / "private/json/site.json").write_bytes(encode_site(document))
    (folder / "private/json/posts.jsonl").write_bytes(b"".join(map(encode_post, posts)))


def load(folder):
    document = decode_site((folder / "private/json/site.json").read_bytes())
    with (folder / "private/json/posts.jsonl").open("rb") as file:
        return document, list(decode_posts(file))


def bare(record):
    """A record without origins, generator and sources."""
    plain = msgspec.to_builtins(record)
    stack = [plain]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for key in ("origin", "generator", "sources"):
                value.pop(key, None)
            stack.extend(value.values())
        elif isinstance(value, list | tuple):
            stack.extend(value)
    return plain


@few
@given(ARCHIVE)
def test_wxr_gives_the_model_back(archive):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(folder / "in", *archive)
        convert(folder / "in", folder / "out", to=["wxr"], jobs=1)
        convert(folder / "out/private/wxr", folder / "back", to=["json"], jobs=1)
        assert bare(load(folder / "back")) == bare(archive)


@few
@given(ARCHIVE)
def test_json_gives_the_model_back(archive):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(folder / "in", *archive)
        convert(folder / "in", folder / "out", to=["json"], jobs=1)
        document, posts = load(folder / "out")
        assert posts == archive[1]
        document.generator = archive[0].generator
        assert document == archive[0]


FIELDS = {
    "channel": "title link pubDate language generator wp:wxr_version wp:base_site_url image",
    "item": "title link pubDate guid description category dc:creator content:encoded wp:post_id"
    " wp:post_date wp:post_date_gmt wp:is_sticky wp:status wp:post_type",
    "wp:comment": "wp:comment_id wp:comment_type wp:comment_date wp:comment_content",
    "wp:author": "wp:author_id wp:author_login",
    "wp:term": "wp:term_id wp:term_slug wp:term_taxonomy",
    "wp:category": "wp:term_id wp:cat_name",
    "wp:postmeta": "wp:meta_key wp:meta_value",
    "image": "url width",
    "*": "media:thing wp:status",
}
INSIDE = {
    "channel": ["wp:author", "wp:wp_author", "wp:term", "wp:category", "image"],
    "item": ["wp:postmeta", "wp:comment", "*"],
    "wp:comment": ["*"],
}
SPACES = {
    "wp": WP,
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
}
VALUE = TEXT | st.sampled_from(
    ["1", " 7 ", "007", "2024-05-01 12:00:00", "2024-05-01 12:00", "2024-05-01T12:00:00Z",
     "Wed, 01 May 2024 12:00:00 +0000", "Tue, 1 May 2024 12:00 GMT", "\n  x\n  ", "comment"]
)  # fmt: skip


def clark(name):
    prefix, _, local = name.rpartition(":")
    return f"{{{SPACES[prefix]}}}{local}" if prefix else local


@st.composite
def elements(draw, name):
    """An element of that name with children in any order and number, and text among them."""
    made = ET.Element(clark("media:any" if name == "*" else name))
    strange = st.just("") | st.just("") | TEXT
    if name not in FIELDS:
        made.text = draw(VALUE)
        made.attrib = draw(st.dictionaries(NAME | st.just("isPermaLink"), TEXT, max_size=1))
        if draw(st.integers(0, 9)) == 0:
            made.append(draw(elements("*")))
        return made
    leaves = st.sampled_from(FIELDS[name].split())
    records = st.sampled_from(INSIDE.get(name, FIELDS[name].split()))
    for child in draw(st.lists(leaves | leaves | records, max_size=7)):
        made.append(draw(elements(child)))
        made[-1].tail = draw(strange)
    if draw(st.integers(0, 9)) == 0:
        made.append(ET.Element(f"{{{draw(URI)}}}{draw(NAME)}"))
    made.text = draw(strange)
    return made


@st.composite
def exports(draw):
    root = ET.Element("rss", {"version": "2.0"} if draw(st.booleans()) else {})
    channel = draw(elements("channel"))
    at = draw(st.integers(0, len(channel)))
    for item in draw(st.lists(elements("item"), min_size=1, max_size=2)):
        item.tail = ""
        channel.insert(at, item)
    # Without a word of WordPress's it would be a feed.
    channel.insert(0, ET.Element(f"{{{WP}}}wxr_version"))
    root.append(channel)
    return root


HOLDERS = {clark(name) for name in [*FIELDS, "wp:wp_author"]}
"""Elements that hold elements: white space is no content of theirs."""


SITE_FIELDS = ("}wxr_version", "}base_site_url", "}base_blog_url")


def infoset(element):
    text = element.text or ""
    # A blank address or version of the site is one that the importer needs, so it is made up.
    if len(element) or element.tag in HOLDERS or element.tag.endswith(SITE_FIELDS):
        text = text.strip()
    children = [(infoset(child), (child.tail or "").strip()) for child in element]
    return element.tag, dict(element.attrib), text, children


@few
@given(exports())
def test_an_export_keeps_its_infoset(export):
    data = ET.tostring(export, encoding="utf-8", xml_declaration=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "export.xml"
        source.write_bytes(data)
        convert(source, Path(name) / "out", to=["wxr"], jobs=1)
        [again] = (Path(name) / "out/private/wxr").iterdir()
        read = without_inferred(ET.parse(again).getroot())
        assert infoset(read) == infoset(ET.fromstring(data))
