"""Verify gives an answer whatever a file holds, and never blames what convert has called sound."""

from __future__ import annotations

import errno
import hashlib
import json
import random
import zipfile
import zlib
from contextlib import suppress

import pytest
from click.testing import CliRunner

from tests.nested import nested
from tests.unit.writers.test_wacz import (
    INDEX,
    OFFSET,
    PAGES,
    changed,
    described,
    signed,
    sound,
    whole,
    write,
)
from tests.warcs import URI, alias, packed, page, warcinfo
from tests.wxr import HEAD, comment, export, item
from wparchive import verify
from wparchive.api import convert
from wparchive.cli.verify import command
from wparchive.errors import ExitCode, VerificationError
from wparchive.model.canonical import encode_post, encode_site
from wparchive.model.records import Comment, Post
from wparchive.model.site import Site, SiteDocument
from wparchive.storage.fixity import MANIFEST
from wparchive.verification import Level
from wparchive.verification.warc import WarcChecks

DEEP = b"[" * 200_000
DIGITS = b"9" * 5_000
EVERYTHING = ["markdown", "json", "warc", "wacz", "wxr", "sqlite"]


def rules(result):
    return {finding.rule for finding in result.findings}


def inside(**members):
    """A WACZ with other members, and a description that fits them."""
    everything = sound() | {name.replace("__", "/"): data for name, data in members.items()}
    package = described(everything)
    return everything | package | signed(package)


def with_member(name, data):
    everything = sound() | {name: data}
    package = described(everything)
    return everything | package | signed(package)


# What a package may hold, and the rule that names it.
ODD = {
    "an endless offset": (changed(INDEX, (OFFSET, b'"offset": "%s"' % DIGITS)), "cdxj"),
    "an endless number": (changed(INDEX, (OFFSET, b'"offset": %s' % DIGITS)), "cdxj"),
    "an infinite offset": (changed(INDEX, (OFFSET, b'"offset": 1e999')), "cdxj"),
    "no number at all": (changed(INDEX, (OFFSET, b'"offset": NaN')), "cdxj"),
    "an index that nests": (changed(INDEX, (OFFSET, b'"offset": %s' % DEEP)), "cdxj"),
    "a page that nests": (changed(PAGES, (b'{"id": "1"', b'{"id": ' + DEEP)), "wacz-pages"),
    "a page that is endless": (changed(PAGES, (b'{"id": "1"', b'{"id": ' + DIGITS)), "wacz-pages"),
    "a description that nests": (whole() | {"datapackage.json": DEEP}, "wacz-package"),
    "a description in UTF-16": (
        whole() | {"datapackage.json": "{}".encode("utf-16") + b"\xd8"}, "wacz-package",
    ),
    "a digest that nests": (whole() | {"datapackage-digest.json": DEEP}, "wacz-package"),
    "resources that are none": (whole(resources=[1, None, "x", ["y"]]), "wacz-package"),
    "resources of odd fields": (
        whole(resources=[{"path": ["a"], "hash": {"b": 1}, "bytes": "c"}]), "missing",
    ),
    "resources in an object": (whole(resources={"path": "x"}), "unlisted"),
    "an index that is no gzip": (with_member("indexes/b.cdx.gz", b"\x1f\x8b\x08" + b"x" * 50), "cdxj"),
    "an endless length": (
        with_member("archive/b.warc", page(length=DIGITS.decode())), "content-length",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_members_are_findings(tmp_path, name):
    members, rule = ODD[name]
    assert rule in rules(verify(write(tmp_path / "a.wacz", members)))


@pytest.mark.parametrize("length", [DIGITS.decode(), "9" * 19, "-1", "1e3", "٣", " 5 5"])
@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_odd_lengths_are_findings(tmp_path, length, pack):
    (tmp_path / "a.warc").write_bytes(pack(warcinfo(), page(length=length), alias()))
    assert "content-length" in rules(verify(tmp_path / "a.warc"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("encrypted", 0x1), ("method", 99), ("method", 8), ("method", 14), ("crc", 0xABCDEF01)],
)
def test_odd_zip_members_are_findings(tmp_path, field, value):
    """A member that is said to be encrypted, or packed in a way that it is not."""
    path = write(tmp_path / "a.wacz", whole())
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02", data.index(b"pages/pages.jsonl"))
    local = int.from_bytes(data[at + 42 : at + 46], "little")
    place, size = {"encrypted": (8, 2), "method": (10, 2), "crc": (16, 4)}[field]
    data[at + place : at + place + size] = value.to_bytes(size, "little")
    data[local + place - 2 : local + place - 2 + size] = value.to_bytes(size, "little")
    path.write_bytes(data)
    assert "zip" in rules(verify(path))


def test_the_name_of_a_package_may_have_any_sign(tmp_path):
    path = write(tmp_path / "what!an archive!.wacz", whole())
    assert verify(path).findings == []


def unpacked(lengths):
    """A WACZ of a WARC without gzip; the lengths in its index are as asked for."""
    records = [page(), page(body=b"<p>Two", id="<urn:uuid:00000000-0000-4000-8000-000000000009>",
                            uri=f"{URI}two/")]  # fmt: skip
    lines, at = [], len(warcinfo())
    for record, path, length in zip(records, ("", "two/"), lengths(records), strict=True):
        entry = {"url": URI + path, "filename": "a.warc", "offset": at, "length": length}
        lines.append(f"example,blog)/{path} 20240501120000 {json.dumps(entry)}\n".encode())
        at += len(record)
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All"},
             {"url": f"{URI}two/#comment-7", "ts": "2024-05-01T12:00:00Z"}]  # fmt: skip
    members = {
        "archive/a.warc": b"".join([warcinfo(), *records]),
        INDEX: b"".join(lines),
        PAGES: b"".join(json.dumps(entry).encode() + b"\n" for entry in pages),
    }
    package = described(members)
    return members | package | signed(package)


def test_lengths_may_leave_out_the_line_ends_behind_a_block(tmp_path):
    for short in (0, 4):
        members = unpacked(lambda records, n=short: [len(record) - n for record in records])
        assert verify(write(tmp_path / f"{short}.wacz", members)).findings == []
    members = unpacked(lambda records: [len(record) - 3 for record in records])
    assert rules(verify(write(tmp_path / "c.wacz", members))) == {"cdxj-offset"}


def test_pages_have_fragments_and_indexes_need_none(tmp_path):
    with_fragment = changed(PAGES, (f'"{URI}"'.encode(), f'"{URI}#top"'.encode()))
    assert verify(write(tmp_path / "a.wacz", with_fragment)).findings == []
    elsewhere = changed(PAGES, (f'"{URI}"'.encode(), f'"{URI}x#top"'.encode()))
    assert rules(verify(write(tmp_path / "b.wacz", elsewhere))) == {"wacz-pages"}


@pytest.mark.parametrize("sign", ["|", "^", "`", "{", "}", "\\", "ß", "本"])
def test_what_browsers_send_as_it_is_is_a_warning(tmp_path, sign):
    (tmp_path / "a.warc").write_bytes(page(uri=f"{URI}css?family=A:400{sign}B"))
    [finding] = verify(tmp_path / "a.warc").findings
    assert (finding.rule, finding.level) == ("uri-raw", Level.WARNING)


def test_a_package_without_hashes_says_so(tmp_path):
    resources = json.loads(whole()["datapackage.json"])["resources"]
    for resource in resources:
        del resource["hash"]
    findings = verify(write(tmp_path / "a.wacz", whole(resources=resources))).findings
    assert {finding.rule for finding in findings} == {"wacz-hash"}
    assert all("has no hash" in finding.message for finding in findings)


def test_a_package_without_a_digest_is_a_warning(tmp_path):
    members = {name: data for name, data in whole().items() if "digest" not in name}
    [finding] = verify(write(tmp_path / "a.wacz", members)).findings
    assert (finding.rule, finding.level) == ("digest-missing", Level.WARNING)


@pytest.fixture
def made(tmp_path):
    (tmp_path / "export.xml").write_text(
        export(item(1, comments=comment(7)), item(2, comments=comment(8)))
    )
    convert(tmp_path / "export.xml", tmp_path / "out", to=EVERYTHING, comments="data")
    return tmp_path / "out"


def tamper(out, path, data):
    """Change a file, and the manifest with it."""
    lines = [
        line for line in (out / MANIFEST).read_text().splitlines() if not line.endswith(f"  {path}")
    ]
    (out / path).write_bytes(data)
    (out / MANIFEST).write_text(
        "\n".join([*lines, f"{hashlib.sha256(data).hexdigest()}  {path}\n"])
    )


@pytest.mark.parametrize(
    "data", [DEEP, DIGITS, b"[]", b"{}", b"null", b"{", b"\xff", b'{"counts": 5}']
)
@pytest.mark.parametrize(
    "path",
    ["report.json", "private/json/site.json", "private/json/posts.jsonl",
     "markdown/posts/2024-04-30-post-1/comments/7.json"],
)  # fmt: skip
def test_odd_documents_of_an_output_are_findings(made, path, data):
    if "site" in path and data == b"{}":
        pytest.skip("a site may lack every field")
    if "comments" in path:
        path = next(p.relative_to(made).as_posix() for p in made.rglob("comments/*.json"))
    tamper(made, path, data)
    result = verify(made)
    assert rules(result) & {"report", "canonical", "comments", "counts"}


def test_files_that_cannot_be_read_are_findings(made):
    (made / "circle").symlink_to("circle")
    digest = "0" * 64
    with (made / MANIFEST).open("a") as manifest:
        manifest.write(
            f"{digest}  circle\n{digest}  {'n' * 300}\n{digest}  nul\0byte\n{digest}  a/b\n"
        )
    found = {f.file: f.rule for f in verify(made).findings}
    assert found["circle"] in {"unreadable", "missing"}
    assert found["nul\0byte"] == "unreadable"
    assert found["a/b"] == "missing"
    assert len(found) == 4


def test_half_a_character_in_a_finding_is_printed(tmp_path):
    path = write(tmp_path / "a.wacz", changed(INDEX, (b'?p=1"', b'?p=\\ud800\\u009b"')))
    for options in ([], ["--json"]):
        done = CliRunner().invoke(command, [str(path), *options], standalone_mode=False)
        assert done.exception is None
        assert done.return_value == ExitCode.VERIFY_FAILED
        assert "\x9b" not in done.output


def test_no_damage_makes_verify_fail_without_an_answer(tmp_path):
    """Bytes are changed, doubled, taken away: verify finds something, finds nothing, or refuses."""
    chance = random.Random(7)
    seeds = [write(tmp_path / "a.wacz", whole()).read_bytes(),
             write(tmp_path / "b.wacz", unpacked(lambda rs: map(len, rs)), zipfile.ZIP_DEFLATED).read_bytes(),
             packed(warcinfo(), page(), alias()), warcinfo() + page() + alias()]  # fmt: skip
    path = tmp_path / "mutant"
    for number in range(400):
        data = bytearray(seeds[number % len(seeds)])
        for _ in range(chance.choice((1, 3, 12))):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 40)]
                case 2:
                    data[at:at] = data[at : at + chance.randrange(1, 40)]
                case _:
                    data[at : at + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"PK\1\2", b"9999"))
        path.write_bytes(data)
        with suppress(VerificationError):
            verify(path)


# Addresses that are there as words only, once the themes of pages and feeds have worked on them;
# odd hosts; links by number; addresses that repeat.
LINKS = [
    "at https://a.example/x-<b>1</b>.html and https://a.example/x-<span>22</span>.html",
    "at https://a.example/about-the&#8230; ok", "at https://a.example/<wbr>x",
    "see https://a.example/x<em>...</em>", "[audio:https://a.example/b.mp3,https://a.example/c.mp3|titles=B,C] and",
    '[video src="https://a.example/b.mp4"] and', '<a href="http://[::1]:80/">six</a> <a href="http://192.0.2.9:8080/x">n</a>',
    '<a href="http//broken.example">x</a> <a href="https://ex ample/">y</a> <a href="//x.example">z</a>',
    '<a href="http://user:pw@x.example:99999/">p</a> <a href="http://">q</a> <a href="https:///x">r</a>',
    '<a href="https://xn--bcher-kva.example/">a</a> <a href="https://bücher.example/ü">b</a>',
    '<a href="?p=2">two</a> <a href="/feed/">f</a> <a href="feed:https://blog.example/feed/">g</a>',
    "https://a.example/y https://a.example/y https://a.example/y.", '<img src="a.png" srcset="a.png 1x, b.png 2x">',
    "[gallery ids='3,4'] [embed]https://v.example/1[/embed]", "https://v.example/watch?v=1&amp;t=2\n\nhttps://v.example/3",
    '<a href="mailto:x@y.example">m</a> <a href="tel:1">t</a> <a href="javascript:1">j</a> <a href="data:,x">d</a>',
    '<a href="https://blog.example/post-1/#comment-1">c</a> <a href="#top">d</a> <a href="">e</a>',
    '<a href=" https://a.example/s p ">s</a> <a href="https://a.example/\u200b">u</a> <a href="HTTPS://A.EXAMPLE/">v</a>',
    '<li id="comment-9">no comment</li> <a href="https://a.example/%zz">w</a>',
]  # fmt: skip


@pytest.mark.parametrize(
    "options", [{}, {"links": "root"}, {"edition": "public"}, {"profile": "hugo"}]
)
def test_what_convert_calls_sound_verifies(tmp_path, options):
    items = [
        item(n, content=text, comments=comment(n, content=text, url="https://a.example/y"), title=text[:30],
             more="<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>https://a.example/y\n1\na/b"
                  "</wp:meta_value></wp:postmeta>")
        for n, text in enumerate(LINKS, start=1)
    ]  # fmt: skip
    (tmp_path / "export.xml").write_text(export(*items), encoding="utf-8")
    convert(tmp_path / "export.xml", tmp_path / "out", to=EVERYTHING, **options)
    assert verify(tmp_path / "out").findings == []


@pytest.mark.parametrize(
    "host",
    ["a b.example", "blog<t>.example", "1re -3", 'q"uote', "x|y^z.example", "half%.example", "back\\slash", "{tpl}",
     "ü..example", "a" * 70 + "é.example", "blog_x.example", "[::1]:8080", "127.0.0.1:8965", "-.example"],
)  # fmt: skip
def test_a_blog_on_an_odd_host_verifies(tmp_path, host):
    head = HEAD.replace("blog.example", host.replace("<", "&lt;"))
    link = f"http://{host}/post-".replace("<", "&lt;")
    items = [item(n, link=f"{link}{n}/", comments=comment(n)) for n in (1, 2)]
    (tmp_path / "export.xml").write_text(export(*items, head=head), encoding="utf-8")
    convert(tmp_path / "export.xml", tmp_path / "out", to=EVERYTHING)
    assert verify(tmp_path / "out").findings == []


@pytest.mark.parametrize(
    "nested",
    [
        '<p>so <a href="https://s.example/">one<p>two</p><p>three</p></a></p>',
        '<a href="https://s.example/">one <a href="https://t.example/">two</a> three</a>',
        '<b><a href="https://s.example/"><div>one</b> two</div></a>',
    ],
)
def test_markup_that_repeats_a_link_when_it_is_cleaned_verifies(tmp_path, nested):
    (tmp_path / "export.xml").write_text(
        export(item(1, content=nested, comments=comment(1, content=nested)))
    )
    convert(tmp_path / "export.xml", tmp_path / "out", to=EVERYTHING)
    page_of = f"""<!DOCTYPE html><html><head><title>T - Blog</title><link rel="canonical" href="https://blog.example/t/">
    </head><body class="single postid-4"><article id="post-4" class="post-4 post"><h1 class="entry-title">T</h1>
    <time class="entry-date" datetime="2015-06-01T10:00:00+00:00">x</time><div class="entry-content"><p>Text.</p></div>
    </article><ol class="comment-list"><li id="comment-9" class="comment"><article><b class="fn">Bob</b>
    <time datetime="2015-06-02T10:00:00+00:00">y</time><div class="comment-content">{nested}</div></article></li></ol>
    </body></html>"""
    (tmp_path / "page.html").write_text(page_of)
    convert(tmp_path / "page.html", tmp_path / "paged", to=EVERYTHING)
    for name in ("out", "paged"):
        assert verify(tmp_path / name).findings == []


def test_a_featured_image_of_a_withheld_attachment_verifies(tmp_path):
    file = "<wp:attachment_url>https://blog.example/files/1.jpg</wp:attachment_url>"
    thumbnail = (
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>3</wp:meta_value>"
        "</wp:postmeta>"
    )
    draft = item(2, status="draft")
    attachment = item(3, type="attachment", status="inherit", parent=2, more=file)
    (tmp_path / "x.xml").write_text(export(item(1, more=thumbnail), draft, attachment))
    convert(tmp_path / "x.xml", tmp_path / "out", to=["warc", "wacz"], jobs=1)
    assert not verify(tmp_path / "out").findings


def test_a_commenters_address_without_a_visible_sign_verifies(tmp_path):
    document = SiteDocument(site=Site(link="https://blog.example"), sources=["a"])
    site = Comment(id=5, url="\0", author="Bob", content="A.", approved="1")
    post = Post(
        id=1, type="post", status="publish", link="https://blog.example/1/", comments=[site]
    )
    (tmp_path / "site.json").write_bytes(encode_site(document))
    (tmp_path / "posts.jsonl").write_bytes(encode_post(post))
    convert(tmp_path / "posts.jsonl", tmp_path / "out", to=["warc", "html"], jobs=1)
    assert not verify(tmp_path / "out").findings


def test_the_crc_of_a_member_is_checked(tmp_path):
    path = write(tmp_path / "a.wacz", whole())
    data = path.read_bytes()
    wanted = zlib.crc32(sound()[PAGES]).to_bytes(4, "little")
    path.write_bytes(data.replace(wanted, b"\1\2\3\4"))
    assert "zip" in rules(verify(path))


@pytest.mark.parametrize("difference", [-1, 1])
@pytest.mark.parametrize("what", ["posts", "links"])
def test_a_report_that_differs_from_the_pages_is_found(tmp_path, what, difference):
    text = '<a href="https://a.example/">a</a> <a href="https://b.example/">b</a>'
    (tmp_path / "in.xml").write_text(export(item(1, content=text)))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["warc"])
    path = tmp_path / "out/report.json"
    report = json.loads(path.read_text())
    counts = report["counts"]["out"]["warc"]
    if what == "posts":
        counts["posts"]["post"] += difference
    else:
        counts["links"] += difference
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(json.dumps(report))
    after = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = tmp_path / "out" / MANIFEST
    manifest.write_text(manifest.read_text().replace(before, after))
    [finding] = verify(tmp_path / "out").findings
    assert finding.rule == "counts"
    assert f"has {what}" in finding.message


@pytest.mark.parametrize(
    ("name", "depth", "rule"), [("n" * 100, 60, "unreadable"), ("n", 1500, "unlisted")]
)
def test_folders_may_be_nested_to_any_depth(made, name, depth, rule):
    with nested(made, name, depth):
        found = verify(made)
    assert rules(found) == {rule}


def test_a_target_that_fails_while_it_is_read_is_named(made, monkeypatch):
    path = next(made.glob("warc/*.warc.gz"))

    def fail(_self, _name, _file):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(WarcChecks, "check", fail)
    with pytest.raises(VerificationError, match=r"warc\.gz cannot be read: Input/output error"):
        verify(path)
    unreadable = {f.file for f in verify(made).findings if f.rule == "unreadable"}
    assert path.relative_to(made).as_posix() in unreadable
