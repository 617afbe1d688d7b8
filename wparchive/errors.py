"""The error tree and the exit codes: everything that ends a run, in words for its user.

WparchiveError
├── UsageError              2   the request itself cannot be carried out
├── InputError              4   an input cannot be read
│   ├── MissingInputError       there is no such file
│   ├── EmptyInputError         there is nothing in it
│   ├── UnknownFormatError      it is none of the formats that we read
│   ├── MalformedInputError     it is broken in a place that we can name
│   │   └── OtherVersionError   it follows another version of the model
│   ├── ChangedInputError       it changed while it was read
│   └── LimitError              it passes a limit that protects the machine
├── OutputError             5   the output is refused or cannot be written
│   └── OutputExistsError       something stands there already
├── PluginError           1   an installed plugin cannot be used
└── VerificationError       6   an archive does not hold what it says
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a run's end means to a script; stable. Treat an unknown code as failure."""

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
    """The root of all errors that wparchive raises on purpose.

    Args:
        message: What happened, as one sentence that names the file.
        place: Where in it, such as ``line 18, byte 2041``; empty if the whole file is meant.
        hint: What the user can do next; empty if nothing is known to help.
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
        """The error as ``--json`` prints it."""
        return {
            "error": type(self).__name__,
            "message": self.message,
            "place": self.place or None,
            "hint": self.hint or None,
            "exit_code": int(self.exit_code),
        }


def _rebuild(cls: type[WparchiveError], message: str, place: str, hint: str) -> WparchiveError:
    return cls(message, place=place, hint=hint)


class UsageError(WparchiveError):
    """The request cannot be carried out, whatever the input holds."""

    exit_code = ExitCode.USAGE


class InputError(WparchiveError):
    """An input cannot be read."""

    exit_code = ExitCode.INPUT_UNREADABLE


class MissingInputError(InputError):
    """There is no such file, or it may not be opened."""


class EmptyInputError(InputError):
    """The input holds no byte or no record."""


class UnknownFormatError(InputError):
    """The input is none of the formats that wparchive reads."""


class MalformedInputError(InputError):
    """The input is broken in a place that the error names."""


class OtherVersionError(MalformedInputError):
    """The input follows another version of the canonical model."""


class ChangedInputError(InputError):
    """The input is another one than when the run began, or is gone."""


class LimitError(InputError):
    """The input passes a limit that protects the machine from it."""


class OutputError(WparchiveError):
    """The output is refused or cannot be written."""

    exit_code = ExitCode.OUTPUT_REFUSED


class OutputExistsError(OutputError):
    """Something stands at the output's place already."""


class PluginError(WparchiveError):
    """An installed plugin cannot be used."""


class VerificationError(WparchiveError):
    """An archive does not hold what it says it holds."""

    exit_code = ExitCode.VERIFY_FAILED
