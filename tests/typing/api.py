"""The public API as its users write it; mypy checks these, nothing runs them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, assert_type

import wparchive
from wparchive import (
    Archive,
    Author,
    Code,
    Comment,
    ExitCode,
    InputError,
    Meta,
    Notice,
    OutputError,
    Post,
    Severity,
    Shortcode,
    Site,
    Term,
    UsageError,
    When,
    WparchiveError,
)


def reads() -> list[str]:
    """An archive gives its parts, and streams its posts."""
    with wparchive.open_source("export.xml", Path("more.xml")) as archive:
        assert_type(archive, Archive)
        assert_type(archive.site, Site)
        assert_type(archive.authors, list[Author])
        assert_type(archive.terms, list[Term])
        assert_type(archive.notices, list[Notice])
        for post in archive:
            assert_type(post, Post)
            assert_type(post.comments, list[Comment])
            assert_type(post.meta, list[Meta])
            assert_type(post.get_meta("_thumbnail_id"), str | None)
        intake = archive.count()
        assert_type(intake.as_dict(), dict[str, Any])
        return [author.login or "" for author in archive.authors]


def streams() -> int:
    """The posts alone; every field may be absent."""
    posts = wparchive.read("export.xml")
    assert_type(posts, Iterator[Post])
    return sum(len(post.content or "") for post in posts)


def filters_and_shows() -> dict[str, bytes]:
    """Filters are keywords; a post shows itself."""
    files: dict[str, bytes] = {}
    with wparchive.open(b"<rss/>", io.BytesIO(), as_of=datetime.now(UTC)) as archive:
        for post in archive.posts(type="post", status=["publish"], since=date(2012, 1, 1)):
            assert_type(post.html(), str)
            assert_type(post.markdown(), str)
            assert_type(post.text(), str)
            assert_type(post.title_text, str)
            assert_type(post.terms[0].name_text, str)
            assert_type(post.is_public, bool)
            assert_type(post.byline, str | None)
            assert_type(post.when, When | None)
            if post.when is not None:
                assert_type(post.when.moment, datetime)
            assert_type([comment.html() for comment in post.comments], list[str])
        report = archive.write(files, to=["json"], transform=lambda post: None)
        assert_type(report.exit_code, ExitCode)
        archive.write("out", to=["markdwon"])  # type: ignore[list-item]
        archive.write("out", too=["json"])  # type: ignore[call-arg]
    return files


def transforms(target: Path) -> None:
    """A function returns a post, several, or None."""

    def one(post: Post) -> Post:
        return post

    def some(post: Post) -> Iterator[Post]:
        yield post

    def wrong(post: Post) -> str:
        return "text"

    wparchive.convert("export.xml", target, transform=one)
    wparchive.convert("export.xml", target, transform=some)
    wparchive.convert("export.xml", target, transform=wrong)  # type: ignore[arg-type]


def converts(target: Path) -> ExitCode:
    """One path or several; a report comes back."""
    wparchive.convert(["a.xml", Path("b.xml")], str(target))
    wparchive.convert("export.xml", None, jobs=1)
    report = wparchive.convert(
        Path("export.xml"), target, to=("json", "warc"), include={"drafts"}, overwrite=True
    )
    assert_type(report.notices, list[Notice])
    assert_type(report.output_counts["json"].posts.total(), int)
    assert_type(report.as_dict(), dict[str, Any])
    assert_type(report.exit_code, ExitCode)
    return report.exit_code


def rejects_unknown_words(target: Path) -> None:
    """Words of options are literals; mypy reports an ignore that nothing needs."""
    wparchive.convert("a.xml", target, to=["markdwon"])  # type: ignore[list-item]
    wparchive.convert("a.xml", target, include={"draft"})  # type: ignore[arg-type]
    wparchive.convert("a.xml", target, profile="gatsby")  # type: ignore[arg-type]
    wparchive.convert("a.xml", target, media_layout="folder")  # type: ignore[arg-type]
    wparchive.convert("a.xml", target, medialayout="shared")  # type: ignore[call-arg]
    wparchive.convert("a.xml", target, to="markdown")  # type: ignore[arg-type]


def carries_out_shortcodes(target: Path) -> None:
    """A function makes HTML of a shortcode, or leaves it."""

    def box(shortcode: Shortcode) -> str | None:
        assert_type(shortcode.attributes, dict[str, str])
        assert_type(shortcode.content, str | None)
        assert_type(shortcode.get("title", "0"), str)
        return None if shortcode.content is None else f"<aside>{shortcode.inner()}</aside>"

    wparchive.convert("export.xml", target, shortcodes={"box": box})


def verifies(target: Path) -> list[str]:
    """Findings read as sentences."""
    result = wparchive.verify(target)
    assert_type(result.files, int)
    assert_type(result.posts, int | None)
    assert_type(result.exit_code, ExitCode)
    assert_type(result.sound, bool)
    return [str(finding) for finding in result.findings]


def handles_errors() -> int:
    """Errors carry their parts and their exit code."""
    try:
        wparchive.convert("export.xml", "out")
    except (InputError, OutputError, UsageError) as error:
        assert_type(error.message, str)
        assert_type(error.place, str)
        assert_type(error.hint, str)
        return error.exit_code
    except WparchiveError as error:
        assert_type(error.as_dict(), dict[str, object])
        return ExitCode.FAILURE
    return ExitCode.OK


def reads_notices(notice: Notice) -> tuple[int, str]:
    """A notice's code knows its severity."""
    assert_type(notice.code, Code)
    assert_type(notice.code.severity, Severity)
    assert_type(notice.line, int | None)
    return notice.code.severity.rank, notice.code.meaning


def writes_records() -> Post:
    """Records are made with keyword arguments."""
    comment = Comment(id=7, author="Ada", content="Hello.")
    return Post(id=1, type="post", comments=[comment], meta=[Meta(key="k", value=None)])


def knows_itself() -> tuple[str, dict[str, Any]]:
    """Version and schema."""
    return wparchive.__version__, wparchive.schema()
