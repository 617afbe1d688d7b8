"""What is read from bytes: marks, valid UTF-8, declarations, then a guess."""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import tracemalloc

import pytest

from tests.growth import LIMIT, exponent
from wparchive.errors.notices import Code
from wparchive.web.charset import decode

TEXT = "Grüße aus Köln, naïve façade – „so“ €"


def page(text, charset, said):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={said}">' if said else ""
    return f"<html><head>{meta}</head><body><p>{text}</p>".encode(charset)


def codes(found):
    return [n.code for n in found.notices]


@pytest.mark.parametrize(
    ("charset", "said", "text"),
    [("utf-8", "utf-8", TEXT), ("utf-8", None, TEXT), ("cp1252", "iso-8859-1", TEXT),
     ("cp1252", "windows-1252", TEXT), ("cp1251", "windows-1251", "Привет, мир"),
     ("koi8-r", "koi8-r", "Привет, мир"), ("cp932", "Shift_JIS", "こんにちは、世界"),
     ("euc_jp", "euc-jp", "こんにちは、世界"), ("iso2022_jp", "iso-2022-jp", "こんにちは、世界"),
     ("gb18030", "gb2312", "你好，世界"), ("cp949", "euc-kr", "안녕하세요"),
     ("cp1253", "windows-1253", "Γειά σου Κόσμε")],
)  # fmt: skip
def test_declared_encodings(charset, said, text):
    found = decode(page(text, charset, said))
    assert text in found.text
    assert codes(found) == []


def test_marks_and_wide_encodings():
    assert decode(codecs.BOM_UTF8 + TEXT.encode()).text == TEXT
    assert TEXT in decode(codecs.BOM_UTF16_LE + page(TEXT, "utf-16-le", None)).text
    assert TEXT in decode(page(TEXT, "utf-16-be", None)).text


def test_valid_utf8_outweighs_a_declaration():
    found = decode(page(TEXT, "utf-8", "iso-8859-1"), source="a.html")
    assert TEXT in found.text
    assert codes(found) == [Code.ENCODING_REPAIRED]
    assert found.notices[0].source == "a.html"


def test_the_server_outweighs_the_page():
    found = decode(page("Привет", "koi8-r", "windows-1251"), declared="koi8-r")
    assert "Привет" in found.text


def test_a_language_helps_where_nobody_says_anything():
    data = b'<html lang="ru"><body><p>' + "Привет, мир, как дела".encode("cp1251") + b"</p>"
    assert "Привет, мир" in decode(data).text


def test_broken_bytes_survive_with_a_notice():
    data = page(TEXT, "utf-8", "utf-8") + b"<p>seit l\xe4ngerem</p><p>cut\xc3 [...]</p>"
    found = decode(data)
    assert TEXT in found.text
    assert "seit längerem" in found.text
    assert "cut\ufffd [...]" in found.text
    assert codes(found) == [Code.BYTE_REPLACED]
    assert "2 places" in found.notices[0].message


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\x00\x01\x02", b"\xff\xfe\x00", bytes(range(256))]
)
def test_nothing_raises(data):
    assert isinstance(decode(data).text, str)
    assert isinstance(decode(data, declared="no-such-charset").text, str)


@pytest.mark.parametrize(
    "name", sorted({entry.name for entry in pkgutil.iter_modules(encodings.__path__)})
)
def test_no_declaration_makes_what_cannot_be_written(name):
    data = b"<html><p>\xe9\xff \\ud800 +2AA- \\N{DIGIT ONE} xn--a"
    for declared, start in ((name, b""), (None, f'<meta charset="{name}">'.encode())):
        decode(start + data, declared=declared).text.encode()


@pytest.mark.parametrize(
    "data", [b"\xe2\x82\xac" * 8 + b"\xff a", b"\x81\x30\x81\x30<a>", b"a\xff"]
)
def test_invalid_bytes_take_little_memory(data):
    text = data * (1_000_000 // len(data))
    decode(data)
    tracemalloc.start()
    decode(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * len(text)


def test_declarations_of_odd_forms_are_read():
    for said in ("<meta content='text/html; charset=koi8-r;'>", "< meta charset = 'koi8-r'>"):
        data = said.encode() + "<p>Привет, мир".encode("koi8-r")
        assert "Привет, мир" in decode(data).text


@pytest.mark.parametrize("start", ["<meta ", "< meta ", "<meta charset", "<?xml ", "<html "])
def test_time_is_linear_in_tags_that_do_not_end(start):
    def decoding(size):
        data = start.encode() * (size // len(start)) + b"\xff"
        return lambda: decode(data)

    assert exponent(decoding, 1 << 21) < LIMIT
