"""The job ``python -m wparchive.spark IN OUT``: tables of very many inputs, written by Spark."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from wparchive.errors import ExitCode, UsageError, WparchiveError
from wparchive.options import Edition, HiddenContent
from wparchive.spark import files
from wparchive.spark.frames import PARTITION, Unit, read, require_pyspark
from wparchive.writers.tables.schema import ERRORS, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

_STAGING = "_staging"
"""A folder in OUT, whose name begins with a line, so that Spark does not read it as data."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job.

    Args:
        arguments: The words of the command line; None for those of the process.

    Returns:
        The exit code: 0; 3 if an input could not be read or content was lost; 4 if no input could
        be read; those of `WparchiveError` otherwise.
    """
    given = _parser().parse_args(arguments)
    try:
        require_pyspark()
        counts = _run(given)
    except WparchiveError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        return int(error.exit_code)
    print(json.dumps(counts, indent=2))  # noqa: T201
    if counts["errors"] and not counts["site"]:
        return int(ExitCode.INPUT_UNREADABLE)
    return int(ExitCode.CONTENT_LOST if counts["errors"] or counts["losses"] else ExitCode.OK)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m wparchive.spark", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("input", metavar="IN", help="a file, directory or glob, or a manifest")
    parser.add_argument("output", metavar="OUT", help="the directory for a directory per table")
    add = parser.add_argument
    add("--manifest", action="store_true", help="IN is a text file with a path on each line")
    add("--by", choices=get_args(Unit), default="file", help="the unit that is read by itself")
    add("--tables", help="the tables to write, separated by commas (default: all)")
    add("--output-format", default="parquet", help="a format of Spark (default: parquet)")
    add("--output-compression", default="zstd", help="a codec of the format (default: zstd)")
    add("--num-output-partitions", type=int, help="the number of files of each table")
    add("--partition-bytes", type=int, default=PARTITION, help="bytes of input of a task")
    add("--hadoop", action="store_true", help="let Spark read the files, whole")
    add("--edition", choices=get_args(Edition), default="public", help="full adds hidden content")
    add(
        "--include", default="", help=f"hidden content to add: {', '.join(get_args(HiddenContent))}"
    )
    add("--public-types", default="", help="types to publish, separated by commas")
    add("--overwrite", action="store_true", help="replace tables that are in OUT")
    return parser


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _run(given: argparse.Namespace) -> dict[str, int]:
    """Write the tables and return the number of rows of each."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    known = [*TABLES, ERRORS.name]
    tables = _words(given.tables) if given.tables else known
    if unknown := sorted(set(tables) - set(known)):
        raise UsageError(f"There is no table {unknown[0]!r}.", hint=f"Tables: {', '.join(known)}.")
    paths = _manifest(given.input) if given.manifest else [given.input]
    staging = f"{given.output.rstrip('/')}/{_STAGING}"
    running = SparkSession.getActiveSession()
    spark = running or SparkSession.builder.appName("wparchive").getOrCreate()
    try:
        frames = read(
            spark, paths, by=given.by, partition_bytes=given.partition_bytes, hadoop=given.hadoop,
            staging=None if given.hadoop else staging, edition=given.edition,
            include=_words(given.include), public_types=_words(given.public_types),
        )  # fmt: skip
        for table in tables:
            _write(frames[table], f"{given.output.rstrip('/')}/{table}", given)
        counts = frames.counts()
        frames.unpersist()
        return counts
    finally:
        if running is None:
            spark.stop()
        if not given.hadoop:
            files.remove_folder(staging)


def _manifest(path: str) -> list[str]:
    with files.fetched(path) as local:
        try:
            lines = Path(local).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"The manifest {path} cannot be read: {error}.") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _write(frame: DataFrame, path: str, given: argparse.Namespace) -> None:
    if given.num_output_partitions:
        frame = frame.coalesce(given.num_output_partitions)
    writer = frame.write.mode("overwrite" if given.overwrite else "error")
    writer.option("compression", given.output_compression).format(given.output_format).save(path)


if __name__ == "__main__":
    sys.exit(main())
