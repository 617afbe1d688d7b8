"""Uploads put beside the Markdown: from a directory, a zip, a tar; each once, under safe names."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import tarfile
import zipfile
from contextlib import suppress

import pytest
import zstandard

from tests.wxr import export, item
from tests.zips import flagged
from wparchive.api import convert, verify
from wparchive.errors import InputError, MissingInputError, UsageError
from wparchive.media import MediaLibrary, MediaSources
from wparchive.storage.assets import Asset

FILES = {
    "2015/06/a.png": b"image a",
    "2015/06/copy.png": b"image a",
    "2015/06/b-scaled.jpg": b"image b",
    "2015/06/b-300x200.jpg": b"small b",
    "2015/06/\u00fc b.pdf": b"paper",
    "2015/06/secret.png": b"hidden",
    "2015/06/unused.png": b"unused",
    "2015/06/evil.php": b"<?php",
    ".htaccess": b"deny",
}
HOME = "https://blog.example/wp-content/uploads/2015/06"


def attachment(number, file, parent=0, meta=""):
    more = (
        f"<wp:attachment_url>{HOME}/{file}</wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attached_file"
        f"</wp:meta_key><wp:meta_value>2015/06/{file}</wp:meta_value></wp:postmeta>{meta}"
    )
    return item(
        number, slug=f"file-{number}", type="attachment", status="inherit", parent=parent, more=more
    )


ALT = "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>An A</wp:meta_value></wp:postmeta>"
CONTENT = "".join(
    f'<p><img src="{src}"></p>'
    for src in (f"{HOME}/a.png", "/wp-content/uploads/2015/06/copy.png", f"{HOME}/b-300x200.jpg",
                f"{HOME}/b-1024x768.jpg", f"{HOME}/gone.png", "https://i0.wp.com/blog.example/wp-content/uploads/2015/06/a.png?w=9")
) + f'<p><a href="{HOME}/%C3%BC%20b.pdf">pdf</a></p>'  # fmt: skip
TEXT = export(
    item(1, slug="one", content=CONTENT), item(2, status="private"),
    attachment(11, "a.png", parent=1, meta=ALT), attachment(12, "b-scaled.jpg"),
    attachment(13, "gone.png"), attachment(14, "secret.png", parent=2),
)  # fmt: skip


def directory(tmp_path, prefix=""):
    for name, data in FILES.items():
        path = tmp_path / "up" / prefix / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "up"


def zipped(tmp_path, prefix="wp-content/uploads/"):
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as container:
        for name, data in FILES.items():
            container.writestr(prefix + name, data)
    return tmp_path / "up.zip"


def tarred(tmp_path, prefix="site/wp-content/uploads/"):
    with tarfile.open(tmp_path / "up.tar.gz", "w:gz") as container:
        for name, data in FILES.items():
            info = tarfile.TarInfo(prefix + name)
            info.size = len(data)
            container.addfile(info, io.BytesIO(data))
    return tmp_path / "up.tar.gz"


def converted(tmp_path, media, **options):
    (tmp_path / "export.xml").write_text(TEXT)
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown", "json"], media=media, **options
    )
    assert verify(tmp_path / "out").findings == []
    found = {p.relative_to(tmp_path / "out/markdown").as_posix(): p.read_bytes()
             for p in (tmp_path / "out/markdown").rglob("*") if p.is_file() and p.suffix != ".md"}  # fmt: skip
    [file] = (
        (tmp_path / "out").rglob("*one*.md")
        if not options.get("profile")
        else (tmp_path / "out").rglob("*one/index.md")
    )
    return report, found, file.read_text()


@pytest.mark.parametrize("made", [directory, zipped, tarred])
def test_files_that_are_named_come_once(tmp_path, made):
    report, found, text = converted(tmp_path, made(tmp_path))
    folder = "wp-content/uploads/2015/06"
    assert found == {
        f"{folder}/a.png": b"image a", f"{folder}/b-scaled.jpg": b"image b",
        f"{folder}/b-300x200.jpg": b"small b", f"{folder}/ü b.pdf": b"paper",
    }  # fmt: skip
    near = f"../../{folder}"
    assert text.count(f"![]({near}/a.png)") == 3  # itself, its copy, the proxy's
    assert f"![]({near}/b-300x200.jpg)" in text
    assert f"![]({near}/b-scaled.jpg)" in text  # the fullest size stands for one that is missing
    assert f"![]({HOME}/gone.png)" in text
    assert f"[pdf]({near}/%C3%BC%20b.pdf)" in text
    missing = [n.message for n in report.notices if n.code == "media-missing"]
    assert missing == [f"{HOME}/gone.png"]
    assert report.exit_code == 0
    listed = {
        entry["path"]: entry for entry in json.loads((tmp_path / "out/media.json").read_text())
    }
    assert set(listed) == {f"markdown/{name}" for name in found}
    [shown] = listed[f"markdown/{folder}/a.png"]["attachments"]
    assert (shown["id"], shown["alt"]) == (11, "An A")


def test_a_site_has_them_where_the_blog_had_them(tmp_path):
    _, found, text = converted(tmp_path, directory(tmp_path), profile="hugo")
    assert "static/wp-content/uploads/2015/06/a.png" in found
    assert "![](/wp-content/uploads/2015/06/a.png)" in text


def test_names_are_never_trusted(tmp_path):
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as container:
        for name in (
            "../../a.png",
            "/etc/b.png",
            "x/../../c.png",
            "uploads/CON.png",
            "2015\\d.png",
        ):
            container.writestr(name, b"x")
    with MediaSources() as supply:
        supply.add_path(tmp_path / "up.zip")
        places = MediaLibrary(supply.assets, lambda _host: False).places
        assert places.exact
        for place in places.exact.values():
            assert place.startswith("wp-content/uploads/")
            assert ".." not in place.split("/")
            assert "CON.png" not in place.split("/")


def test_links_out_of_the_directory_are_passed_over(tmp_path):
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "up").mkdir()
    (tmp_path / "up/a.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "up/b.png").write_bytes(b"b")
    with MediaSources() as supply:
        supply.add_path(tmp_path / "up")
        assert [asset.name for asset in supply.assets] == ["b.png"]


def test_a_damaged_file_is_named(tmp_path):
    path = zipped(tmp_path)
    data = bytearray(path.read_bytes())
    at = data.index(b"image a")
    data[at : at + 7] = b"imagE a"
    path.write_bytes(data)
    report, found, _ = converted(tmp_path, path)
    assert [n.code for n in report.notices if n.code == "media-unreadable"]
    assert "wp-content/uploads/2015/06/a.png" not in found


def noisy_tar():
    """A tar with an export, a picture, and much after it that no compressor makes short."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as container:
        for name, data in (
            ("export.xml", TEXT.encode()),
            ("wp-content/uploads/2015/06/b-scaled.jpg", FILES["2015/06/b-scaled.jpg"]),
            *(
                (
                    f"wp-content/uploads/2015/06/{number}.png",
                    random.Random(number).randbytes(60_000),
                )
                for number in range(9)
            ),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            container.addfile(info, io.BytesIO(data))
    return file.getvalue()


def wrong_checksum(data):
    return gzip.compress(data)[:-8] + bytes(8)


def stored_blocks(data):
    """Compress in many small blocks, as bzip2 unpacks only whole ones."""
    return bz2.compress(data, 1)


@pytest.mark.parametrize("media", ["up.tar", "inputs"])
@pytest.mark.parametrize(
    ("pack", "part"),
    [
        (bytes, 0.6), (gzip.compress, 0.6), (lzma.compress, 0.6), (stored_blocks, 0.6),
        (zstandard.compress, 0.6), (wrong_checksum, 1),
    ],
    ids=["tar", "gzip", "xz", "bzip2", "zstd", "crc"],
)  # fmt: skip
def test_a_damaged_container_gives_the_files_before_the_damage(tmp_path, pack, part, media):
    data = pack(noisy_tar())
    (tmp_path / "up.tar").write_bytes(data[: int(len(data) * part)])
    (tmp_path / "export.xml").write_text(TEXT)
    given = tmp_path / ("up.tar" if media == "inputs" else "export.xml")
    media = media if media == "inputs" else tmp_path / media
    report = convert(given, tmp_path / "out", to=["markdown"], media=media)
    found = [notice for notice in report.notices if notice.code == "input-damaged"]
    assert len(found) == len(set(found)) > 0
    assert {notice.source.partition(" ")[0] for notice in found} == {"up.tar"}
    assert [p.name for p in (tmp_path / "out/markdown").rglob("*.jpg")] == ["b-scaled.jpg"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\3\4", b"PK\3\4" + bytes(200), gzip.compress(noisy_tar())[:30], b"BZh9" + bytes(99),
        lzma.compress(noisy_tar())[:20], zstandard.compress(noisy_tar())[:9],
        gzip.compress(b"PK\3\4" + bytes(40)), gzip.compress(noisy_tar()[:100]),
    ],
    ids=["magic", "zip", "gzip", "bzip2", "xz", "zstd", "zip in gzip", "headless"],
)  # fmt: skip
def test_a_container_without_a_readable_file_is_named(tmp_path, data):
    (tmp_path / "up.zip").write_bytes(data)
    with MediaSources() as supply, pytest.raises(InputError, match=r"up\.zip") as error:
        supply.add_path(tmp_path / "up.zip")
    assert error.value.exit_code == 4


@pytest.mark.parametrize("how", [{"encrypted": True}, {"method": 99}, {"method": 0x70}])
def test_a_file_that_cannot_be_unpacked_is_named(tmp_path, how):
    path = zipped(tmp_path)
    path.write_bytes(flagged(path.read_bytes(), "wp-content/uploads/2015/06/\u00fc b.pdf", **how))
    report, found, _ = converted(tmp_path, path)
    [notice] = [n for n in report.notices if n.code == "media-unreadable"]
    assert "\u00fc b.pdf" in notice.message
    assert found["wp-content/uploads/2015/06/a.png"] == b"image a"


@pytest.mark.parametrize("how", [{"encrypted": True}, {"method": 99}])
def test_a_picture_in_an_input_that_cannot_be_unpacked_is_named(tmp_path, how):
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as container:
        container.writestr("export.xml", TEXT)
        for name in ("a.png", "b-scaled.jpg"):
            container.writestr(f"wp-content/uploads/2015/06/{name}", FILES[f"2015/06/{name}"])
    data = flagged((tmp_path / "site.zip").read_bytes(), "wp-content/uploads/2015/06/a.png", **how)
    (tmp_path / "site.zip").write_bytes(data)
    report = convert(tmp_path / "site.zip", tmp_path / "out", to=["markdown"], media="inputs")
    assert [n.code for n in report.notices if n.code == "media-unreadable"]
    assert [p.name for p in (tmp_path / "out/markdown").rglob("*.jpg")] == ["b-scaled.jpg"]


def test_what_is_missing_or_useless_is_said(tmp_path):
    (tmp_path / "export.xml").write_text(TEXT)
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(MissingInputError):
            convert(tmp_path / "export.xml", tmp_path / "out", media=path)
    with pytest.raises(UsageError, match="--media has no effect without --to markdown or html"):
        convert(tmp_path / "export.xml", tmp_path / "out", to=["json"], media=tmp_path)


@pytest.mark.parametrize(
    "name",
    ["a.php", "a.php.", "a.php ", "a.php%20", "a.ph%2570", "a.php---", "a.php\u200e", "a.php%00", "a.php7", "a.php10",
     "a.PHP", "a.phar", "a.phtm", "a.pht", "a.phps", "a.php.jpg", "a.asp;.jpg", "a.jspx", "a.cfm", "a.fcgi", "a.shtml",
     "web.config", ".htaccess", "-.htaccess", "%2ehtaccess", ".user.ini", "x/.git/config"],
)  # fmt: skip
def test_no_program_is_published_whatever_its_name(name):
    """Servers run these, and a safe name may be the name of a program where the first was not."""
    uploads = (
        Asset(name, 1, lambda: iter([b"x"])),
        Asset("z", 1, lambda: iter([b"x"]), (f"{HOME}/{name}",)),
    )
    for asset in uploads:
        library = MediaLibrary([asset], lambda _host: True)
        found = {place.rpartition("/")[2] for place in library._assets}
        assert found <= {"htaccess", "config"}


@pytest.mark.parametrize(
    "name", ["a.png", "php.png", "a.phpx.png", "aphp", "a.asm", "my.pdf", "a.svg", "a.ics"]
)
def test_other_files_are_published(name):
    assert MediaLibrary([Asset(name, 1, lambda: iter([b"x"]))], lambda _host: True)._assets


@pytest.mark.parametrize("folder", ["a/" * 1150, "a/" * 250, ("b" * 140 + "/") * 40])
def test_a_directory_that_is_too_deep_to_be_read_misses_one_file(tmp_path, folder):
    deep = f"2015/{folder}x.png"
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/ok.png"><img src="{HOME[:-8]}/{deep}">')
    )
    (tmp_path / "export.xml").write_text(text)
    media = tmp_path / "up"
    (media / "2015/06").mkdir(parents=True)
    (media / "2015/06/ok.png").write_bytes(b"ok")
    nested(media, deep)
    try:
        report = convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media=media)
    finally:
        subprocess.run(["rm", "-rf", media], check=True)  # pytest cannot remove what is so deep
    missing = [n.message for n in report.notices if n.code == "media-missing"]
    assert missing == [f"{HOME[:-8]}/{deep}"]
    assert [p.name for p in (tmp_path / "out/markdown").rglob("*.png")] == ["ok.png"]


def nested(root, path):
    """A file in so many folders that only one step at a time gets there."""
    *folders, name = path.split("/")
    place = os.open(root, os.O_RDONLY)
    for folder in folders:
        with suppress(FileExistsError):
            os.mkdir(folder, dir_fd=place)
        below = os.open(folder, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)


@pytest.mark.parametrize("folder", ["d/" * 1150, "d/" * 250, ("b" * 140 + "/") * 40])
def test_a_file_whose_path_no_disk_can_hold_is_stored_under_a_shorter_one(tmp_path, folder):
    address = f"https://blog.example/wp-content/uploads/{folder}a.png"
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as container:
        container.writestr(f"wp-content/uploads/{folder}a.png", FILES["2015/06/a.png"])
    (tmp_path / "x.xml").write_text(export(item(1, content=f'<img src="{address}">')))
    report = convert(
        tmp_path / "x.xml", tmp_path / "out", to=["markdown", "html"], media=tmp_path / "up.zip"
    )
    assert "media-missing" not in report.notice_counts
    stored = [p for p in (tmp_path / "out").rglob("a.png") if p.is_file()]
    assert {p.read_bytes() for p in stored} == {FILES["2015/06/a.png"]}
    assert len(stored) == 2


@pytest.mark.parametrize(
    ("secret", "missing"), [("s.png", "s-100x100.png"), ("s-800x600.png", "s.png")]
)
def test_a_hidden_file_is_no_size_of_a_public_one(tmp_path, secret, missing):
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/{missing}">'),
        item(2, status="private"),
        attachment(11, missing, parent=1),
        attachment(12, secret, parent=2),
    )
    (tmp_path / "export.xml").write_text(text)
    (tmp_path / "up/2015/06").mkdir(parents=True)
    (tmp_path / "up/2015/06" / secret).write_bytes(b"hidden")
    (tmp_path / "up/2015/06/other.png").write_bytes(b"other")
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media=tmp_path / "up"
    )
    assert list((tmp_path / "out").rglob("*.png")) == []
    assert {n.message for n in report.notices if n.code == "media-missing"} == {f"{HOME}/{missing}"}


def test_a_public_copy_keeps_its_own_name(tmp_path):
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/scan.png">'),
        item(2, status="private"),
        attachment(11, "diagnosis.png", parent=2),
        attachment(12, "scan.png", parent=1),
    )
    (tmp_path / "export.xml").write_text(text)
    (tmp_path / "up/2015/06").mkdir(parents=True)
    for name in ("diagnosis.png", "scan.png"):
        (tmp_path / "up/2015/06" / name).write_bytes(b"the same")
    convert(tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media=tmp_path / "up")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix == ".png"] == ["scan.png"]
    assert not [path for path in files if b"diagnosis" in path.read_bytes()]


def test_a_file_that_is_also_a_public_attachments_is_public(tmp_path):
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/two.png">'),
        item(2, status="private"),
        attachment(11, "two.png", parent=2),
        attachment(12, "two.png", parent=1),
    )
    (tmp_path / "export.xml").write_text(text)
    (tmp_path / "up/2015/06").mkdir(parents=True)
    (tmp_path / "up/2015/06/two.png").write_bytes(b"shown")
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown", "html"], media=tmp_path / "up"
    )
    assert [path.name for path in (tmp_path / "out").rglob("*.png")] == ["two.png", "two.png"]
    assert not [n for n in report.notices if n.code == "media-missing"]


def test_files_of_another_name_as_sizes_of_missing_ones(tmp_path):
    """Attachments whose names look like sizes of one image have files of their own."""
    text = export(
        item(1, slug="one", content=f'<img src="{HOME}/f-100x200.png"><img src="{HOME}/A.png">'),
        *(
            attachment(number, name, parent=1)
            for number, name in enumerate(["f-100x200.png", "f-300x400.png", "A.png", "a.png"], 11)
        ),
    )
    (tmp_path / "export.xml").write_text(text)
    (tmp_path / "up/2015/06").mkdir(parents=True)
    for name in ("f-300x400.png", "a.png"):
        (tmp_path / "up/2015/06" / name).write_bytes(name.encode())
    report = convert(
        tmp_path / "export.xml", tmp_path / "out", to=["markdown"], media=tmp_path / "up"
    )
    page = next((tmp_path / "out").rglob("*one.md")).read_text()
    assert f"![]({HOME}/f-100x200.png)" in page
    assert f"![]({HOME}/A.png)" in page
    missing = {n.message for n in report.notices if n.code == "media-missing"}
    assert missing == {f"{HOME}/f-100x200.png", f"{HOME}/A.png"}


def test_files_of_one_name_beside_two_pages_are_not_mixed_up(tmp_path):
    for year in ("2015", "2016"):
        folder = tmp_path / "in" / year
        (folder / "Holiday_files").mkdir(parents=True)
        (folder / "Holiday_files/a.png").write_bytes(year.encode())
        (folder / "Holiday.html").write_text(
            f"<html><head><title>Holiday</title><link rel='canonical' href='https://blog.example"
            f"/{year}/holiday/'></head><body class='single postid-{year}'>"
            f"<article class='post hentry'><h1 class='entry-title'>Holiday {year}</h1>"
            f"<time class='entry-date published' datetime='{year}-06-10T10:00:00+00:00'></time>"
            f"<div class='entry-content'><p>Words of the holiday in {year}, and more of them.</p>"
            "<img src='Holiday_files/a.png'></div></article></body></html>"
        )
    report = convert(tmp_path / "in", tmp_path / "out", to=["markdown"], media="inputs")
    assert list((tmp_path / "out").rglob("*.png")) == []
    assert [n.message for n in report.notices if n.code == "media-missing"] == [
        "Holiday_files/a.png"
    ] * 2
