"""Two blogs in one archive whose posts, pictures and comments have the same ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import wparchive
from tests.wxr import comment, export, item

if TYPE_CHECKING:
    from pathlib import Path

HOMES = [("a.example", "b.example"), ("host.example/one", "host.example/two")]


def blog(home: str, *, word: str, status: str = "publish") -> str:
    """A blog with a post, a second one, and a picture of the second one."""
    file = f"https://{home}/wp-content/uploads/{word}.jpg"
    body = (
        f'Here is {word}. [gallery ids="5"] <a href="/{home.partition("/")[2]}?p=2">second</a>'
        f' <a href="#comment-7">remark</a> <a href="https://{home}/second/">again</a>'
    )
    items = (
        item(
            1,
            title=f"First {word}",
            slug="first",
            link=f"https://{home}/first/",
            content=body,
            comments=comment(7, content=f"Remark on {word}."),
            more="<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
            "<wp:meta_value>5</wp:meta_value></wp:postmeta>",
        ),
        item(
            2,
            title=f"Second {word}",
            slug="second",
            link=f"https://{home}/second/",
            content=f"More {word}.",
            status=status,
        ),
        item(
            5,
            type="attachment",
            status="inherit",
            parent=2,
            slug="picture",
            link=f"https://{home}/second/picture/",
            more=f"<wp:attachment_url>{file}</wp:attachment_url>",
        ),
    )
    text = export(*items).replace("https://blog.example", f"https://{home}")
    return text if word == "alder" else text.replace("2024-04-30", "2023-02-03")


def converted(folder: Path, *blogs: str, **options: object) -> dict[str, str]:
    """The files of Markdown, by their titles."""
    inputs = []
    for number, text in enumerate(blogs):
        inputs.append(folder / f"{number}.xml")
        inputs[-1].write_text(text)
    memory: dict[str, bytes] = {}
    wparchive.convert(inputs, memory, to=["markdown"], **options)  # type: ignore[arg-type]
    texts = [data.decode() for name, data in memory.items() if name.endswith(".md")]
    return {text.partition("title: ")[2].partition("\n")[0]: text for text in texts}


@pytest.mark.parametrize("homes", HOMES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_each_blog_shows_its_own_pictures(
    tmp_path: Path, homes: tuple[str, str], jobs: int
) -> None:
    one, two = (blog(home, word=word) for home, word in zip(homes, ("alder", "birch"), strict=True))
    found = converted(tmp_path, one, two, jobs=jobs)
    for mine, other in (("alder", "birch"), ("birch", "alder")):
        assert (
            found[f"First {mine}"].count(f"{mine}.jpg") == 2
        )  # the gallery's and the featured one
        assert other not in found[f"First {mine}"]


@pytest.mark.parametrize("homes", HOMES)
def test_a_draft_of_one_blog_hides_nothing_of_the_other(
    tmp_path: Path, homes: tuple[str, str]
) -> None:
    one = blog(homes[0], word="alder")
    two = blog(homes[1], word="birch", status="draft")
    for texts in ((one, two), (two, one)):
        found = converted(tmp_path, *texts)
        assert set(found) == {"First alder", "First birch", "Second alder", "Title"}
        assert "alder.jpg" in found["Title"]


@pytest.mark.parametrize("homes", HOMES)
def test_links_lead_to_the_same_blog(tmp_path: Path, homes: tuple[str, str]) -> None:
    one, two = (blog(home, word=word) for home, word in zip(homes, ("alder", "birch"), strict=True))
    memory: dict[str, bytes] = {}
    inputs = [tmp_path / "one.xml", tmp_path / "two.xml"]
    for path, text in zip(inputs, (one, two), strict=True):
        path.write_text(text)
    wparchive.convert(inputs, memory, to=["markdown"], links="relative")
    texts = {name: data.decode() for name, data in memory.items() if name.endswith(".md")}
    for word in ("alder", "birch"):
        text = next(t for t in texts.values() if f"title: First {word}\n" in t)
        second = next(n for n, t in texts.items() if f"title: Second {word}\n" in t)
        name = second.rpartition("/")[2]
        assert f"[second]({name})" in text
        assert f"[again]({name})" in text
        assert "[remark](#comment-7)" in text


def test_rows_of_links_have_the_ids_of_the_blogs(tmp_path: Path) -> None:
    inputs = []
    for number, (home, word) in enumerate(zip(HOMES[0], ("alder", "birch"), strict=True)):
        inputs.append(tmp_path / f"{number}.xml")
        inputs[-1].write_text(blog(home, word=word))
    with wparchive.open(*inputs) as archive:
        rows = [row.as_dict() for row in archive.links()]
    found = [row["target_id"] for row in rows if str(row["url"]).endswith(("?p=2", "/second/"))]
    assert found == [2] * 4


def test_programs_see_the_pictures_of_the_posts_blog(tmp_path: Path) -> None:
    inputs = []
    for number, (home, word) in enumerate(zip(HOMES[0], ("alder", "birch"), strict=True)):
        inputs.append(tmp_path / f"{number}.xml")
        inputs[-1].write_text(blog(home, word=word))
    with wparchive.open(*inputs) as archive:
        for post in list(archive):
            if post.title and post.title.startswith("First"):
                assert f"{post.title.split()[1]}.jpg" in archive.html(post)
