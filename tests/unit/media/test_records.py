"""Uploads in WARC and WACZ: once each, at every address that public pages name them by."""

import base64
import hashlib
import json
import zipfile

import pytest

from tests.unit.media.test_media import CONTENT, FILES, HOME, TEXT, directory
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.warc.strict import read_records

PDF = f"{HOME}/%C3%BC%20b.pdf"


def records(path):
    with path.open("rb") as file:
        for record in read_records(file):
            yield record.get("WARC-Target-URI") or "", record, record.block.read()


def media(path):
    """Of the files' records by address: type, media type, digest, what it repeats, the bytes."""
    return {
        uri: (record.get("WARC-Type"), record.get("Content-Type"), record.get("WARC-Payload-Digest"),
              record.get("WARC-Refers-To-Target-URI"), block)
        for uri, record, block in records(path)
        if "/uploads/" in uri
    }  # fmt: skip


def sha1(data):
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"


def converted(tmp_path, text=TEXT, **options):
    (tmp_path / "export.xml").write_text(text)
    options = {"to": ["warc"], "media": tmp_path / "up", **options}
    report = convert(tmp_path / "export.xml", tmp_path / "out", overwrite=True, **options)
    assert verify(tmp_path / "out").findings == []
    [public] = [p for p in (tmp_path / "out").glob("warc/*.gz") if "restricted" not in p.name] or [
        None
    ]
    return report, public


def test_each_file_is_a_record_at_its_addresses(tmp_path):
    directory(tmp_path)
    report, path = converted(tmp_path)
    a, small, full = (
        FILES[f"2015/06/{name}"] for name in ("a.png", "b-300x200.jpg", "b-scaled.jpg")
    )
    proxied = "https://i0.wp.com/blog.example/wp-content/uploads/2015/06/a.png?w=9"
    assert media(path) == {
        f"{HOME}/a.png": ("resource", "image/png", sha1(a), None, a),
        f"{HOME}/copy.png": ("revisit", None, sha1(a), f"{HOME}/a.png", b""),
        proxied: ("revisit", None, sha1(a), f"{HOME}/a.png", b""),
        f"{HOME}/b-300x200.jpg": ("resource", "image/jpeg", sha1(small), None, small),
        f"{HOME}/b-scaled.jpg": ("resource", "image/jpeg", sha1(full), None, full),
        f"{HOME}/b-1024x768.jpg": ("revisit", None, sha1(full), f"{HOME}/b-scaled.jpg", b""),
        PDF: ("resource", "application/pdf", sha1(b"paper"), None, b"paper"),
    }  # fmt: skip
    missing = [(n.message, n.target) for n in report.notices if n.code == "media-missing"]
    assert missing == [(f"{HOME}/gone.png", "warc")]
    listed = json.loads((tmp_path / "out/media.json").read_text())
    assert {entry["path"] for entry in listed} == {None}
    assert {address for entry in listed for address in entry["addresses"]} == set(media(path))
    assert listed[0]["sha256"] == hashlib.sha256(a).hexdigest()


def test_what_was_hidden_has_no_files(tmp_path):
    directory(tmp_path)
    named = CONTENT + f'<img src="{HOME}/secret.png"><img src="{HOME}/secret-300x200.png">'
    text = TEXT.replace(CONTENT.replace("&", "&amp;"), named).replace(CONTENT, named)
    assert "secret-300x200" in text
    _, path = converted(tmp_path, text)
    assert not [uri for uri in media(path) if "secret" in uri]
    _, path = converted(tmp_path, text, include=["private"])
    assert f"{HOME}/secret.png" in media(path)


def test_a_file_of_an_attachment_in_the_trash_stays_out(tmp_path):
    directory(tmp_path)
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/a.png">'),
        item(11, type="attachment", status="trash",
             more=f"<wp:attachment_url>{HOME}/a.png</wp:attachment_url>"),
    )  # fmt: skip
    _, path = converted(tmp_path, text, to=["warc", "markdown"])
    assert media(path) == {}
    assert not list((tmp_path / "out/markdown").rglob("a.png"))


def test_a_response_says_that_it_is_none(tmp_path):
    directory(tmp_path)
    _, path = converted(tmp_path, warc_record_type="response")
    kind, media_type, digest, _, block = media(path)[f"{HOME}/a.png"]
    head, _, body = block.partition(b"\r\n\r\n")
    assert (kind, media_type, body) == ("response", "application/http;msgtype=response", b"image a")
    assert b"Content-Type: image/png\r\nContent-Length: 7\r\nWarning: 214" in head
    assert digest == sha1(b"image a")


def test_a_wacz_holds_them_and_its_index_knows_them(tmp_path):
    directory(tmp_path)
    converted(tmp_path, to=["wacz"])
    with zipfile.ZipFile(tmp_path / "out/wacz/blog.example.wacz") as package:
        lines = package.read("indexes/index.cdx").decode().splitlines()
    entries = {
        entry["url"]: entry for entry in (json.loads(line.split(" ", 2)[2]) for line in lines)
    }
    assert entries[f"{HOME}/a.png"]["mime"] == "image/png"
    assert entries[f"{HOME}/copy.png"]["mime"] == "warc/revisit"


def test_large_files_begin_new_warc_files(tmp_path, monkeypatch):
    from wparchive.writers.warc.pages import PageWriter

    directory(tmp_path)
    (tmp_path / "up/2015/06/a.png").write_bytes(bytes(range(256)) * 8000)
    monkeypatch.setattr(PageWriter, "limit", 1_000_000)
    (tmp_path / "export.xml").write_text(TEXT)
    convert(tmp_path / "export.xml", tmp_path / "out", to=["warc"], media=tmp_path / "up")
    assert verify(tmp_path / "out").findings == []
    public = sorted((tmp_path / "out/warc").iterdir())
    assert len(public) > 1
    assert f"{HOME}/a.png" in media(public[1])


def test_the_number_of_workers_changes_nothing(tmp_path):
    directory(tmp_path)
    texts = [item(n, slug=f"p{n}", content=CONTENT + "word " * 4000) for n in range(1, 60)]
    (tmp_path / "export.xml").write_text(export(*texts))
    outputs = []
    for jobs in (1, 2):
        convert(tmp_path / "export.xml", tmp_path / f"out{jobs}", to=["markdown", "warc"],
                media=tmp_path / "up", jobs=jobs)  # fmt: skip
        outputs.append((tmp_path / f"out{jobs}/manifest-sha256.txt").read_text().splitlines())
    first, second = ([line for line in lines if "report.json" not in line] for lines in outputs)
    assert first == second


def test_the_records_are_media_again(tmp_path):
    directory(tmp_path)
    _, path = converted(tmp_path)
    convert(tmp_path / "export.xml", tmp_path / "again", to=["markdown"], media=path)
    found = {
        p.name: p.read_bytes()
        for p in (tmp_path / "again/markdown").rglob("*")
        if p.suffix != ".md" and p.is_file()
    }
    assert found == {
        "a.png": b"image a", "b-300x200.jpg": b"small b", "b-scaled.jpg": b"image b", "ü b.pdf": b"paper",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "start", "told", "kind"),
    [
        ("a.png", b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        ("a", b"GIF89a", "text/plain", "image/gif"),
        ("a.txt", b"BMW is a car", "", "text/plain"),
        ("a.svg", b"<svg xmlns=", "", "image/svg+xml"),
        ("a.mp3", b"ID3", "", "audio/mpeg"),
        ("a.m4v", b"\0\0\0 ftypM4V ", "", "video/mp4"),
        ("a.xyz", b"?", "chemical/x-xyz", "chemical/x-xyz"),
        ("a.xyz", b"?", "", "application/octet-stream"),
    ],
)
def test_media_types_are_told_by_bytes_then_names_then_servers(name, start, told, kind):
    from wparchive.web.filetypes import media_type

    assert media_type(name, start, told) == kind


def missing(report):
    return [notice.message for notice in report.notices if notice.code == "media-missing"]


def test_a_file_that_only_a_reusable_block_names_is_recorded(tmp_path):
    directory(tmp_path)
    text = export(
        item(1, slug="one", content='<!-- wp:block {"ref":5} /-->'),
        item(5, slug="b", type="wp_block", content=f'<p><img src="{HOME}/a.png"></p>'),
    )
    _, path = converted(tmp_path, text)
    assert f"{HOME}/a.png" in media(path)


def test_a_size_that_only_srcset_offers_is_not_missing(tmp_path):
    directory(tmp_path)
    image = f'<img src="{HOME}/a.png" srcset="{HOME}/a.png 1x, {HOME}/other-9x9.png 2x">'
    text = export(item(1, slug="one", content=f'{image} <a href="{HOME}/none.pdf">x</a>'))
    report, _ = converted(tmp_path, text)
    assert missing(report) == [f"{HOME}/none.pdf"]


def test_a_link_to_a_recorded_file_is_no_link_that_is_left(tmp_path):
    directory(tmp_path)
    content = f'<a href="{HOME}/a.png">x</a> <a href="https://blog.example/nowhere.zip">y</a>'
    report, _ = converted(tmp_path, export(item(1, slug="one", content=content)), links="root")
    left = [notice.message for notice in report.notices if notice.code == "link-not-rewritten"]
    assert left == ["https://blog.example/nowhere.zip"]
