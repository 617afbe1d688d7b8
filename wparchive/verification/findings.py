"""Findings of a verification: broken rules with their place and level."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from wparchive.errors import ExitCode

_MOST = 10_000
"""Findings of one rule that are kept."""


class Level(StrEnum):
    """Level of a finding."""

    ERROR = "error"
    """The file breaks its standard, or differs from its manifest or report."""
    WARNING = "warning"
    """The standard allows it, but some programs cannot handle it, or it cannot be checked here."""


# What ISO 28500:2017 allows: 5.4, 4, annex D, 6.3.2 and 5.11; an unknown hash proves nothing. What
# WACZ 1.1.1 recommends: 5.2.2. What browsers send as it is (WHATWG URL, 1.3).
_WARNINGS = frozenset(
    (
        "date-precision header-folded gzip-member http reference hash-unknown digest-missing"
        " uri-raw"
    ).split()
)


class Finding(NamedTuple):
    """A broken rule and its place.

    Attributes:
        rule: Name of the rule; ``docs/how-to/verify.md`` lists the rules.
        message: One sentence, without the place.
        file: Path of the file in the output, or name of the target.
        offset: Offset in the file in bytes, in a WARC that of the record; None if unknown.
        record: WARC-Record-ID; None if the finding is about no record.
        line: Line in a text file, from 1; None if unknown.
    """

    rule: str
    message: str
    file: str = ""
    offset: int | None = None
    record: str | None = None
    line: int | None = None

    @property
    def level(self) -> Level:
        """Level of the rule."""
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
        """Return the finding for ``--json``, without empty fields."""
        found = {"level": self.level.value, **self._asdict()}
        return {key: value for key, value in found.items() if value not in (None, "")}


@dataclass
class Verification:
    """Result of a verification.

    Attributes:
        files: Number of files that were checked.
        posts: Number of posts in ``posts.jsonl``; None without such a file.
        records: Number of records in WARC files; None without such files.
        findings: Errors and warnings, in the order of the files; of each rule the first 10,000.
        omitted: Numbers of further findings, by rule.
    """

    files: int = 0
    posts: int | None = None
    records: int | None = None
    findings: list[Finding] = field(default_factory=list)
    omitted: Counter[str] = field(default_factory=Counter)
    _kept: Counter[str] = field(default_factory=Counter, repr=False)

    @property
    def sound(self) -> bool:
        """Whether there is neither an error nor a warning."""
        return not self.findings

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.OK` if nothing was found, else `ExitCode.VERIFY_FAILED`."""
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
        if self._kept[rule] == _MOST:
            self.omitted[rule] += 1
            return
        self._kept[rule] += 1
        self.findings.append(Finding(rule, message, file, offset, record, line))

    def as_dict(self) -> dict[str, Any]:
        """Return the result for ``--json``."""
        return {
            "sound": self.sound,
            "files": self.files,
            "posts": self.posts,
            "records": self.records,
            "findings": [finding.as_dict() for finding in self.findings],
            **({"omitted": dict(self.omitted)} if self.omitted else {}),
        }
