"""``wparchive links``."""

from __future__ import annotations

import json
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

import click

from wparchive.api import open_source
from wparchive.cli.completion import Words, files
from wparchive.cli.console import as_json, not_typed
from wparchive.cli.main import printable
from wparchive.engine.counts import counted
from wparchive.links import LinkRow
from wparchive.links.graph import Summary, write_csv, write_dot, write_graphml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.api.archive import Archive

_SHOWN = 20
_IN_MEMORY = 16_000_000


@click.command(short_help="Show where the links of a blog point.")
@click.argument(
    "inputs",
    nargs=-1,
    required=True,
    metavar="INPUT...",
    callback=not_typed,
    shell_complete=files,
)
@click.option(
    "--format", type=Words(["table", "json", "csv", "graphml", "dot"]),
    metavar="FORMAT", default="table", show_default=True,
    help="table for people; json, one document; csv, one line for each link; graphml or dot, the"
    " graph of posts, comments and other sites.",
)  # fmt: skip
@click.option("--json", is_flag=True, help="Print one JSON document, like --format json.")
@click.option(
    "--same-site", multiple=True, metavar="DOMAIN",
    help="An earlier address of the blog; you can give the option several times.",
)  # fmt: skip
def command(
    inputs: tuple[str, ...],
    format: str,  # noqa: A002 - the option's word
    json: bool,
    same_site: tuple[str, ...],
) -> None:
    """Show where the links of a blog point, by kind, site and year; and its pings.

    \b
    Examples:
      wparchive links export.xml
      wparchive links export.xml --format csv > links.csv
      wparchive links export.xml --format graphml > links.graphml

    Broken links to the blog itself come first.

    INPUT is whatever wparchive convert reads: an export, feeds, pages, web archives, and so on.
    """
    out = _Stdout()
    with open_source(*inputs) as archive:
        archive.count()
        if json or format == "json":
            for text in _document(archive, archive.links(same_site)):
                out.write(text)
        elif format == "csv":
            with _Sorted(archive.links(same_site)) as rows:
                write_csv(rows, out)
        elif format == "graphml":
            write_graphml(archive.post_links(same_site), out)
        elif format == "dot":
            write_dot(archive.post_links(same_site), out)
        else:
            for line in _table(archive.links(same_site)):
                click.echo(printable(line))


class _Stdout:
    """Standard output in UTF-8; a lone surrogate becomes a question mark."""

    def write(self, text: str) -> None:
        click.echo(text.encode("utf-8", "replace"), nl=False)


class _Sorted:
    """Sorts rows: the broken ones first, the others in a file if they are many."""

    def __init__(self, rows: Iterable[LinkRow]) -> None:
        self.summary = Summary()
        self._broken: list[LinkRow] = []
        self._others = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115
        for row in rows:
            self.summary.add(row)
            if row.kind == "broken":
                self._broken.append(row)
            else:
                self._others.write(json.dumps(row) + "\n")

    def __enter__(self) -> Iterator[LinkRow]:
        return self._rows()

    def __exit__(self, *_: object) -> None:
        self._others.close()

    def _rows(self) -> Iterator[LinkRow]:
        yield from self._broken
        self._others.seek(0)
        for line in self._others:
            yield LinkRow(*json.loads(line))


def _document(archive: Archive, rows: Iterable[LinkRow]) -> Iterator[str]:
    """Yield the text of one JSON document, with one row a line."""
    ordered = _Sorted(rows)
    head = {
        "schema": "wparchive-links/1",
        "site": archive.site.link,
        "summary": ordered.summary.as_dict(),
    }
    yield as_json(head, indent=2).removesuffix("\n}") + ',\n  "links": ['
    separator = "\n"
    with ordered as sequence:
        for row in sequence:
            yield f"{separator}    {as_json(row.as_dict())}"
            separator = ",\n"
    yield "\n  ]\n}\n"


def _table(rows: Iterable[LinkRow]) -> Iterator[str]:
    """Yield the lines of the tables for people."""
    summary = Summary()
    broken: list[LinkRow] = []
    for row in rows:
        summary.add(row)
        if row.kind == "broken" and len(broken) < _SHOWN:
            broken.append(row)
    yield from _broken(broken, summary.kinds["broken"])
    yield f"Links ({summary.kinds.total()})"
    for kind, count in summary.kinds.most_common():
        yield f"  {count:>8}  {kind}"
    yield from _hosts(summary)
    yield from _years(summary)
    if summary.pings:
        kinds = ("pingback", "trackback")
        yield ""
        yield (
            f"{counted({f'{kind}s': summary.pings[kind] for kind in kinds})};"
            f" {summary.pings['self']} of them from the blog itself"
        )


def _broken(shown: list[LinkRow], number: int) -> Iterator[str]:
    yield f"Broken links to the blog itself ({number})"
    for row in shown:
        comment = f", comment {row.comment_id}" if row.location == "comment" else ""
        yield f"  post {row.post_id}{comment}: {row.url}"
    if number > len(shown):
        yield f"  ... and {number - len(shown)} more; --format csv lists all"
    yield ""


def _hosts(summary: Summary) -> Iterator[str]:
    hosts = summary.busiest()
    if not hosts:
        return
    yield ""
    yield f"Other sites ({len(hosts)})"
    yield f"  {'links':>8}  {'pings':>8}  years"
    for name, host in hosts[:_SHOWN]:
        years = host.first if host.first == host.last else f"{host.first}-{host.last}"
        yield f"  {host.links:>8}  {host.pings:>8}  {years:<9}  {name}"
    if len(hosts) > _SHOWN:
        yield f"  ... and {len(hosts) - _SHOWN} more; --json lists all"


def _years(summary: Summary) -> Iterator[str]:
    yield ""
    yield "Years"
    words = ("internal", "external", "broken", "pingback", "trackback")
    yield "  " + "  ".join(["year   ", *(f"{word:>9}" for word in words)])
    for year in sorted(summary.years):
        counts = "  ".join(f"{summary.years[year][word]:>9}" for word in words)
        yield f"  {year:<7}  {counts}"
