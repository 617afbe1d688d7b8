"""The process's surroundings: streams that are closed or hold ASCII only, names in such locales."""

from __future__ import annotations

import os
import sys
from typing import IO


def prepare() -> None:
    """Make sure that every text can be printed and every name written, whatever the locale is.

    A stream that is closed gets its number back: the next file that is opened would take it, and
    messages would be written into that file. What is written to standard output then fails, as it
    should; what people are told is dropped.
    """
    _use_utf8()
    for number, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        _occupy(number, mode)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def silence(stream: IO[str]) -> None:
    """Lead a stream that nobody reads any more into the null device, also when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _use_utf8() -> None:
    """Start again in Python's UTF-8 mode (PEP 540) where file names could hold ASCII only."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def _occupy(number: int, mode: int) -> None:
    """Open the null device under the number of a standard stream that is closed."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, mode)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
