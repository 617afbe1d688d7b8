"""Downloads of pictures that posts show at another size: the original counts, if it can be had."""

from __future__ import annotations

import json

import pytest

from tests.hostile import Hostile, answer
from tests.wxr import export, item
from wparchive.api import convert
from wparchive.media import DownloadFolder
from wparchive.media.downloaded import original_address

UPLOADS = "/wp-content/uploads"
PNG = b"\x89PNG\r\n\x1a\n\0"
FULL, SMALL, LARGE = PNG + b"F" * 5000, PNG + b"s" * 300, PNG + b"l" * 600


def converted(tmp_path, server, *items, to="markdown", out="out"):
    text = export(*items).replace("https://blog.example", server.base)
    (tmp_path / "export.xml").write_text(text)
    report = convert(
        tmp_path / "export.xml", tmp_path / out, to=[to], media="fetch", allow_private_networks=True
    )
    listed = json.loads((tmp_path / out / "media.json").read_text())
    missed = [
        n.message.replace(server.base, "") for n in report.notices if n.code == "media-missing"
    ]
    return listed, missed


def image(number, name):
    return item(
        number, slug=f"p{number}", content=f'<img src="https://blog.example{UPLOADS}/{name}">'
    )


def attachment(number, name):
    file = f"<wp:attachment_url>https://blog.example{UPLOADS}/{name}</wp:attachment_url>"
    return item(number, slug=f"p{number}", type="attachment", status="inherit", more=file)


@pytest.mark.parametrize("to", ["markdown", "warc", "html"])
@pytest.mark.parametrize("query", ["w=300", "resize=300%2C200&ssl=1", "fit=9,9"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("other", [image, attachment])
def test_the_original_is_fetched_whatever_is_named_first(tmp_path, to, query, order, other):
    scripts = {
        f"{UPLOADS}/2015/a.png?{query}": answer(SMALL),
        f"{UPLOADS}/2015/a.png": answer(FULL),
    }
    items = [image(1, f"2015/a.png?{query.replace('&', '&amp;')}"), other(2, "2015/a.png")][::order]
    with Hostile(scripts) as server:
        [file], missed = converted(tmp_path, server, *items, to=to)
        assert [asked.path for asked in server.asked[1:]] == [f"{UPLOADS}/2015/a.png"]
    assert (file["size"], missed) == (len(FULL), [])


def test_an_original_that_no_post_names_is_fetched(tmp_path):
    scripts = {f"{UPLOADS}/a.png?w=300": answer(SMALL), f"{UPLOADS}/a.png": answer(FULL)}
    with Hostile(scripts) as server:
        [file], missed = converted(tmp_path, server, image(1, "a.png?w=300"))
    assert (file["size"], missed) == (len(FULL), [])


def test_without_its_original_the_largest_size_is_used_and_the_original_reported(tmp_path):
    scripts = {f"{UPLOADS}/a.png?w=300": answer(SMALL), f"{UPLOADS}/a.png?w=600": answer(LARGE)}
    items = [image(1, "a.png?w=300"), image(2, "a.png?w=600"), attachment(3, "a.png")]
    why = f"{UPLOADS}/a.png: status 404; the file at an address with a query is used instead."
    with Hostile(scripts) as server:
        for out in ("out", "again"):  # also from the directory of an earlier run
            [file], missed = converted(tmp_path, server, *items, out=out)
            assert (file["size"], missed) == (len(LARGE), [why])
            (tmp_path / "again.media").exists() or (tmp_path / "out.media").rename(
                tmp_path / "again.media"
            )


@pytest.mark.parametrize("name", ["file.png?id=7", "get?id=7&amp;kind=.png", "a.png?ver=1.2/3"])
def test_a_query_that_chooses_the_file_is_sent(tmp_path, name):
    address = name.replace("&amp;", "&")
    with Hostile({f"{UPLOADS}/{address}": answer(FULL)}) as server:
        [file], missed = converted(tmp_path, server, image(1, name))
    assert (file["size"], missed) == (len(FULL), [])


def test_a_page_in_place_of_the_original_is_not_it(tmp_path):
    scripts = {
        f"{UPLOADS}/a.png": answer(b"<p>Which one?", kind="text/html"),
        f"{UPLOADS}/a.png?id=7": answer(FULL),
    }
    with Hostile(scripts) as server:
        [file], missed = converted(tmp_path, server, image(1, "a.png?id=7"))
    assert (file["size"], missed) == (len(FULL), [])


def test_what_cannot_be_had_at_all_is_reported_once(tmp_path):
    with Hostile({}) as server:
        listed, missed = converted(tmp_path, server, image(1, "a.png?w=300"))
    assert listed == []
    assert missed == [f"{UPLOADS}/a.png?w=300: status 404."]


@pytest.mark.parametrize(
    ("address", "original"),
    [
        ("https://blog.example/a.png", "https://blog.example/a.png"),
        ("https://blog.example/a.png?w=3&x=/?", "https://blog.example/a.png"),
        ("https://i0.wp.com/blog.example/u/a.png?resize=3,2", "https://blog.example/u/a.png"),
        ("http://i2.wp.com/www.blog.example/u/a.png", "http://www.blog.example/u/a.png"),
    ],
)
def test_the_original_of_an_address(address, original):
    assert original_address(address) == original


def test_places_of_sizes_are_their_own_and_stay(tmp_path):
    folder = DownloadFolder(tmp_path)
    base = "https://blog.example/wp-content/uploads/"
    wanted = [("q?w.png", "q%3Fw.png"), ("q", "q?w.png"), ("a.png", "a.png?w=1"), ("a.png", "a.png"),
              ("a.png", "a.png?w=/2"), ("dir/.x", "dir/.x?y")]  # fmt: skip
    places = [folder.place(path, base + name, "b") for path, name in wanted]
    assert len(set(places)) == len(places)
    assert places[2] == "a@w=1.png"
    folder.save()
    again = DownloadFolder(tmp_path)
    assert [again.place(path, base + name, "b") for path, name in wanted] == places
