"""Media that cannot be used: public files name those that public posts name, and no others."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.storage.test_walking import forbid
from tests.warcs import record
from tests.wxr import comment, export, item
from wparchive.api import convert
from wparchive.engine.notice_privacy import WITHOUT_QUOTES
from wparchive.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://blog.example/wp-content/uploads"
PNG = b"\x89PNG\r\n\x1a\n"
CODES = {"input-unreadable", "input-skipped", "media-unreadable"}


def images(*names: str) -> str:
    return "".join(f'<img src="{HOME}/{name}">' for name in names)


def attachment(number: int, name: str, **fields: object) -> str:
    more = f"<wp:attachment_url>{HOME}/{name}</wp:attachment_url>"
    return item(number, type="attachment", more=more, **fields)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "up"
    (folder / "2020").mkdir(parents=True)
    (folder / "2020/open.png").write_bytes(PNG)
    return folder


def converted(tmp_path: Path, media: Path, *items: str) -> tuple[int, list[tuple[str, str]]]:
    """Convert; return the exit code, and code and message of the notices about such files."""
    (tmp_path / "in.xml").write_text(export(*items))
    to = ["markdown", "json"]
    report = convert(tmp_path / "in.xml", tmp_path / "out", to=to, media=media, jobs=1)
    found = [(n.code.value, n.message) for n in report.notices if n.code in CODES]
    for name in ("notices.jsonl", "report.json", "report.html", "media.json"):
        assert "secret" not in (tmp_path / "out" / name).read_text()
    return report.exit_code, found


DRAFT = item(2, status="draft", content=images("2020/secret.png", "2020/secret-2.png"))
HIDDEN = f"[...]. {WITHOUT_QUOTES}"


def test_links_in_a_container_are_not_named_either(tmp_path: Path, uploads: Path) -> None:
    (uploads / "2020/secret.png").symlink_to("open.png")
    with tarfile.open(tmp_path / "up.tar", "w") as package:
        package.add(uploads, "uploads")
    exit_code, found = converted(
        tmp_path, tmp_path / "up.tar", item(1, content=images("2020/open.png")), DRAFT
    )
    assert (exit_code, found) == (ExitCode.OK, [("input-skipped", HIDDEN)])
    assert "secret.png" in (tmp_path / "out/private/notices.jsonl").read_text()


@pytest.mark.parametrize("goal", ["open.png", "nowhere"])
def test_links_that_only_hidden_posts_use_are_not_named(
    tmp_path: Path, uploads: Path, goal: str
) -> None:
    (uploads / "2020/secret.png").symlink_to(goal)
    (uploads / "2020/secret-dir").symlink_to("." if goal == "open.png" else "../2020")
    held = comment(1, content=images("2020/secret.png"), approved="0")
    items = [item(1, content=images("2020/open.png"), comments=held), DRAFT]
    code = "input-skipped" if goal == "open.png" else "media-unreadable"
    exit_code, found = converted(tmp_path, uploads, *items)
    assert exit_code == ExitCode.OK
    assert sorted(found) == sorted([(code, HIDDEN), ("input-skipped", HIDDEN)])
    private = (tmp_path / "out/private/notices.jsonl").read_text()
    assert "2020/secret.png" in private
    assert "2020/secret-dir" in private


@pytest.mark.parametrize(
    "shows",
    [
        item(1, content=images("2020/a.png")),
        item(1, content=images("2020/a-300x200.png")),
        item(1, content='<img src="/wp-content/uploads/2020/a.png">'),
        item(1, comments=comment(1, content=images("2020/a.png"))),
        attachment(1, "2020/a.png"),
    ],
)
def test_links_that_public_posts_use_are_named(tmp_path: Path, uploads: Path, shows: str) -> None:
    (uploads / "2020/a.png").symlink_to("nowhere")
    expected = "2020/a.png cannot be read: the link points to nothing, or to itself."
    assert converted(tmp_path, uploads, shows, DRAFT) == (
        ExitCode.CONTENT_LOST,
        [("input-unreadable", expected)],
    )


def test_files_of_hidden_attachments_need_no_notice(tmp_path: Path, uploads: Path) -> None:
    for name in ("secret-3.png", "secret-4.png"):
        (uploads / "2020" / name).symlink_to("nowhere")
    items = [
        item(1), DRAFT, attachment(5, "2020/secret-3.png", parent=2, status="inherit"),
        attachment(6, "2020/secret-4.png", status="private"),
    ]  # fmt: skip
    assert converted(tmp_path, uploads, *items) == (ExitCode.OK, [])


def test_without_hidden_posts_every_file_is_named(tmp_path: Path, uploads: Path) -> None:
    (uploads / "2020/unused.png").symlink_to("nowhere")
    expected = "2020/unused.png cannot be read: the link points to nothing, or to itself."
    assert converted(tmp_path, uploads, item(1)) == (
        ExitCode.OK,
        [("media-unreadable", expected)],
    )


def test_a_directory_is_named_if_a_public_post_needs_it(
    tmp_path: Path, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("2021", "secret"):
        (uploads / name).mkdir()
    forbid(monkeypatch, uploads / "2021", uploads / "secret")
    exit_code, found = converted(tmp_path, uploads, item(1, content=images("2021/a.png")), DRAFT)
    assert exit_code == ExitCode.CONTENT_LOST
    assert found == [
        ("input-unreadable", "2021 cannot be read: Permission denied."),
        ("input-unreadable", HIDDEN),
    ]


@pytest.mark.parametrize("name", ["2021", "wp-content/uploads/2021", "blog.example/wp-content"])
def test_linked_directories_are_named_if_a_public_post_needs_them(
    tmp_path: Path, uploads: Path, name: str
) -> None:
    (uploads / name).parent.mkdir(parents=True, exist_ok=True)
    (uploads / name).symlink_to(uploads / "2020")
    _, found = converted(tmp_path, uploads, item(1, content=images("2021/a.png")), DRAFT)
    assert found == [
        ("input-skipped", f"{name} is a symbolic link, which wparchive does not follow.")
    ]


def test_captures_that_are_cut_off(tmp_path: Path) -> None:
    def cut(name: str) -> bytes:
        fields = {
            "WARC-Type": "response", "WARC-Record-ID": f"<urn:x:{name}>",
            "WARC-Date": "2020-05-01T12:00:00Z", "WARC-Target-URI": f"{HOME}/2020/{name}.png",
            "Content-Type": "application/http; msgtype=response", "WARC-Truncated": "length",
        }  # fmt: skip
        return record(fields, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + PNG)

    (tmp_path / "m.warc").write_bytes(cut("secret") + cut("open"))
    shows = item(1, content=images("2020/open.png"))
    assert converted(tmp_path, tmp_path / "m.warc", shows, DRAFT)[1] == [
        ("media-unreadable", f"{HOME}/2020/open.png: its capture is cut off (length)."),
        ("media-unreadable", HIDDEN),
    ]
