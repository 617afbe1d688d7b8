"""WACZ 1.1.1: what is in the file, that it is the same each time, and each damage that verify finds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.warcs import DATE, URI, alias, packed, page, warcinfo
from tests.wxr import comment, export, item
from wparchive.api import convert, verify
from wparchive.render.page import render_page
from wparchive.storage.outputs import StagedOutput
from wparchive.writers.wacz import WaczWriter
from wparchive.writers.warc import pages
from wparchive.writers.warc.surt import surt

AT = "https://blog.example"


@pytest.fixture
def made(tmp_path):
    def make(*items, name="out", to=("wacz",), **options):
        (tmp_path / "export.xml").write_text(export(*items), encoding="utf-8")
        convert(tmp_path / "export.xml", tmp_path / name, to=to, **options)
        return tmp_path / name / "wacz/blog.example.wacz"

    return make


def lines(package, name):
    return [json.loads(line) for line in package.read(name).splitlines()]


def test_members_and_their_descriptions(made):
    with zipfile.ZipFile(made(item(1), item(2))) as package:
        names = package.namelist()
        warc = "archive/wparchive-20240501120000-00000-blog.example.warc.gz"
        assert names == [warc, "indexes/index.cdx", "pages/pages.jsonl", "datapackage.json",
                         "datapackage-digest.json"]  # fmt: skip
        assert package.getinfo(warc).compress_type == zipfile.ZIP_STORED
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        document = json.loads(package.read("datapackage.json"))
        assert (document["profile"], document["wacz_version"]) == ("data-package", "1.1.1")
        assert (document["mainPageUrl"], document["mainPageDate"]) == (f"{AT}/", DATE)
        for resource in document["resources"]:
            data = package.read(resource["path"])
            assert resource["bytes"] == len(data)
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert [r["path"] for r in document["resources"]] == names[:3]
        digest = json.loads(package.read("datapackage-digest.json"))
        whole = hashlib.sha256(package.read("datapackage.json")).hexdigest()
        assert digest == {"path": "datapackage.json", "hash": f"sha256:{whole}"}


def test_the_zip_file_has_no_marks_that_replay_tools_stumble_over(made):
    path = made(item(1))
    with zipfile.ZipFile(path) as package:
        data = path.read_bytes()
        for info in package.infolist():
            extra = int.from_bytes(
                data[info.header_offset + 28 : info.header_offset + 30], "little"
            )
            assert extra == 0, info.filename
            assert not info.flag_bits & 0x08


def test_the_index_is_sorted_and_opens_every_record(made):
    with zipfile.ZipFile(made(item(1), item(2, link=f"{AT}/%c3%bc/"))) as package:
        index = package.read("indexes/index.cdx").splitlines()
        assert index == sorted(index)
        [name] = [n for n in package.namelist() if n.startswith("archive/")]
        warc = package.read(name)
        for line in index:
            key, stamp, entry = line.decode().split(" ", 2)
            entry = json.loads(entry)
            assert entry["status"] == "200"
            assert stamp == "20240501120000"
            assert key == surt(entry["url"])
            assert f"archive/{entry['filename']}" == name
            start, length = int(entry["offset"]), int(entry["length"])
            [record] = ArchiveIterator(io.BytesIO(warc[start : start + length]))
            assert record.rec_headers["WARC-Target-URI"] == entry["url"]
        urls = {json.loads(line.decode().split(" ", 2)[2])["url"] for line in index}
        assert {f"{AT}/", f"{AT}/?p=1", f"{AT}/%C3%BC/", f"{AT}/post-1", f"{AT}/feed/"} <= urls
        mimes = {json.loads(line.decode().split(" ", 2)[2])["mime"] for line in index}
        assert mimes == {"text/html", "warc/revisit", "application/json", "application/rss+xml"}


def test_pages_have_titles_and_text_for_searching(made):
    path = made(item(1, title="<b>Ä</b> &amp; <3", content="One <b>two</b>.<script>no</script>",
                     comments=comment(3, content="Comment text.")), item(2, status="draft"))  # fmt: skip
    with zipfile.ZipFile(path) as package:
        header, front, first = lines(package, "pages/pages.jsonl")
    assert header == {
        "format": "json-pages-1.0",
        "id": "pages",
        "title": "All Pages",
        "hasText": True,
    }
    assert (front["url"], front["title"], front["ts"]) == (f"{AT}/", "Blog", DATE)
    assert (first["url"], first["title"]) == (f"{AT}/post-1/", "Ä & <3")
    assert "One two." in first["text"]
    assert "Comment text." in first["text"]
    assert "no" not in first["text"].split()
    assert "rebuilt" not in first["text"]
    assert len({front["id"], first["id"]}) == 2


def test_a_second_run_gives_the_same_bytes(made):
    items = [item(n) for n in range(1, 60)]
    assert made(*items, jobs=1).read_bytes() == made(*items, name="b", jobs=2).read_bytes()


def test_only_the_package_is_left(made, tmp_path):
    made(item(1, status="private", content="secret"), item(2), to=("warc", "wacz"))
    files = {p.relative_to(tmp_path / "out").as_posix()
             for p in (tmp_path / "out").rglob("*") if p.is_file()}  # fmt: skip
    assert {f for f in files if f.startswith("wacz/")} == {"wacz/blog.example.wacz"}
    assert len({f for f in files if not f.startswith("private/")}) == 6
    with zipfile.ZipFile(tmp_path / "out/wacz/blog.example.wacz") as package:
        [name] = [n for n in package.namelist() if n.startswith("archive/")]
        [public] = (tmp_path / "out/warc").iterdir()
        assert package.read(name) == public.read_bytes()
    assert verify(tmp_path / "out").findings == []


@pytest.mark.parametrize("to", [("warc", "wacz"), ("wacz", "warc")])
def test_warc_and_wacz_make_each_page_once(made, tmp_path, monkeypatch, to):
    rendered = []

    def counted(context, post, *rest):
        rendered.append(post.id)
        return render_page(context, post, *rest)

    monkeypatch.setattr(pages, "render_page", counted)
    items = [
        item(1, comments=comment(1)),
        item(1, title="Second"),
        item(2, content='[someplugin id="3"]'),
    ]
    both = made(*items, to=to, name="both", jobs=1)
    assert rendered == [1, 1, 2]
    assert both.read_bytes() == made(*items, name="alone", jobs=1).read_bytes()
    report = json.loads((tmp_path / "both/report.json").read_text())
    assert report["counts"]["out"]["wacz"] == report["counts"]["out"]["warc"]
    told = [
        (n["code"], n["post_id"]) for n in report["notices"]["items"] if n.get("target") == "wacz"
    ]
    assert told == [("permalink-conflict", 1), ("markup-kept", 2)]


def test_pages_without_an_address_are_in_the_index_too(made):
    path = made(item(1), item(1, title="Second"), item(1, title="Third"))
    with zipfile.ZipFile(path) as package:
        urls = [page["url"] for page in lines(package, "pages/pages.jsonl")[1:]]
    assert urls == [f"{AT}/", f"{AT}/post-1/", f"{AT}/?p=1", "urn:wparchive:post:1:2"]
    assert verify(path).findings == []


def test_several_warcs_in_one_package(made, monkeypatch):
    monkeypatch.setattr(WaczWriter, "limit", 20_000)
    path = made(*(item(n, content=f"{n} " * 999) for n in range(1, 30)))
    with zipfile.ZipFile(path) as package:
        assert sum(name.startswith("archive/") for name in package.namelist()) > 1
    assert verify(path).findings == []


def test_a_file_of_the_stage_that_is_written_by_others(tmp_path):
    with StagedOutput(tmp_path / "out") as stage:
        with stage.open("a/b") as file:
            file.write(b"12")
            file.seek(0)
            file.write(b"3")
        assert [(d.path, d.size, d.sha256) for d in stage.digests()] == [
            ("a/b", 2, hashlib.sha256(b"32").hexdigest())
        ]


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("https://www.Blog.Example/F%C3%BCnf/?b=2&a=1", "example,blog)/f%c3%bcnf?a=1&b=2"),
        ("http://blog.example:8080//a//b/", "example,blog:8080)/a/b"),
        ("https://blog.example:443/a%20b%2Fc/", "example,blog)/a%20b/c"),
        ("https://blog.example", "example,blog)/"),
        ("https://blog.example/100%25/x?", "example,blog)/100%25/x"),
        ("urn:wparchive:post:None:2", "urn:wparchive:post:none:2"),
        ("metadata://blog.example/wparchive/1.json", "example,blog)/wparchive/1.json"),
    ],
)
def test_keys_are_those_of_the_internet_archive(uri, key):
    assert surt(uri) == key


def sound():
    """The members of a small WACZ."""
    records = [warcinfo(), page(), alias()]
    warc = packed(*records)
    starts = [len(packed(*records[:n])) for n in range(4)]
    entries = []
    for number, uri in ((1, URI), (2, f"{URI}?p=1")):
        entry = {"url": uri, "mime": "text/html", "status": "200", "filename": "a.warc.gz",
                 "offset": str(starts[number]), "length": str(starts[number + 1] - starts[number])}  # fmt: skip
        entries.append(f"{surt(uri)} 20240501120000 {json.dumps(entry)}\n".encode())
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All"},
             {"id": "1", "url": URI, "ts": DATE, "title": "Page"}]  # fmt: skip
    return {
        "archive/a.warc.gz": warc,
        "indexes/index.cdx": b"".join(sorted(entries)),
        "pages/pages.jsonl": b"".join(json.dumps(p).encode() + b"\n" for p in pages),
    }


def described(members, **changed):
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "bytes": len(data),
         "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"} for name, data in members.items()
    ]  # fmt: skip
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "resources": resources,
        **changed,
    }
    return {"datapackage.json": json.dumps(package).encode()}


def signed(package):
    digest = hashlib.sha256(package["datapackage.json"]).hexdigest()
    document = {"path": "datapackage.json", "hash": f"sha256:{digest}"}
    return {"datapackage-digest.json": json.dumps(document).encode()}


def write(path, members, stored=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", stored) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def changed(name, *pairs):
    """A WACZ in which a member is another, and its description is right."""
    members = sound()
    for old, new in pairs:
        assert old in members[name]
        members[name] = members[name].replace(old, new)
    package = described(members)
    return members | package | signed(package)


def without(name):
    members = sound()
    del members[name]
    package = described(members)
    return members | package | signed(package)


def whole(**package):
    description = described(sound(), **package)
    return sound() | description | signed(description)


def misdescribed(**resource):
    document = json.loads(described(sound())["datapackage.json"])
    document["resources"][0] |= resource
    package = {"datapackage.json": json.dumps(document).encode()}
    return sound() | package | signed(package)


INDEX, PAGES = "indexes/index.cdx", "pages/pages.jsonl"
OFFSET = b'"offset": "%d"' % len(packed(warcinfo()))
FAULTS = {
    "no list of pages": (without(PAGES), "missing"),
    "no index": (without(INDEX), "missing"),
    "no WARC": (without("archive/a.warc.gz"), "missing"),
    "no description": ({k: v for k, v in whole().items() if k != "datapackage.json"}, "missing"),
    "no digest": ({k: v for k, v in whole().items() if "digest" not in k}, "digest-missing"),
    "a file that nobody names": (whole() | {"extra.txt": b"x"}, "unlisted"),
    "a file that lacks": (whole(resources=[*json.loads(described(sound())["datapackage.json"])[
        "resources"], {"path": "logs/x.log", "bytes": 0, "hash": "sha256:0"}]), "missing"),
    "another hash": (misdescribed(hash=f"sha256:{'0' * 64}"), "wacz-hash"),
    "another size": (misdescribed(bytes=1), "wacz-size"),
    "another profile": (whole(profile="x"), "wacz-package"),
    "no version": (whole(wacz_version=None), "wacz-package"),
    "description no JSON": (whole() | {"datapackage.json": b"{"}, "wacz-package"),
    "digest of another description": (
        whole() | {"datapackage-digest.json": b'{"path": "datapackage.json", "hash": "sha256:0"}'},
        "wacz-hash",
    ),
    "wrong offset": (changed(INDEX, (OFFSET, b'"offset": "1"')), "cdxj-offset"),
    "offset no number": (changed(INDEX, (OFFSET, b'"offset": "x"')), "cdxj"),
    "offset of another record": (changed(INDEX, (OFFSET, b'"offset": "0"')), "cdxj-offset"),
    "wrong length": (changed(INDEX, (b'"length": "', b'"length": "9')), "cdxj-offset"),
    "another URL": (changed(INDEX, (b'?p=1"', b'?p=2"')), "cdxj-offset"),
    "another file": (changed(INDEX, (b"a.warc.gz", b"b.warc.gz")), "cdxj-file"),
    "another date": (changed(INDEX, (b" 20240501120000 ", b" 20240501120001 ")), "cdxj-date"),
    "a line that is none": (changed(INDEX, (b" {", b" ")), "cdxj"),
    "a page without ts": (changed(PAGES, (b'"ts": "2024-05-01T12:00:00Z", ', b"")), "wacz-pages"),
    "a page with another ts": (changed(PAGES, (b"2024-05-01T12:00:00Z", b"2024")), "wacz-pages"),
    "a page without url": (changed(PAGES, (b'"url"', b'"uri"')), "wacz-pages"),
    "a page that is not there": (changed(PAGES, (URI.encode(), b"https://x.example/")), "wacz-pages"),
    "no header of pages": (changed(PAGES, (b"json-pages-1.0", b"x")), "wacz-pages"),
    "pages no JSON": (changed(PAGES, (b'{"id": "1"', b"{")), "wacz-pages"),
    "a damaged record": (changed("archive/a.warc.gz", (b"\x1f\x8b", b"\x1f\x8c")), "version"),
    "a name that leads out": (whole() | {"../x": b""}, "zip"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_a_package_are_found(tmp_path, fault):
    members, rule = FAULTS[fault]
    result = verify(write(tmp_path / "a.wacz", members))
    assert rule in {finding.rule for finding in result.findings}, result.findings
    assert all(finding.file.startswith("a.wacz") for finding in result.findings)


def test_a_sound_package_is_sound(tmp_path):
    result = verify(write(tmp_path / "a.wacz", whole()))
    assert result.findings == []
    assert (result.files, result.records) == (1, 3)


def test_an_index_out_of_order_is_found(tmp_path):
    members = sound()
    first, second = members[INDEX].splitlines(keepends=True)
    members[INDEX] = second + first
    package = described(members)
    result = verify(write(tmp_path / "a.wacz", members | package | signed(package)))
    assert [(f.rule, f.line) for f in result.findings] == [("cdxj-order", 2)]


def test_a_record_that_no_index_has_is_found(tmp_path):
    members = sound()
    members[INDEX] = members[INDEX].splitlines(keepends=True)[0]
    package = described(members)
    result = verify(write(tmp_path / "a.wacz", members | package | signed(package)))
    assert [f.rule for f in result.findings] == ["cdxj-missing"]


def test_a_compressed_archive_is_found(tmp_path):
    result = verify(write(tmp_path / "a.wacz", whole(), zipfile.ZIP_DEFLATED))
    assert {f.rule for f in result.findings} == {"wacz-stored"}


def test_a_damaged_zip_file_is_found(tmp_path):
    path = write(tmp_path / "a.wacz", whole())
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert {f.rule for f in verify(path).findings} == {"zip"}
    damaged = bytearray(data)
    damaged[100] ^= 1
    path.write_bytes(damaged)
    assert "zip" in {f.rule for f in verify(path).findings}
