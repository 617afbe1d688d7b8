"""The report: counts of the inputs, and of what each format wrote, withheld or lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from wparchive.engine.overview import Overview
from wparchive.engine.post_transform import DROPPED
from wparchive.errors import ExitCode
from wparchive.errors.notices import Code, Notice, Severity, quantity
from wparchive.links import split_message
from wparchive.transforms.unknown import Unknown, shown_words
from wparchive.wordpress.registered import is_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from wparchive.engine.counts import InputCounts, OutputCounts
    from wparchive.engine.notice_log import NoticeLog
    from wparchive.engine.post_transform import TransformAccount
    from wparchive.formats.readers import SiteMetadata
    from wparchive.storage.fixity import Digest
    from wparchive.storage.inputs import Input
    from wparchive.transforms.unknown import WordFilter

REPORT = "report.json"
SCHEMA = "wparchive-report/1"
SHOWN = 100
"""Notices of one code that the report lists; it counts all, and ``notices.jsonl`` has all."""


@dataclass(repr=False)
class Report:
    """The counts, notices and files of a run; `as_dict` is ``report.json``."""

    generator: str
    exported_at: str
    inputs: Sequence[Input]
    formats: Sequence[str]
    edition: str
    include: Sequence[str]
    redact: Sequence[str]
    input_counts: InputCounts
    output_counts: dict[str, OutputCounts]
    log: NoticeLog
    """All notices, without hidden content."""
    metadata: SiteMetadata
    """Site, authors and terms without hidden ones, for packaging; not in ``report.json``."""
    unknown: Unknown = field(default_factory=Unknown)
    overview: Overview = field(default_factory=Overview)
    """Counts of the public posts; in ``report.html`` only."""
    missing_files: dict[str, str] = field(default_factory=dict)
    """The reasons for which media files of public posts are missing, by their addresses."""
    takes_media: bool = False
    """Whether a public format can have the blog's files."""
    media: Sequence[str] | None = None
    """The media files that were written, by their places; None if no media were asked for."""
    links_to_files: int = 0
    """Links of public posts to files of the blog, such as pictures."""
    notices: list[Notice] = field(default_factory=list)
    notice_counts: Counter[Code] = field(default_factory=Counter)
    outputs: Sequence[Digest] = ()
    planned: list[str] = field(default_factory=list)
    left: Path | None = None
    """A temporary directory beside the output that could not be removed; not in the report."""
    settings: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """By format, the options that shaped it."""
    keeps_all: bool = False
    """True if a format has everything that the model does not name."""
    filter_notice: Callable[[Notice], Notice] = lambda notice: notice
    """Removes hidden content from a notice that the report lists."""
    public_input: Callable[[Input], Input] = lambda given: given
    """Removes the name of an input that may be that of a hidden post."""
    shows_word: WordFilter = is_name
    """Checks whether public files may quote a type, a status or a taxonomy."""
    transformed: TransformAccount | None = None
    """The records that the caller's function dropped and added; None without such a function."""

    def __repr__(self) -> str:
        """Name the outcome and the counts, without what the notices quote."""
        written = {name: counts.posts.total() for name, counts in self.output_counts.items()}
        read = self.input_counts.posts.total()
        return f"<Report {self.exit_code.name}: {read} posts read, written: {written}>"

    def add(self, counts: Mapping[str, OutputCounts], links: Counter[str]) -> None:
        """Add the counts of a range.

        Args:
            counts: What is written, withheld or lost, by format.
            links: The number of links by kind of target.
        """
        for name, part in counts.items():
            self.output_counts[name].add(part)
        if self.input_counts.links is not None:
            self.input_counts.links.update(links)

    def note(self, notices: Iterable[Notice]) -> None:
        """Count and log notices, and keep as many of each code as the report lists."""
        for notice in notices:
            self.notice_counts[notice.code] += 1
            shown = self.filter_notice(notice)
            self.log.add(shown)
            if self.notice_counts[notice.code] <= SHOWN:
                self.notices.append(shown)
            is_quoted = notice.public in {None, notice.message}
            if notice.code is Code.MEDIA_MISSING and is_quoted:
                address, reason = split_message(shown.message)
                if reason or address not in self.missing_files:
                    self.missing_files[address] = reason

    def reconcile(self) -> list[Notice]:
        """Report records that no column counts, so that no difference stays silent."""
        found: list[Notice] = []
        added = self._apply_transform_account()
        for target, account in self.output_counts.items():
            found += unaccounted(account, self.input_counts, target, added)
        if self.notice_counts[Code.BODY_DOUBTFUL] and self.output_counts and not self.keeps_all:
            number = self.notice_counts[Code.BODY_DOUBTFUL]
            text = (
                f"Text may be missing from {number:,} bodies, and no output has it."
                " Add json to --to: JSON keeps the text in `extra`."
            )
            found.append(Notice(Code.TEXT_LOST, text, public=text))
        self.note(found)
        return found

    def _apply_transform_account(self) -> dict[str, int]:
        """Count what the caller's function dropped as withheld; return how much it added."""
        if self.transformed is None:
            return {}
        for counts in self.output_counts.values():
            self.transformed.withhold(counts)
        if self.input_counts.links is not None:
            self.input_counts.links[DROPPED] += self.transformed.dropped["links"]
        return {kind: self.transformed.added[kind] for kind in ("posts", "comments")}

    @property
    def public_inputs(self) -> list[Input]:
        """The inputs, under names that show nothing hidden."""
        return list(map(self.public_input, self.inputs))

    @property
    def files_left(self) -> str:
        """A sentence about files that stay at their old addresses; empty if there are none."""
        number = self.links_to_files
        if not number or self.media is not None or not self.takes_media:
            return ""
        links = quantity(number, "link to a file", "links to files")
        point = "points" if number == 1 else "point"
        return (
            f"{links} of the blog, such as pictures, still {point} to the old blog."
            " To download the files, add --media fetch; to copy them, --media DIRECTORY."
        )

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.CONTENT_LOST` if anything was lost, else `ExitCode.OK`."""
        lost = any(code.severity is Severity.LOSS for code in self.notice_counts)
        return ExitCode.CONTENT_LOST if lost else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON objects."""
        columns = {
            name: counts.as_dict(self.shows_word) for name, counts in self.output_counts.items()
        }
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "generator": self.generator,
            # Before the inputs, since `wparchive.storage.earlier_outputs` reads the beginning only.
            "formats": list(self.formats),
            "export_instant": self.exported_at,
            "inputs": [
                {"name": i.name, "size": i.size, "sha256": i.sha256} for i in self.public_inputs
            ],
            "edition": self.edition,
            "include": sorted(self.include),
            "redact": sorted(self.redact),
            **self.settings,
            "counts": {
                "in": self.input_counts.as_dict(self.shows_word),
                **{
                    column: {name: parts[column] for name, parts in columns.items()}
                    for column in ("out", "withheld", "lost")
                },
            },
            "links": self._links(),
            "unknown": self.unknown.as_dict(self.shows_word),
            "notices": {
                "counts": {
                    code.value: self.notice_counts[code] for code in sorted(self.notice_counts)
                },
                "items": [notice.as_dict() for notice in self.notices],
            },
            "outputs": [digest._asdict() for digest in self.outputs],
        }
        if self.transformed is not None:
            document["transform"] = self.transformed.as_dict()
        if self.planned:
            document["planned"] = self.planned
        return document

    def _links(self) -> dict[str, Any]:
        """Return the counts of links: of all inputs, and by format and outcome."""
        links = self.input_counts.links
        return {
            "in": None if links is None else links.total(),
            "kinds": shown_words(links or Counter()),
            "outcomes": {name: c.link_outcomes() for name, c in self.output_counts.items()},
        }

    def encode(self) -> bytes:
        """Encode ``report.json``."""
        return msgspec.json.format(msgspec.json.encode(self.as_dict()), indent=2) + b"\n"


def unaccounted(
    account: OutputCounts,
    counts: InputCounts,
    target: str = "",
    added: Mapping[str, int] | None = None,
) -> list[Notice]:
    """Count records that no column counts as lost, and report them.

    Args:
        account: The counts of a format, which get the lost records.
        counts: The counts of the inputs.
        target: The format.
        added: The records that the caller's function has added, by kind; None for none.
    """
    codes = {"posts": Code.POST_LOST, "comments": Code.COMMENT_LOST, "links": Code.LINK_LOST}
    found = []
    for kind, number in account.unaccounted(counts, added).items():
        text = f"Not written, and not withheld or reported as lost: {number} {kind} of the inputs."
        found.append(Notice(codes[kind], text, target=target, public=text))
        setattr(account, f"lost_{kind}", getattr(account, f"lost_{kind}") + number)
    return found
