"""Uploads from where a blog's pages came from: mirrors, web archives, saved pages."""

import base64
import gzip
import io
import json
import os
import socket
import tarfile
import threading
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.unit.readers.pages.test_pages import page
from tests.unit.readers.warc.test_warc import http, packed, record
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.errors import MissingInputError
from wparchive.errors.notices import Code
from wparchive.media import MediaSources
from wparchive.storage.limits import Limits
from wparchive.storage.names import readable
from wparchive.storage.recovery import DamageError

HOME = "https://blog.example"
UP = f"{HOME}/wp-content/uploads/2015/06"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
GIF = b"GIF89a" + bytes(range(90))
FILES = "https://blog.files.wordpress.com/2010/05"
CONTENT = "".join(
    f'<p><img src="{src}"></p>'
    for src in (f"{UP}/a.png", f"{HOME}/wp-images/smile.gif", f"{FILES}/x.png?w=300", f"{UP}/cut.png",
                f"{UP}/none.png", f"{UP}/moved.png")
)  # fmt: skip


def attachment(number, url, parent=0, status="inherit"):
    return item(number, slug=f"file-{number}", type="attachment", status=status, parent=parent,
                more=f"<wp:attachment_url>{url}</wp:attachment_url>")  # fmt: skip


TEXT = export(
    item(1, slug="one", content=CONTENT),
    attachment(11, f"{UP}/a.png", 1),
    attachment(12, f"{FILES}/x.png", 1),
    attachment(13, f"{UP}/cut.png", 1),
)


def image(uri, body=PNG, status="200 OK", media="image/png", at="2020-01-01T00:00:00Z", **headers):
    return record(http(body, status, media, **headers), uri, date=at)


def captured(*more):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (PNG[:50], PNG[50:]))
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zipped = packer.compress(GIF) + packer.flush()
    return packed(
        record(http(b"<p>soft 404", media="text/html"), f"{UP}/none.png"),
        image(f"{UP}/a.png", b"older", at="2019-01-01T00:00:00Z"),
        image(f"{UP}/a.png", chunks + b"0\r\n\r\n", Transfer_Encoding="chunked"),
        image(f"{HOME}/wp-images/smile.gif", zipped, media="image/gif", Content_Encoding="gzip"),
        image(f"{FILES}/x.png?w=300", b"small" + PNG), image(f"{FILES}/x.png?w=900", b"largest" + PNG),
        record(http(PNG[:20], media="image/png"), f"{UP}/cut.png", WARC_Truncated="length"),
        record(http(b"", "301 Moved", "text/html", Location=f"{UP}/a.png"), f"{UP}/moved.png"),
        image("https://other.example/wp-content/uploads/2015/06/none.png", b"another blog's"),
        image(f"{UP}/part.png", b"half", "206 Partial Content"), *more,
    )  # fmt: skip


def converted(tmp_path, media, inputs=None, **options):
    (tmp_path / "export.xml").write_text(TEXT)
    report = convert(
        inputs or tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media=media, **options
    )
    assert verify(tmp_path / "out").findings == []
    root = tmp_path / "out/markdown"
    found = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*")
             if p.is_file() and p.suffix != ".md"}  # fmt: skip
    notices = [(n.code.value, n.message) for n in report.notices if n.code.startswith("media-")]
    return found, notices


FOLDER = "wp-content/uploads"
WANTED = {
    f"{FOLDER}/2015/06/a.png": PNG,
    f"{FOLDER}/wp-images/smile.gif": GIF,
    f"{FOLDER}/2010/05/x.png": b"largest" + PNG,
}


def as_wacz(tmp_path):
    with zipfile.ZipFile(tmp_path / "site.wacz", "w") as package:
        package.writestr("archive/data.warc.gz", captured())
        package.writestr("datapackage.json", "{}")
    return tmp_path / "site.wacz"


def as_warc(tmp_path):
    (tmp_path / "site.warc.gz").write_bytes(captured())
    return tmp_path / "site.warc.gz"


def unpacked_in_a_directory(tmp_path):
    (tmp_path / "warcs").mkdir()
    (tmp_path / "warcs/site.warc").write_bytes(gzip.decompress(captured()))
    return tmp_path / "warcs"


@pytest.mark.parametrize("made", [as_warc, as_wacz, unpacked_in_a_directory])
def test_web_archives_hold_uploads(tmp_path, made):
    found, notices = converted(tmp_path, made(tmp_path))
    assert found == WANTED
    assert sorted(notices) == [
        ("media-missing", f"{UP}/cut.png"),
        ("media-missing", f"{UP}/none.png"),
        ("media-unreadable", f"{UP}/cut.png: its capture is cut off (length)."),
    ]
    [text] = [p.read_text() for p in (tmp_path / "out").rglob("*one.md")]
    near = f"../../{FOLDER}"
    assert f"![]({near}/wp-images/smile.gif)" in text
    assert f"![]({near}/2010/05/x.png)" in text
    assert text.count(f"![]({near}/2015/06/a.png)") == 2  # itself, and what redirected to it
    assert f"![]({UP}/none.png)" in text
    listed = {e["path"]: e for e in json.loads((tmp_path / "out/media.json").read_text())}
    assert listed[f"markdown/{FOLDER}/2015/06/a.png"]["addresses"] == [
        f"{UP}/a.png", f"{UP}/moved.png",
    ]  # fmt: skip


def test_a_revisit_is_what_it_repeats(tmp_path):
    again = record(b"", f"{UP}/none.png", "revisit", WARC_Refers_To_Target_URI=f"{UP}/a.png",
                   WARC_Refers_To_Date="2020-01-01T00:00:00Z")  # fmt: skip
    (tmp_path / "site.warc.gz").write_bytes(captured(again))
    _, _ = converted(tmp_path, tmp_path / "site.warc.gz")
    [text] = [p.read_text() for p in (tmp_path / "out").rglob("*one.md")]
    assert "none.png" not in text


def test_what_ends_early_is_named(tmp_path):
    whole = image(f"{UP}/a.png", PNG[:100], Content_Length=str(len(PNG)))
    (tmp_path / "site.warc.gz").write_bytes(packed(whole))
    found, notices = converted(tmp_path, tmp_path / "site.warc.gz")
    assert found == {}
    unreadable = [text for code, text in notices if code == "media-unreadable"]
    assert unreadable == [f"{UP}/a.png: 108 of its 208 bytes are missing."]


@pytest.mark.parametrize("length", ["9" * 5000, "\u00b2", "-1", "x"])
def test_odd_lengths_say_nothing(tmp_path, length):
    odd = image(f"{UP}/a.png", PNG, Content_Length=length)
    (tmp_path / "site.warc.gz").write_bytes(packed(odd))
    assert converted(tmp_path, tmp_path / "site.warc.gz")[0] == {f"{FOLDER}/2015/06/a.png": PNG}


def test_bombs_do_not_unfold(tmp_path):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(bytes(64 << 20)) + packer.flush()
    (tmp_path / "site.warc.gz").write_bytes(
        packed(image(f"{UP}/a.png", bomb, Content_Encoding="gzip"))
    )
    found, notices = converted(tmp_path, tmp_path / "site.warc.gz")
    assert found == {}
    assert any("looks like a decompression bomb" in text for _, text in notices)


def mirrored(tmp_path, host="www.blog.example/"):
    for name, data in {
        f"{host}wp-content/uploads/2015/06/a.png": PNG,
        f"{host}wp-images/smile.gif": GIF,
        f"{host}2015/06/hello/index.html": b"<p>A page",
        "blog.files.wordpress.com/2010/05/x.png?w=300": b"small" + PNG,
        "blog.files.wordpress.com/2010/05/x.png@w=900": b"largest" + PNG,
        "other.example/wp-content/uploads/2015/06/none.png": b"another blog's",
        f"{host}wp-content/uploads/2015/06/evil.php": b"<?php",
    }.items():
        path = tmp_path / "mirror" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "mirror"


@pytest.mark.parametrize("host", ["www.blog.example/", ""])
def test_a_mirror_holds_uploads(tmp_path, host):
    found, notices = converted(tmp_path, mirrored(tmp_path, host))
    assert found == WANTED
    missing = ["cut.png", "moved.png", "none.png"]  # the first is an attachment's
    assert sorted(notices) == [("media-missing", f"{UP}/{name}") for name in missing]


def test_a_mirror_in_a_zip_holds_uploads(tmp_path):
    root = mirrored(tmp_path)
    with zipfile.ZipFile(tmp_path / "mirror.zip", "w") as container:
        for path in root.rglob("*"):
            if path.is_file():
                container.write(path, path.relative_to(root))
    found, _ = converted(tmp_path, tmp_path / "mirror.zip")
    assert found == WANTED


def html(src, slug="first"):
    return page(7, slug, "First", body=f'<p>A picture: <img src="{src}" alt="it"> in the text.</p>')


def test_the_inputs_hold_uploads_of_their_own(tmp_path):
    shown = html("../../../wp-content/uploads/2015/06/a.png")
    folder = tmp_path / "mirror/blog.example"
    for name, data in {
        "2020/02/first/index.html": shown.encode(),
        "wp-content/uploads/2015/06/a.png": PNG,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    found, notices = converted(tmp_path, "inputs", tmp_path / "mirror")
    assert (found, notices) == ({f"{FOLDER}/2015/06/a.png": PNG}, [])


def test_a_web_archive_among_the_inputs_holds_uploads(tmp_path):
    (tmp_path / "site.warc.gz").write_bytes(packed(
        record(http(html(f"{UP}/a.png").encode(), media="text/html"), f"{HOME}/2020/02/first/"),
        image(f"{UP}/a.png"),
    ))  # fmt: skip
    found, _ = converted(tmp_path, "inputs", tmp_path / "site.warc.gz")
    assert found == {f"{FOLDER}/2015/06/a.png": PNG}


@pytest.mark.parametrize("folder", ["first_files", "first-Dateien"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_saved_page_has_its_pictures_beside_it(tmp_path, folder, whole):
    (tmp_path / "saved" / folder).mkdir(parents=True)
    (tmp_path / "saved/first.html").write_text(html(f"./{folder}/a.png"))
    (tmp_path / "saved" / folder / "a.png").write_bytes(PNG)
    given = tmp_path / "saved" if whole else tmp_path / "saved/first.html"
    found, _ = converted(tmp_path, "inputs", given)
    assert list(found.values()) == [PNG]


def test_one_file_with_all_holds_its_pictures(tmp_path):
    body = html(f"{UP}/a.png").encode()
    parts = [
        (f"{HOME}/2020/02/first/", "text/html; charset=utf-8", body),
        (f"{UP}/a.png", "image/png", PNG),
        ("cid:x@mhtml.blink", "text/css", b"p {}"),
    ]
    text = io.BytesIO()
    text.write(
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
    )
    for url, kind, data in parts:
        text.write(
            f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {url}\r\n\r\n".encode()
        )
        text.write(base64.encodebytes(data) + b"\r\n")
    text.write(b"--B--\r\n")
    (tmp_path / "a.mhtml").write_bytes(text.getvalue())
    found, _ = converted(tmp_path, "inputs", tmp_path / "a.mhtml")
    assert found == {f"{FOLDER}/2015/06/a.png": PNG}


def test_inputs_without_files_are_said(tmp_path):
    (tmp_path / "export.xml").write_text(TEXT)
    with pytest.raises(MissingInputError, match="contain no media files"):
        convert(tmp_path / "export.xml", tmp_path / "out", media="inputs")


@pytest.mark.parametrize("packed_up", [False, True])
def test_names_that_are_no_utf8_are_found_by_their_bytes(tmp_path, packed_up):
    """Servers with another encoding than UTF-8 had such names, and the pages name their bytes."""
    folder = tmp_path / "uploads/2015/06"
    folder.mkdir(parents=True)
    try:
        (folder / os.fsdecode(b"caf\xe9.png")).write_bytes(PNG)
    except OSError:
        pytest.skip("this file system has no names that are no text")
    media = tmp_path / "uploads"
    if packed_up:
        media = tmp_path / "uploads.tar"
        with tarfile.open(media, "w", errors="surrogateescape") as tar:
            tar.add(tmp_path / "uploads", "uploads")
    (tmp_path / "blog.xml").write_text(
        export(item(1, content=f'<img src="{UP}/caf%E9.png" alt="">')), "utf-8"
    )
    out = tmp_path / "out"
    convert(tmp_path / "blog.xml", out, to=["markdown", "warc"], media=str(media), jobs=1)
    [told] = json.loads((out / "media.json").read_text("utf-8"))
    assert told["source"].endswith("2015/06/caf\ufffd.png")
    assert told["addresses"] == [f"{UP}/caf%E9.png"]
    assert (out / told["path"]).read_bytes() == PNG
    assert verify(out).findings == []


def test_links_beside_a_saved_page_are_not_followed(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/secret.png").write_bytes(PNG)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/page.html").write_text(page(body='<img src="page_files/secret.png">'))
    (tmp_path / "in/page_files").symlink_to(tmp_path / "home")
    with MediaSources() as sources:
        sources.add_inputs([tmp_path / "in/page.html"], [])
        assert [asset.name for asset in sources.assets] == ["page.html"]


@pytest.mark.parametrize("made", ["pipe", "socket", "device", "link"])
def test_what_is_no_regular_file_is_not_waited_for(tmp_path, made):
    place = tmp_path / "up.zip"
    if made == "pipe":
        os.mkfifo(place)
    elif made == "socket":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(place))
        listening.close()
    elif made == "device":
        place = Path("/dev/zero")
    else:
        place.symlink_to("/dev/zero")
    with pytest.raises(MissingInputError, match="is not a regular file"):
        converted(tmp_path, place)


@pytest.mark.parametrize("name", ["given.xml", "page.html"])
def test_an_input_that_is_a_pipe_is_read_once(tmp_path, name):
    os.mkfifo(tmp_path / name)
    text = TEXT if name == "given.xml" else html("a.png")
    writer = threading.Thread(target=(tmp_path / name).write_text, args=(text,), daemon=True)
    writer.start()
    with pytest.raises(MissingInputError, match="contain no media files"):
        converted(tmp_path, "inputs", tmp_path / name)


def tarred(path, *entries):
    """Entries by name: the bytes of a file, or kind and target of a link."""
    with tarfile.open(path, "w") as package:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                entry.size = len(content)
                package.addfile(entry, io.BytesIO(content))
            else:
                entry.type, entry.linkname = content
                package.addfile(entry)
    return path


def test_hard_links_in_a_tar_have_the_content_of_their_targets(tmp_path):
    hard = tarfile.LNKTYPE
    path = tarred(
        tmp_path / "up.tar",
        ("uploads/2015/06/real.png", PNG),
        ("uploads/2015/06/a.png", (hard, "uploads/2015/06/real.png")),
        ("uploads/2015/06/b.png", (hard, "uploads/2015/06/a.png")),
        ("uploads/2015/06/c.png", (hard, "uploads/2015/06/late.png")),
        ("uploads/2015/06/d.png", (hard, "/etc/hostname")),
        ("uploads/2015/06/e.png", (hard, "uploads/2015/06/e.png")),
        ("uploads/2015/06/late.png", GIF),
    )
    with MediaSources() as sources:
        sources.add_path(path)
        found = {a.name.rpartition("/")[2]: b"".join(a.blocks()) for a in sources.assets}
        assert found == {"real.png": PNG, "a.png": PNG, "b.png": PNG, "late.png": GIF}
        assert [(n.code, n.message.partition(" ")[0]) for n in sources.unread.values()] == [
            (Code.INPUT_SKIPPED, f"up.tar!uploads/2015/06/{name}.png") for name in "cde"
        ]


def test_hard_links_to_a_large_file_count_as_often_as_they_are_read(tmp_path):
    names = [f"uploads/{n}.png" for n in range(50)]
    path = tarred(
        tmp_path / "up.tar",
        ("uploads/a.png", bytes(1 << 20)),
        *((name, (tarfile.LNKTYPE, "uploads/a.png")) for name in names),
    )
    with MediaSources(Limits(ratio=10)) as sources:
        sources.add_path(path)
        first, *_, last = sources.assets
        assert sum(map(len, first.blocks())) == 1 << 20
        with pytest.raises(DamageError, match="decompression bomb"):
            for asset in sources.assets:
                assert sum(map(len, asset.blocks())) == 1 << 20
        assert last.name == "uploads/49.png"


@pytest.mark.parametrize("kind", ["link", "device", "link in a zip", "pipe"])
def test_links_and_devices_in_a_container_of_media_are_named(tmp_path, kind):
    others = [("uploads/2015/06/a.png", PNG), ("uploads/b.gif", GIF)]
    kinds = {"link": tarfile.SYMTYPE, "device": tarfile.CHRTYPE, "pipe": tarfile.FIFOTYPE}
    if kind in kinds:
        odd = ("uploads/\x1bl.png", (kinds[kind], "/etc/passwd"))
        path = tarred(tmp_path / "up.tar", others[0], odd, others[1])
    else:
        path = tmp_path / "up.zip"
        with zipfile.ZipFile(path, "w") as package:
            for name, data in others:
                package.writestr(name, data)
            entry = zipfile.ZipInfo("uploads/\x1bl.png")
            entry.create_system, entry.external_attr = 3, 0o120777 << 16
            package.writestr(entry, "/etc/passwd")
    with MediaSources() as sources:
        sources.add_path(path)
        assert [b"".join(asset.blocks()) for asset in sources.assets] == [PNG, GIF]
        [notice] = sources.unread.values()
        assert notice.code is Code.INPUT_SKIPPED
        name = readable("uploads/\x1bl.png")
        assert notice.message == (
            f"{path.name}!{name} is a link or a device, which wparchive does not follow."
        )
