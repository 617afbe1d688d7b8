"""The summary of a conversion: counts of what was read, written, hidden and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.storage import private

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from wparchive.engine.counts import InputCounts, OutputCounts
    from wparchive.engine.report import Report


def summarize(report: Report, output: Path | None) -> Iterator[str]:
    """Yield the lines of the summary; `output` is None for a dry run without a directory."""
    yield _read(report.input_counts)
    for name, counts in report.output_counts.items():
        yield _written(name, counts)
    yield from _unknown(report)
    for code, number in sorted(report.notice_counts.items()):
        yield f"{code.severity}: {code} ({number}). {code.meaning}"
    yield from report.planned
    if report.exit_code:
        yield "Content was lost. The notices with the severity loss say what and where."
    if report.outputs and output is not None:
        yield f"Written to {output}; the full report is {output / 'report.json'}."
        if kept := private.formats(digest.path for digest in report.outputs):
            place = f"{output / private.PRIVATE} ({', '.join(kept)})"
            yield f"Do not publish {place}: it contains everything that the blog hid."


def _read(counts: InputCounts) -> str:
    kinds = _list(counts.comments)
    comments = f"{counts.comments.total()} comments and pings{f' ({kinds})' if kinds else ''}"
    links = "" if counts.links is None else f", {counts.links.total()} links"
    return f"Read {counts.posts.total()} items ({_list(counts.posts)}), {comments}{links}."


def _written(name: str, counts: OutputCounts) -> str:
    line = (
        f"{name}: {counts.posts.total()} posts, {counts.comments.total()} comments,"
        f" {counts.links} links"
    )
    withheld, hidden = _list(counts.withheld_posts), _list(counts.withheld_comments)
    if withheld or hidden:
        line += f"; withheld posts: {withheld or 'none'}; withheld comments: {hidden or 'none'}"
    lost = ", ".join(f"{number} {kind}" for kind, number in counts.lost().items() if number)
    return f"{line}; lost: {lost or 'nothing'}."


def _unknown(report: Report) -> Iterator[str]:
    """Name the types that are hidden because they are unknown, and the option to publish them."""
    unknown = report.unknown
    words = {"type": unknown.types, "comment type": unknown.kinds, "taxonomy": unknown.taxonomies}
    parts = [
        f"{word} {name} ({number})"
        for word, counter in words.items()
        for name, number in sorted(counter.items())
    ]
    if parts:
        yield (
            f"Hidden, because nothing shows that readers could see it: {', '.join(parts)}."
            f" To publish it, add --public-types {','.join(unknown.names)}."
        )
    if unknown.statuses:
        yield (
            "Hidden, because WordPress does not know the status, or there is none: "
            f"{_list(unknown.statuses, 'without a status')}."
            " To publish it, add --include unknown-status."
        )


def _list(counts: Mapping[str, int], unnamed: str = "without a type") -> str:
    return ", ".join(
        f"{number} {name or unnamed}" for name, number in sorted(counts.items()) if number
    )
