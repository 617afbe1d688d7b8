"""Packed exports that fail a check: behind the damage, a decompressor copies wrong text."""

import gzip
import io
import tarfile
import zipfile
import zlib

import pytest

from tests.unit.readers.test_hidden_by_damage import SECRET, dated, hidden_post, open_post
from tests.wxr import comment, export, item
from wparchive.api import convert


def faulty(pack, text, old, new):
    """What a decompressor gives that went on behind damage: other bytes, and a failed check."""
    packed = bytearray(pack(text.replace(old, new).encode()))
    if pack is gzip.compress:
        packed[-8:-4] = zlib.crc32(text.encode()).to_bytes(4, "little")
    else:
        right, wrong = (
            zlib.crc32(t.encode()).to_bytes(4, "little") for t in (text, text.replace(old, new))
        )
        packed = packed.replace(wrong, right)
    return bytes(packed)


def zipped(data):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("in.xml", data)
    return target.getvalue()


def tarred(data):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as container:
        entry = tarfile.TarInfo("in.xml")
        entry.size = len(data)
        container.addfile(entry, io.BytesIO(data))
    return target.getvalue()


KEY = "<wp:post_password><![CDATA[key]]></wp:post_password>"
WRONG = {
    "another tag in all items": ("post_password", "post_dathword"),
    "a tag with an attribute in all items": ("post_type", "post_typort08 wort0"),
    "no password": (KEY, ""),
    "another password's tag": (KEY, KEY.replace("password", "passwort")),
    "a text from elsewhere": ("<!-- --><wp:post_id>5<", f"{SECRET}<wp:post_id>5</wp:post_"),
}


@pytest.mark.parametrize("pack", [gzip.compress, zipped])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_packed_export_that_fails_its_check(tmp_path, wrong, pack):
    text = export(
        open_post(1), open_post(2), hidden_post(3), open_post(4), open_post(5),
        dated(item(6, title=SECRET, content=SECRET, password="key"), 6),
        open_post(7),
    ).replace("<wp:post_id>5<", "<!-- --><wp:post_id>5<")  # fmt: skip
    (tmp_path / "in.xml.z").write_bytes(faulty(pack, text, *WRONG[wrong]))
    assert public_texts(tmp_path) == []


def test_a_tar_in_a_gzip_that_fails_its_check(tmp_path):
    text = export(*map(open_post, range(1, 6)), item(6, title=SECRET, password="key"))
    packed = bytearray(gzip.compress(tarred(text.replace(KEY, "").encode())))
    packed[-8] ^= 1
    (tmp_path / "in.xml.z").write_bytes(packed)
    assert public_texts(tmp_path) == []


def test_an_order_note_in_a_packed_export_that_fails_its_check(tmp_path):
    note = comment(6, content=SECRET, kind="order_note")
    text = export(open_post(1, comments=note), open_post(2))
    data = faulty(gzip.compress, text, "comment_type", "comment_nome")
    (tmp_path / "in.xml.z").write_bytes(data)
    assert public_texts(tmp_path) == []


@pytest.mark.parametrize("name", ["sound", "wrong letter", "cut"])
def test_whole_items_of_a_damaged_packed_export_are_shown(tmp_path, name):
    text = export(*map(open_post, range(1, 8)))
    packed = bytearray(gzip.compress(text.encode()))
    if name == "wrong letter":
        packed = faulty(gzip.compress, text, "Open 5", "Opeq 5")
    elif name == "cut":
        packed = packed[:-8]
    (tmp_path / "in.xml.z").write_bytes(packed)
    convert(tmp_path / "in.xml.z", tmp_path / "out", to=["markdown"], jobs=1)
    assert len(list((tmp_path / "out/markdown").rglob("*.md"))) >= 7


def public_texts(folder):
    out = folder / "out"
    convert(folder / "in.xml.z", out, to=["markdown", "json", "html"], jobs=1)
    texts = {path: path.read_text(errors="replace") for path in out.rglob("*") if path.is_file()}
    assert any(SECRET in text for path, text in texts.items() if "private" in path.parts)
    return [p for p, text in texts.items() if "private" not in p.parts and SECRET in text]


STRANGE = {
    "another type": (
        "forums/topic/a/",
        "forums/topi6/a/",
        "<wp:post_type>topic",
        "<wp:post_type>topi6",
    ),
    "a body from elsewhere": ("", "", "Seen 4.", f"Se</p>x<![CDATA[<p>{SECRET}"),
}


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_value_in_a_packed_export_that_fails_its_check(tmp_path, strange):
    link = "https://blog.example/forums/topic/a/"
    text = export(
        open_post(1),
        item(3, title=SECRET, type="forum", status="private"),
        item(4, title="Seen", content="Seen 4."),
        item(5, title=SECRET, slug="a", type="topic", content=SECRET, parent=3, link=link),
    )
    old, new, other, another = STRANGE[strange]
    packed = bytearray(gzip.compress(text.replace(old, new).replace(other, another).encode()))
    packed[-8] ^= 1
    (tmp_path / "in.xml.z").write_bytes(packed)
    assert public_texts(tmp_path) == []
