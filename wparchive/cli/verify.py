"""``wparchive verify``."""

from __future__ import annotations

from pathlib import Path

import click

from wparchive.api import verify
from wparchive.cli.console import say, to_stdout


@click.command(short_help="Check an output.")
@click.argument("output", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--json", is_flag=True, help="Print one JSON document.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(output: Path, json: bool, quiet: bool) -> int:
    """Check an output of `wparchive convert` against its manifest and report.

    \b
    Example:
      wparchive verify archive
    """
    result = verify(output)
    if json:
        to_stdout(result.as_dict())
    for finding in result.findings:
        say(finding)
    if not result.findings:
        say(f"{output} is sound: {result.files} files.", quiet=quiet)
    return result.exit_code
