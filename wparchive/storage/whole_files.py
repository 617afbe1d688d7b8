"""Single files, such as logs, that appear at their place only when they are complete."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from wparchive.errors import OutputError
from wparchive.storage.locks import BusyError, Claim
from wparchive.storage.work_folders import places, refuse_reserved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def whole_file(target: Path, what: str) -> Iterator[IO[bytes]]:
    """Write a file in a work folder beside its target, and move it there at the end.

    Without an end, the target stays as it was. The next run for the same target removes what a
    killed one has left.

    Args:
        target: The file, without symbolic links; an existing one is replaced.
        what: What it is, for people.

    Yields:
        The file, to be written.

    Raises:
        OutputError: Another run is writing the target, or its name is reserved.
        OSError: The file cannot be made, written or moved.
    """
    refuse_reserved(target, what)
    folder, _ = places(target)
    try:
        claim = Claim(folder)
    except BusyError as error:
        raise OutputError(
            f"Another run is writing the {what} {target.name}; it uses {folder}.",
            hint="Wait until the other run has ended, or name another file. If no other run is"
            " active, remove that directory.",
        ) from error
    try:
        claim.clear()
        part = folder / "part"
        file = part.open("wb")
        try:
            yield file
        except BaseException:
            with suppress(OSError):  # the disk may be full
                file.close()
            raise
        file.close()
        part.replace(target)
    finally:
        claim.release()
