"""What verifying finds: each a broken rule with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wparchive.errors import ExitCode


class Finding(NamedTuple):
    """Something that is not as it should be.

    Attributes:
        rule: The rule that it breaks; ``docs/how-to/verify.md`` lists them.
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

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.offset is not None:
            place.append(f"byte {self.offset}")
        if self.record is not None:
            place.append(self.record)
        return f"{', '.join(filter(None, place))}: {self.message} [{self.rule}]"

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``; absent places are left out."""
        return {key: value for key, value in self._asdict().items() if value not in (None, "")}


@dataclass
class Verification:
    """What verifying found.

    Attributes:
        files: How many files were looked at.
        posts: How many posts ``posts.jsonl`` holds; None if there is none.
        records: How many records the WARC files hold; None if there are none.
        findings: None means sound.
    """

    files: int = 0
    posts: int | None = None
    records: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.OK` or `ExitCode.VERIFY_FAILED`."""
        return ExitCode.VERIFY_FAILED if self.findings else ExitCode.OK

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
            "sound": not self.findings,
            "files": self.files,
            "posts": self.posts,
            "records": self.records,
            "findings": [finding.as_dict() for finding in self.findings],
        }
