"""``wparchive inspect``."""

from __future__ import annotations

from collections import Counter

import click

from wparchive.api import open_source
from wparchive.cli.completion import files
from wparchive.cli.console import not_typed, to_stdout
from wparchive.cli.main import printable


@click.command(short_help="Show what an input contains, without converting it.")
@click.argument(
    "inputs",
    nargs=-1,
    required=True,
    metavar="INPUT...",
    callback=not_typed,
    shell_complete=files,
)
@click.option("--json", is_flag=True, help="Print one JSON document.")
def command(inputs: tuple[str, ...], json: bool) -> None:
    """Show what an input contains, without converting it.

    \b
    Examples:
      wparchive inspect export.xml
      wparchive inspect --json export.zip

    INPUT is whatever wparchive convert reads: an export, feeds, pages, web archives, and so on.
    """
    with open_source(*inputs) as archive:
        intake = archive.count()
        counts = Counter(notice.code for notice in archive.notices)
        site = archive.site
        described: dict[str, object] = {
            "inputs": [
                {"name": i.name, "size": i.size, "sha256": i.sha256} for i in archive.inputs
            ],
            "site": {
                "title": site.title,
                "link": site.link,
                "language": site.language,
                "exported": site.published,
                "wxr_version": site.wxr_version,
                "generators": site.generators,
            },
            "counts": intake.as_dict(),
            "notices": {code.value: number for code, number in sorted(counts.items())},
        }
    if json:
        to_stdout(described)
        return
    lines = _lines(described)
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        click.echo(printable(f"{name:<{width}}  {value}"))


def _lines(described: dict[str, object]) -> list[tuple[str, str]]:
    """Return pairs of name and value for the two columns."""
    lines: list[tuple[str, str]] = []
    for section in ("site", "counts", "notices"):
        table = described[section]
        assert isinstance(table, dict)
        for name, value in table.items():
            shown = value
            if isinstance(value, dict):
                shown = ", ".join(f"{key or '(none)'} {number}" for key, number in value.items())
            elif isinstance(value, list):
                shown = ", ".join(value)
            if shown not in (None, ""):
                lines.append((name, str(shown)))
    return lines
