"""Galleries of other posts: what belongs to a hidden post stays with it."""

import pytest

from tests.wxr import export, item
from wparchive.api import convert

FILE = "<wp:attachment_url>https://blog.example/wp-content/uploads/x.{}</wp:attachment_url>"


def shown(tmp_path, text, status, ending="png", **options):
    attached = item(
        3, title="Named", type="attachment", status="inherit", parent=2, more=FILE.format(ending)
    )
    password = "x" if status == "password" else ""
    other = item(2, status="publish" if password else status, password=password)
    (tmp_path / "in.xml").write_text(export(item(1, slug="one", content=text), other, attached))
    convert(tmp_path / "in.xml", tmp_path / "out", to=["markdown"], jobs=1, **options)
    return next((tmp_path / "out").rglob("*one.md")).read_text()


@pytest.mark.parametrize("status", ["private", "draft", "trash", "password"])
@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ('[gallery id="2"]', "png"),
        ('[playlist id="2"]', "mp3"),
        ('[gallery id="2" order="DESC"]', "png"),
    ],
)
def test_a_gallery_of_a_hidden_post_is_not_shown(tmp_path, status, text, ending):
    assert "uploads/x" not in shown(tmp_path, text, status, ending)


def test_a_gallery_of_another_post_is_shown(tmp_path):
    assert "uploads/x.png" in shown(tmp_path, '[gallery id="2"]', "publish")


def test_a_hidden_post_that_shall_be_shown(tmp_path):
    text = shown(tmp_path, '[gallery id="2"]', "private", include=["private"])
    assert "uploads/x.png" in text
