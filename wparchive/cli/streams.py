"""Standard streams: repair streams that are closed or limited to ASCII."""

from __future__ import annotations

import io
import os
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class StreamError(Exception):
    """Standard output cannot be written; the message is the system's.

    It is not an OSError, so that nobody takes an error of a file for it.
    """


class _Output(io.FileIO):
    """Standard output, which raises `StreamError` unless only its reader has gone."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise StreamError(error.strerror) from error


def prepare() -> None:
    """Make sure that every text can be printed and every file name used, in any locale.

    A closed stream is opened again as the null device. Otherwise the next file that is opened would
    get its number, and messages would be written into that file. Writing to a closed standard
    output then fails, as it should; messages for a closed standard error are dropped.
    """
    _use_utf8()
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        _occupy(number, mode)
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding
    output = _Output(1, "w", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(output),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=output.isatty(),
    )
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="backslashreplace")


def silence(stream: IO[str]) -> None:
    """Redirect a stream without a reader to the null device, so that closing it cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _use_utf8() -> None:
    """Restart in Python's UTF-8 mode (PEP 540) if file names are limited to ASCII."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def _occupy(number: int, mode: int) -> None:
    """Open the null device under the number of a closed standard stream."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, mode)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
