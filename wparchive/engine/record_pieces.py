"""Records of a large export in pieces, which other machines can convert.

Pass 1 runs once, and its result is written to a folder with the ranges of each piece. A piece
needs that folder and its own bytes of the export; all pieces together give the records that
`wparchive.records` gives.
"""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.records import Record, RecordRun, error_record, is_of_the_machine, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from wparchive.engine.archive_index import ConversionTask
    from wparchive.engine.record_options import RecordOptions

_RUN = "run.pickle"
_SHARE = 4
"""The largest share of the export that the files of pass 1 may be: more is not worth copying."""


class ExportPiece(NamedTuple):
    """A piece of an export.

    Attributes:
        number: Its number from 0, in the order of the export.
        start: The offset of its first byte.
        stop: The offset after its last one.
    """

    number: int
    start: int
    stop: int


def split(
    path: Path, source: str, options: RecordOptions, folder: Path, size: int
) -> list[ExportPiece] | None:
    """Run pass 1 and write what the pieces need.

    Args:
        path: An export on the local disk.
        source: Its name in records.
        options: The options.
        folder: An existing folder for what the pieces need.
        size: Bytes that a piece has at least, but for the last one.

    Returns:
        The pieces; None if the export can only be read as a whole: it is compressed or broken, or
        cannot be read at all.
    """
    try:
        with opened(path, source, options, keeps_posts=False) as run:
            pieces = _pieces(run, size)
            if len(pieces) < 2 or any(task.document for tasks in pieces for task in tasks):
                return None
            if not _write_run(run, path, folder):
                return None
            for number, tasks in enumerate(pieces):
                (folder / str(number)).write_bytes(pickle.dumps(tasks))
    except Exception as error:
        if is_of_the_machine(error):
            raise
        return None
    spans = ((tasks[0].range.start, tasks[-1].range.stop) for tasks in pieces)
    return [ExportPiece(number, *span) for number, span in enumerate(spans)]


def _pieces(run: RecordRun, size: int) -> list[list[ConversionTask]]:
    pieces: list[list[ConversionTask]] = []
    room = 0
    for task in run.tasks:
        if room <= 0:
            pieces.append([])
            room = size
        pieces[-1].append(task)
        room -= task.range.stop - task.range.start
    return pieces


def _write_run(run: RecordRun, path: Path, folder: Path) -> bool:
    """Write the result of pass 1; False if it depends on large temporary files."""
    run.tasks = []
    with (folder / _RUN).open("wb") as file:
        pickler = _Pickler(file, path)
        pickler.dump(run)
    size = sum(found.stat().st_size for found in pickler.files)
    if size * _SHARE > path.stat().st_size:
        return False
    for number, found in enumerate(pickler.files):
        shutil.copyfile(found, folder / f"file-{number}")
    return True


def read_piece(folder: Path, path: Path, number: int, source: str) -> Iterator[Record]:
    """Yield the records of a piece; the first one has those of the site, too.

    Args:
        folder: What `split` wrote, or a copy of it.
        path: The export, of which only the bytes of the piece need to be there.
        number: The number of the piece.
        source: The name of the export in records.
    """
    try:
        with (folder / _RUN).open("rb") as file:
            run: RecordRun = _Unpickler(file, path, folder).load()
        if number == 0:
            yield from run.head()
        for task in pickle.loads((folder / str(number)).read_bytes()):  # noqa: S301 - our own
            yield from run.convert(task)
    except Exception as error:
        if is_of_the_machine(error):
            raise
        yield error_record(error, source)


class _Pickler(pickle.Pickler):
    """Writes the paths of files as words, which get other paths on another machine.

    Attributes:
        files: Temporary files that the objects refer to.
    """

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file)
        self._path = path
        self.files: list[Path] = []

    def persistent_id(self, value: object) -> str | None:
        """Return the word for a path; None for anything else."""
        if not isinstance(value, Path):
            return None
        if value == self._path:
            return "input"
        if not value.is_file():  # the folder for temporary files
            return "folder"
        if value not in self.files:
            self.files.append(value)
        return f"file-{self.files.index(value)}"


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], path: Path, folder: Path) -> None:
        super().__init__(file)
        self._path = path
        self._folder = folder

    def persistent_load(self, word: str) -> Path:
        """Return the path for a word."""
        if word == "input":
            return self._path
        return self._folder if word == "folder" else self._folder / word
