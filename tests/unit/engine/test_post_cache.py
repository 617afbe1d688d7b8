"""Posts that are read once and decoded later are those that the source has."""

import errno
from dataclasses import dataclass, field

import pytest

from tests.wxr import comment, export, item
from wparchive.engine import post_cache
from wparchive.engine.post_cache import CachedDocument, PostCache, read_ahead
from wparchive.engine.workers import WorkerPool
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import Range, SiteMetadata
from wparchive.model.records import Meta, Post
from wparchive.model.site import Site
from wparchive.readers.wxr import WxrReader
from wparchive.storage.source import Source

META = """<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[a:1:{s:1:"a";d:0.5;}]]></wp:meta_value></wp:postmeta>
<x:odd xmlns:x="urn:x" a="b">c</x:odd><wp:post_modified>never</wp:post_modified>"""


@dataclass
class Counting:
    """A document that counts how often it is read."""

    ranges: list[Range]
    reads: list[int] = field(default_factory=list)
    name: str = "a.xml"
    metadata: SiteMetadata = field(default_factory=lambda: SiteMetadata(Site(), [], []))
    notices: list[Notice] = field(default_factory=list)

    def posts(self, part, notices):
        self.reads.append(part.start)
        for number in range(part.start, part.stop):
            notices.append(Notice(Code.NUMBER_UNREADABLE, f"before {number}"))
            yield Post(id=number, title="x" * 50, meta=[Meta(key="k", value="v", decoded={"a": 1})])
        notices.append(Notice(Code.NUMBER_UNREADABLE, f"end of {part.start}"))


def read(document, part):
    """Read a range; the posts, and the notices that were there when each was read."""
    notices = []
    return [(post, list(notices)) for post in document.posts(part, notices)], notices


@pytest.fixture
def cache(tmp_path):
    return PostCache(tmp_path, 1 << 20)


def test_a_range_is_read_from_its_source_once(cache):
    inner = Counting([Range(0, 3, 1), Range(3, 5, 1)])
    document = CachedDocument(inner, cache)
    for part in inner.ranges:
        assert read(document, part) == read(document, part) == read(Counting([]), part)
    assert inner.reads == [0, 3]


def test_a_range_that_was_not_read_to_its_end_is_read_again(cache):
    inner = Counting([Range(0, 3, 1)])
    document = CachedDocument(inner, cache)
    next(document.posts(inner.ranges[0], []))
    assert read(document, inner.ranges[0]) == read(inner, inner.ranges[0])


@pytest.mark.parametrize("where", ["disk", "memory"])
def test_what_has_no_room_is_read_again(tmp_path, monkeypatch, where):
    cache = PostCache(tmp_path, 100 if where == "disk" else 1 << 20)
    if where == "memory":
        monkeypatch.setattr(post_cache, "_LARGEST", 100)
    inner = Counting([Range(0, 3, 1)])
    document = CachedDocument(inner, cache)
    found = [read(document, inner.ranges[0]) for _ in range(2)]
    assert found[0] == found[1] == read(Counting([]), inner.ranges[0])
    assert inner.reads == [0, 0]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 100


@pytest.mark.parametrize("jobs", [1, 2])
def test_other_processes_read_ahead(cache, jobs):
    documents = [CachedDocument(Counting([Range(0, 2, 1), Range(2, 4, 1)]), cache) for _ in "ab"]
    parts = list(read_ahead(documents, WorkerPool(jobs)))
    assert parts == [(n, part) for n in (0, 1) for part in documents[n].ranges]
    for number, part in parts:
        assert read(documents[number], part) == read(Counting([]), part)
    assert documents[0].document.reads == ([0, 2] if jobs == 1 else [])


def test_all_of_a_record_is_kept(cache, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(export(item(1, more=META, comments=comment(7) + comment(8)), item(2)))
    document = WxrReader().open(Source("a.xml", path, path.stat().st_size, path, tmp_path))
    copy = CachedDocument(document, cache)
    for part in document.ranges:
        assert read(copy, part) == read(copy, part) == read(document, part)


def test_a_disk_that_refuses_the_file_costs_time_alone(cache, monkeypatch):
    inner = Counting([Range(0, 3, 1), Range(3, 5, 1)])
    document = CachedDocument(inner, cache)
    wanted = read(document, inner.ranges[0])

    def refuse(*_, **__):
        raise OSError(errno.EFBIG, "File too large")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.open", refuse)
        read(document, inner.ranges[1])
    assert read(document, inner.ranges[1]) == read(Counting([]), inner.ranges[1])
    assert read(document, inner.ranges[0]) == wanted
    assert inner.reads == [0, 3, 3, 0]
