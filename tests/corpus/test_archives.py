"""WARC and WACZ of every export: sound by verify's rules, and nothing hidden or personal in them.

What is personal is looked for with expressions of the test's own, in the bytes of the export.
"""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

import pytest

from wparchive.api import convert, read, verify
from wparchive.errors import InputError

FILES = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "wxr" / "files"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHOWN = {"publish", "inherit", None, ""}


def public(out):
    """Every byte of the public files, unpacked."""
    for path in sorted((out / "warc").iterdir()):
        yield gzip.decompress(path.read_bytes())
    for path in (out / "wacz").iterdir():
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                data = package.read(name)
                yield gzip.decompress(data) if name.endswith(".gz") else data


def said(post):
    """What a post and its comments say themselves, if readers could see them."""
    if post.status in SHOWN and not post.password:
        yield from (post.title, post.content, post.excerpt, post.link, post.attachment_url)
        yield from (term.name for term in post.terms)
        for comment in post.comments:
            if comment.approved in {"1", "approve", "", None}:
                yield from (comment.content, comment.author, comment.url)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.xml")), ids=lambda path: path.stem)
def test_archives_are_sound_and_public(shared, path, tmp_path):
    try:
        convert(path, tmp_path / "out", to=["warc", "wacz"], jobs=1)
    except InputError:
        pytest.skip("the export holds no record")
    assert [str(finding) for finding in verify(tmp_path / "out").findings] == []
    text = b"\n".join(public(tmp_path / "out")).decode(errors="replace")
    personal = set(EMAIL.findall(path.read_text(encoding="utf-8", errors="replace")))
    words = []
    for post in read(path):
        personal |= {comment.ip for comment in post.comments if comment.ip}
        personal |= {comment.email for comment in post.comments if comment.email}
        words += [word for word in said(post) if word]
    written = "\n".join(words)
    found = {value for value in personal if len(value) > 6 and value in text}
    assert {value for value in found if value not in written} == set()
