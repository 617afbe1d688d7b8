"""Web archives and containers without their first bytes: the documents behind these are read."""

import gzip
import io
import tarfile
import zipfile

import pytest

from tests.unit.readers.pages.test_pages import SITE, page
from tests.unit.readers.warc.test_warc import INFO, feed, http, record
from tests.wxr import export, item
from wparchive.api import convert, open_source
from wparchive.errors.notices import Code

NAMES = ("first", "second", "third")
TITLES = ["First", "Second", "Third"]
PAGES = [page(n, name, name.title()).encode() for n, name in enumerate(NAMES, start=1)]
DAMAGE = {
    "a wrong byte": lambda data: b"\xf7" + data[1:],
    "no first byte": lambda data: data[1:],
    "no head": lambda data: data[600:],
    "bytes before": lambda data: b"junkjunk\n" + data,
    "NUL bytes": lambda data: bytes(300) + data[300:],
}


def captured(number):
    html = http(PAGES[number], media="text/html; charset=utf-8")
    return record(html, f"{SITE}/2020/02/{NAMES[number]}/")


WARC = (
    INFO + record(b"x" * 900, "http://a.example/", "resource") + b"".join(map(captured, range(3)))
)


def tarred(*files):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as container:
        for number, data in enumerate(files):
            entry = tarfile.TarInfo(f"{number}.html")
            entry.size = len(data)
            container.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def unmarked(data):
    """A tar with headers as before POSIX."""
    made = bytearray(data)
    with tarfile.open(fileobj=io.BytesIO(data)) as container:
        for entry in container:
            at = entry.offset
            made[at + 257 : at + 512] = bytes(255)
            made[at + 148 : at + 156] = b" " * 8
            made[at + 148 : at + 156] = b"%06o\0 " % sum(made[at : at + 512])
    return bytes(made)


def zipped(*files, method=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for number, data in enumerate(files):
            container.writestr(f"{number}.html", data)
    return target.getvalue()


def read(path):
    with open_source(path) as archive:
        titles = sorted(post.title for post in archive)
        codes = [n.code for n in archive.notices]
        return titles, codes.count(Code.INPUT_DAMAGED)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["unpacked", "gzip"])
@pytest.mark.parametrize("in_directory", [False, True])
def test_a_web_archive_is_read_from_its_first_record_on(tmp_path, damage, pack, in_directory):
    (tmp_path / "in").mkdir()
    path = tmp_path / "in/site.warc"
    path.write_bytes(pack(damage(WARC)))
    assert read(path.parent if in_directory else path) == (TITLES, 1)


def test_a_web_archive_that_begins_in_a_page_is_read(tmp_path):
    data = captured(0)
    (tmp_path / "a").write_bytes(data[data.index(b"<!") :] + captured(1) + captured(2))
    assert read(tmp_path / "a") == (TITLES[1:], 1)
    long = PAGES[0] + b"<p>word word</p>" * 10_000 + b"\r\n\r\n"  # more than readers look at
    (tmp_path / "b").write_bytes(long + captured(1) + captured(2))
    assert read(tmp_path / "b") == (TITLES[1:], 1)


def test_damage_at_both_ends(tmp_path):
    (tmp_path / "a").write_bytes(PAGES[0] + b"\r\n\r\n" + captured(1)[:-20])
    titles, damage = read(tmp_path / "a")
    assert (titles, damage) == (["Second"], 1)


def test_empty_lines_before_a_web_archive_are_no_loss(tmp_path):
    (tmp_path / "a").write_bytes(b"\r\n\r\n" + WARC)
    assert read(tmp_path / "a") == (TITLES, 0)


def test_an_arc_is_read_from_its_first_record_on(tmp_path):
    def arc(number):
        block = http(feed(TITLES[number], number=number))
        uri = f"http://blog.example/{number}/feed/"
        head = f"{uri} 192.0.2.1 20200101000000 application/rss+xml {len(block)}\n"
        return head.encode() + block + b"\n"

    (tmp_path / "a").write_bytes(PAGES[0] + b"\n" + arc(1) + arc(2))
    assert read(tmp_path / "a") == (TITLES[1:], 1)


QUOTED = record(b"GET / HTTP/1.0\r\n\r\n", "http://a.example/", "request")
MARKED_UP = QUOTED.replace(b"<", b"&lt;").replace(b">", b"&gt;")


def test_a_quoted_record_is_none(tmp_path):
    html = page(1, "first", "First").encode()
    for number, quoted in enumerate((MARKED_UP, MARKED_UP.replace(b"\r\n", b"\n"))):
        place = html.index(b"</p>")
        text = b"<pre>\r\n\r\n" + quoted * 2 + b"</pre>"
        (tmp_path / f"{number}.html").write_bytes(html[:place] + text + html[place:])
        assert read(tmp_path / f"{number}.html") == (["First"], 0)
    text = export(item(1, title="First", content=QUOTED.decode() * 2))
    (tmp_path / "a.xml").write_bytes(text.encode())
    assert read(tmp_path / "a.xml") == (["First"], 0)
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.html").write_bytes(html)
    (tmp_path / "d/notes.txt").write_bytes(b"This is one:\r\n\r\n" + QUOTED + b"Do you see?\r\n")
    assert read(tmp_path / "d") == (["First"], 0)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["unpacked", "gzip"])
@pytest.mark.parametrize("form", [bytes, unmarked], ids=["ustar", "v7"])
def test_a_tar_is_read_from_its_first_entry_on(tmp_path, damage, pack, form):
    (tmp_path / "a").write_bytes(pack(damage(form(tarred(*PAGES)))))
    titles, number = read(tmp_path / "a")
    assert (titles[-2:], number) == (TITLES[1:], 1)


def test_the_first_entry_of_a_tar_is_read_if_its_content_is_whole(tmp_path):
    for name, damage in (
        ("name", slice(0, 1)),
        ("time", slice(140, 141)),
        ("sum", slice(150, 152)),
    ):
        data = bytearray(tarred(*PAGES))
        data[damage] = b"\xf7" * (damage.stop - damage.start)
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name) == (TITLES, 1)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_is_read_by_its_directory(tmp_path, method):
    data = zipped(*PAGES, method=method)
    for number, start in enumerate((b"\xf7", b"\xf7" * 4, b"<", b"\0" * 20)):
        (tmp_path / str(number)).write_bytes(start + data[len(start) :])
        assert read(tmp_path / str(number)) == (TITLES, 0)
    (tmp_path / "before").write_bytes(b"junk\n" + data)
    assert read(tmp_path / "before") == (TITLES, 0)
    (tmp_path / "cut").write_bytes(data[50:])
    assert read(tmp_path / "cut") == (TITLES[1:], 1)


def test_containers_in_containers(tmp_path):
    data = zipped(tarred(*PAGES[:2])[600:], PAGES[2])
    (tmp_path / "a.zip").write_bytes(data)
    assert read(tmp_path / "a.zip") == (TITLES[1:], 1)
    inner = tarred(zipped(*PAGES[:2]), PAGES[2])
    (tmp_path / "b").write_bytes(b"\xf7" + inner[1:])
    assert read(tmp_path / "b") == (TITLES, 1)
    (tmp_path / "c").write_bytes(b"\xf7" + tarred(WARC)[1:])
    assert read(tmp_path / "c")[0] == TITLES


def test_hidden_posts_of_a_damaged_web_archive_stay_hidden(tmp_path):
    posts = [item(n, title=f"Open {n}", content="Seen.") for n in (1, 2)]
    posts += [item(n, title="Secret", content="Secretword", status="private") for n in (3, 4)]
    (tmp_path / "in.xml").write_text(export(*posts))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["warc"])
    [packed] = (tmp_path / "out/private/warc").glob("*.gz")
    data = gzip.decompress(packed.read_bytes())
    for number, cut in enumerate((1, 700, data.index(b"<article"))):
        (tmp_path / "cut").write_bytes(data[cut:])
        convert(tmp_path / "cut", tmp_path / str(number), to=["markdown"])
        texts = [p.read_text() for p in (tmp_path / f"{number}/markdown").rglob("*.md")]
        assert len(texts) == (0 if number == 2 else 2)
        assert not [text for text in texts if "Secret" in text]
