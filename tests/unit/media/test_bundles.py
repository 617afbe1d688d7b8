"""Page bundles: what one post alone names lies beside it, all else in the folder for all."""

from __future__ import annotations

import json

import pytest

from tests.unit.media.test_media import HOME, attachment
from tests.wxr import export, item
from wparchive.api import convert, verify
from wparchive.errors import UsageError

FILES = ["shared.png", "own.png", "again.png", "gallery.png", "notes.md", "draft.png", "alone.png"]
TEXT = export(
    item(1, slug="one", content=f'<img src="{HOME}/shared.png"> <img src="{HOME}/own.png">'),
    item(2, slug="two", content=f'<img src="{HOME}/shared.png"> <a href="{HOME}/notes.md">n</a>'),
    item(3, slug="three", content=f'[gallery ids="15"] <a href="{HOME}/again.png">a</a>'),
    item(4, slug="four", status="draft", content=f'<img src="{HOME}/draft.png">'),
    *(attachment(11 + n, file, parent=3 if file == "gallery.png" else 0)
      for n, file in enumerate(["shared.png", "own.png", "again.png", "x.png", "gallery.png"])),
    attachment(17, "alone.png"),
)  # fmt: skip
SHARED = "static/wp-content/uploads/2015/06"


def convert_(tmp_path, text=TEXT, **options):
    for file in FILES:
        path = tmp_path / "up/2015/06" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.encode())
    (tmp_path / "export.xml").write_text(text)
    usual = {"media": tmp_path / "up", "media_layout": "bundles", "profile": "hugo",
             "to": ["markdown", "json", "warc"]}  # fmt: skip
    convert(tmp_path / "export.xml", tmp_path / "out", **usual | options)
    return tmp_path / "out/markdown"


def bundle(root, slug):
    [folder] = (root / "content/posts").glob(f"*-{slug}")
    return folder


def test_files_lie_beside_the_post_that_alone_names_them(tmp_path):
    root = convert_(tmp_path)
    assert sorted(path.name for path in bundle(root, "one").iterdir()) == ["index.md", "own.png"]
    assert [path.name for path in bundle(root, "two").iterdir()] == ["index.md"]
    assert sorted(path.name for path in bundle(root, "three").iterdir()) == [
        "again.png", "gallery.png", "index.md",
    ]  # fmt: skip
    assert sorted(path.name for path in (root / SHARED).iterdir()) == [
        "alone.png", "notes.md", "shared.png",
    ]  # fmt: skip
    assert (bundle(root, "one") / "own.png").read_bytes() == b"own.png"
    listed = {
        entry["source"]: entry["path"]
        for entry in json.loads((tmp_path / "out/media.json").read_text())
    }
    assert listed["2015/06/own.png"] == f"markdown/{bundle(root, 'one').relative_to(root)}/own.png"
    assert verify(tmp_path / "out").findings == []


def test_links_lead_there_from_wherever_they_stand(tmp_path):
    root = convert_(tmp_path)
    text = (bundle(root, "one") / "index.md").read_text()
    url = next(line.split()[1] for line in text.splitlines() if line.startswith("url:"))
    assert f"({url}own.png)" in text
    assert "(/wp-content/uploads/2015/06/shared.png)" in text
    page = next((root / "content").glob("attachment/*12*/index.md"))
    assert f"({url}own.png)" in page.read_text()


def test_the_number_of_processes_changes_nothing(tmp_path):
    trees = []
    for jobs in (1, 2):
        place = tmp_path / str(jobs)
        place.mkdir()
        root = convert_(place, jobs=jobs)
        trees.append(
            {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        )
    assert trees[0] == trees[1]


def test_files_of_one_name_do_not_replace_each_other(tmp_path):
    folder = tmp_path / "up/2016/07"
    folder.mkdir(parents=True)
    (folder / "OWN.png").write_bytes(b"another")
    content = f'<img src="{HOME}/own.png"> <img src="{HOME.replace("2015/06", "2016/07")}/OWN.png">'
    root = convert_(tmp_path, export(item(1, slug="one", content=content)))
    found = {p.read_bytes() for p in root.rglob("*.png")}
    assert found == {b"own.png", b"another"}


def test_without_a_site_links_are_relative_to_the_file(tmp_path):
    root = convert_(tmp_path, profile="plain", path_template="{type}/{slug}/index.md")
    assert "(own.png)" in (root / "post/one/index.md").read_text()
    assert (root / "post/one/own.png").read_bytes() == b"own.png"


@pytest.mark.parametrize("profile", ["plain", "jekyll", "astro"])
def test_what_has_no_directory_for_each_post_is_refused(tmp_path, profile):
    with pytest.raises(UsageError, match="no directory for each post"):
        convert_(tmp_path, profile=profile)
    with pytest.raises(UsageError, match="--media-layout"):
        convert_(tmp_path, media=None)


def test_old_addresses_of_files_that_moved_are_redirected(tmp_path):
    root = convert_(tmp_path, redirects=["json"])
    rules = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    moved = {rule["from"]: rule["to"] for rule in rules if rule["from"].endswith(".png")}
    # What several posts name stands where it stood; a number that no file has leads nowhere.
    assert moved == {
        "/wp-content/uploads/2015/06/own.png": "/one/own.png",
        "/wp-content/uploads/2015/06/again.png": "/three/again.png",
        "/wp-content/uploads/2015/06/gallery.png": "/three/gallery.png",
    }
    assert (bundle(root, "three") / "gallery.png").is_file()


def test_no_page_stands_in_for_a_picture(tmp_path):
    convert_(tmp_path, redirects=["hugo"])
    stubs = {path.relative_to(tmp_path / "out/redirects").as_posix()
             for path in (tmp_path / "out/redirects").rglob("*.html")}  # fmt: skip
    assert not any(".png" in stub for stub in stubs)


def test_a_size_that_is_not_there_is_redirected_to_the_file_that_stands_for_it(tmp_path):
    text = export(item(1, slug="one", content=f'<img src="{HOME}/shared-300x200.png">'))
    convert_(tmp_path, text, media_layout="shared", redirects=["json"])
    rules = json.loads((tmp_path / "out/redirects/redirects.json").read_text())
    assert {
        "from": "/wp-content/uploads/2015/06/shared-300x200.png", "argument": None,
        "to": "/wp-content/uploads/2015/06/shared.png", "status": 301,
    } in rules  # fmt: skip
