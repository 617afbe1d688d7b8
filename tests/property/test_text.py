"""Arbitrary texts as dumps: nothing is raised, and no word goes without being kept."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from wparchive.errors.notices import Code
from wparchive.readers.text import TextReader
from wparchive.readers.text.dump import read_dump
from wparchive.readers.text.record import read_record

PIECES = st.sampled_from(
    ["3 thoughts on “A title”", "A title", "A title | Blog", "Bob says:", "June 1, 2010 at 3:00 pm", "",
     "  1. Bob", "    2.", "Pingback: X", "Leave a Reply", "Reply", "Posted on June 1, 2010 by Ada", "",
     "This entry was posted in A and tagged b. Bookmark the permalink.", "   indented text of a line",
     "Comment by Bob — June 1, 2006 @ 10:00 am", "[1]link", "References", "   1. http://a.example/",
     "2 Kommentare", "Über uns", "Recent Comments", "「題」への2件のフィードバック", "_____"]
)  # fmt: skip
COUNTS = {"3 thoughts on “A title”", "2 Kommentare"}
LINES = st.lists(PIECES | st.text(max_size=60), max_size=40)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_no_word_is_lost(lines):
    dump = read_dump("\n".join(lines))
    record = read_record(dump, "x")
    post = record.post
    kept = [post.title, post.content, *(extra.text for extra in post.extra)]
    for comment in post.comments:
        kept += [comment.author, comment.content]
    kept_text = re.sub(r"<[^>]*>|[\W_]+", "", " ".join(filter(None, kept)))
    if not (post.title or post.comments or post.terms or post.author or post.published):
        # No phrase was taken for a field: each word is in the text or in `extra`, and a notice
        # tells of a heading that counts comments which are not there.
        missing = any(notice.code == Code.COMMENTS_MISSING for notice in record.notices)
        for line in dump.lines:
            if missing and line.text in COUNTS:
                continue
            for word in re.findall(r"[A-Za-z]{5,}", line.text):
                assert word in kept_text


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_answered(data):
    assert TextReader().recognizes(data, "x.txt") in {True, False}
