"""The JSON of several blogs with equal ids, read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import wparchive
from tests.unit.engine.test_two_blogs import HOMES, blog
from tests.wxr import export, item

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def exports(folder: Path, *texts: str) -> list[Path]:
    """Files with these exports."""
    paths = [folder / f"{number}.xml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


def files(inputs: Sequence[Path], *formats: str, **options: object) -> dict[str, bytes]:
    """The files of these formats."""
    memory: dict[str, bytes] = {}
    wparchive.convert(inputs, memory, to=formats or ["markdown"], **options)  # type: ignore[arg-type]
    return memory


def markdown(inputs: Sequence[Path], **options: object) -> dict[str, bytes]:
    """The files of Markdown."""
    found = files(inputs, **options)
    return {name: data for name, data in found.items() if name.startswith("markdown/")}


def stored(folder: Path, inputs: Sequence[Path], *formats: str, **options: object) -> Path:
    """The folder with the files of these formats."""
    folder.mkdir()
    for name, data in files(inputs, *(formats or ["json"]), **options).items():
        path = folder / name
        if "json" in name.split("/") or name.endswith(".warc.gz"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder


@pytest.mark.parametrize("homes", HOMES)
@pytest.mark.parametrize("status", ["publish", "draft"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_markdown_is_the_same(
    tmp_path: Path, homes: tuple[str, str], status: str, jobs: int
) -> None:
    one, two = blog(homes[0], word="alder"), blog(homes[1], word="birch", status=status)
    for number, texts in enumerate([(one, two), (two, one)]):
        inputs = exports(tmp_path, *texts)
        again = stored(tmp_path / f"json{number}", inputs)
        assert markdown([again], jobs=jobs) == markdown(inputs)


@pytest.mark.parametrize("homes", HOMES)
@pytest.mark.parametrize("formats", [["json"], ["warc"]])
def test_public_editions_keep_the_blogs_apart(
    tmp_path: Path, homes: tuple[str, str], formats: list[str]
) -> None:
    one, two = (blog(home, word=word) for home, word in zip(homes, ("alder", "birch"), strict=True))
    inputs = exports(tmp_path, one, two)
    again = stored(tmp_path / "again", inputs, *formats, edition="public")
    found = [data.decode() for data in markdown([again]).values()]
    for mine, other in (("alder", "birch"), ("birch", "alder")):
        text = next(text for text in found if f"title: First {mine}\n" in text)
        assert text.count(f"{mine}.jpg") == 2
        assert other not in text


def test_json_of_json_is_the_same(tmp_path: Path) -> None:
    inputs = exports(
        tmp_path, *(blog(home, word=word) for home, word in zip(HOMES[1], "xy", strict=True))
    )
    first = files(inputs, "json")
    again = files([stored(tmp_path / "json", inputs)], "json")
    for name in ("private/json/posts.jsonl", "private/json/site.json"):
        assert again[name] == first[name]
    site = json.loads(first["private/json/site.json"])
    assert [other["link"] for other in site["other_sites"]] == ["https://host.example/two"]


def test_posts_in_any_order_keep_their_blogs(tmp_path: Path) -> None:
    texts = [blog(home, word=word) for home, word in zip(HOMES[0], ("alder", "birch"), strict=True)]
    inputs = exports(tmp_path, *texts)
    again = stored(tmp_path / "json", inputs)
    posts = again / "private/json/posts.jsonl"
    lines = posts.read_bytes().splitlines(keepends=True)
    posts.write_bytes(b"".join(sorted(lines, key=lambda line: json.loads(line)["id"])))
    assert markdown([again]) == markdown(inputs)


def test_a_hidden_parent_of_one_blog_hides_no_file_of_the_other(tmp_path: Path) -> None:
    def home(name: str, status: str) -> str:
        file = f"https://{name}.example/wp-content/uploads/{name}.jpg"
        parts = (
            item(
                2,
                title=f"Parent {name}",
                slug="up",
                link=f"https://{name}.example/up/",
                status=status,
            ),
            item(
                5,
                title=f"Picture {name}",
                type="attachment",
                status="inherit",
                parent=2,
                slug="picture",
                link=f"https://{name}.example/up/picture/",
                more=f"<wp:attachment_url>{file}</wp:attachment_url>",
            ),
        )
        return export(*parts).replace("https://blog.example", f"https://{name}.example")

    inputs = exports(tmp_path, home("a", "publish"), home("b", "private"), home("c", "publish"))
    found = markdown([stored(tmp_path / "json", inputs)])
    assert found == markdown(inputs)
    text = b"".join(found.values())
    assert b"Picture a" in text
    assert b"Picture c" in text
    assert b"Picture b" not in text


def test_one_blog_has_no_names_of_blogs(tmp_path: Path) -> None:
    found = files(exports(tmp_path, blog("a.example", word="alder")), "json")
    assert b'"blog"' not in found["private/json/posts.jsonl"]
    assert b"other_sites" not in found["private/json/site.json"]
