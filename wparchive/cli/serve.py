"""``wparchive serve``."""

from __future__ import annotations

from pathlib import Path

import click

from wparchive.cli.console import say, to_stdout


@click.command(short_help="Look at an archive's pages in a browser.")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT|FILE")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port; 0 for any."
)
@click.option("--json", is_flag=True, help="Print the address as a JSON document.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the address.")
def command(target: Path, port: int, json: bool, quiet: bool) -> int:
    """Look at the pages of an archive, and search them, in a browser on this machine.

    \b
    Example:
      wparchive serve archive

    OUT is an output with WARC or WACZ in it; FILE a WARC or WACZ that wparchive wrote. Drafts and
    what else was hidden is not shown. Ctrl-C ends it.
    """
    from wparchive.viewer import Viewer  # noqa: PLC0415 - http.server and templates

    with Viewer(target, port) as viewer:
        if json:
            to_stdout({"url": viewer.url})
        else:
            click.echo(viewer.url)
        say("Open this address in a browser; Ctrl-C ends it.", quiet=quiet)
        viewer.run()
    return 0
