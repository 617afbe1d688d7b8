"""The report: what went in, what came out of it in each format, and the fate of the rest."""

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
    from wparchive.transforms.edition import PublicEdition

REPORT = "report.json"
SCHEMA = "wparchive-report/1"
_WHOLE = frozenset({"json", "wxr"})
"""Formats that have what the model does not name."""
SHOWN = 1000
"""Notices of one code that the report lists; it counts all, and ``--log`` writes all."""


@dataclass
class Intake:
    """What the inputs hold, as the reader saw it.

    Links are counted when they are converted, by the kind of what they lead to.
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
        """For the report."""
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
class Account:
    """What became of the intake in one format: out, withheld or lost."""

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
        """Count links by their fate, and by what they lead to and their fate."""
        self.rewritten_links += outcomes.get("rewritten", 0)
        self.links += outcomes.get("kept", 0) + outcomes.get("rewritten", 0)
        self.withheld_links += outcomes.get("withheld", 0)
        self.lost_links += outcomes.get("lost", 0)
        self.link_kinds.update(kinds)

    def add_comments(self, written: Counter[str], lost: int) -> None:
        """Count the comments of a post: those in the output by kind, and the lost ones."""
        self.comments.update(written)
        self.lost_comments += lost

    def withhold(self, post: Post, edition: PublicEdition) -> None:
        """Count what an edition leaves out, but for links."""
        self.withheld_fields.update(edition.fields)
        if edition.reason is not None:
            self.withheld_posts[edition.reason] += 1
            self.withheld_comments[edition.reason] += len(post.comments)
        for reason, number in edition.comments.items():
            self.withheld_comments[reason] += number

    def add(self, other: Account) -> None:
        """Add what another part of the work counted."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def shortfalls(self, intake: Intake) -> dict[str, int]:
        """Per kind, how many of the intake are in none of the three columns; empty is right."""
        columns = {
            "posts": (intake.posts, self.posts, self.withheld_posts, self.lost_posts),
            "comments": (
                intake.comments,
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
            (intake.links or Counter()).total() - self.links - self.withheld_links - self.lost_links
        )
        return {name: number for name, number in short.items() if number}

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """The three columns, for the report."""
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
        """Count what should be in the output and is not: posts, comments, links, words."""
        return {
            "posts": self.lost_posts,
            "comments": self.lost_comments,
            "links": self.lost_links,
            "words": self.lost_words,
        }


@dataclass
class Report:
    """The account of a run; `as_dict` is ``report.json``."""

    generator: str
    instant: str
    inputs: Sequence[Input]
    formats: Sequence[str]
    edition: str
    include: Sequence[str]
    redact: Sequence[str]
    intake: Intake
    accounts: dict[str, Account]
    head: Head
    """Site, authors and terms as everybody may know them; no part of the document."""
    unknown: Unknown = field(default_factory=Unknown)
    notices: list[Notice] = field(default_factory=list)
    counts: Counter[Code] = field(default_factory=Counter)
    outputs: Sequence[Digest] = ()
    planned: list[str] = field(default_factory=list)
    markdown: dict[str, str | None] = field(default_factory=dict)
    discreet: Callable[[Notice], Notice] = lambda notice: notice
    """Takes what is hidden out of a notice that the report lists."""

    def note(self, notices: Iterable[Notice]) -> None:
        """Count notices, and keep as many of each code as the report lists."""
        for notice in notices:
            self.counts[notice.code] += 1
            if self.counts[notice.code] <= SHOWN:
                self.notices.append(self.discreet(notice))

    def balance(self) -> list[Notice]:
        """Name what is missing from an account, so that no difference goes unsaid."""
        found: list[Notice] = []
        codes = {"posts": Code.POST_LOST, "comments": Code.COMMENT_LOST, "links": Code.LINK_LOST}
        for target, account in self.accounts.items():
            for kind, number in account.shortfalls(self.intake).items():
                text = f"{number} {kind} went in and are not accounted for."
                found.append(Notice(codes[kind], text, target=target))
                setattr(account, f"lost_{kind}", getattr(account, f"lost_{kind}") + number)
        if self.counts[Code.BODY_DOUBTFUL] and self.accounts and _WHOLE.isdisjoint(self.accounts):
            text = (
                f"The text that {self.counts[Code.BODY_DOUBTFUL]:,} bodies lack is in no output."
                " Add json to --to, which keeps it in `extra`."
            )
            found.append(Notice(Code.TEXT_LOST, text))
        self.note(found)
        return found

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.CONTENT_LOST` if anything was lost, else `ExitCode.OK`."""
        lost = any(code.severity is Severity.LOSS for code in self.counts)
        return ExitCode.CONTENT_LOST if lost else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON objects."""
        columns = {name: account.as_dict() for name, account in self.accounts.items()}
        document: dict[str, Any] = {
            "schema": SCHEMA,
            "generator": self.generator,
            "export_instant": self.instant,
            "inputs": [{"name": i.name, "size": i.size, "sha256": i.sha256} for i in self.inputs],
            "formats": list(self.formats),
            "edition": self.edition,
            "include": sorted(self.include),
            "redact": sorted(self.redact),
            **({"markdown": self.markdown} if "markdown" in self.formats else {}),
            "counts": {
                "in": self.intake.as_dict(),
                **{
                    column: {name: parts[column] for name, parts in columns.items()}
                    for column in ("out", "withheld", "lost")
                },
            },
            "links": {
                "in": None if self.intake.links is None else self.intake.links.total(),
                "kinds": _sorted(self.intake.links or Counter()),
                "outcomes": {
                    name: {
                        "kept": parts["out"]["links"] - self.accounts[name].rewritten_links,
                        "rewritten": self.accounts[name].rewritten_links,
                        "withheld": parts["withheld"]["links"],
                        "lost": parts["lost"]["links"],
                        "kinds": _by_kind(self.accounts[name].link_kinds),
                    }
                    for name, parts in columns.items()
                },
            },
            "unknown": self.unknown.as_dict(),
            "notices": {
                "counts": {code.value: self.counts[code] for code in sorted(self.counts)},
                "items": [notice.as_dict() for notice in self.notices],
            },
            "outputs": [digest._asdict() for digest in self.outputs],
        }
        if self.planned:
            document["planned"] = self.planned
        return document

    def encode(self) -> bytes:
        """``report.json``."""
        return msgspec.json.format(msgspec.json.encode(self.as_dict()), indent=2) + b"\n"


def _by_kind(counter: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for kind, outcome in sorted(counter):
        found.setdefault(kind, {})[outcome] = counter[kind, outcome]
    return found


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return {key: counter[key] for key in sorted(counter) if counter[key]}
