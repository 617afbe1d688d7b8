"""Verification: re-read an output and compare it with its manifest and its report."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wparchive.errors import ExitCode, MalformedInputError, VerificationError
from wparchive.model.canonical import decode_posts, decode_site
from wparchive.report import REPORT
from wparchive.storage.fixity import MANIFEST, read_manifest, sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Verification:
    """What verifying found.

    Attributes:
        files: How many files the manifest names.
        posts: How many posts ``posts.jsonl`` holds; None if there is none.
        findings: Each a sentence that names the file; none means sound.
    """

    files: int = 0
    posts: int | None = None
    findings: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """`ExitCode.OK` or `ExitCode.VERIFY_FAILED`."""
        return ExitCode.VERIFY_FAILED if self.findings else ExitCode.OK

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "sound": not self.findings,
            "files": self.files,
            "posts": self.posts,
            "findings": self.findings,
        }


def verify(target: Path) -> Verification:
    """Check fixity and counts of an output of ``wparchive convert``.

    Raises:
        VerificationError: It has no readable manifest, so there is nothing to compare with.
    """
    target = target.resolve()
    if not target.is_dir():
        raise VerificationError(f"There is no directory {target.name}.")
    manifest = read_manifest(target)
    result = Verification(files=len(manifest))
    _check_fixity(target, manifest, result)
    if REPORT not in manifest:
        result.findings.append(f"{MANIFEST} does not name {REPORT}.")
    elif not any(finding.startswith(f"{REPORT} ") for finding in result.findings):
        _check_counts(target, json.loads((target / REPORT).read_bytes()), result)
    return result


def _check_fixity(target: Path, manifest: dict[str, str], result: Verification) -> None:
    for path, digest in manifest.items():
        file = target / path
        if not file.resolve().is_relative_to(target.resolve()):
            result.findings.append(f"{path} leads out of the output.")
        elif not file.is_file():
            result.findings.append(f"{path} is missing.")
        elif sha256_of(file) != digest:
            result.findings.append(f"{path} has changed: its sha256 is another.")
    present = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    for path in sorted(present - set(manifest) - {MANIFEST}):
        result.findings.append(f"{path} is not in {MANIFEST}.")


def _check_counts(target: Path, report: dict[str, Any], result: Verification) -> None:
    checks: dict[str, Callable[[Path, dict[str, Any], Verification], None]] = {
        "json": _check_json,
        "markdown": _check_markdown,
        "warc": _check_warc,
        "wxr": _check_wxr,
    }
    for name in report["formats"]:
        if check := checks.get(name):
            check(target, report["counts"]["out"][name], result)


def _check_json(target: Path, counts: dict[str, Any], result: Verification) -> None:
    posts: Counter[str] = Counter()
    comments: Counter[str] = Counter()
    try:
        decode_site((target / "json/site.json").read_bytes(), name="json/site.json")
        with (target / "json/posts.jsonl").open("rb") as file:
            for post in decode_posts(file, name="json/posts.jsonl"):
                posts[post.type or ""] += 1
                comments.update(comment.kind for comment in post.comments)
    except (MalformedInputError, OSError) as error:
        result.findings.append(str(error))
        return
    result.posts = posts.total()
    _compare("json/posts.jsonl", "posts", dict(posts), counts["posts"], result)
    _compare("json/posts.jsonl", "comments", dict(comments), counts["comments"], result)


def _check_markdown(target: Path, counts: dict[str, Any], result: Verification) -> None:
    files = sum(1 for path in (target / "markdown").rglob("*.md"))
    _compare("markdown", "files", files, sum(counts["posts"].values()), result)


def _check_warc(target: Path, counts: dict[str, Any], result: Verification) -> None:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only where WARC is read
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    pages = 0
    for path in sorted((target / "warc").glob("*.warc.gz")):
        try:
            with path.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    record.content_stream().read()
                    about = record.rec_headers.get_header("WARC-Refers-To")
                    is_data = record.rec_type == "metadata" and bool(about)
                    pages += is_data and not path.name.endswith("-restricted.warc.gz")
        except (ArchiveLoadFailed, OSError, EOFError) as error:
            result.findings.append(f"warc/{path.name} cannot be read: {error}.")
            return
    _compare("warc", "pages", pages, sum(counts["posts"].values()), result)


def _check_wxr(target: Path, counts: dict[str, Any], result: Verification) -> None:
    from lxml import etree  # noqa: PLC0415 - only where XML is read

    items = comments = 0
    for path in sorted((target / "wxr").glob("*.xml")):
        try:
            tags = ("item", "{*}comment")
            parsed = etree.iterparse(path, tag=tags, resolve_entities=False, huge_tree=True)
            for _, element in parsed:
                parent = element.getparent()
                if element.tag == "item":
                    items += 1
                    element.clear()
                elif parent is not None and parent.tag == "item":
                    comments += "wordpress.org/export/" in str(element.tag)
        except (etree.XMLSyntaxError, OSError) as error:
            result.findings.append(f"wxr/{path.name} cannot be read: {error}.")
            return
    _compare("wxr", "posts", items, sum(counts["posts"].values()), result)
    _compare("wxr", "comments", comments, sum(counts["comments"].values()), result)


def _compare(where: str, what: str, found: Any, told: Any, result: Verification) -> None:
    if found != told:
        result.findings.append(f"{where} holds {what} {found}, but {REPORT} says {told}.")
