"""``wparchive serve``."""

from __future__ import annotations

from pathlib import Path

import click

from wparchive.cli.console import say, to_stdout
from wparchive.cli.convert import size


@click.command(short_help="Show the pages of an archive in a browser.")
@click.argument("target", type=click.Path(path_type=Path, readable=False), metavar="OUT|FILE")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port of the server; 0 for any free port.",
)
@click.option(
    "--max-unpacked",
    callback=size,
    metavar="SIZE",
    help="Largest size to which the WARC files in WACZ files may unpack together.",
)
@click.option(
    "--max-ratio",
    type=click.IntRange(1),
    metavar="N",
    help="Largest ratio of unpacked to compressed size of a file.",
)
@click.option("--json", is_flag=True, help="Print the address as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the address.")
def command(
    target: Path,
    port: int,
    max_unpacked: int | None,
    max_ratio: int | None,
    json: bool,
    quiet: bool,
) -> int:
    """Show the pages of an archive in a browser on this machine, with a search.

    \b
    Example:
      wparchive serve archive

    OUT is an output that has WARC or WACZ; the server shows its public pages only. FILE is a single
    WARC or WACZ file. Ctrl-C stops the server.
    """
    from wparchive.storage.limits import Limits  # noqa: PLC0415
    from wparchive.storage.private import is_private  # noqa: PLC0415
    from wparchive.viewer import Viewer  # noqa: PLC0415 - http.server and templates

    usual = Limits()
    limits = Limits(max_unpacked or usual.unpacked, max_ratio or usual.ratio)
    with Viewer(target, port, limits) as viewer:
        if json:
            to_stdout({"url": viewer.url})
        else:
            click.echo(viewer.url)
        if viewer.is_damaged:
            say(f"Warning: {target} is damaged. To list the damage: wparchive verify {target}")
        if is_private(target.resolve()):
            say(f"Warning: {target} is in a directory with content that the blog hid.")
        say("Open this address in a browser. Ctrl-C stops the server.", quiet=quiet)
        viewer.run()
    return 0
