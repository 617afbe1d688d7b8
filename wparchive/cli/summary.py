"""The summary of a conversion: what was read, written, hidden and lost, and what to open."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wparchive.cli.console import described
from wparchive.engine.counts import counted
from wparchive.errors.notices import Severity, quantity
from wparchive.storage import private
from wparchive.storage.names import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from wparchive.engine.counts import OutputCounts
    from wparchive.engine.report import Report

_LOSSES = 10
"""Losses that are printed with their places."""

_OPENED = (
    ("html/index.html", "", "", "Open {} in a browser."),
    ("markdown/README.txt", "", "", "Read {}: it says how to build the site."),
    ("markdown/", "/post", ".md", "Open {0}, for example {1}."),
    ("markdown/", "", ".md", "Open {0}, for example {1}."),
    ("redirects/", "", "", "The redirects are in {0}, for example {1}."),
    ("wacz/", "", "", "To see the pages, run: wparchive serve {2}"),
    ("warc/", "", "", "To see the pages, run: wparchive serve {2}"),
    ("sqlite/", "", ".db", "Open {} with sqlite3 or datasette."),
    ("parquet/posts.parquet", "", "", "Open {} with pandas, polars or DuckDB."),
    ("wxr/", "", ".xml", "Import {} under Tools > Import in WordPress."),
    ("json/posts.jsonl", "", "", "The posts are in {}, one in each line."),
)
"""Files that people open first: the beginning of a path, something in it, its end, and what to say
of the file `{1}` in the output `{2}`."""

_MENTIONED = 2
"""Kinds of files that the last lines name at most."""
_TYPES = 20
"""Types that a line names at most."""
_LONGEST = 60
"""Characters of the name of a type."""


def summarize(report: Report, output: Path | None, bag: Path | None = None) -> Iterator[str]:
    """Yield the lines of the summary.

    Args:
        report: The report of the run.
        output: The output; None for a dry run without a directory.
        bag: The bag of the output; None if there is none.
    """
    yield _kinds(report)
    yield from _table(report)
    yield from _withheld(report.output_counts)
    yield from _unknown(report)
    yield from filter(None, [report.files_left, _nothing_found(report)])
    yield from _notices(report)
    yield from report.planned
    if report.exit_code:
        yield "Content was lost. The notices with the severity loss say what and where."
    if report.outputs and output is not None:
        yield f"Written to {output}; the report is {output / 'report.html'}."
        if report.left is not None:
            yield (
                f"{report.left} could not be removed. It holds files that were replaced: remove it."
            )
        if kept := private.formats(digest.path for digest in report.outputs):
            place = f"{output / private.PRIVATE} ({', '.join(kept)})"
            where = f"{place}: it contains" if bag is None else f"{place} or {bag}: both contain"
            yield f"Do not publish {where} everything that the blog hid."
        if bag is not None:
            yield f"The bag is {bag}. To check it, run: wparchive verify {bag}"
        if report.include:
            words = ", ".join(report.include)
            yield f"Public files contain what --include names ({words}): publish them with care."
        yield from _opened([digest.path for digest in report.outputs], output)


def _kinds(report: Report) -> str:
    counts = report.input_counts
    parts = [_kinds_of(counts.posts, "item", "items")]
    parts.append(_kinds_of(counts.comments, "comment or ping", "comments and pings"))
    if counts.links is not None:
        parts.append(quantity(counts.links.total(), "link"))
    return f"Read {', '.join(parts)}."


def _kinds_of(counts: Counter[str], one: str, many: str) -> str:
    """Name a number of records, and in brackets how many of each kind there are."""
    kinds = _list(counts)
    return f"{quantity(counts.total(), one, many)}{f' ({kinds})' if kinds else ''}"


def _table(report: Report) -> Iterator[str]:
    """Yield a table with a row for each format; nothing for a dry run."""
    if not report.output_counts:
        return
    rows = [("", "posts", "comments", "links", "withheld", "lost")]
    for name, counts in report.output_counts.items():
        hidden = {
            "posts": counts.withheld_posts.total(),
            "comments": counts.withheld_comments.total(),
        }
        rows.append(
            (
                name, str(counts.posts.total()), str(counts.comments.total()), str(counts.links),
                counted(hidden) or "nothing",
                counted(counts.lost()) or "nothing",
            )
        )  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if 1 <= number <= 3 else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _withheld(output_counts: Mapping[str, OutputCounts]) -> Iterator[str]:
    """Name the reasons for withholding, once for formats with the same ones."""
    formats: dict[str, list[str]] = {}
    for name, counts in output_counts.items():
        posts, comments = _list(counts.withheld_posts), _list(counts.withheld_comments)
        parts = [f"posts: {posts}"] if posts else []
        parts += [f"comments: {comments}"] if comments else []
        if parts:
            formats.setdefault("; ".join(parts), []).append(name)
    for reasons, names in formats.items():
        yield f"Withheld from {', '.join(names)}: {reasons}."


def _nothing_found(report: Report) -> str:
    """Say that no media file was found, which is often a mistake in --media; else empty."""
    if report.media is None or report.media or not report.missing_files:
        return ""
    return f"--media found no file of the blog. One that is missing: {min(report.missing_files)}"


def _notices(report: Report) -> Iterator[str]:
    """Yield a line for each code, the losses first, and the first losses with their places."""
    ordered = sorted(report.notice_counts.items(), key=lambda pair: (-pair[0].severity.rank, pair))
    for code, number in ordered:
        yield f"{code.severity}: {code} ({number}). {code.meaning}"
    losses = [n for n in report.notices if n.code.severity is Severity.LOSS]
    for notice in losses[:_LOSSES]:
        yield f"  {described(notice)}"
    total = Counter({code: n for code, n in ordered if code.severity is Severity.LOSS}).total()
    if total > _LOSSES:
        yield f"  ... and {total - _LOSSES} more; --log FILE writes all."


def _opened(paths: Sequence[str], output: Path) -> Iterator[str]:
    """Yield lines that say what to open first; none if nothing is known about the files."""
    lines: dict[str, str] = {}
    for start, part, end, text in _OPENED:
        matching = (
            p for p in sorted(paths) if _is_named(p.removeprefix("private/"), start, part, end)
        )
        found = next(matching, None)
        if found is not None:
            file = output / found
            top = output / found.partition("/")[0]
            said = text.format(top if "{1}" in text else file, file, output)
            lines.setdefault(found.removeprefix("private/").partition("/")[0], said)
    yield from list(dict.fromkeys(lines.values()))[:_MENTIONED]


def _is_named(path: str, start: str, part: str, end: str) -> bool:
    return path.startswith(start) and part in path and path.endswith(end)


def _unknown(report: Report) -> Iterator[str]:
    """Name the types that are hidden because they are unknown, and the option to publish them."""
    unknown = report.unknown
    words = {"type": unknown.types, "comment type": unknown.kinds, "taxonomy": unknown.taxonomies}
    parts = [
        f"{word} {_short(name)} ({number})"
        for word, counter in words.items()
        for name, number in sorted(counter.items())
    ]
    if parts:
        names = [name for name in unknown.names() if _short(name) == name and "," not in name]
        advice = ",".join(names[:_TYPES]) or "with the name"
        yield (
            f"Hidden, because nothing shows that readers could see it: {_some(parts)}."
            f" To publish it, add --public-types {advice}."
        )
    if unknown.statuses:
        yield (
            "Hidden, because WordPress does not know the status, or there is none: "
            f"{_list(unknown.statuses, 'without a status')}."
            " To publish it, add --include unknown-status."
        )


def _short(name: str) -> str:
    """Return a name from an input on one line, cut short."""
    shown = readable(" ".join(name.split()))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}\u2026"


def _list(counts: Mapping[str, int], unnamed: str = "without a type") -> str:
    parts = [f"{number} {_short(name) or unnamed}" for name, number in sorted(counts.items())
             if number]  # fmt: skip
    return _some(parts)


def _some(parts: Sequence[str]) -> str:
    """Join parts of a sentence; of very many, only the first ones."""
    more = f" and {len(parts) - _TYPES:,} more" if len(parts) > _TYPES else ""
    return ", ".join(parts[:_TYPES]) + more
