"""``wparchive verify``."""

from __future__ import annotations

from pathlib import Path

import click

from wparchive.api import verify
from wparchive.cli.console import say, to_stdout
from wparchive.engine.counts import counted

_SHOWN = 100


@click.command(short_help="Check an output, or any WARC or WACZ file.")
@click.argument(
    "targets",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, readable=False),
    metavar="OUT|FILE...",
)
@click.option("--json", is_flag=True, help="Print one JSON document.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
def command(targets: tuple[Path, ...], json: bool, quiet: bool) -> int:
    """Check outputs of wparchive convert, or any WARC and WACZ files.

    \b
    Examples:
      wparchive verify archive
      wparchive verify crawl.wacz
      wparchive verify crawl-0.warc.gz crawl-1.warc.gz

    wparchive compares outputs with their manifest and report, and WARC and WACZ files with their
    standards.

    WARC files that you name together are checked as one collection. A warning is about something
    that the standard allows, but that some programs cannot handle. Exit codes: 0 nothing found, 6
    errors or warnings.
    """
    result = verify(*targets)
    if json:
        to_stdout(result.as_dict())
    for finding in result.findings[:_SHOWN]:
        say(str(finding))
    number = len(result.findings) + result.omitted.total()
    if number > _SHOWN:
        say(f"... and {number - _SHOWN} more; --json lists up to 10,000 for each rule.")
    if result.sound:
        checked = counted({"files": result.files, "records": result.records or 0})
        names = ", ".join(str(target) for target in targets)
        say(f"{names}: no errors found in {checked}.", quiet=quiet)
    return result.exit_code
