"""The report: the records that went in, and what each format wrote, withheld or lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from wparchive.errors import ExitCode
from wparchive.notices import Code, Notice, Severity
from wparchive.transforms.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from wparchive.formats import Head
    from wparchive.model.records import Post
    from wparchive.storage.fixity import Digest
    from wparchive.storage.inputs import Input
    from wparchive.transforms.edition import Edition

REPORT = "report.json"
SCHEMA = "wparchive-report/1"
SHOWN = 1000
"""Notices of one code that the report lists; it counts all, and ``--log`` writes all."""


@dataclass
class InputCounts:
    """The number of records in the inputs, as readers saw them.

    Links are counted in pass 2, by the kind of their target.
    """

    posts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    meta: Counter[str] = field(default_factory=Counter)
    authors: int = 0
    links: Counter[str] | None = None

    def add_head(self, head: Head) -> None:
        """Count site-wide records."""
        self.authors += len(head.authors)
        for term in head.terms:
            self.terms[term.taxonomy or ""] += 1
            self.meta["term"] += len(term.meta)

    def add_post(self, post: Post) -> None:
        """Count a post and all that rides with it."""
        self.posts[post.type or ""] += 1
        self.statuses[post.status or ""] += 1
        self.meta["post"] += len(post.meta)
        for comment in post.comments:
            self.comments[comment.kind] += 1
            self.meta["comment"] += len(comment.meta)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts for the report."""
        counts: dict[str, Any] = {
            "posts": _sorted(self.posts),
            "statuses": _sorted(self.statuses),
            "comments": _sorted(self.comments),
            "terms": _sorted(self.terms),
            "authors": self.authors,
            "meta": _sorted(self.meta),
        }
        if self.links is not None:
            counts["links"] = self.links.total()
        return counts


@dataclass
class OutputCounts:
    """The records that one format wrote, withheld or lost."""

    posts: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    links: int = 0
    withheld_posts: Counter[str] = field(default_factory=Counter)
    withheld_comments: Counter[str] = field(default_factory=Counter)
    withheld_links: int = 0
    withheld_fields: Counter[str] = field(default_factory=Counter)
    lost_posts: int = 0
    lost_comments: int = 0
    lost_links: int = 0
    lost_words: int = 0
    rewritten_links: int = 0
    link_kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add_links(self, outcomes: Mapping[str, int], kinds: Iterable[tuple[str, str]]) -> None:
        """Count links by outcome, and by kind of target and outcome."""
        self.rewritten_links += outcomes.get("rewritten", 0)
        self.links += outcomes.get("kept", 0) + outcomes.get("rewritten", 0)
        self.withheld_links += outcomes.get("withheld", 0)
        self.lost_links += outcomes.get("lost", 0)
        self.link_kinds.update(kinds)

    def add_comments(self, written: Counter[str], lost: int) -> None:
        """Count the comments of a post: those in the output by kind, and the lost ones."""
        self.comments.update(written)
        self.lost_comments += lost

    def withhold(self, post: Post, edition: Edition) -> None:
        """Count the posts, comments and fields that an edition leaves out."""
        self.withheld_fields.update(edition.fields)
        if edition.reason is not None:
            self.withheld_posts[edition.reason] += 1
            self.withheld_comments[edition.reason] += len(post.comments)
        for reason, number in edition.comments.items():
            self.withheld_comments[reason] += number

    def add(self, other: OutputCounts) -> None:
        """Add the counts of another part of the work."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def unaccounted(self, input_counts: InputCounts) -> dict[str, int]:
        """Count the records, by kind, that are neither written, withheld nor lost."""
        columns = {
            "posts": (input_counts.posts, self.posts, self.withheld_posts, self.lost_posts),
            "comments": (
                input_counts.comments,
                self.comments,
                self.withheld_comments,
                self.lost_comments,
            ),
        }
        short = {
            name: total.total() - out.total() - withheld.total() - lost
            for name, (total, out, withheld, lost) in columns.items()
        }
        short["links"] = (
            (input_counts.links or Counter()).total()
            - self.links
            - self.withheld_links
            - self.lost_links
        )
        return {name: number for name, number in short.items() if number}

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the three columns of the report: out, withheld and lost."""
        return {
            "out": {
                "posts": _sorted(self.posts),
                "comments": _sorted(self.comments),
                "links": self.links,
            },
            "withheld": {
                "posts": _sorted(self.withheld_posts),
                "comments": _sorted(self.withheld_comments),
                "links": self.withheld_links,
                "fields": _sorted(self.withheld_fields),
            },
            "lost": self.lost(),
        }

    def lost(self) -> dict[str, int]:
        """Count the posts, comments, links and words that should be in the output and are not."""
        return {
            "posts": self.lost_posts,
            "comments": self.lost_comments,
            "links": self.lost_links,
            "words": self.lost_words,
        }


@dataclass
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
    head: Head
    """Site, authors and terms without hidden ones, for packaging; not in ``report.json``."""
    unknown: Unknown = field(default_factory=Unknown)
    notices: list[Notice] = field(default_factory=list)
    notice_counts: Counter[Code] = field(default_factory=Counter)
    outputs: Sequence[Digest] = ()
    planned: list[str] = field(default_factory=list)
    settings: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """By format, the options that shaped it."""
    keeps_all: bool = False
    """Whether a format holds what the model does not name."""
    discreet: Callable[[Notice], Notice] = lambda notice: notice
    """Removes hidden content from a notice that the report lists."""

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
        """Count notices, and keep as many of each code as the report lists."""
        for notice in notices:
            self.notice_counts[notice.code] += 1
            if self.notice_counts[notice.code] <= SHOWN:
                self.notices.append(self.discreet(notice))

    def reconcile(self) -> list[Notice]:
        """Report records that no column counts, so that no difference stays silent."""
        found: list[Notice] = []
        codes = {"posts": Code.POST_LOST, "comments": Code.COMMENT_LOST, "links": Code.LINK_LOST}
        for target, account in self.output_counts.items():
            for kind, number in account.unaccounted(self.input_counts).items():
                text = f"{number} {kind} went in and are not accounted for."
                found.append(Notice(codes[kind], text, target=target))
                setattr(account, f"lost_{kind}", getattr(account, f"lost_{kind}") + number)
        if self.notice_counts[Code.BODY_DOUBTFUL] and self.output_counts and not self.keeps_all:
            number = self.notice_counts[Code.BODY_DOUBTFUL]
            text = (
                f"The text that {number:,} bodies lack is in no output."
                " Add json to --to, which keeps it in `extra`."
            )
            found.append(Notice(Code.TEXT_LOST, text))
        self.note(found)
        return found

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.CONTENT_LOST` if anything was lost, else `ExitCode.OK`."""
        lost = any(code.severity is Severity.LOSS for code in self.notice_counts)
        return ExitCode.CONTENT_LOST if lost else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON objects."""
        columns = {name: account.as_dict() for name, account in self.output_counts.items()}
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "generator": self.generator,
            "export_instant": self.exported_at,
            "inputs": [{"name": i.name, "size": i.size, "sha256": i.sha256} for i in self.inputs],
            "formats": list(self.formats),
            "edition": self.edition,
            "include": sorted(self.include),
            "redact": sorted(self.redact),
            **self.settings,
            "counts": {
                "in": self.input_counts.as_dict(),
                **{
                    column: {name: parts[column] for name, parts in columns.items()}
                    for column in ("out", "withheld", "lost")
                },
            },
            "links": {
                "in": None if self.input_counts.links is None else self.input_counts.links.total(),
                "kinds": _sorted(self.input_counts.links or Counter()),
                "outcomes": {
                    name: {
                        "kept": parts["out"]["links"] - self.output_counts[name].rewritten_links,
                        "rewritten": self.output_counts[name].rewritten_links,
                        "withheld": parts["withheld"]["links"],
                        "lost": parts["lost"]["links"],
                        "kinds": _by_kind(self.output_counts[name].link_kinds),
                    }
                    for name, parts in columns.items()
                },
            },
            "unknown": self.unknown.as_dict(),
            "notices": {
                "counts": {
                    code.value: self.notice_counts[code] for code in sorted(self.notice_counts)
                },
                "items": [notice.as_dict() for notice in self.notices],
            },
            "outputs": [digest._asdict() for digest in self.outputs],
        }
        if self.planned:
            document["planned"] = self.planned
        return document

    def encode(self) -> bytes:
        """Encode ``report.json``."""
        return msgspec.json.format(msgspec.json.encode(self.as_dict()), indent=2) + b"\n"


def _by_kind(counter: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, outcome in sorted(counter):
        found.setdefault(kind, {})[outcome] = counter[kind, outcome]
    return found


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return {key: counter[key] for key in sorted(counter) if counter[key]}
