"""Files that plugins keep from readers: no public format has them, whoever owns or links to them."""

import json

import pytest

from tests.wxr import export, item
from wparchive.api import convert

UPLOADS = "https://shop.example/wp-content/uploads"
KEPT = ["woocommerce_uploads/2020/01/book.pdf", "edd/2020/01/book.pdf", "gravity_forms/1-a/cv.pdf"]
SHOWN = ["2020/01/open.pdf", "edd/2020/01/cover.png"]


def attachment(number, file):
    more = f"<wp:attachment_url>{UPLOADS}/{file}</wp:attachment_url>"
    return item(number, type="attachment", status="inherit", more=more)


def written(tmp_path, *, owned, **options):
    files = [*KEPT, *SHOWN]
    text = "".join(f'<p><a href="{UPLOADS}/{file}">f</a></p>' for file in files)
    attachments = [attachment(9 + n, file) for n, file in enumerate(files if owned else ())]
    source = tmp_path / "in.xml"
    head = export("").partition("</channel>")[0].replace("blog.example", "shop.example")
    source.write_text(export(item(1, content=text), *attachments, head=head), "utf-8")
    for number, file in enumerate(files):
        path = tmp_path / "up" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"%PDF-1.4 {number}".encode())
    convert(source, tmp_path / "out", **{"to": ["markdown"], "media": tmp_path / "up"} | options)
    listed = json.loads((tmp_path / "out" / "media.json").read_text("utf-8"))
    return sorted(entry["path"].partition("uploads/")[2] for entry in listed)


@pytest.mark.parametrize("owned", [True, False])
def test_no_public_format_has_them(tmp_path, owned):
    assert written(tmp_path, owned=owned) == SHOWN
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    withheld = report["counts"]["withheld"].get("markdown", {}).get("posts", {})
    assert withheld == ({"members": len(KEPT)} if owned else {})


@pytest.mark.parametrize("owned", [True, False])
def test_those_who_include_content_for_members_get_them(tmp_path, owned):
    assert written(tmp_path, owned=owned, include=["members"]) == sorted([*KEPT, *SHOWN])


def test_they_are_not_requested(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "wparchive.media.download.fetch", lambda wanted, *_: asked.extend(wanted) or []
    )
    assert written(tmp_path, owned=False, media="fetch") == []
    assert sorted(address.removeprefix(f"{UPLOADS}/") for address, _ in asked) == SHOWN
