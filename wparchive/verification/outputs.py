"""Checks of outputs of ``wparchive convert``: files by the manifest, counts by the report."""

from __future__ import annotations

import os
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from wparchive.engine.report import REPORT
from wparchive.errors import MalformedInputError, OutputError, VerificationError
from wparchive.errors.notices import UNQUOTED
from wparchive.model.canonical import decode_posts, decode_site
from wparchive.storage.checkpoints import FOLDER as CHECKPOINTS
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.fixity import MANIFEST, read_manifest, sha256_of
from wparchive.storage.names import name_of
from wparchive.storage.opening import open_regular, read_regular
from wparchive.storage.private import FULL, folder
from wparchive.storage.work_folders import is_cut_short, is_work_folder, recover
from wparchive.verification.documents import load_json, load_object
from wparchive.verification.listing import (
    entries,
    is_regular,
    regular_files,
    report_unreadable,
)
from wparchive.verification.pages import PageCounts
from wparchive.verification.wacz import check_wacz
from wparchive.verification.warc import WarcChecks
from wparchive.wordpress import inferred

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wparchive.verification.findings import Verification
    from wparchive.warc.raw_record import RawRecord


class _Output(NamedTuple):
    """The files that an output says it has; a user's own beside them have been reported.

    Attributes:
        target: The output.
        manifest: The digests of its files, by their paths.
    """

    target: Path
    manifest: dict[str, str]

    def below(self, place: str) -> list[Path]:
        """Return the files below a folder, but for pipes and the like, in which nothing may come.

        A folder that cannot be listed has been reported.
        """
        found = regular_files(self.target / place)
        return [path for path in found if self.name(path) in self.manifest]

    def files(self, place: str, pattern: str) -> list[Path]:
        """Return the files of a folder itself, as `below`."""
        folder = self.target / place
        return [path for path in self.below(place) if path.parent == folder and path.match(pattern)]

    def name(self, path: Path) -> str:
        """Return the path of a file in the manifest."""
        return path.relative_to(self.target).as_posix()


def check_output(target: Path, result: Verification) -> None:
    """Check digests, structure and counts of an output.

    Raises:
        VerificationError: The output has no readable manifest.
    """
    target = target.resolve()
    _recover(target)
    manifest = read_manifest(target)
    result.files += len(manifest)
    _check_fixity(target, manifest, result)
    if REPORT not in manifest:
        result.find("manifest", f"{MANIFEST} does not name {REPORT}.", MANIFEST)
    elif not any(finding.file == REPORT for finding in result.findings):
        try:
            report = load_object(read_regular(target / REPORT))
        except OSError as error:
            report_unreadable(result, REPORT, error)
            return
        try:
            _check_counts(_Output(target, manifest), report or {}, result)
        except (KeyError, TypeError, AttributeError):  # not of the form that convert writes
            result.find("report", "The file is not a report of wparchive convert.", REPORT)


def _recover(target: Path) -> None:
    """Restore the files that a killed run began to replace.

    Raises:
        VerificationError: They cannot be restored, or a run is replacing files at the moment.
    """
    try:
        recover(target, keep=CHECKPOINTS)
    except (OSError, OutputError) as error:
        if is_cut_short(target):
            raise VerificationError(
                f"A run is replacing the files of {name_of(target)}, or was killed while it did.",
                hint="Wait for the run to end. If no run is active, verify again as a user with"
                f" write permission, so that the files can be restored. {error}",
            ) from error


def _check_fixity(target: Path, manifest: dict[str, str], result: Verification) -> None:
    for path, digest in manifest.items():
        file = target / path
        try:
            if not file.resolve().is_relative_to(target):
                result.find("manifest", "The path points outside of the output.", path)
            elif not file.is_file():
                result.find("missing", "The file is missing.", path)
            elif sha256_of(file) != digest:
                result.find("changed", "The file was changed: its sha256 differs.", path)
        except (OSError, ValueError, RuntimeError) as error:
            raise_lack(error)
            # Missing permission, an impossible file name, links in a circle.
            result.find("unreadable", f"The file cannot be read: {error}.", path)
    for path in _unlisted(target, manifest, result):
        result.find("unlisted", f"The file is not in {MANIFEST}.", path)


def _unlisted(target: Path, manifest: dict[str, str], result: Verification) -> list[str]:
    """Return the files that are not in the manifest; report what may hide more of them."""

    def refuse(path: Path, error: OSError) -> None:
        name = path.relative_to(target).as_posix()
        if not _is_of_active_run(name):
            report_unreadable(result, name, error, "directory")

    found = filter(is_regular, entries(target, refuse))
    present = {path.relative_to(target).as_posix() for path in found}
    unlisted = present - set(manifest) - {MANIFEST}
    return sorted(path for path in unlisted if not _is_of_active_run(path))


def _is_of_active_run(path: str) -> bool:
    return is_work_folder(path.partition("/")[0])


def _check_counts(output: _Output, report: dict[str, Any], result: Verification) -> None:
    checks: dict[str, Callable[[_Output, str, dict[str, Any], Verification], None]] = {
        "json": _check_json,
        "markdown": _check_markdown,
        "wacz": _check_wacz,
        "warc": _check_warc,
        "wxr": _check_wxr,
    }
    # Reports without an edition are of outputs without OUT/private.
    public = report.get("edition", "public") == "public"
    for name in report["formats"]:
        if check := checks.get(name):
            outcomes = report["links"]["outcomes"].get(name, {})
            rewritten = {"rewritten": outcomes.get("rewritten", 0)}
            hollow = {"hollow": report["counts"]["lost"][name]["comments"]}
            counts = report["counts"]["out"][name] | rewritten | hollow
            check(output, folder(name, public=public or name not in FULL), counts, result)


def _check_json(output: _Output, place: str, counts: dict[str, Any], result: Verification) -> None:
    posts: Counter[str] = Counter()
    comments: Counter[str] = Counter()
    target = output.target
    try:
        decode_site(read_regular(target / place / "site.json"), name=f"{place}/site.json")
        with open_regular(target / place / "posts.jsonl") as file:
            for post in decode_posts(file, name=f"{place}/posts.jsonl"):
                posts[post.type or ""] += 1
                comments.update(comment.kind for comment in post.comments)
    except (MalformedInputError, OSError) as error:
        raise_lack(error)
        result.find("canonical", str(error), place)
        return
    result.posts = posts.total()
    found = _folded(posts, counts["posts"])
    _compare(f"{place}/posts.jsonl", "posts", found, counts["posts"], result)
    _compare_comments(f"{place}/posts.jsonl", comments, counts, result)


def _check_markdown(
    output: _Output, place: str, counts: dict[str, Any], result: Verification
) -> None:
    media = _media(output.target)
    found = output.below(place)
    texts = [output.name(path) for path in found if path.match("*.md")]
    files = sum(path not in media for path in texts)
    _compare(place, "files", files, sum(counts["posts"].values()), result)
    kinds: Counter[str] = Counter()
    for path in (path for path in found if path.match("comments/*.json")):
        try:
            data = load_json(read_regular(path))
            kinds.update(entry["kind"] for entry in data["comments"] + data["pings"])
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise_lack(error)
            text = f"The comments cannot be read: {error}."
            result.find("comments", text, output.name(path))
            return
    if kinds:
        _compare_comments(place, kinds, counts, result)


def _media(target: Path) -> set[str]:
    """Return the paths of media files, as media.json lists them; one may be a Markdown file."""
    try:
        return {entry["path"] for entry in load_json(read_regular(target / "media.json"))}
    except (OSError, ValueError, KeyError, TypeError):  # the manifest has the finding
        return set()


class _Records:
    """Checks of records that wparchive wrote: their warcinfo, and their number."""

    def __init__(self, result: Verification) -> None:
        self.pages = PageCounts()
        self._result = result
        self._warcinfos: set[tuple[str, str | None]] = set()

    def add(self, name: str, record: RawRecord) -> None:
        """Count a record, and check that its warcinfo is in the same file."""
        self.pages.count(name, record)
        if record.get("WARC-Type") == "warcinfo":
            self._warcinfos.add((name, record.get("WARC-Record-ID")))
        elif (name, record.get("WARC-Warcinfo-ID")) not in self._warcinfos:
            text = "WARC-Warcinfo-ID is not that of a warcinfo in the same file."
            identity = record.get("WARC-Record-ID")
            self._result.find("warcinfo", text, name, offset=record.offset, record=identity)


def _check_warc(output: _Output, place: str, counts: dict[str, Any], result: Verification) -> None:
    records = _Records(result)
    checks = WarcChecks(result, on_record=records.add)
    apart = folder(place, public=False)
    files = [*output.files(place, "*.warc.gz"), *output.files(apart, "*.warc.gz")]
    for path in sorted(files):
        _check_file(output.target, path, checks.check, result)
    checks.end()
    _compare_pages(place, records.pages, counts, result)


def _check_wacz(output: _Output, place: str, counts: dict[str, Any], result: Verification) -> None:
    records = _Records(result)

    def check(name: str, file: IO[bytes]) -> None:
        check_wacz(name, file, result, on_record=records.add)

    for path in output.files(place, "*.wacz"):
        _check_file(output.target, path, check, result)
    _compare_pages(place, records.pages, counts, result)


def _check_file(
    target: Path, path: Path, check: Callable[[str, IO[bytes]], None], result: Verification
) -> None:
    """Check a file of an output, which the manifest has counted."""
    name = path.relative_to(target).as_posix()
    files = result.files
    try:
        with path.open("rb") as file:
            check(name, file)
    except OSError as error:
        report_unreadable(result, name, error)
    result.files = files


def _compare_pages(
    where: str, pages: PageCounts, counts: dict[str, Any], result: Verification
) -> None:
    _compare(where, "posts", _folded(pages.posts, counts["posts"]), counts["posts"], result)
    _compare_comments(where, pages.comments, counts, result)
    # Rewritten links do not have the form of the post's data, so they cannot be counted. Sanitizing
    # a comment may divide or repeat a link, so its page may have more links than the source. A page
    # may show the picture of an attachment that the archive withholds.
    reported = counts["links"]
    least = reported - counts["rewritten"] - pages.unknown_links
    if not least <= pages.links <= reported + pages.comment_links:
        _compare(where, "links", pages.links, reported, result)


def _check_wxr(output: _Output, place: str, counts: dict[str, Any], result: Verification) -> None:
    from lxml import etree  # noqa: PLC0415 - only where XML is read

    items = comments = 0
    for path in output.files(place, "*.xml"):
        try:
            tags = ("item", "{*}comment")
            name = os.fsencode(path)  # lxml takes no text that is not UTF-8
            parsed = etree.iterparse(name, tag=tags, resolve_entities=False, huge_tree=True)
            for _, element in parsed:
                parent = element.getparent()
                if element.tag == "item":
                    items += not _is_added(element)
                    element.clear()
                elif parent is not None and parent.tag == "item":
                    comments += "wordpress.org/export/" in str(element.tag)
        except (etree.XMLSyntaxError, OSError) as error:
            raise_lack(error)
            result.find("xml", f"The file cannot be read: {error}.", f"{place}/{path.name}")
            return
    _compare(place, "posts", items, sum(counts["posts"].values()), result)
    reported = sum(counts["comments"].values())
    if not reported <= comments <= reported + counts["hollow"]:
        _compare(place, "comments", comments, reported, result)


def _is_added(item: Any) -> bool:
    """Check whether an item was made up for the importer, so that no count has it."""
    return any(
        meta.findtext("{*}meta_key") == inferred.KEY
        and f'"{inferred.ADDED}":true' in (meta.findtext("{*}meta_value") or "")
        for meta in item.iterchildren("{*}postmeta")
    )


def _compare_comments(
    where: str, found: Counter[str], counts: dict[str, Any], result: Verification
) -> None:
    """Compare comments by kind; a lost comment may be there as an element without its words."""
    reported, found = Counter(counts["comments"]), Counter(_folded(found, counts["comments"]))
    if not reported <= found or (found - reported).total() > counts["hollow"]:
        _compare(where, "comments", dict(found), counts["comments"], result)


def _folded(found: Counter[str], reported: dict[str, int]) -> dict[str, int]:
    """Count by the words that the report quotes; it quotes none that damage may have made."""
    counts: Counter[str] = Counter()
    for word, number in found.items():
        counts[UNQUOTED if word not in reported and UNQUOTED in reported else word] += number
    return dict(counts)


def _compare(where: str, what: str, found: Any, reported: Any, result: Verification) -> None:
    if found != reported:
        result.find("counts", f"It has {what} {found}, but {REPORT} has {reported}.", where)
