"""What verifying finds: each a rule with its place, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from wparchive.errors import ExitCode


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The file is not as the standard, or its own account of itself, says that it is."""
    WARNING = "warning"
    """The standard allows it; programs in use stumble over it, or it cannot be checked here."""


# What ISO 28500:2017 allows: 5.4, 4, annex D, 6.3.2 and 5.11; an unknown hash proves nothing. What
# WACZ 1.1.1 recommends: 5.2.2. What browsers send as it is (WHATWG URL, 1.3).
_WARNINGS = frozenset(
    (
        "date-precision header-folded gzip-member http reference hash-unknown digest-missing"
        " uri-raw"
    ).split()
)


class Finding(NamedTuple):
    """Something that is not as it should be.

    Attributes:
        rule: The rule that it is about; ``docs/how-to/verify.md`` lists them.
        message: A sentence, which names no place.
        file: The file, as reports name it.
        offset: Where in it, in bytes; of a WARC where the record begins.
        record: The id of the record.
        line: The line, in a file of lines.
    """

    rule: str
    message: str
    file: str = ""
    offset: int | None = None
    record: str | None = None
    line: int | None = None

    @property
    def level(self) -> Level:
        """A rule is always of one level."""
        return Level.WARNING if self.rule in _WARNINGS else Level.ERROR

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.offset is not None:
            place.append(f"byte {self.offset}")
        if self.record is not None:
            place.append(self.record)
        note = "warning: " if self.level is Level.WARNING else ""
        return f"{', '.join(filter(None, place))}: {self.message} [{note}{self.rule}]"

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``; absent places are left out."""
        found = {"level": self.level.value, **self._asdict()}
        return {key: value for key, value in found.items() if value not in (None, "")}


@dataclass
class Verification:
    """What verifying found.

    Attributes:
        files: How many files were looked at.
        posts: How many posts ``posts.jsonl`` holds; None if there is none.
        records: How many records the WARC files hold; None if there are none.
        findings: Errors and warnings, in the order of the files; none means sound.
    """

    files: int = 0
    posts: int | None = None
    records: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found, be it an error or a warning."""
        return not self.findings

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.OK` or `ExitCode.VERIFY_FAILED`."""
        return ExitCode.OK if self.sound else ExitCode.VERIFY_FAILED

    def find(
        self,
        rule: str,
        message: str,
        file: str = "",
        *,
        offset: int | None = None,
        record: str | None = None,
        line: int | None = None,
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, message, file, offset, record, line))

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "sound": self.sound,
            "files": self.files,
            "posts": self.posts,
            "records": self.records,
            "findings": [finding.as_dict() for finding in self.findings],
        }
