"""The errors that end a run, in words for users, and the exit codes.

WparchiveError
├── UsageError              2   the arguments are wrong or do not fit together
├── InputError              4   an input cannot be read
│   ├── MissingInputError       the file does not exist
│   ├── EmptyInputError         it has no content
│   ├── UnknownFormatError      wparchive cannot read its format
│   ├── MalformedInputError     it is broken at a known place
│   │   └── OtherVersionError   it has another version of the model
│   ├── ChangedInputError       it changed while it was read
│   └── LimitError              it exceeds a limit that protects the machine
├── OutputError             5   the output is refused or cannot be written
│   └── OutputExistsError       there already is something
├── PluginError             1   an installed plugin cannot be used
├── SystemRefusalError      1   the system refused memory, open files or processes
├── TransformError          1   the caller's function for posts failed
└── VerificationError       6   an archive cannot be checked
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """Exit codes of the program, which are stable. An unknown code means failure."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    CONTENT_LOST = 3
    INPUT_UNREADABLE = 4
    OUTPUT_REFUSED = 5
    VERIFY_FAILED = 6
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class WparchiveError(Exception):
    """Base class of all errors that wparchive raises on purpose.

    Args:
        message: What happened; one sentence that names the file.
        place: Place in the file, such as ``line 18, byte 2041``; empty for the whole file.
        hint: What the user can do; empty if nothing helps.
    """

    exit_code = ExitCode.FAILURE

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        text = self.message if not self.place else f"{self.message} ({self.place})"
        return text if not self.hint else f"{text}\n{self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from worker processes, and keyword arguments are lost by the default.
        return (_rebuild, (type(self), self.message, self.place, self.hint))

    def as_dict(self) -> dict[str, object]:
        """Return the error as ``--json`` prints it; empty parts are None."""
        return {
            "error": type(self).__name__,
            "message": self.message,
            "place": self.place or None,
            "hint": self.hint or None,
            "exit_code": int(self.exit_code),
        }


def did_you_mean(given: Iterable[str], known: Iterable[str]) -> str:
    """Return the question whether similar words were meant, with a space; empty if there are none.

    Args:
        given: The unknown words.
        known: The words that there are.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only after a mistake

    words = list(known)
    near = [word for text in given for word in get_close_matches(text, words, 1)]
    return f"Did you mean {', '.join(near)}? " if near else ""


def _rebuild(cls: type[WparchiveError], message: str, place: str, hint: str) -> WparchiveError:
    return cls(message, place=place, hint=hint)


class UsageError(WparchiveError):
    """The arguments are wrong or do not fit together, whatever the inputs are."""

    exit_code = ExitCode.USAGE


class InputError(WparchiveError):
    """An input cannot be read."""

    exit_code = ExitCode.INPUT_UNREADABLE


class MissingInputError(InputError):
    """The file does not exist, or its permissions do not allow to open it."""


class EmptyInputError(InputError):
    """The input is empty or has no record."""


class UnknownFormatError(InputError):
    """The input has a format that wparchive cannot read."""


class MalformedInputError(InputError):
    """The input is broken at a place that the error names."""


class OtherVersionError(MalformedInputError):
    """The input has another version of the canonical model."""


class ChangedInputError(InputError):
    """The input was changed or removed during the run."""


class LimitError(InputError):
    """The input exceeds a limit that protects the machine."""


class OutputError(WparchiveError):
    """The output is refused or cannot be written."""

    exit_code = ExitCode.OUTPUT_REFUSED


class OutputExistsError(OutputError):
    """The output directory already has content."""


class PluginError(WparchiveError):
    """An installed plugin cannot be used."""


class SystemRefusalError(WparchiveError):
    """The system refused memory, open files or processes, for whichever input or output."""


class TransformError(WparchiveError):
    """The caller's function for posts failed, or returned something else than posts.

    Its ``__cause__`` is the exception of the function.
    """


class VerificationError(WparchiveError):
    """An archive cannot be checked: it is missing, or has no readable manifest."""

    exit_code = ExitCode.VERIFY_FAILED
