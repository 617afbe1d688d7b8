"""Compressed files and containers that end early or are damaged: what is left is read and named."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

import pytest
import zstandard

from tests.wxr import export, item
from tests.zips import flagged
from wparchive.api import convert
from wparchive.errors import InputError
from wparchive.errors.notices import Code
from wparchive.storage import containers
from wparchive.storage.packing import packing
from wparchive.storage.recovery import DamageError, blocks
from wparchive.storage.sources import Sources

# Text that no compressor makes short, so that a cut leaves something of it.
TEXT = "".join(random.Random(1).choices("abcdefgh <>", k=400_000)).encode()
OTHER = b"<other/>" * 1000


def unpacked(path):
    with Sources([path]) as sources:
        found = sources.open()[1]
        codes = [(notice.code, notice.source) for notice in sources.notices]
        return {source.name: source.path.read_bytes() for source in found}, codes


def test_a_sparse_file_that_ends_early_is_damage(tmp_path):
    """The format GNU 1.0 of sparse files: a map of the pieces precedes them."""
    pieces = b"2\n0\n512\n4096\n512\n".ljust(512, b"\0") + b"a" * 512 + b"b" * 512
    entry = tarfile.TarInfo("a.png")
    entry.size = len(pieces)
    entry.pax_headers = {
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a.png",
        "GNU.sparse.realsize": "4608",
    }  # fmt: skip
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as container:
        container.addfile(entry, io.BytesIO(pieces))
    data = (tmp_path / "a.tar").read_bytes()
    (tmp_path / "a.tar").write_bytes(data[: data.index(b"b" * 512) + 100])
    with containers.opened(tmp_path / "a.tar", "a.tar", 9) as contents:
        [found] = contents.entries
        with pytest.raises(DamageError):
            list(found.blocks())


class Unseekable(io.RawIOBase):
    """Makes zipfile write sizes behind the data, as streaming packers do."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += data
        return len(data)


def zipped(*members, method=zipfile.ZIP_DEFLATED, streamed=False):
    target = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for name, data in members:
            container.writestr(name, data)
    return bytes(target.data) if streamed else target.getvalue()


def tarred(*members):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as container:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            container.addfile(entry, io.BytesIO(data))
    return target.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lambda d: bz2.compress(d, 1), lzma.compress])
def test_a_stream_that_ends_early_gives_its_beginning(tmp_path, pack):
    path = tmp_path / "a.xml.z"
    data = pack(TEXT)
    path.write_bytes(data[: len(data) // 2])
    found, codes = unpacked(path)
    text = found["a.xml.z"]
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) // 4
    assert [code for code, _ in codes] == [Code.INPUT_DAMAGED]


def test_a_wrong_checksum_is_named_and_the_text_is_kept(tmp_path):
    path = tmp_path / "a.xml.gz"
    data = bytearray(gzip.compress(TEXT))
    data[-8] ^= 1
    path.write_bytes(data)
    found, codes = unpacked(path)
    assert found == {"a.xml.gz": TEXT}
    assert codes == [(Code.INPUT_DAMAGED, "a.xml.gz (gzip)")]


def test_a_tar_that_ends_inside_a_member(tmp_path):
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(("1.xml", OTHER), ("2.xml", TEXT))[: 512 * 3 + 8192 + 100_000])
    found, codes = unpacked(path)
    assert found["a.tar!1.xml"] == OTHER
    assert TEXT.startswith(found["a.tar!2.xml"])
    assert len(found["a.tar!2.xml"]) > 90_000
    assert (Code.INPUT_DAMAGED, "a.tar!2.xml") in codes


@pytest.mark.parametrize("streamed", [False, True])
def test_a_zip_without_its_directory(tmp_path, streamed):
    path = tmp_path / "a.zip"
    whole = zipped(("1.xml", OTHER), ("2.xml", TEXT), ("3.txt", b"x"), streamed=streamed)
    path.write_bytes(whole[: whole.index(b"3.txt") - 30])
    found, codes = unpacked(path)
    assert found == {"a.zip!1.xml": OTHER, "a.zip!2.xml": TEXT}
    assert codes == [(Code.INPUT_DAMAGED, "a.zip")]


def test_a_zip_that_ends_inside_an_entry(tmp_path):
    path = tmp_path / "a.zip"
    whole = zipped(("1.xml", OTHER), ("2.xml", TEXT))
    path.write_bytes(whole[: len(whole) // 2])
    found, codes = unpacked(path)
    assert found["a.zip!1.xml"] == OTHER
    assert TEXT.startswith(found["a.zip!2.xml"])
    assert len(found["a.zip!2.xml"]) > len(TEXT) // 4
    assert codes == [(Code.INPUT_DAMAGED, "a.zip"), (Code.INPUT_DAMAGED, "a.zip!2.xml")]


def test_a_damaged_entry_does_not_cost_the_others(tmp_path):
    path = tmp_path / "a.zip"
    whole = bytearray(zipped(("1.xml", TEXT), ("2.xml", OTHER), method=zipfile.ZIP_STORED))
    whole[whole.index(TEXT[:50]) + 5] ^= 1
    path.write_bytes(whole)
    found, codes = unpacked(path)
    assert found["a.zip!2.xml"] == OTHER
    assert len(found["a.zip!1.xml"]) == len(TEXT)
    assert codes == [(Code.INPUT_DAMAGED, "a.zip!1.xml")]


@pytest.mark.parametrize(
    "data",
    [
        zipped(("1.xml", OTHER), ("2.xml", TEXT[:3000])),
        zipped(("1.xml", OTHER), ("2.xml", TEXT[:3000]), streamed=True),
        tarred(("1.xml", OTHER), ("2.xml", TEXT[:3000])),
        gzip.compress(tarred(("1.xml", OTHER), ("2.xml", TEXT[:3000]))),
        gzip.compress(TEXT[:3000]),
    ],
    ids=["zip", "streamed zip", "tar", "tar.gz", "gz"],
)
def test_a_cut_anywhere_is_named_or_refused(tmp_path, data):
    path = tmp_path / "a"
    refused = 0
    for stop in range(1, len(data), 37):
        path.write_bytes(data[:stop])
        try:
            found, codes = unpacked(path)
        except InputError:
            found = {}
        if found in ({}, {"a": data[:stop]}):  # the second is for the readers to refuse
            refused += 1
            continue
        whole = {"a!1.xml": OTHER, "a!2.xml": TEXT[:3000], "a": TEXT[:3000]}
        cut = [name for name, text in found.items() if text != whole.get(name)]
        missing = len(found) < (2 if "a!1.xml" in found else 1)
        assert codes or not (cut or missing), stop
    assert refused < len(range(1, len(data), 37)) // 2


WHOLE = zstandard.compress(b"a" * 9) + zstandard.compress(b"b" * 300_000)
SKIPPED = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"\x28\xb5\x2f\xfdx"


@pytest.mark.parametrize(
    ("data", "size", "damaged"),
    [
        (WHOLE, 300_009, False),
        (WHOLE + SKIPPED, 300_009, False),
        (SKIPPED + WHOLE, 300_009, False),
        (WHOLE + bytes(600), 300_009, False),
        (WHOLE + bytes(3) + WHOLE, 600_018, False),
        (WHOLE[:-1], None, True),
        (WHOLE[: len(zstandard.compress(b"a" * 9)) + 3], 9, True),
        (WHOLE + SKIPPED[:-1], 300_009, True),
        (WHOLE + b"junk", 300_009, True),
        (WHOLE[:6], 0, True),
    ],
)
def test_zstandard_that_ends_inside_of_a_frame_is_damaged(data, size, damaged):
    found, error = 0, ""
    try:
        for block in blocks(packing(WHOLE).open(io.BytesIO(data))):
            found += len(block)
    except DamageError as caught:
        error = str(caught)
    assert bool(error) is damaged, error
    assert size is None or found == size


@pytest.mark.parametrize("cut", [1, 2000, -5])
def test_an_export_in_zstandard_that_is_cut_short_is_a_loss(tmp_path, cut):
    items = [item(n, content=" ".join(f"{n}-{m}" for m in range(9000))) for n in range(1, 9)]
    text = export(*items).encode()
    # One frame each, as archives of records have them; the last one holds white space alone.
    frames = [zstandard.compress(text), zstandard.compress(b"\n" * 9999 + bytes(range(9, 11)) * 50)]
    path = tmp_path / "export.xml.zst"
    path.write_bytes(frames[0] + frames[1][: min(cut, len(frames[1]) - 1)])
    report = convert(path, tmp_path / "out", to=["json"], jobs=1)
    assert report.exit_code == 3
    assert [n.source for n in report.notices if n.code is Code.INPUT_DAMAGED] == [
        f"{path.name} (Zstandard)"
    ]
    path.write_bytes(b"".join(frames))
    assert convert(path, tmp_path / "whole", to=["json"], jobs=1).exit_code == 0
    path.write_bytes(frames[0][:50])
    with pytest.raises(
        InputError, match="cannot be unpacked: the file ends inside a Zstandard frame"
    ):
        convert(path, tmp_path / "none", to=["json"], jobs=1)


@pytest.mark.parametrize(
    "dictionary", [b"\x28\xb5\x2f\xfdgarbagegarb", b"\x37\xa4\x30\xecxyz", b"\x28\xb5\x2f\xfd", b""]
)
def test_a_damaged_dictionary_is_named(tmp_path, dictionary):
    path = tmp_path / "a.warc.zst"
    frame = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    path.write_bytes(frame + b"\x28\xb5\x2f\xfdjunk")
    with pytest.raises(InputError, match=r"a\.warc\.zst"):
        convert(path, tmp_path / "out", to=["json"], jobs=1)


REFUSED = [{"encrypted": True}, {"method": 99}, {"method": 99, "encrypted": True}, {"method": 14}, {"method": 12},
           {"method": 1}, {"method": 65535}]  # fmt: skip


@pytest.mark.parametrize("how", REFUSED)
@pytest.mark.parametrize("whole", [True, False])
def test_an_entry_that_cannot_be_unpacked_costs_no_other(tmp_path, how, whole):
    data = flagged(zipped(("a.xml", TEXT), ("b.xml", OTHER)), "a.xml", **how)
    (tmp_path / "x.zip").write_bytes(data if whole else data[: data.index(b"PK\x01\x02")])
    found, notices = unpacked(tmp_path / "x.zip")
    assert found == {"x.zip!b.xml": OTHER}
    assert ("input-damaged", "x.zip!a.xml") in notices


@pytest.mark.parametrize("how", REFUSED)
def test_a_zip_of_which_nothing_can_be_unpacked_says_why(tmp_path, how):
    (tmp_path / "x.zip").write_bytes(flagged(zipped(("a.xml", TEXT)), "a.xml", **how))
    with pytest.raises(InputError) as error:
        unpacked(tmp_path / "x.zip")
    assert "x.zip!a.xml" in error.value.hint


@pytest.mark.parametrize(
    ("at", "value"),
    [(6, b"\x40\x00"), (8, b"\x00\x08"), (42, b"\xff\xff\xff\x7f"), (42, b"\xff\xff\xff\xff"), (30, b"\x09\x00")],
)  # fmt: skip
def test_odd_fields_of_a_zip_cost_no_other_entry(tmp_path, at, value):
    """A version to come, a name that is not UTF-8, an offset behind the end, other fields."""
    data = bytearray(zipped(("\u00fc.xml", TEXT), ("b.xml", OTHER)))
    position = data.index(b"PK\x01\x02")
    data[position + 46 : position + 48] = (
        b"\xff\xff" if at == 8 else data[position + 46 : position + 48]
    )
    data[position + at : position + at + 2] = value[:2]
    if len(value) > 2:
        data[position + at : position + at + 4] = value
    (tmp_path / "x.zip").write_bytes(data)
    assert OTHER in unpacked(tmp_path / "x.zip")[0].values()
