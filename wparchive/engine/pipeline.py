"""The pipeline: sources, readers, transforms, writers, report.

Pass 1 reads everything once: it counts, finds what is hidden, and gives every post its name in
every format. Pass 2 converts range by range, in worker processes where the input is large; they
return bytes, never objects, and the order of the output does not depend on their number.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wparchive import links, registry
from wparchive.engine.convert import Worker, build_writers, is_withheld
from wparchive.engine.inputs import recognizes
from wparchive.engine.notice_privacy import NOTICES, Discretion
from wparchive.engine.plan import Index, Names, open_index, read
from wparchive.engine.report import REPORT, Account, Report
from wparchive.engine.workers import Crew
from wparchive.errors import OutputError
from wparchive.formats import Context
from wparchive.language import dates
from wparchive.links import LinkIndex
from wparchive.media import (
    FETCH,
    INPUTS,
    AttachmentInfo,
    Bundle,
    DownloadFolder,
    MediaLibrary,
    MediaSources,
    assign_bundles,
    write_media,
)
from wparchive.notices import Code, Notice
from wparchive.storage import private, scratch
from wparchive.storage.disk_errors import writing
from wparchive.storage.outputs import StagedOutput
from wparchive.storage.source import Source
from wparchive.storage.sources import Sources
from wparchive.transforms.edition import public_edition, public_head
from wparchive.transforms.fixed_text import require_ftfy
from wparchive.version import __version__
from wparchive.web.numbers import whole_number
from wparchive.writers.redirects import beyond_limit, without_answer, write_redirects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.engine.request import Request
    from wparchive.formats import Writer
    from wparchive.model.records import Site
    from wparchive.storage.inputs import Input


_LAST_SECOND = 253_402_300_799  # of the year 9999, in Unix time


@dataclass
class Watch:
    """Who is told how it goes: both are called in the parent process.

    Attributes:
        progress: Gets the bytes done and the bytes in all.
        notice: Gets every notice, also those that the report only counts.
        ledger: Gets the ledger of the links, some JSON lines at a time; None if nobody wants it.
    """

    progress: Callable[[int, int], None] = lambda _done, _total: None
    notice: Callable[[Notice], None] = lambda _notice: None
    ledger: Callable[[bytes], object] | None = None


def run(request: Request) -> Report:
    """Convert.

    Raises:
        WparchiveError: Of the kind that says why there is no output; nothing is left behind.
    """
    watch = request.watch or Watch()
    request.check()
    if request.options.fix_text:
        require_ftfy()
    classes: dict[str, type[Writer]] = {name: registry.writer(name) for name in request.to}
    with (
        scratch.blamed(),
        ExitStack() as stack,
        Sources(list(request.paths), request.limits, recognizes) as opened,
        closing(LinkIndex(request.same_site)) as addresses,
    ):
        stage = None
        if request.out is not None:
            stage = stack.enter_context(StagedOutput(request.out, overwrite=request.overwrite))
        if request.media == FETCH:
            _check_media(request)
        supply = stack.enter_context(MediaSources(request.limits, request.as_of))
        if request.media not in {None, FETCH, INPUTS}:
            supply.add_path(Path(request.media or ""))
        inputs, sources = opened.open()
        _check_apart(request.out, inputs)
        crew = Crew.for_input(request.jobs, sum(source.size for source in sources))
        index, context = _index(request, sources, classes, addresses, crew, watch)
        report = _report(request, index, context, inputs, list(classes))
        discretion = Discretion(index)
        report.discreet = discretion.public
        _note(report, watch, index.notices)
        _note(report, watch, opened.notices)
        if stage is None:
            opened.check_unchanged()
            report.planned = sorted(
                n for t in index.tasks for c in t.names.values() for n in c if n
            )
            return report
        if request.media == INPUTS:
            supply.add_inputs(request.paths, sources)
        if request.media == FETCH:
            supply.add_downloads(_fetch(request, index, addresses, report, watch))
        # Of a directory that is input and media, what cannot be read has been named.
        _note(report, watch, [n for n in supply.notices if n not in opened.notices])
        uploads = None
        if request.media is not None:
            uploads = _uploads(supply, addresses, report, watch)
        files = _write(stage, crew, context, classes, index, addresses, uploads, report, watch)
        _note(report, watch, _write_redirects(stage, request, index, addresses, files))
        for notice in report.balance():
            watch.notice(notice)
        _mark_private(stage, discretion)
        report.outputs = stage.digests()
        stage.write(REPORT, report.encode())
        opened.check_unchanged()
        stage.publish()
    return report


def _index(
    request: Request,
    sources: Sequence[Source],
    classes: dict[str, type[Writer]],
    addresses: LinkIndex,
    crew: Crew,
    watch: Watch,
) -> tuple[Index, Context]:
    """Run pass 1: open, count and name everything.

    What only pass 1 needs goes when this ends: it would weigh in every worker, which begins as a
    copy of this process.
    """
    options = request.options
    crew.done = _Gathering(watch, sum(source.size for source in sources)).done
    index = open_index(sources, crew, request.as_of, frozenset(options.redact))
    crew.done = lambda _task: None
    index.visibility.include = frozenset(options.include)
    index.visibility.named = frozenset(options.public_types)
    index.references.shortcodes = dict(request.shortcodes)
    context = Context(
        index.head,
        datetime.min.replace(tzinfo=UTC),
        sources,
        options,
        __version__,
        sources[0].scratch,
        index.references,
        repeated=index.repeated,
    )
    names = Names(build_writers(classes, context, index.visibility), context)
    read(index, lambda done: watch.progress(done, 2 * index.size), names, addresses)
    names.end_survey()
    context.instant = _instant(index.head.site, index.newest)
    index.seen.clear()
    return index, context


def _mark_private(stage: StagedOutput, discretion: Discretion) -> None:
    """Mark the private folder, if there is one, and put the notices there that the report lacks."""
    if private.formats(digest.path for digest in stage.digests()):
        stage.write(NOTICES, discretion.encode())
        private.mark(stage)


def _check_apart(target: Path | None, inputs: Sequence[Input]) -> None:
    """Refuse to write where an input lies: it could be replaced or removed.

    Raises:
        OutputError: An input lies in the target.
    """
    for given in inputs:
        if target is not None and given.path.resolve().is_relative_to(target.resolve()):
            raise OutputError(
                f"The input {given.name} lies in the output directory {target.name}.",
                hint="Name another output directory: inputs are never changed.",
            )


class _Gathering:
    """Tells of the work that opening many sources is, such as the pages of a mirror."""

    def __init__(self, watch: Watch, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0

    def done(self, task: object) -> None:
        """A source has been read."""
        if isinstance(task, Source):
            self._done = min(self._done + task.size, self._total)
            # What was gathered is read twice after that.
            self._watch.progress(self._done, 3 * self._total)


def _write(
    stage: StagedOutput,
    crew: Crew,
    context: Context,
    classes: dict[str, type[Writer]],
    index: Index,
    addresses: LinkIndex,
    uploads: MediaLibrary | None,
    report: Report,
    watch: Watch,
) -> dict[str, set[str]]:
    """Pass 2: convert every range, in order.

    Returns:
        By their paths on the Markdown's site the uploads there, with their old addresses.
    """
    writers = build_writers(classes, context, index.visibility)
    for writer in writers.values():
        writer.begin(stage)
    done = index.size
    report.intake.links = Counter()
    media: dict[str, list[AttachmentInfo]] = {}
    named: dict[str, dict[str, set[str]]] = {}
    keeps = watch.ledger is not None
    places = uploads.places if uploads is not None else None
    if places is not None and context.options.media_layout == "bundles":
        places = replace(places, bundled=_beside(index, addresses, places, writers["markdown"]))
    worker = Worker(
        index.documents, list(classes), context, index.visibility, addresses, keeps, places
    )
    if len(index.tasks) == 1:
        crew = Crew()
    for task, result in crew.map(worker.convert, index.tasks):
        for piece in result.pieces:
            (stage.append if piece.append else stage.write)(piece.path, piece.data)
        for name, account in result.accounts.items():
            report.accounts[name].add(account)
        report.intake.links.update(result.links)
        if watch.ledger is not None:
            watch.ledger(b"".join(result.ledger))
        for place, shown in result.media.items():
            media.setdefault(place, []).extend(shown)
        for name, by_place in result.named.items():
            for place, urls in by_place.items():
                named.setdefault(name, {}).setdefault(place, set()).update(urls)
        _note(report, watch, result.notices)
        done += task.part.stop - task.part.start
        watch.progress(done, 2 * index.size)
    files: dict[str, set[str]] = {}
    if uploads is not None and places is not None:
        stored = write_media(stage, uploads, writers, named, media, places.bundled)
        _note(report, watch, stored.notices)
        markdown = {p: a for p, a in named.get("markdown", {}).items() if p in stored.places}
        files = _on_site(markdown, places, writers)
    for writer in writers.values():
        writer.end(stage)
    _note(report, watch, context.notices)
    return files


def _on_site(
    named: dict[str, set[str]], places: links.MediaMap, writers: dict[str, Writer]
) -> dict[str, set[str]]:
    """Addresses of files by their paths on the Markdown's site, instead of by place."""
    root = next((w.media[1] for w in writers.values() if w.media is not None), "")
    found: dict[str, set[str]] = {}
    for place in sorted(named):
        spot = places.bundled.get(place)
        found[spot.address if spot is not None else root + place] = named[place]
    return found


def _beside(
    index: Index,
    addresses: LinkIndex,
    places: links.MediaMap,
    writer: Writer,
) -> dict[str, links.BundledFile]:
    """Which files lie beside which posts of Markdown: asked before any link is written."""

    def withheld(known: links.IndexedPost) -> bool:
        return is_withheld(known, index.visibility)

    def bundles() -> Iterator[Bundle]:
        for task in index.tasks:
            posts = index.documents[task.document].posts(task.part, [])
            for post, name in zip(posts, task.names["markdown"], strict=True):
                edition = public_edition(post, index.visibility, discusses=writer.discusses)
                if name and edition.post is not None:
                    yield Bundle(edition.post, name, writer.address(edition.post, name))

    resolver = links.Resolver(addresses)
    finder = links.MediaLookup(places, resolver, withheld)
    return assign_bundles(bundles(), finder, resolver, index.head.site.link)


def _uploads(
    supply: MediaSources, addresses: LinkIndex, report: Report, watch: Watch
) -> MediaLibrary:
    """The uploads by their addresses, now that the blog's own hosts are known."""

    def is_own(host: str) -> bool:
        return host in supply.hosts or addresses.is_own(host)

    uploads = MediaLibrary(supply.assets, is_own)
    _note(report, watch, uploads.notices)
    return uploads


def _fetch(
    request: Request, index: Index, addresses: LinkIndex, report: Report, watch: Watch
) -> DownloadFolder:
    """Fetch the uploads that public posts name, into a directory beside the output."""
    from wparchive.media.download import FetchPolicy, fetch  # noqa: PLC0415 - only for those who ask for it

    folder = _media_folder(request)
    agent = f"wparchive/{__version__}"
    policy = FetchPolicy(agent=agent, allow_private=request.allow_private_networks)
    fetched = DownloadFolder(folder)
    named = dict.fromkeys(_uploads_named(index, addresses))
    wanted = [(address, fetched.place(path, address)) for address, path in named]
    with writing(folder, "folder of media"):
        fetched.save()
        found = fetch(wanted, folder, policy)
    _note(report, watch, found)
    return fetched


def _media_folder(request: Request) -> Path:
    """Where fetched files stay for the next run: beside the output."""
    assert request.out is not None
    return request.out.resolve().with_name(f"{request.out.name}.media")


def _check_media(request: Request) -> None:
    """Refuse to fetch into a folder that cannot be written, before the work begins.

    Raises:
        OutputError: It is no folder, or not writable.
    """
    if request.out is None:
        return
    folder = _media_folder(request)
    with writing(folder, "folder of media"):
        if os.path.lexists(folder) and not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        place = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(place, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _uploads_named(index: Index, addresses: LinkIndex) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the uploads that public posts name, and their paths there."""
    resolver = links.Resolver(addresses)
    site = index.head.site.link
    for document in index.documents:
        for part in document.ranges:
            for post in document.posts(part, []):
                shown = public_edition(post, index.visibility).post
                if shown is None:
                    continue
                base = resolver.base(shown.link, site)
                sheet = links.PostLinks(shown, resolver, site)
                for link, target in zip(sheet.links, sheet.targets, strict=True):
                    if path := links.upload_path(link.url, base, target):
                        yield links.absolute(link.url, base), path


def _write_redirects(
    stage: StagedOutput,
    request: Request,
    index: Index,
    addresses: LinkIndex,
    files: dict[str, set[str]],
) -> list[Notice]:
    """Write the redirects for each server; a notice for each that a server cannot have."""
    manner = links.LinkStyle.parse(request.links)

    def withheld(known: links.IndexedPost) -> bool:
        return is_withheld(known, index.visibility)

    rules = links.Redirects(addresses, "markdown", manner, withheld, files)
    notices: list[Notice] = []
    for name in dict.fromkeys(request.redirects):
        for path, text in write_redirects(name, rules):
            stage.write(path, text.encode())
        if text := beyond_limit(name, rules):
            notices.append(Notice(Code.REDIRECT_LIMIT, text, target=name))
        notices += (
            Notice(Code.REDIRECT_UNSUPPORTED, redirect.path, target=name)
            for redirect in without_answer(name, rules)
        )
    return notices


def _instant(site: Site, newest: datetime | None) -> datetime:
    """When the export was made: as it says itself, else as its newest post or the user says."""
    for text in (site.published, site.created):
        moment = dates.parse(text)
        if moment and (instant := dates.in_utc(moment)):
            return instant.replace(microsecond=0)
    epoch = whole_number(os.environ.get("SOURCE_DATE_EPOCH")) or 0
    if not epoch and newest and (instant := dates.in_utc(newest)):
        return instant.replace(microsecond=0)
    return datetime.fromtimestamp(min(epoch, _LAST_SECOND), UTC)


def _report(
    request: Request, index: Index, context: Context, inputs: list[Input], formats: list[str]
) -> Report:
    return Report(
        generator=f"wparchive {__version__}",
        instant=dates.rfc3339(context.instant),
        inputs=inputs,
        formats=formats,
        edition=request.edition,
        include=sorted(request.include),
        redact=sorted(request.redact),
        markdown={key: getattr(request, key) for key in ("profile", "path_template", "comments")},
        intake=index.intake,
        accounts={name: Account() for name in formats} if request.out else {},
        head=public_head(index.head, replace(index.visibility, include=frozenset())),
        unknown=index.unknown,
    )


def _note(report: Report, watch: Watch, notices: Sequence[Notice]) -> None:
    report.note(notices)
    for notice in notices:
        watch.notice(notice)
