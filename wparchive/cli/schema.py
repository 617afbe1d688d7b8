"""``wparchive schema``."""

from __future__ import annotations

import click

from wparchive.cli.console import to_stdout
from wparchive.model.canonical import schema


@click.command(short_help="Print the JSON Schema of the canonical model.")
@click.option(
    "--json", is_flag=True, expose_value=False, help="No effect: the output is always JSON."
)
def command() -> None:
    """Print the JSON Schema (2020-12) of site.json and of a line of posts.jsonl."""
    to_stdout(schema())
