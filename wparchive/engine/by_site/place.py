"""OUT of ``--by-site``: the directory of all outputs, in which one run works at a time."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from wparchive.engine.by_site.results import TABLE
from wparchive.errors import OutputError, OutputExistsError
from wparchive.storage.disk_errors import writing
from wparchive.storage.locks import BusyError, Claim, with_parents

if TYPE_CHECKING:
    from pathlib import Path

_WORK = ".wparchive-by-site"


class Place:
    """The directory, kept from other runs until the end; a context manager.

    Folders that were made for it and hold nothing in the end are removed.

    Args:
        out: The directory; it need not exist.
        overwrite: Whether it may have content that is not from such a run.

    Attributes:
        folder: An empty folder for temporary files.

    Raises:
        OutputExistsError: The directory has content that is not from such a run.
        OutputError: Another run writes there, or nothing can be written there.
    """

    def __init__(self, out: Path, *, overwrite: bool) -> None:
        self._made: list[Path] = []
        self._claim: Claim | None = None
        try:
            with writing(out):
                if not overwrite:
                    _refuse_others(out)
                self._claim = with_parents(partial(self._claimed, out))
                self._claim.clear()
                if not overwrite:  # until now another run may have written there
                    _refuse_others(out)
        except BusyError as error:
            raise OutputError(f"Another run of wparchive writes to {out}.") from error
        except BaseException:
            self.close()
            raise
        self.folder = self._claim.folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary files, and let other runs write there."""
        if self._claim is not None:
            self._claim.release()
        for folder in reversed(self._made):
            with suppress(OSError):  # what holds something stays
                folder.rmdir()

    def _claimed(self, out: Path) -> Claim:
        self._make(out)
        return Claim(out / _WORK)

    def _make(self, out: Path) -> None:
        for folder in [*reversed(out.parents), out]:
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                self._made.append(folder)


def _refuse_others(out: Path) -> None:
    """Refuse a file, and a directory with content that is not from such a run.

    Raises:
        OutputExistsError: It is one.
    """
    if out.is_dir() and ((out / TABLE).exists() or (out / _WORK).exists()):
        return
    if os.path.lexists(out) and not out.is_dir():
        raise OutputExistsError(f"{out} is a file.", hint="Name a directory.")
    if out.is_dir() and any(out.iterdir()):
        raise OutputExistsError(
            f"{out} is not empty.",
            hint="Name another directory, or that of an earlier run with --by-site, which contains"
            f" {TABLE}.",
        )
