"""``report.html``: the report for people, one file that needs no other."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.overview import MOST_BROKEN
from wparchive.engine.report_words import FIELDS, LINK_KINDS, REASONS
from wparchive.errors.notices import Severity
from wparchive.formats.registry import kind_of
from wparchive.render.charts import Bar, Bars, Dots, bars, dots
from wparchive.render.names import plain
from wparchive.storage.private import PRIVATE

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from wparchive.engine.counts import OutputCounts
    from wparchive.engine.report import Report
    from wparchive.errors.notices import Code, Notice

REPORT_PAGE = "report.html"
_MOST_ROWS = 15
_MOST_ITEMS = 25
_SECTIONS = (
    (Severity.LOSS, "Lost"),
    (Severity.DEGRADED, "Written with changes"),
    (Severity.REPAIRED, "Repaired"),
    (Severity.INFO, "For your information"),
)


class FormatCounts(NamedTuple):
    """The numbers of records of one kind that a format has, leaves out and lost."""

    format: str
    written: int
    withheld: int
    lost: int


class Withheld(NamedTuple):
    """What some formats leave out: rows of a reason, posts and comments; and fields."""

    formats: Sequence[str]
    rows: Sequence[tuple[str, int, int]]
    fields: Sequence[tuple[str, int]]


class Group(NamedTuple):
    """The notices of one code: how many there are, and the first ones."""

    code: Code
    number: int
    first: Sequence[Notice]


class Folder(NamedTuple):
    """The files below one directory of the output."""

    name: str
    files: int
    size: int


def render_report(report: Report) -> str:
    """Render the report of a finished run.

    It has nothing that ``report.json`` has not, but for counts of public posts.
    """
    from wparchive.render.template import template  # noqa: PLC0415 - JSON alone needs no jinja2

    overview = report.overview
    from_export = kind_of(report.metadata.site.origin).authoritative
    return template("report.html").render(
        report=report,
        counts_in=report.input_counts.as_dict(report.shows_word),
        unknown_names=report.unknown.names(report.shows_word),
        dated="exported" if from_export else "newest record of",
        title=plain(report.metadata.site.title),
        counted={name: sum(_lost(report, name)) for name in ("posts", "comments", "links")},
        words_lost=max((c.lost_words for c in report.output_counts.values()), default=0),
        is_lossless=not report.exit_code,
        accounts=list(_format_counts(report)),
        withheld=list(_withheld(report)),
        sections=[(heading, list(_groups(report, severity))) for severity, heading in _SECTIONS],
        is_private=any(d.path.startswith(f"{PRIVATE}/") for d in report.outputs),
        folders=list(_folders(report)),
        years=_years(report),
        unknown_year=sum(c[""] for c in (overview.posts, overview.comments, overview.pings)),
        kinds=bars(
            (LINK_KINDS.get(kind, kind), n) for kind, n in (report.input_counts.links or {}).items()
        ),
        broken=_top({url: n for url, n in overview.broken.items() if url}),
        broken_addresses=len(overview.broken),
        most_broken=MOST_BROKEN,
        hosts=_top(overview.hosts),
        ping_hosts=_top(overview.ping_hosts),
        linked=_top({link: n for link, n in overview.linked.items() if link}),
        graph=_graph(overview.years),
        missing=sorted(report.missing_files.items())[:_MOST_ITEMS],
    )


def _lost(report: Report, name: str) -> Iterator[int]:
    return (getattr(counts, f"lost_{name}") for counts in report.output_counts.values())


def _format_counts(report: Report) -> Iterator[tuple[str, int, list[FormatCounts]]]:
    """Yield a name of records, their number in the inputs, and what became of them by format."""
    given = report.input_counts
    by_format = report.output_counts.items()
    yield (
        "Posts, pages, attachments and other records",
        given.posts.total(),
        [
            FormatCounts(n, c.posts.total(), c.withheld_posts.total(), c.lost_posts)
            for n, c in by_format
        ],
    )
    yield (
        "Comments, pingbacks and trackbacks",
        given.comments.total(),
        [
            FormatCounts(n, c.comments.total(), c.withheld_comments.total(), c.lost_comments)
            for n, c in by_format
        ],
    )
    yield (
        "Links",
        given.links.total() if given.links is not None else 0,
        [FormatCounts(n, c.links, c.withheld_links, c.lost_links) for n, c in by_format],
    )


def _withheld(report: Report) -> Iterator[Withheld]:
    """Yield what is left out, once for the formats that leave out the same."""

    def content(entry: tuple[str, OutputCounts]) -> tuple[dict[str, int], ...]:
        counts = entry[1]
        parts = (counts.withheld_posts, counts.withheld_comments, counts.withheld_fields)
        return tuple({key: n for key, n in sorted(part.items()) if n} for part in parts)

    found: list[tuple[tuple[dict[str, int], ...], list[str]]] = []
    for entry in report.output_counts.items():
        parts = content(entry)
        known = next((names for other, names in found if other == parts), None)
        if known is not None:
            known.append(entry[0])
        elif any(parts):
            found.append((parts, [entry[0]]))
    for (posts, comments, fields), names in found:
        reasons = sorted(
            posts.keys() | comments.keys(), key=lambda r: (-posts.get(r, 0), -comments.get(r, 0), r)
        )
        rows = [(REASONS.get(r, r), posts.get(r, 0), comments.get(r, 0)) for r in reasons]
        yield Withheld(names, rows, [(FIELDS.get(f, f), n) for f, n in fields.items()])


def _groups(report: Report, severity: Severity) -> Iterator[Group]:
    for code in sorted(report.notice_counts):
        if code.severity is severity:
            first = [notice for notice in report.notices if notice.code is code][:_MOST_ITEMS]
            yield Group(code, report.notice_counts[code], first)


def _folders(report: Report) -> Iterator[Folder]:
    """Yield the files of the output by the directory that one looks for."""

    def key(path: str) -> str:
        parts = path.split("/")
        depth = 2 if parts[0] == PRIVATE and len(parts) > 2 else 1
        return "/".join(parts[:depth]) + ("/" if len(parts) > depth else "")

    ordered = sorted(report.outputs, key=lambda digest: key(digest.path))
    for name, digests in groupby(ordered, key=lambda digest: key(digest.path)):
        sizes = [digest.size for digest in digests]
        yield Folder(name, len(sizes), sum(sizes))


def _years(report: Report) -> list[tuple[Bar, ...]]:
    """Return the bars of posts, comments and pings for each year from the first to the last."""
    overview = report.overview
    counters = (overview.posts, overview.comments, overview.pings)
    known = {year for counter in counters for year in counter if year and counter[year]}
    if not known:
        return []
    years = [f"{year:04}" for year in range(int(min(known)), int(max(known)) + 1)]
    if len(years) > 2 * len(known) + 10:  # one wrong date would make a long list
        years = sorted(known)
    columns = [
        bars([(year, counter[year]) for year in years], ranked=False) for counter in counters
    ]
    return list(zip(*columns, strict=True))


def _top(counts: Counter[str] | dict[str, int]) -> tuple[Bars, int]:
    """Return the largest counts, and how many there are."""
    rows = bars((key, number) for key, number in counts.items() if number)
    return rows[:_MOST_ROWS], len(rows)


def _graph(pairs: Counter[tuple[str, str]]) -> Dots | None:
    """Return the links from post to post by the years of both; None for fewer than two years."""
    known = {(a, b): n for (a, b), n in pairs.items() if a and b.isdecimal()}
    years = sorted({year for pair in known for year in pair})
    return dots(known, years) if len(years) > 1 else None
