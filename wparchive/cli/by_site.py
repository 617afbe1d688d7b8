"""``wparchive convert --by-site``: many blogs, each into an output of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wparchive.cli.console import observing, say, to_stdout
from wparchive.errors import UsageError
from wparchive.errors.notices import quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wparchive.engine.by_site import SitesReport
    from wparchive.engine.by_site.results import SiteResult
    from wparchive.storage.limits import Limits


def convert_by_site(
    inputs: Sequence[str],
    out: Path,
    given: dict[str, Any],
    *,
    limits: Limits,
    json: bool,
    quiet: bool,
) -> int:
    """Convert each blog of the inputs; show failures as they happen, and a summary.

    Args:
        inputs: Files and directories.
        out: The directory for the outputs and the table.
        given: The options of the conversion.
        limits: Limits on unpacking.
        json: Whether to print the summary as JSON.
        quiet: Whether to show errors only.

    Returns:
        The exit code.
    """
    from wparchive.engine.by_site import convert_sites  # noqa: PLC0415 - the whole library
    from wparchive.options import Options  # noqa: PLC0415

    with observing(quiet=quiet, log=None) as observer:

        def done(result: SiteResult, size: int, total: int) -> None:
            observer.progress(2 * size, 2 * total)
            if result.status == "failed":
                say(f"{result.site}: {result.error}")

        report = convert_sites(inputs, out, Options(**given), limits, done)
    if json:
        to_stdout(report.as_dict())
    for line in _summary(report):
        say(line, quiet=quiet)
    return report.exit_code


def refuse(without: dict[str, object]) -> None:
    """Refuse options that have no effect with ``--by-site``.

    Args:
        without: The values of these options by their flags.

    Raises:
        UsageError: One of them is given.
    """
    for flag, value in without.items():
        if value:
            raise UsageError(
                f"{flag} cannot be used with --by-site.",
                hint="--by-site writes a directory with a report for each blog.",
            )


def _summary(report: SitesReport) -> Iterator[str]:
    statuses = report.statuses
    parts = [f"{statuses['done']:,} without loss", f"{statuses['lost']:,} with lost content"]
    parts.append(f"{statuses['failed']:,} failed")
    if statuses["empty"]:
        parts.append(f"{statuses['empty']:,} hosts without posts")
    earlier = f"; an earlier run converted {report.resumed:,} of them" if report.resumed else ""
    blogs = quantity(len(report.results), "blog")
    yield f"{blogs}: {', '.join(parts)}{earlier}."
    if report.skipped:
        names = ", ".join(report.skipped[:5]) + (", ..." if len(report.skipped) > 5 else "")
        yield f"Skipped files that belong to no blog ({len(report.skipped):,}): {names}."
    yield from (f"loss: {sentence}." for sentence in report.unreadable[:5])
    if (more := len(report.unreadable) - 5) > 0:
        yield f"loss: {more:,} more cannot be read; --json lists them all."
    yield f"The results are in {report.table}."
    if statuses["failed"]:
        yield "To try the failed blogs again, run the same command again."
