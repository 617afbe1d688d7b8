import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from tests.wxr import export, item
from wparchive.api import convert
from wparchive.errors import (
    EmptyInputError,
    InputError,
    LimitError,
    MalformedInputError,
    MissingInputError,
)
from wparchive.storage.candidates import kind_of_asset
from wparchive.storage.limits import Limits
from wparchive.storage.source import Source
from wparchive.storage.sources import Sources

EXPORT = export(item(1)).encode()


def is_xml(start, _name):
    return start.startswith((b"<?xml", bytes(4)))


def opened(*inputs, limits=None):
    with Sources(list(inputs), limits, is_xml) as sources:
        found = sources.open()
        return found, [source.path.read_bytes() for source in found[1]]


def test_a_plain_file_is_read_where_it_lies(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(EXPORT)
    (inputs, sources), data = opened(path)
    assert [s.path for s in sources] == [path]
    assert (inputs[0].name, inputs[0].size) == ("a.xml", len(EXPORT))
    assert data == [EXPORT]


@pytest.mark.parametrize(
    ("ending", "compress"), [("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress)]
)
def test_compressed_files_unfold(tmp_path, ending, compress):
    path = tmp_path / f"a.xml.{ending}"
    path.write_bytes(compress(EXPORT))
    (inputs, sources), data = opened(path)
    assert data == [EXPORT]
    assert inputs[0].size == path.stat().st_size
    assert not sources[0].path.exists()


def test_members_of_a_zip_have_names_of_their_own(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("b/2.xml", EXPORT)
        container.writestr("1.xml", EXPORT)
        container.writestr("__MACOSX/._1.xml", b"junk")
        container.writestr("readme.txt", b"no")
    (_, sources), data = opened(path)
    assert [s.name for s in sources] == ["a.zip!1.xml", "a.zip!b/2.xml"]
    assert data == [EXPORT, EXPORT]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_of_a_tar_have_names_of_their_own(tmp_path, mode, form):
    path = tmp_path / "a.tar"
    with tarfile.open(path, mode, format=form) as container:
        for name, data in [("b/2.xml", EXPORT), ("1.xml", EXPORT + b" "), ("readme.txt", b"no")]:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            container.addfile(entry, io.BytesIO(data))
        folder = tarfile.TarInfo("folder.xml")
        folder.type = tarfile.DIRTYPE
        container.addfile(folder)
        link = tarfile.TarInfo("latest")
        link.type, link.linkname = tarfile.SYMTYPE, "1.xml"
        container.addfile(link)
    (inputs, sources), data = opened(path)
    assert [s.name for s in sources] == ["a.tar!1.xml", "a.tar!b/2.xml"]
    assert data == [EXPORT + b" ", EXPORT]
    assert [i.name for i in inputs] == ["a.tar"]


def test_a_sparse_member_is_bounded_by_its_container(tmp_path):
    path = tmp_path / "a.tar"
    entry = tarfile.TarInfo("a.xml")
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as container:
        entry.pax_headers = {
            "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "a.xml",
            "GNU.sparse.size": str(1 << 40), "GNU.sparse.realsize": str(1 << 40),
            "GNU.sparse.map": "0,0",
        }  # fmt: skip
        container.addfile(entry)
    with pytest.raises(LimitError, match=r"a\.tar"):
        opened(path)


def test_a_container_in_its_user_order_by_name_twice(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("1.xml", EXPORT)
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("1.xml", EXPORT + b" ")
    (_, _), data = opened(path)
    assert data == [EXPORT, EXPORT + b" "]


def test_a_directory_gives_its_exports_by_name(tmp_path):
    (tmp_path / "d" / "sub").mkdir(parents=True)
    (tmp_path / "d/2.xml").write_bytes(EXPORT)
    (tmp_path / "d/sub/1.xml").write_bytes(EXPORT)
    (_, sources), _ = opened(tmp_path / "d")
    assert [s.name for s in sources] == ["2.xml", "sub/1.xml"]


@pytest.mark.parametrize("ending", ["zip", "gz"])
def test_a_bomb_is_stopped_while_it_unfolds(tmp_path, ending):
    path = tmp_path / f"bomb.{ending}"
    zeros = bytes(50_000_000)
    if ending == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
            container.writestr("a.xml", zeros)
    else:
        path.write_bytes(gzip.compress(zeros))
    with pytest.raises(LimitError, match=r"bomb\."):
        opened(path)


def test_limits_can_be_moved(tmp_path):
    path = tmp_path / "a.xml.gz"
    path.write_bytes(gzip.compress(bytes(3_000_000)))
    with pytest.raises(LimitError):
        opened(path, limits=Limits(unpacked=1_000_000))
    assert opened(path, limits=Limits(ratio=10_000))[1] == [bytes(3_000_000)]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.xml", b"", EmptyInputError),
        ("cut.xml.gz", gzip.compress(EXPORT, mtime=0)[:8], MalformedInputError),
        ("cut.zip", b"PK\x03\x04" + bytes(100), MalformedInputError),
    ],
)
def test_broken_files_are_named(tmp_path, name, data, error):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error, match=name):
        opened(path)


def test_missing_and_unusable_inputs(tmp_path):
    with pytest.raises(MissingInputError, match=r"none\.xml"):
        opened(tmp_path / "none.xml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyInputError, match="empty"):
        opened(tmp_path / "empty")
    with zipfile.ZipFile(tmp_path / "no.zip", "w") as container:
        container.writestr("a.txt", b"")
    with pytest.raises(InputError, match=r"no\.zip"):
        opened(tmp_path / "no.zip")


def test_names_of_exports_are_known_in_any_case(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/A.XML").write_bytes(EXPORT)
    (tmp_path / "d/b.wxr").write_bytes(EXPORT)
    (tmp_path / "d/c.xml.gz").write_bytes(gzip.compress(EXPORT))
    (tmp_path / "d/picture.png").write_bytes(b"no")
    (_, sources), data = opened(tmp_path / "d")
    assert [s.name for s in sources] == ["A.XML", "b.wxr", "c.xml.gz"]
    assert data == [EXPORT] * 3


def test_what_is_passed_over_is_named_and_assets_are_counted(tmp_path):
    (tmp_path / "d/.git").mkdir(parents=True)
    (tmp_path / "d/a.xml").write_bytes(EXPORT)
    for name in ("picture.png", "b.JPG", "style.css?ver=6.5", "x.js@ver=1", "y.css%3Fver=2"):
        (tmp_path / "d" / name).write_bytes(b"no")
    (tmp_path / "d/robots.txt").write_bytes(b"no")
    (tmp_path / "d/empty.html").write_bytes(b"")
    (tmp_path / "d/.git/c.xml").write_bytes(EXPORT)
    (tmp_path / "d/link.xml").symlink_to(tmp_path / "d/a.xml")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as container:
        container.writestr("b.xml", EXPORT)
        container.writestr("folder/", b"")
        container.writestr("c.xml.gz", b"no")
        container.writestr("../../escapes.txt", b"no")
    with Sources([tmp_path / "d", tmp_path / "z.zip"], None, is_xml) as sources:
        _, found = sources.open()
        assert [source.name for source in found] == ["a.xml", "z.zip!b.xml"]
        assert [notice.message for notice in sources.notices] == [
            ".git/c.xml", "empty.html", "robots.txt", "d: 2 images.", "d: 3 styles and scripts.",
            "link.xml is a symbolic link, which wparchive does not follow.", "z.zip!../../escapes.txt", "z.zip!c.xml.gz",
        ]  # fmt: skip


@pytest.mark.parametrize("name", ["index.html?p=4.html", "page@2.html", "feed", "a.php", "?p=4"])
def test_names_of_pages_are_no_assets(name):
    assert kind_of_asset(f"blog.example/{name}") is None


def test_a_packed_member_of_a_container_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as container:
        container.writestr("c.xml.gz", gzip.compress(EXPORT))
    (_, sources), data = opened(tmp_path / "z.zip")
    assert ([s.name for s in sources], data) == (["z.zip!c.xml.gz"], [EXPORT])


def test_a_part_of_a_file_is_read_as_one(tmp_path):
    (tmp_path / "spool").write_bytes(b"abcdefgh")
    source = Source("x", tmp_path / "spool", 3, tmp_path, tmp_path, start=2)
    assert (source.read(), source.read(2), source.read(100)) == (b"cde", b"cd", b"cde")


@pytest.mark.parametrize("given", ["gone.xml", "/no/such/gone.xml"])
def test_a_missing_file_is_named_as_it_was_given(given, tmp_path):
    with pytest.raises(MissingInputError) as error:
        convert(given, tmp_path / "out")
    assert error.value.message == f"There is no file {given}."
    assert ("relative" in error.value.hint) == (not given.startswith("/"))


@pytest.mark.parametrize("name", ["a\nb.xml", "a\rb.xml.gz", "x\n/y\tb.xml", "a\x1b[1mb.xml"])
def test_a_notice_of_a_name_with_line_breaks_has_one_line(tmp_path, name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(name, EXPORT)
        container.writestr("z.xml", EXPORT)
    data = bytearray(file.getvalue())
    begin = 30 + len(name)
    data[begin : begin + 40] = bytes(40)
    (tmp_path / "in.zip").write_bytes(data)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "in" / name).write_bytes(gzip.compress(EXPORT)[:14])
    (tmp_path / "in/z.xml").write_bytes(EXPORT)
    for given in ("in.zip", "in"):
        with Sources([tmp_path / given], None, is_xml) as sources:
            sources.open()
            assert "input-damaged" in {notice.code for notice in sources.notices}
            texts = [f"{notice.source}{notice.message}" for notice in sources.notices]
        assert all(text.isprintable() for text in texts)
