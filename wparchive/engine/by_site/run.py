"""The run of ``--by-site``: examine the files, group them by blog, convert each blog alone.

Each blog is converted in a worker process. A blog that fails, or whose process is killed, does
not stop the others. The table of results says which blogs are done; a later run converts the rest.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from wparchive.engine import pipeline
from wparchive.engine.by_site.examine import Examiner
from wparchive.engine.by_site.finished import is_whole
from wparchive.engine.by_site.group import Grouping
from wparchive.engine.by_site.pile import list_pile
from wparchive.engine.by_site.place import Place
from wparchive.engine.by_site.processes import run_each
from wparchive.engine.by_site.results import TABLE, ResultTable, SiteResult
from wparchive.engine.request import Request
from wparchive.engine.unexpected import described
from wparchive.engine.workers import WorkerPool
from wparchive.errors import EmptyInputError, ExitCode, UsageError, WparchiveError
from wparchive.options import Options
from wparchive.storage.work_folders import recover
from wparchive.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from wparchive.engine.by_site.group import Site
    from wparchive.storage.limits import Limits
    from wparchive.storage.walking import FileSet

_EXAMINED_ALONE = 50
"""Files up to which starting processes costs more than it gains."""


@dataclass
class SitesReport:
    """The results of all blogs.

    Attributes:
        table: The table of results.
        results: The results of this run and of earlier ones, for the blogs in the inputs.
        resumed: The number of blogs that an earlier run has done.
        skipped: Files that belong to no blog.
        unreadable: Sentences about what cannot be read, so that content may be missing.
    """

    table: Path
    results: list[SiteResult] = field(default_factory=list)
    resumed: int = 0
    skipped: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[str]:
        """The number of blogs by status."""
        return Counter(result.status for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the failed blogs, 1 if they differ; else 3 if content was lost."""
        failed = {result.exit_code for result in self.results if result.status == "failed"}
        if failed:
            return ExitCode(failed.pop()) if len(failed) == 1 else ExitCode.FAILURE
        is_lost = self.statuses["lost"] or self.unreadable
        return ExitCode.CONTENT_LOST if is_lost else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """Return the report as ``--json`` prints it."""
        return {
            "schema": "wparchive-sites/1",
            "table": str(self.table),
            "sites": len(self.results),
            "statuses": dict(sorted(self.statuses.items())),
            "resumed": self.resumed,
            "skipped": self.skipped,
            "unreadable": self.unreadable,
            "exit_code": int(self.exit_code),
        }


class _Task(NamedTuple):
    """A blog to convert.

    Attributes:
        site: The blog.
        size: Bytes of its files.
        inputs: Its files.
        target: The folder of its output.
        options: The user's choices.
        limits: Limits on unpacking; None for the usual ones.
        fingerprint: See `SiteResult`.
    """

    site: Site
    size: int
    inputs: list[Path | FileSet]
    target: Path
    options: Options
    limits: Limits | None
    fingerprint: str

    def result(self, **values: Any) -> SiteResult:
        """Make the result."""
        return SiteResult(
            site=self.site.name, output=self.site.folder, files=len(self.site.parts),
            bytes=self.size, fingerprint=self.fingerprint, **values,
        )  # fmt: skip


def convert_sites(
    inputs: Sequence[str | Path],
    out: Path,
    options: Options,
    limits: Limits | None = None,
    done: Callable[[SiteResult, int, int], None] = lambda _result, _done, _total: None,
) -> SitesReport:
    """Convert each blog in the inputs into a folder of its own.

    Args:
        inputs: Files and directories.
        out: The directory for the folders and the table of results.
        options: The user's choices; with `overwrite` all blogs are converted again.
        limits: Limits on unpacking; None for the usual ones.
        done: Called with each result, the number of bytes so far, and that of all bytes.

    Raises:
        UsageError: An option cannot be used with ``--by-site``.
        InputError: An input does not exist.
        OutputError: `out` has other content, or another run writes there.
    """
    Request([""], out, limits=limits, **_given(options)).check()
    if options.bag is not None:
        raise UsageError("--bag cannot be used with --by-site, because it packs only one output.")
    pile = list_pile(inputs, out)
    with Place(out, overwrite=options.overwrite) as work:
        examiner = Examiner(limits, work.folder)
        jobs = WorkerPool.for_input(options.jobs, 1 << 30).jobs
        pool = WorkerPool(jobs if len(pile.files) > _EXAMINED_ALONE else 1)
        examined = pool.map(examiner.examine, pile.files)
        parts = [part for _, of_file in examined for part in of_file]
        pile.unreadable.extend(part.name for part in parts if part.role == "damage")
        found = Grouping([part for part in parts if part.role != "damage"])
        with ResultTable(out / TABLE) as table:
            skipped = sorted([*found.left, *pile.links])
            report = SitesReport(out / TABLE, skipped=skipped, unreadable=pile.unreadable)
            tasks = [_task(site, out, options, limits, work.folder) for site in found.sites]
            size, total = 0, sum(task.size for task in tasks)
            # When the table ends, no process may publish anything any more.
            with closing(_run(tasks, table, report, jobs)) as results:
                for result in results:
                    report.results.append(result)
                    size += result.bytes
                    done(result, size, total)
        report.results.sort(key=lambda result: result.site)
        return report


def _given(options: Options) -> dict[str, Any]:
    return {entry.name: getattr(options, entry.name) for entry in fields(Options)}


def _task(site: Site, out: Path, options: Options, limits: Limits | None, work: Path) -> _Task:
    settings = repr(
        (__version__, replace(options, jobs=None, overwrite=False, update=False), limits)
    )
    return _Task(
        site, site.size, site.inputs, out / site.folder, options, limits,
        site.fingerprint(work, settings),
    )  # fmt: skip


def _run(
    tasks: Sequence[_Task], table: ResultTable, report: SitesReport, jobs: int
) -> Generator[SiteResult]:
    """Yield the results of all blogs; convert those that no earlier run has done."""
    waiting = []
    for task in tasks:
        earlier = table.results.get(task.site.name)
        if earlier is not None and _is_done(task, earlier):
            report.resumed += 1
            yield earlier
        else:
            waiting.append(task)
    # The largest first, so that none of them runs alone at the end.
    waiting.sort(key=lambda task: -task.size)
    with closing(run_each(_convert, waiting, jobs)) as done:
        for task, result in done:
            found = result or _killed(task)
            table.add(found)
            yield found


def _killed(task: _Task) -> SiteResult:
    with suppress(WparchiveError, OSError):  # the next run tries again
        recover(task.target.resolve())
    return task.result(
        status="failed", exit_code=int(ExitCode.FAILURE),
        error="Its process was killed, most likely because memory ran out.",
        hint="Run the same command again, with --jobs 1.",
    )  # fmt: skip


def _is_done(task: _Task, earlier: SiteResult) -> bool:
    if task.options.overwrite or earlier.status == "failed":
        return False
    if earlier.fingerprint != task.fingerprint or earlier.output != task.site.folder:
        return False
    return earlier.status == "empty" or is_whole(task.target)


def _convert(task: _Task) -> SiteResult:
    """Convert a blog; whatever happens becomes a result."""
    before = time.process_time()
    try:
        result = _converted(task)
    except WparchiveError as error:
        result = _failed(task, error)
    except Exception as error:  # noqa: BLE001 - one blog must not stop the others
        result = _failed(task, described(error))
    result.seconds = round(time.process_time() - before, 3)
    return result


def _failed(task: _Task, error: WparchiveError) -> SiteResult:
    is_empty = isinstance(error, EmptyInputError) and task.site.is_crawled
    return task.result(
        status="empty" if is_empty else "failed",
        exit_code=int(error.exit_code),
        error=f"{error.message} ({error.place})" if error.place else error.message,
        hint=error.hint or None,
    )


def _converted(task: _Task) -> SiteResult:
    # A run that was killed may have published an output without its result.
    options = _given(replace(task.options, jobs=1, overwrite=True))
    report = pipeline.run(Request(task.inputs, task.target, limits=task.limits, **options))
    lost = report.exit_code is ExitCode.CONTENT_LOST
    result = task.result(status="lost" if lost else "done", exit_code=int(report.exit_code))
    result.count(report)
    return result
