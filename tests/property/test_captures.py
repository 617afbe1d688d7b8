"""Whatever is done to the bytes of a capture, a feed or a dump: an answer or an error of ours."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.readers.feed.test_feed import ATOM, RDF, rss
from tests.unit.readers.feed.test_feed import item as entry
from tests.unit.readers.pages.test_pages import page, said
from tests.unit.readers.rest.test_rest import INDEX, TERMS, USER, comment, post
from tests.unit.readers.warc.test_warc import HOME, chunked, feed, http, packed, record
from wparchive.api import open_source
from wparchive.assembly.groups import Groups
from wparchive.assembly.identity import canonicalize_url, keys
from wparchive.assembly.merge_posts import merge_post
from wparchive.assembly.original_links import LinkRestorer
from wparchive.errors import InputError
from wparchive.model.provenance import Origin
from wparchive.model.records import Comment, Post
from wparchive.web.mirror_names import host_in, original_path, original_url, without_wayback

RECORDS = [
    record(http(chunked(gzip.compress(feed("One"))), Content_Encoding="gzip", Transfer_Encoding="chunked")),
    record(http(page(comments=[said(1)]).encode(), media="text/html"), f"{HOME}/2020/02/first/"),
    record(b"", f"{HOME}/x/", "revisit", WARC_Refers_To_Target_URI=f"{HOME}/2020/02/first/", WARC_Refers_To_Date="2020-01-01T00:00:00Z"),
    record(http(b"", "301 Moved", Location=f"{HOME}/2020/02/first/"), f"{HOME}/?p=7"),
]  # fmt: skip
WHOLE = {
    "a.warc.gz": packed(*RECORDS), "b.warc": b"".join(RECORDS), "c.xml": rss(entry()).encode(), "d.xml": ATOM.encode(), "e.xml": RDF.encode(),
    "f.json": json.dumps([post(), comment(), *TERMS, USER, INDEX]).encode(), "g.html": page(comments=[said(1), said(2)]).encode(),
}  # fmt: skip
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), EDITS)
def test_damage_ends_in_an_answer_or_in_words(name, edits):
    data = WHOLE[name]
    for place, length, new in edits:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        refusal = name
        try:
            with open_source(Path(folder) / name) as archive:
                posts = list(archive)
                assert len(posts) == archive.count().posts.total()
        except InputError as error:
            refusal = str(error)
        assert name in refusal


ADDRESS = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}://{}/{}?{}#{}".format,
        st.sampled_from(["http", "https", "ftp", ""]),
        *[st.text(max_size=12)] * 4,
    ),
)


@settings(max_examples=300, deadline=None)
@given(ADDRESS, ADDRESS)
def test_addresses_never_raise_and_settle(one, base):
    canonicalize_url(one)
    host_in(one)
    assert original_path(original_path(one)) == original_path(original_path(original_path(one)))
    original_url(one)
    assert without_wayback(one) == one or len(without_wayback(one)) <= len(one) + 1
    restorer = LinkRestorer(base, is_rewritten=True)
    restorer.url(one)
    restorer.link(one)
    restorer.markup(f'<a href="{one}">{one}</a>')


NAMES = st.sampled_from(["a", "b", "c", None])
REMARKS = st.builds(
    Comment, id=st.one_of(st.none(), st.integers(1, 5)), author=NAMES, content=NAMES,
    published=st.sampled_from(["2020-01-01T10:00:00", "2020-01-02", None]), origin=st.builds(Origin, source=st.just("x"), kind=st.sampled_from([None, "feed", "page"])),
)  # fmt: skip
POSTS = st.builds(
    Post, id=st.one_of(st.none(), st.integers(1, 4)), title=NAMES, content=NAMES, excerpt=NAMES, status=st.just("publish"),
    link=st.sampled_from(["https://x.example/a/", "https://x.example/?p=1", None]), comments=st.lists(REMARKS, max_size=4, unique_by=lambda c: (c.id, c.author, c.content)),
    origin=st.builds(Origin, source=st.sampled_from("xyz"), kind=st.sampled_from([None, "rest", "feed", "page"])),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(POSTS, min_size=1, max_size=4))
def test_uniting_keeps_every_comment_and_value(posts):
    ids = {c.id for p in posts for c in p.comments if c.id is not None}
    values = {p.title for p in posts} - {None}
    most = max(len(p.comments) for p in posts)
    total = sum(len(p.comments) for p in posts)
    post_, _ = merge_post(posts)
    assert ids <= {c.id for c in post_.comments}
    assert most <= len(post_.comments) <= total
    kept = {post_.title, *(e.text for e in post_.extra if e.tag == "title")}
    assert values <= kept


@settings(max_examples=200, deadline=None)
@given(st.lists(POSTS, max_size=8))
def test_groups_hold_each_record_once(posts):
    groups = Groups()
    for each in posts:
        groups.add(keys(each))
    assert sorted(number for group in groups for number in group) == list(range(len(posts)))
