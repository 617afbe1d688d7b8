"""Files whose names differ in case only are two, wherever they come from and wherever they go."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from urllib.parse import quote, unquote

import pytest

from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.warc.strict import read_records

HOME = "https://blog.example/wp-content/uploads"
PAIRS = [
    ("2015/A.png", "2015/a.png"),
    ("2015/photo.JPG", "2015/photo.jpg"),
    ("2015/\u00dc.png", "2015/\u00fc.png"),
    ("Fotos/x.png", "fotos/x.png"),
    ("2015/STRASSE.png", "2015/stra\u00dfe.png"),
    ("2015/caf\u00e9.png", "2015/cafe\u0301.png"),
    ("cafe\u0301/x.png", "caf\u00e9/x.png"),
    ("2015/\u212b.png", "2015/\u00c5.png"),
]
IDS = ["name", "extension", "umlaut", "directory", "folded", "composed", "decomposed", "sign"]


def zipped(tmp_path, files):
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as container:
        for name, data in files.items():
            container.writestr(f"wp-content/uploads/{name}", data)
    return tmp_path / "up.zip"


def tarred(tmp_path, files):
    with tarfile.open(tmp_path / "up.tar", "w") as container:
        for name, data in files.items():
            info = tarfile.TarInfo(f"uploads/{name}")
            info.size = len(data)
            container.addfile(info, io.BytesIO(data))
    return tmp_path / "up.tar"


def mirrored(tmp_path, files):
    for name, data in files.items():
        path = tmp_path / "mirror/blog.example/wp-content/uploads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "mirror"


def attachment(number, file, status="inherit"):
    more = f"<wp:attachment_url>{HOME}/{file}</wp:attachment_url>"
    return item(number, slug=f"f{number}", type="attachment", status=status, more=more)


def converted(tmp_path, items, media, hidden=(), **options):
    (tmp_path / "export.xml").write_text(export(*items))
    report = convert(tmp_path / "export.xml", tmp_path / "out", media=media, **options)
    assert verify(tmp_path / "out").findings == []
    assert [n.message for n in report.notices if n.code == "media-missing"] == [
        f"{HOME}/{name}: its attachment is hidden; --include shows hidden attachments."
        for name in hidden
    ]
    listed = json.loads((tmp_path / "out/media.json").read_text())
    return {
        e["path"]: (tmp_path / "out" / e["path"]).read_bytes() for e in listed if e["path"]
    }, listed


@pytest.mark.parametrize("pair", PAIRS, ids=IDS)
@pytest.mark.parametrize("made", [zipped, tarred, mirrored])
@pytest.mark.parametrize("attached", [True, False], ids=["attached", "named"])
def test_both_are_kept_and_links_follow(tmp_path, made, pair, attached):
    files = dict(zip(pair, (b"first", b"second"), strict=True))
    items = [
        item(n, slug=f"p{n}", content=f'<img src="{HOME}/{file}">')
        for n, file in enumerate(pair, 1)
    ]
    if attached:
        items += [attachment(n, file) for n, file in enumerate(pair, 11)]
    found, listed = converted(tmp_path, items, made(tmp_path, files), to=["markdown"])
    assert sorted(found.values()) == [b"first", b"second"]
    assert len({name.casefold() for name in found}) == 2
    for entry in listed:
        assert {files[address.removeprefix(f"{HOME}/")] for address in entry["addresses"]} == {
            found[entry["path"]]
        }
        if attached:
            assert len(entry["attachments"]) == 1
    for number, data in enumerate(files.values(), 1):
        [post] = (tmp_path / "out").rglob(f"*-p{number}.md")
        [path] = [name for name in found if found[name] == data]
        assert f"![](../../{path.removeprefix('markdown/')})" in unquote(post.read_text())


def test_links_in_another_case_still_lead_there(tmp_path):
    files = {"2015/Photo.png": b"first"}
    items = [item(1, slug="p1", content=f'<img src="{HOME}/2015/PHOTO.PNG">')]
    found, _ = converted(tmp_path, items, zipped(tmp_path, files), to=["markdown"])
    assert list(found.values()) == [b"first"]


def test_archives_have_both_at_their_addresses(tmp_path):
    files = {"2015/A.png": b"first", "2015/a.png": b"second"}
    items = [
        item(n, slug=f"p{n}", content=f'<img src="{HOME}/{file}">')
        for n, file in enumerate(files, 1)
    ]
    converted(tmp_path, items, zipped(tmp_path, files), to=["warc"])
    [warc] = (tmp_path / "out/warc").glob("*[!d].warc.gz")
    with warc.open("rb") as file:
        found = {
            r.get("WARC-Target-URI"): r.block.read()
            for r in read_records(file)
            if r.get("WARC-Type") == "resource"
        }
    assert {
        uri.removeprefix(f"{HOME}/"): data for uri, data in found.items() if uri.endswith(".png")
    } == files


def test_what_is_hidden_hides_no_other_file(tmp_path):
    files = {"2015/A.png": b"hidden", "2015/a.png": b"shown"}
    items = [attachment(11, "2015/A.png", "trash"), attachment(12, "2015/a.png"),
             item(1, slug="p1", content=f'<img src="{HOME}/2015/a.png">'),
             item(2, slug="p2", content=f'<img src="{HOME}/2015/A.png">')]  # fmt: skip
    media = zipped(tmp_path, files)
    found, _ = converted(tmp_path, items, media, ["2015/A.png"], to=["markdown"])
    assert list(found.values()) == [b"shown"]


@pytest.mark.parametrize("made", [zipped, tarred, mirrored])
@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("2015/caf\u00e9.png", "2015/cafe\u0301.png"),
        ("2015/cafe\u0301.png", "2015/caf\u00e9.png"),
        ("cafe\u0301/a.png", "caf\u00e9/a.png"),
        ("2015/\u212b.png", "2015/\u00c5.png"),
        ("2015/a.png.orig", "2015/a.png"),
        ("2015/a.png@w=300", "2015/a.png"),
    ],
)
@pytest.mark.parametrize("are_both", [True, False])
def test_a_hidden_file_takes_no_other_file_s_name(tmp_path, made, hidden, shown, are_both):
    files = {hidden: b"hidden"} | ({shown: b"shown"} if are_both else {})
    items = [attachment(11, quote(hidden), "trash"), attachment(12, quote(shown)),
             item(1, slug="p1", content=f'<img src="{HOME}/{quote(shown)}">')]  # fmt: skip
    (tmp_path / "export.xml").write_text(export(*items))
    media = made(tmp_path, files)
    convert(tmp_path / "export.xml", tmp_path / "out", media=media, to=["markdown"])
    images = [path for path in (tmp_path / "out/markdown").rglob("*") if ".png" in path.name]
    assert [path.read_bytes() for path in images] == ([b"shown"] if are_both else [])


@pytest.mark.parametrize("linked", ["caf\u00e9", "cafe\u0301"])
@pytest.mark.parametrize("stored", ["caf\u00e9", "cafe\u0301"])
@pytest.mark.parametrize("attached", ["caf\u00e9", "cafe\u0301", ""])
def test_one_file_is_found_by_either_composition(tmp_path, linked, stored, attached):
    items = [item(1, slug="p1", content=f'<img src="{HOME}/2015/{quote(linked)}.png">')]
    items += [attachment(11, f"2015/{quote(attached)}.png")] if attached else []
    items += [item(2, slug="p2", status="draft")]
    media = zipped(tmp_path, {f"2015/{stored}.png": b"shown"})
    found, _ = converted(tmp_path, items, media, to=["markdown"])
    assert list(found.values()) == [b"shown"]


def test_a_file_where_a_directory_must_be_is_renamed(tmp_path):
    files = {"2015": b"file", "2015/a": b"picture", "2015/a/b.png": b"deeper"}
    text = " ".join(f'<img src="{HOME}/{file}">' for file in files)
    found, _ = converted(
        tmp_path, [item(1, content=text)], tarred(tmp_path, files), to=["markdown"]
    )
    assert sorted(found.values()) == sorted(files.values())
