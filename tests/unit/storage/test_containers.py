"""Zip and tar files that would take memory and time before anything counts their entries."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from contextlib import ExitStack, suppress
from itertools import count

import pytest

from wparchive.errors import LimitError
from wparchive.storage import containers
from wparchive.storage.assets import in_container
from wparchive.storage.limits import Limits
from wparchive.storage.recovery import DamageError
from wparchive.verification.findings import Verification
from wparchive.verification.wacz import check_wacz

END = b"PK\x05\x06"


def zipped(names, before=b"", comment=b""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, b"x")
        package.comment = comment
    return before + file.getvalue()


def lying(data):
    """Claim that a zip has one entry: readers believe its directory instead."""
    at = data.rindex(END)
    return data[: at + 8] + struct.pack("<HH", 1, 1) + data[at + 12 :]


def with_zip64(data, gap=b""):
    """Give a zip the end record of large ones, with extensible data behind it."""
    at = data.rindex(END)
    size, offset = struct.unpack_from("<LL", data, at + 12)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, offset) + gap
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = END + bytes(4) + b"\xff" * 12 + bytes(2)
    return data[:at] + record + locator + end


def names_of(path, limit=100):
    with containers.opened(path, path.stem, limit) as contents:
        return [entry.name for entry in contents.entries]


@pytest.fixture
def unopened(monkeypatch):
    """Fail where a zip is opened that should have been refused before."""

    def opened(*_):
        pytest.fail("all of the directory was read")

    def forbid():
        monkeypatch.setattr(zipfile, "ZipFile", opened)

    return forbid


FORMS = {
    "plain": zipped,
    "lying": lambda names: lying(zipped(names)),
    "comment": lambda names: lying(zipped(names, comment=b"x" * 500)),
    "zip64": lambda names: with_zip64(zipped(names)),
}


@pytest.mark.parametrize("form", FORMS)
def test_entries_are_counted_before_a_zip_is_opened(tmp_path, unopened, form):
    (tmp_path / "few.zip").write_bytes(FORMS[form]("abc"))
    (tmp_path / "many.zip").write_bytes(FORMS[form]("abcd"))
    assert names_of(tmp_path / "few.zip", 3) == ["a", "b", "c"]
    unopened()
    with pytest.raises(LimitError, match="many has more than 3 entries"):
        names_of(tmp_path / "many.zip", 3)


def test_entries_behind_a_page_are_counted(tmp_path, unopened):
    (tmp_path / "a.html").write_bytes(zipped("abcd", before=b"<html>"))
    unopened()
    with pytest.raises(LimitError, match="more than 3 entries"):
        names_of(tmp_path / "a.html", 3)


def test_a_directory_with_an_extended_end_record_is_counted(tmp_path, unopened):
    (tmp_path / "a.zip").write_bytes(with_zip64(zipped("abcd"), gap=b"x" * 30))
    unopened()
    with pytest.raises(LimitError, match="more than 3 entries"):
        names_of(tmp_path / "a.zip", 3)


def test_few_entries_with_long_names_are_refused(tmp_path, unopened):
    data = zipped(f"{number:060000}" for number in range(20))
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "cut.zip").write_bytes(data[: data.index(b"PK\x01\x02")])
    for name in ("cut", "a"):
        with pytest.raises(LimitError, match=f"directory of {name} has more than 1,048,576 bytes"):
            names_of(tmp_path / f"{name}.zip")
        unopened()


def test_a_wrong_size_of_the_directory_is_damage(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("a", bytes(3 << 20))
        package.writestr("b", b"x")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    struct.pack_into("<L", data, data.rindex(END) + 12, 2 << 20)
    (tmp_path / "a.zip").write_bytes(data)
    with containers.opened(tmp_path / "a.zip", "a.zip", 100) as contents:
        assert [entry.name for entry in contents.entries] == ["a", "b"]
        assert "directory is missing" in contents.damage


@pytest.mark.parametrize("name", ["", "\0.png"])
def test_an_entry_without_a_name_is_skipped(tmp_path, name):
    """`zipfile` takes a zero byte for the end of a name."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = name
        package.writestr(nameless, b"x")
        package.writestr("export.xml", b"x")
    with containers.opened(tmp_path / "a.zip", "a.zip", 9) as contents:
        assert [entry.name for entry in contents.entries] == ["export.xml"]
        assert contents.damage == "Entries without a name were skipped"


def test_entries_of_pictures_are_counted(tmp_path, unopened):
    (tmp_path / "a.zip.gz").write_bytes(gzip.compress(zipped("abcd")))
    unopened()
    with ExitStack() as stack, pytest.raises(LimitError, match="more than 3 entries"):
        list(in_container(tmp_path / "a.zip.gz", Limits(members=3), stack, [], {}))


def test_entries_are_counted_before_a_wacz_is_verified(unopened, monkeypatch):
    monkeypatch.setattr("wparchive.verification.wacz._LIMITS", Limits(members=3))
    data = zipped("abcd")
    unopened()
    result = Verification()
    check_wacz("a.wacz", io.BytesIO(data), result)
    [found] = result.findings
    assert found.message == "a.wacz has more than 3 entries. The file was not checked."


def header(kind, size, name="x"):
    entry = tarfile.TarInfo(name)
    entry.type, entry.size = kind, size
    return entry.tobuf(tarfile.USTAR_FORMAT)


def padded(data):
    return data + bytes(-len(data) % 512)


def sparse(blocks):
    """A sparse file whose map has blocks of 21 pieces, as old versions of GNU tar write it."""
    raw = bytearray(header(b"S", 512))
    raw[257:265] = b"ustar  \0"
    raw[482:495] = b"\1" + b"77777777777\0"
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw)
    more = b"".join(b"%011o\0%011o\0" % (n + 1, 1) for n in range(21)) + b"\1" + bytes(7)
    return bytes(raw) + more * (blocks - 1) + more[:504] + bytes(8) + bytes(512)


LAST = header(b"0", 4, "a.xml") + padded(b"text") + bytes(1024)
LONG = header(b"L", 2 << 20) + b"a" * (2 << 20)
ATTRIBUTES = header(b"x", 2 << 20) + b"%d path=" % (2 << 20) + b"a" * ((2 << 20) - 14) + b"\n"


@pytest.mark.parametrize("data", [LONG, ATTRIBUTES, sparse(3000)], ids=["L", "x", "S"])
def test_large_headers_of_a_tar_are_refused(tmp_path, data):
    for before in (b"", LAST[:1024]):
        (tmp_path / "a.tar").write_bytes(before + data + LAST)
        with pytest.raises(LimitError, match="an entry in a have more than 1,048,576 bytes"):
            names_of(tmp_path / "a.tar")


def test_large_headers_of_many_entries_are_refused(tmp_path):
    one = header(b"L", 400_000) + padded(b"a" * 400_000) + LAST[:1024]
    (tmp_path / "a.tar").write_bytes(3 * one + LAST)
    with pytest.raises(LimitError, match="the entries in a have more than 1,048,576 bytes"):
        names_of(tmp_path / "a.tar")


def test_pieces_of_sparse_files_count_as_entries(tmp_path):
    (tmp_path / "a.tar").write_bytes(sparse(5) + LAST)
    assert names_of(tmp_path / "a.tar", 111) == ["x", "a.xml"]
    with pytest.raises(LimitError, match="more than 110 entries"):
        names_of(tmp_path / "a.tar", 110)


@pytest.mark.parametrize(
    "data", [header(b"L", 4) + padded(b"abc\0"), header(b"g", 11) + padded(b"11 a=bcdef\n")]
)
def test_a_chain_of_headers_is_damage(tmp_path, data):
    (tmp_path / "a.tar").write_bytes(data * 3000 + LAST)
    with pytest.raises(tarfile.ReadError, match="hundreds of headers"):
        names_of(tmp_path / "a.tar")
    (tmp_path / "b.tar").write_bytes(LAST[:1024] + data * 3000 + LAST)
    with containers.opened(tmp_path / "b.tar", "b", 100) as contents:
        assert [entry.name for entry in contents.entries] == ["a.xml"]
        assert "hundreds of headers" in contents.damage


def test_long_names_of_a_tar_are_read(tmp_path):
    names = [f"{number}/" + "long/" * 150 + "a.xml" for number in range(3)]
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(tmp_path / "a.tar", "w", format=form) as package:
            for name in names:
                package.addfile(tarfile.TarInfo(name))
        assert names_of(tmp_path / "a.tar") == names


def pax(fields, content=bytes(512)):
    """An entry behind a header with fields, some of which `tarfile` itself would not write."""
    lines = b""
    for name, value in fields.items():
        line = f" {name}=".encode() + value + b"\n"
        length = next(n for n in count() if len(b"%d" % n + line) == n)
        lines += b"%d" % length + line
    entry = header(b"0", len(content)) + padded(content)
    return header(b"x", len(lines)) + padded(lines) + entry


def sparse_1(content):
    return pax({"GNU.sparse.major": b"1", "GNU.sparse.minor": b"0"}, padded(content))


def sized(kind, size):
    """A header with a size that only numbers in base 256 can have."""
    entry = tarfile.TarInfo("x")
    entry.type, entry.size = kind, size
    return entry.tobuf(tarfile.GNU_FORMAT)


ODD = {
    "map of words": pax({"GNU.sparse.map": b"a,b"}),
    "map of negative numbers": pax({"GNU.sparse.map": b"-1,5", "GNU.sparse.size": b"100"}),
    "map of long numbers": pax({"GNU.sparse.map": b"1" * 5000 + b",1"}),
    "map of words, version 0.0": pax({"GNU.sparse.size": b"x"}),
    "real size in words": pax({"GNU.sparse.realsize": b"x"}),
    "negative real size": pax({"GNU.sparse.realsize": b"-5"}),
    "map in binary": sparse_1(b"\x89PNG\r\n\x1a\n"),
    "map with a negative piece": sparse_1(b"1\n0\n-5\n"),
    "map that is cut": sparse_1(b"3\n0\n"),
    "map without end": sparse_1(b"1" * 600),
    "characters of no encoding": pax({"hdrcharset": b"\xff"}),
    "negative size": pax({"size": b"-1"}),
    "way back": pax({"size": b"-2048"}),
    "negative size in base 256": sized(b"0", -1),
    "way back in base 256": sized(b"0", -(1 << 20)),
    "negative size of a name": sized(b"L", -512),
    "size beyond all disks": sized(b"0", 1 << 80),
    "size beyond all offsets of files": sized(b"0", (1 << 63) - 4096),
    "size beyond offsets on most disks": sized(b"0", 1 << 62),
    "size beyond all disks in a field": pax({"size": b"9" * 30}),
    "sparse file that ends in its map": sparse(3)[:1024],
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_headers_with_impossible_values_are_damage(tmp_path, data):
    end = b"" if len(data) == 1024 else LAST
    (tmp_path / "a.tar").write_bytes(data + end)
    with suppress(tarfile.ReadError):
        names_of(tmp_path / "a.tar")
    (tmp_path / "b.tar").write_bytes(LAST[:1024] + data + end)
    with containers.opened(tmp_path / "b.tar", "b", 100) as contents:
        first, *rest = contents.entries
        assert (first.name, b"".join(first.blocks())) == ("a.xml", b"text")
        for entry in rest:
            with pytest.raises(DamageError):
                list(entry.blocks())
        assert contents.damage


def test_sparse_files_are_read(tmp_path):
    for data in (
        pax(
            {"GNU.sparse.major": b"1", "GNU.sparse.minor": b"0", "GNU.sparse.realsize": b"600"},
            padded(b"2\n0\n1\n600\n0\n") + b"a",
        ),
        pax({"GNU.sparse.map": b"0,1,600,0", "GNU.sparse.size": b"600"}, b"a"),
    ):
        (tmp_path / "a.tar").write_bytes(data + LAST)
        with containers.opened(tmp_path / "a.tar", "a", 100) as contents:
            assert [entry.name for entry in contents.entries] == ["x", "a.xml"]
            assert not contents.damage
            assert b"".join(contents.entries[0].blocks()) == b"a" + bytes(599)
