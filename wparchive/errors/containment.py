"""Contain the failure of one record: only that record is lost, and the failure is reported."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from wparchive.errors import WparchiveError

if TYPE_CHECKING:
    from types import TracebackType

OF_THE_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EROFS}
)
"""Numbers of errors that are not about one file: a full or broken disk, no more memory."""
OF_DRIVES = OF_THE_MACHINE | {
    getattr(errno, name)
    for name in ("ESTALE", "ETIMEDOUT", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN", "ENODEV", "ENXIO",
                 "EBADMSG", "EUCLEAN", "ENOLINK", "ESHUTDOWN", "ECOMM")
    if hasattr(errno, name)
}  # fmt: skip
"""The same, with those of drives: damaged ones, and ones that are on a network or unplugged."""
_LONGEST = 300
_XML_NO_MEMORY = 2
"""``XML_ERR_NO_MEMORY`` of libxml2."""


@dataclass
class Attempt:
    """Context manager that suppresses an exception caused by one record.

    Other exceptions propagate: errors that wparchive raises on purpose, Ctrl-C, a full disk,
    exhausted memory.

    Attributes:
        cause: Class and message of the exception, on one line; empty if there was none.
    """

    cause: str = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception) or is_general(error):
            return False
        if os.environ.get("WPARCHIVE_TRACEBACK"):
            sys.excepthook(type(error), error, trace)
        message = " ".join(str(error).split())[:_LONGEST]
        self.cause = f"{type(error).__name__}: {message}" if message else type(error).__name__
        return True


def is_general(error: Exception) -> bool:
    """Check whether an exception is not about one record: raised on purpose, or by a shortage.

    Shortages are a full disk, exhausted memory, and the like.
    """
    if isinstance(error, OSError):
        return error.errno in OF_DRIVES
    # By name, since only some runs need a database at all. Its file may be damaged, too.
    of_database = type(error).__module__ == "sqlite3" and type(error).__name__ in {
        "OperationalError", "DatabaseError"
    }  # fmt: skip
    return of_database or isinstance(error, WparchiveError) or is_out_of_memory(error)


def is_out_of_memory(error: Exception) -> bool:
    """Check whether the system had no memory left; lxml reports this as an error of the text."""
    if isinstance(error, MemoryError):
        return True
    is_of_lxml = type(error).__module__ == "lxml.etree"
    return is_of_lxml and getattr(error, "code", None) == _XML_NO_MEMORY
