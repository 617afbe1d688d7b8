"""Small inputs for each reader, damaged at random: no crash, hang, or silence, in bounded memory.

Each is converted in a process of its own, whose memory and processor time have limits. Allowed
are an output with records, an output that reports a loss, and an error of ours.
``WPARCHIVE_FUZZ_SECONDS`` sets how long it goes on for each reader, ``WPARCHIVE_FUZZ_SEED`` where
it begins; by default there is a small number of seeds.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import resource
import signal
import tarfile
import time
import traceback
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from tests.conftest import SAMPLES
from tests.property.mutations import DAMAGES_OF_ANY_FORMAT, damage
from tests.property.test_captures import RECORDS
from tests.unit.readers.feed.test_feed import ATOM, RDF, rss
from tests.unit.readers.feed.test_feed import item as entry
from tests.unit.readers.pages.test_pages import page, said
from tests.unit.readers.rest.test_rest import INDEX, TERMS, USER
from tests.unit.readers.rest.test_rest import comment as rest_comment
from tests.unit.readers.rest.test_rest import post as rest_post
from tests.unit.readers.test_mhtml import saved
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.observer import ConversionObserver
from wparchive.errors import WparchiveError

SEEDS = 3
PROCESSOR = 20
"""Seconds of processor time until an input counts as one that hangs."""
MEMORY = 1 << 30
"""Bytes that an input may take, above what the program itself does."""
FORMATS = ("markdown", "wxr", "warc")
"""One of them is written beside JSON, by the seed."""
EXPORT = export(
    item(1, title="One", content='<p>Text <a href="/two/">of it</a></p>', comments=comment(5)),
    item(2, title="Two", content="[gallery ids=1] <!-- wp:x {} -->", status="draft"),
).encode()
PAGE = page(comments=[said(1), said(2, parent=1)]).encode()
REST = json.dumps([rest_post(), rest_comment(), *TERMS, USER, INDEX], indent=1).encode()


@cache
def written(*to):
    """What convert makes of the export, by path."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "x.xml").write_bytes(EXPORT)
        out = Path(folder) / "out"
        convert(Path(folder) / "x.xml", out, to=to, jobs=1)
        return {
            p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()
        }


def posts():
    return written("json")["private/json/posts.jsonl"]


def wacz():
    return written("wacz")["wacz/blog.example.wacz"]


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as container:
        for name, data in members:
            container.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as container:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            container.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def repacked(data, chance, change):
    """A WACZ of which one member is damaged, and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = [(info.filename, package.read(info)) for info in package.infolist()]
    place = chance.randrange(len(members))
    name, inner = members[place]
    if name.endswith(".gz"):
        members[place] = name, gzip.compress(change(gzip.decompress(inner)), 1)
    else:
        members[place] = name, change(inner)
    return zipped(members, zipfile.ZIP_STORED)


# By reader: the file's name, and documents of that kind.
PLAIN = {
    "wxr": ("x.xml", lambda: [EXPORT]),
    "feed": ("x.xml", lambda: [rss(entry()).encode(), ATOM.encode(), RDF.encode()]),
    "rest": ("x.json", lambda: [REST]),
    "text": ("x.txt", lambda: [(SAMPLES / "zettelwerk.txt").read_bytes()]),
    "page": ("x.html", lambda: [PAGE]),
    "warc": ("x.warc", lambda: [b"".join(RECORDS)]),
    "mhtml": ("x.mhtml", lambda: [saved(PAGE.decode()), saved(PAGE.decode(), encoding="base64")]),
    "canonical": ("posts.jsonl", lambda: [posts()]),
    "site": ("site.json", lambda: [written("json")["private/json/site.json"]]),
    "wacz": ("x.wacz", lambda: [wacz()]),
    "zip": ("x.zip", lambda: [zipped([("a.xml", EXPORT), ("b/c.html", PAGE)])]),
    "tar": ("x.tar", lambda: [tarred([("a.xml", EXPORT), ("b/c.html", PAGE)])]),
    "gzip": ("x.xml.gz", lambda: [f(EXPORT) for f in (gzip.compress, bz2.compress, lzma.compress)]),
    "warc.gz": ("x.warc.gz", lambda: [b"".join(map(gzip.compress, RECORDS))]),
}


def made(reader, seed):
    """The name and the bytes of an input that is damaged, inside of what packs it or outside."""
    chance = random.Random(f"{reader} {seed}")
    name, documents = PLAIN[reader]
    whole = documents()

    def change(data):
        return damage(chance, data, lambda: chance.choice(whole), DAMAGES_OF_ANY_FORMAT)

    data = chance.choice(whole)
    if reader in {"wacz", "zip", "tar", "gzip", "warc.gz"} and chance.randrange(4):
        if reader == "wacz":
            return name, repacked(data, chance, change)
        if reader == "gzip":
            return name, gzip.compress(change(EXPORT), 1)
        if reader == "warc.gz":
            records = [change(r) if not chance.randrange(3) else r for r in RECORDS]
            return name, b"".join(gzip.compress(r, 1) for r in records)
        members = [("a.xml", change(EXPORT)), ("b/c.html", change(PAGE)), ("p.json", change(REST))]
        return name, (zipped if reader == "zip" else tarred)(members)
    return name, change(data)


def converted(path, out, target):
    """Convert in a child process with limits; what went wrong, if anything did."""
    told = out.with_suffix(".told")
    child = os.fork()
    if not child:
        signal.alarm(15 * PROCESSOR)  # it may wait for something
        _limit()
        told.write_text(_outcome(path, out, target))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return f"it ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return told.read_text()


def _limit():
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = int(sum(os.times()[:2])) + PROCESSOR + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used, used))
    os.environ["WPARCHIVE_TRACEBACK"] = ""


def _outcome(path, out, target):
    noted = []
    observer = ConversionObserver(notice=noted.append)  # the report leaves texts out
    try:
        report = convert(path, out, to=("json", target), jobs=1, observer=observer)
    except WparchiveError as error:
        return "" if str(error).strip() else "an error says nothing"
    except BaseException:  # noqa: BLE001 - whatever it is, it is a find
        return traceback.format_exc()[-3000:]
    if (
        not report.input_counts.posts.total()
        and not report.exit_code
        and not report.input_counts.authors
    ):
        return "there are no posts, and nothing says why"
    failed = [
        n.message
        for n in noted
        if n.code == "post-failed" and "A line could not be read" not in n.message
    ]
    return f"what is contained is a defect all the same: {failed[0]}" if failed else ""


@pytest.mark.parametrize("reader", PLAIN)
def test_damaged_inputs_end_in_an_output_or_an_error_of_ours(tmp_path, reader):
    first = int(os.environ.get("WPARCHIVE_FUZZ_SEED", "0"))
    end = time.monotonic() + float(os.environ.get("WPARCHIVE_FUZZ_SECONDS", "0"))
    found: list[str] = []
    seed = first
    while seed < first + SEEDS or time.monotonic() < end:
        with TemporaryDirectory(dir=tmp_path) as folder:
            name, data = made(reader, seed)
            path = Path(folder) / name
            path.write_bytes(data)
            if wrong := converted(path, Path(folder) / "out", FORMATS[seed % 3]):
                found.append(f"seed {seed} of {reader}: {wrong}")
        seed += 1
    print(f"{reader}: {seed - first} runs, {len(found)} finds")
    assert not found, "\n\n".join(found[:20])


def spin(*_, **_more):
    while True:
        pass


def crash(*_, **_more):
    raise IndexError("planted")


def devour(*_, **_more):
    return bytearray(3 * MEMORY)


def empty(*_, **_more):
    counts = SimpleNamespace(posts=Counter(), authors=0)
    return SimpleNamespace(input_counts=counts, exit_code=0, notices=())


@pytest.mark.parametrize(
    ("planted", "sign"),
    [(spin, "ended by SIG"), (crash, "IndexError: planted"), (devour, "MemoryError"), (empty, "no posts")],
)  # fmt: skip
def test_each_kind_of_failure_is_seen(tmp_path, monkeypatch, planted, sign):
    monkeypatch.setattr("tests.property.test_readers.convert", planted)
    monkeypatch.setattr("tests.property.test_readers.PROCESSOR", 1)
    (tmp_path / "x.xml").write_bytes(EXPORT)
    assert sign in converted(tmp_path / "x.xml", tmp_path / "out", "wxr")


# Documents that once ended a run, or lost more than they had to; what random damage finds is
# added here, as small as it can be made.
FOUND = [
    ("x.json", b'[{"id":1,"date_gmt":"","date":"","link":"/a/","type":"post","content":{"rendered":"x"},"parent":%s}]' % (b"9" * 30)),
    ("x.json", b'[{"id":1,"date_gmt":"","date":"","link":"/a/","type":"post","content":{"rendered":"x"},"parent":1e400}]'),
    ("x.json", b'[{"id":1,"date_gmt":"","date":"","link":"/a/","type":"post","content":{"rendered":"x"}},{"id":2'),
    ("posts.jsonl", b'{"id":1,"type":"post","content":"x"}\n{"id":2,"type":"po'),
    ("posts.jsonl", b'\xef\xbb\xbf{"type":"post","content":"\\ud800","id":1}\n{"id":2,"type":7}\n'),
    ("x.xml", EXPORT.replace(b"<wp:post_id>2", b"<" + b"n" * 60_000 + b"/><wp:post_id>2")),
    ("x.xml", ATOM.replace("<entry>", f"<entry><{'n' * 60_000}/>", 1).encode()),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(FOUND)))
def test_what_was_found_before(tmp_path, number):
    name, data = FOUND[number]
    (tmp_path / name).write_bytes(data)
    assert not converted(tmp_path / name, tmp_path / "out", FORMATS[number % 3])
    assert (tmp_path / "out/private/json/posts.jsonl").stat().st_size
