"""Records: the rows of an archive's tables, from the bytes of one input.

A pure function of its arguments, for frameworks that spread many inputs over many machines. Bad
data gives a record of the table ``errors`` and raises nothing.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.counts import InputCounts
from wparchive.engine.inputs import OpenInputs, recognizes
from wparchive.engine.notice_privacy import NoticeFilter
from wparchive.engine.observer import ConversionObserver
from wparchive.engine.pipeline import Conversion
from wparchive.engine.record_options import FORMAT, RecordOptions
from wparchive.engine.report import unaccounted
from wparchive.errors import ChangedInputError, InputError, WparchiveError
from wparchive.errors.containment import is_general, is_out_of_memory
from wparchive.links import LinkIndex
from wparchive.storage import scratch
from wparchive.storage.names import safe_file_name
from wparchive.storage.sources import Sources
from wparchive.storage.walking import FileSet
from wparchive.writers.tables import rows
from wparchive.writers.tables.schema import ERRORS, TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from wparchive.engine.archive_index import ConversionTask
    from wparchive.engine.convert import Worker
    from wparchive.errors.notices import Notice
    from wparchive.options import Edition, HiddenContent
    from wparchive.storage.limits import Limits

Value = int | str | bool | datetime | None

_COLUMNS = {
    name: [(column.name, column.type == "time") for column in table.all_columns]
    for name, table in (TABLES | {ERRORS.name: ERRORS}).items()
}
_LONGEST = 1000
"""Characters of a message that an error quotes."""


class Record(NamedTuple):
    """A row of one of the tables.

    Attributes:
        table: The table, such as ``posts``; ``errors`` for an input that could not be read.
        input: The name of the input, as its caller gave it.
        values: The values by column, in the order of the table. ``post`` is the position of the
            post in the input, from 1, and ``comment`` that of the comment among the post's;
            so ``input``, ``post`` and ``comment`` together are a key.
    """

    table: str
    input: str
    values: dict[str, Value]


def records(
    data: bytes | Path,
    source: str,
    *,
    edition: Edition = "public",
    include: Collection[HiddenContent] = (),
    public_types: Collection[str] = (),
    as_of: datetime | None = None,
    limits: Limits | None = None,
) -> Iterator[Record]:
    """Yield the rows of the tables of one input: site, posts, comments, links, notices.

    The same arguments give the same records. Whatever the data is, no exception is raised: the
    last record is then a row of the table ``errors``. Links have targets in this input only.

    Args:
        data: The bytes of an export, page, web archive, dump or feed, also compressed; or the path
            of a local file or directory with them.
        source: The name of the input, such as its address. The last component of the path is the
            file's name, which the columns ``source`` repeat.
        edition: ``public`` for what readers of the blog saw; ``full`` to add all hidden content.
        include: Hidden content to add to ``public``; the words of ``--include``.
        public_types: Post types, comment types and taxonomies to publish, too.
        as_of: The instant after which captures of web archives are ignored; None for none.
        limits: Limits on unpacking; None for the usual ones.

    Raises:
        UsageError: A word is unknown.
        OutputError: Temporary files cannot be written.
    """
    return read(data, source, RecordOptions(edition, include, public_types, as_of, limits))


def read(data: bytes | Path | FileSet, source: str, options: RecordOptions) -> Iterator[Record]:
    """Yield records, as `records`."""
    try:
        with local_copy(data, source) as path, opened(path, source, options) as run:
            yield from run.head()
            for task in run.tasks:
                yield from run.convert(task)
    except Exception as error:
        if is_of_the_machine(error):
            raise
        yield error_record(error, source)


def is_of_the_machine(error: Exception) -> bool:
    """Check whether an exception is about the machine or the installation, not about the data."""
    if isinstance(error, InputError) or is_out_of_memory(error):  # the data asks for so much
        return False
    return isinstance(error, ImportError) or is_general(error)


def error_record(error: Exception, source: str) -> Record:
    """Make the record of an input that could not be read."""
    if os.environ.get("WPARCHIVE_TRACEBACK"):
        sys.excepthook(type(error), error, error.__traceback__)
    place = hint = ""
    message = " ".join(str(error).split())
    if isinstance(error, WparchiveError):
        message, place, hint = error.message, error.place, error.hint
    elif isinstance(error, OSError):  # its text names a temporary file
        message = error.strerror or ""
    values: dict[str, Value] = {
        "error": type(error).__name__,
        "message": message[:_LONGEST].encode(errors="replace").decode() or type(error).__name__,
        "place": place or None,
        "hint": hint or None,
    }
    return Record(ERRORS.name, source, values)


@contextmanager
def local_copy(data: bytes | Path | FileSet, source: str) -> Iterator[Path | FileSet]:
    """Write data to a temporary file, named like the source; files are taken as they are."""
    if isinstance(data, Path | FileSet):
        yield data
        return
    claim = scratch.make()
    try:
        with scratch.blamed():
            path = claim.folder / safe_file_name(source.rstrip("/").rpartition("/")[2], "input")
            path.write_bytes(data)
        yield path
    finally:
        claim.release()


@contextmanager
def opened(
    path: Path | FileSet, source: str, options: RecordOptions, *, keeps_posts: bool = True
) -> Iterator[RecordRun]:
    """Run pass 1 over an input.

    Args:
        path: A local file or directory.
        source: The name of the input in records.
        options: The options.
        keeps_posts: Whether a temporary file keeps the posts for `RecordRun.convert`.

    Raises:
        WparchiveError: The input cannot be read.
    """
    request = options.request(path)
    with ExitStack() as stack:
        stack.enter_context(scratch.blamed())
        inputs = stack.enter_context(Sources([path], request.limits, recognizes))
        addresses = stack.enter_context(closing(LinkIndex()))
        given = OpenInputs.of(inputs)
        conversion = Conversion(request, given, addresses, ConversionObserver())
        conversion.plan(keeps_posts=keeps_posts)
        index = conversion.index
        worker = conversion.worker()
        yield RecordRun(source, worker, index.tasks, index.notices, NoticeFilter(index))


@dataclass
class RecordRun:
    """An input after pass 1.

    Attributes:
        source: The name of the input in records.
        worker: Converts its ranges.
        tasks: Its ranges.
        notices: The notices of pass 1.
        notice_filter: Removes hidden texts from notices.
    """

    source: str
    worker: Worker
    tasks: Sequence[ConversionTask]
    notices: list[Notice]
    notice_filter: NoticeFilter

    def head(self) -> Iterator[Record]:
        """Yield the records of the site, its authors and terms, and the notices of pass 1."""
        lines = rows.head_lines(self.worker.writers[FORMAT].context)
        yield from _records(rows.read(lines, ()), self.source)
        yield from self._noticed(self.notices)

    def convert(self, task: ConversionTask) -> Iterator[Record]:
        """Convert a range; yield the records of each post, with the notices about it.

        Raises:
            ChangedInputError: The range does not have the posts that pass 1 found in it.
        """
        number = task.first - 1
        for number, (post, result) in enumerate(self.worker.convert_each(task), task.first):
            lines = (line for chunk in result.chunks for line in chunk.data.splitlines())
            journal = result.journals.get(FORMAT, ())
            yield from _records(rows.read(lines, journal, posts=number), self.source)
            counts = InputCounts(links=result.links)
            counts.add_post(post)
            lost = unaccounted(result.counts[FORMAT], counts)
            yield from self._noticed([*result.notices, *lost])
        if number + 1 - task.first != len(task.placements[FORMAT]):
            raise ChangedInputError(f"{self.source} changed while it was read.")

    def _noticed(self, notices: Iterable[Notice]) -> Iterator[Record]:
        # A record is in no format.
        shown = [self.notice_filter.public(notice)._replace(target="") for notice in notices]
        yield from notice_records(shown, self.source)


def notice_records(notices: Iterable[Notice], source: str) -> Iterator[Record]:
    """Yield the records of notices, which quote nothing hidden."""
    yield from _records(rows.read(rows.notice_lines(notices), ()), source)


def _records(found: Iterable[tuple[str, rows.Row]], source: str) -> Iterator[Record]:
    for table, row in found:
        values: dict[str, Value] = {
            name: datetime.fromisoformat(value) if is_time and value else value
            for (name, is_time), value in zip(_COLUMNS[table], row, strict=True)
        }
        yield Record(table, source, values)
