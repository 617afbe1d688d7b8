"""The run, from the request to the published output.

Pass 1 reads everything once: it counts, finds what is hidden, and places every post in every
format. Pass 2 converts range by range, in worker processes if the input is large; they return
bytes, never objects, and the order of the output does not depend on their number.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from wparchive import links
from wparchive.engine.archive_index import is_withheld, open_index
from wparchive.engine.convert import Worker, build_writers, open_writers
from wparchive.engine.counts import OutputCounts
from wparchive.engine.download_misses import DownloadMisses
from wparchive.engine.inputs import OpenInputs, check_apart, recognizes
from wparchive.engine.journals import Journals
from wparchive.engine.media_files import (
    bundle_media,
    check_download_folder,
    collect_media,
    open_media,
)
from wparchive.engine.notice_log import NoticeLog
from wparchive.engine.notice_privacy import NOTICES, PRIVATE_NOTICES, NoticeFilter
from wparchive.engine.observer import ConversionObserver, SourceProgress
from wparchive.engine.placements import PlacementAllocator, unpack
from wparchive.engine.plan import Planner, RulesFoundError
from wparchive.engine.post_cache import PostCache
from wparchive.engine.range_result import RangeResult
from wparchive.engine.report import REPORT, Report
from wparchive.engine.report_page import REPORT_PAGE, render_report
from wparchive.engine.resuming import describe_work, resumable
from wparchive.engine.workers import WorkerPool
from wparchive.errors.notices import Code, Notice, quoted
from wparchive.formats import registry
from wparchive.formats.writers import Context
from wparchive.language import dates
from wparchive.links import LinkIndex
from wparchive.media import NamedFiles, write_media
from wparchive.storage import private, scratch
from wparchive.storage.limits import Limits
from wparchive.storage.outputs import StagedOutput
from wparchive.storage.sources import Sources
from wparchive.transforms.edition import public_metadata
from wparchive.transforms.fixed_text import require_ftfy
from wparchive.version import __version__
from wparchive.writers.redirects import beyond_limit, without_answer, write_redirects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.engine.request import Request
    from wparchive.formats.writers import Writer
    from wparchive.media import MediaLibrary, MediaSources


def run(request: Request, given: OpenInputs | None = None) -> Report:
    """Convert.

    Args:
        request: What to convert, into what.
        given: The inputs, if they are open; they stay open.

    Raises:
        WparchiveError: The run failed, without leaving an output; the class of the error says why.
    """
    request.check()
    if request.options.fix_text:
        require_ftfy()
    observer = request.observer or ConversionObserver()
    with (
        scratch.blamed(),
        ExitStack() as stack,
        closing(LinkIndex(request.same_site)) as addresses,
    ):
        stage = None
        if request.out is not None:
            stage = stack.enter_context(
                StagedOutput(request.out, overwrite=request.overwrite, update=request.update)
            )
        check_download_folder(request)
        media = stack.enter_context(open_media(request))
        observer.phase("Opening")
        if given is None:
            own = Sources(request.given_inputs, request.limits, recognizes)
            given = OpenInputs.of(stack.enter_context(own))
        opened = given.opened
        check_apart(request.out, given.inputs)
        conversion = Conversion(request, given, addresses, observer)
        observer.phase("Reading")
        conversion.plan()
        if stage is None:
            opened.check_unchanged()
            return conversion.dry_run()
        # What cannot be read in a directory that is both input and media has been reported.
        observer.phase("Collecting media" if request.media else "Writing")
        conversion.collect_media(media, opened.notices)
        observer.phase("Writing")
        conversion.write(stage)
        observer.phase("Finishing")
        report = conversion.finish(stage)
        opened.check_unchanged()
        stage.publish()
    report.left = stage.left
    return report


class Conversion:
    """One run: its steps in order, and the data that they pass on.

    Attributes:
        index: The result of pass 1.
        report: Begun by pass 1.
    """

    index: ArchiveIndex
    report: Report

    def __init__(
        self,
        request: Request,
        given: OpenInputs,
        addresses: LinkIndex,
        observer: ConversionObserver,
    ) -> None:
        self._request = request
        self._inputs = given
        self._sources = sources = given.sources
        self._addresses = addresses
        self._observer = observer
        self._pool = WorkerPool.for_input(request.jobs, sum(source.size for source in sources))
        self._uploads: MediaLibrary | None = None
        self._misses = DownloadMisses()
        self._files: dict[str, set[str]] = {}

    def note(self, notices: Sequence[Notice]) -> None:
        """Report notices."""
        self.report.note(notices)
        for notice in notices:
            self._observer.notice(notice)

    def plan(self, *, keeps_posts: bool = True) -> None:
        """Run pass 1: open, count and place everything, and begin the report.

        What only pass 1 needs goes when this ends: it would weigh in every worker, which begins
        as a copy of this process.

        Args:
            keeps_posts: Whether a temporary file keeps the posts for pass 2.
        """
        try:
            self._plan(keeps_posts=keeps_posts)
        except RulesFoundError:
            self._addresses.clear()
            self._plan(keeps_posts=keeps_posts, expects_rules=True)
        self._begin_report()
        self.note(self.index.notices)

    def _plan(self, *, keeps_posts: bool, expects_rules: bool = False) -> None:
        request, options = self._request, self._request.options
        self._pool.done = SourceProgress(self._observer, self._sources).done
        room = (request.limits or Limits()).unpacked
        cache = PostCache(self._sources[0].scratch, room) if keeps_posts else None
        redact, same = frozenset(options.redact), request.same_site
        index = open_index(self._inputs, self._pool, request.as_of, redact, cache, same)
        self._pool.done = lambda _task: None
        index.visibility.rules.expected = expects_rules
        if request.transform is not None:
            index.transform(request.transform)
        index.visibility.include = frozenset(options.include)
        index.visibility.named = frozenset(options.public_types)
        index.references.shortcodes = dict(request.shortcodes)
        index.references.body = request.options.body
        if index.metadata.site.published or index.metadata.site.created:
            now = index.export_time.strftime("%Y-%m-%d %H:%M")
            index.visibility.now = index.references.now = now
        scratch_folder = self._sources[0].scratch / ("with-rules" if expects_rules else "")
        scratch_folder.mkdir(exist_ok=True)
        context = Context(
            index.metadata, self._sources, options, __version__, scratch_folder,
            index.references, repeated_ids=index.repeated_ids,
        )  # fmt: skip
        writers = build_writers(self._formats, context, index.visibility)
        allocator = PlacementAllocator(writers, everywhere_public=options.public)
        size = index.size
        Planner(
            index, allocator, self._addresses, lambda done: self._progress(done, size), self._pool,
            pings=options.pings,
        ).run()  # fmt: skip
        index.seen_ids.clear()
        context.exported_at = index.export_time
        self.index, self._context, self._conflicts = index, context, allocator.conflicts

    @property
    def _formats(self) -> list[str]:
        return list(self._request.to)

    @cached_property
    def _writers(self) -> dict[str, Writer]:
        """The writers of this process in pass 2."""
        return build_writers(self._formats, self._context, self.index.visibility)

    def _site_writer(self) -> Writer | None:
        """Return the writer whose pages form a new site, if there is one."""
        return next((writer for writer in self._writers.values() if writer.makes_site), None)

    def _progress(self, done: int, size: int) -> None:
        self._observer.progress(done, 2 * size)

    def _begin_report(self) -> None:
        request, index = self._request, self.index
        classes = {name: registry.writer(name) for name in self._formats}
        settings = {name: writer.settings(request.options) for name, writer in classes.items()}
        scratch_folder = self._context.scratch
        self._dead_lines: set[str] = set()
        self._withheld_notices = NoticeLog(scratch_folder / "withheld-notices.jsonl")
        notice_filter = NoticeFilter(index, self._withheld_notices)
        self.report = Report(
            generator=f"wparchive {__version__}",
            exported_at=dates.rfc3339(self._context.exported_at),
            inputs=self._inputs.inputs,
            formats=self._formats,
            edition=request.edition,
            include=sorted(request.include),
            redact=sorted(request.redact),
            settings={name: words for name, words in settings.items() if words},
            keeps_all=any(writer.keeps_all for writer in classes.values()),
            takes_media=any(w.stores_media and w.public for w in classes.values()),
            input_counts=index.counts,
            output_counts={name: OutputCounts() for name in self._formats if request.out},
            metadata=public_metadata(
                index.metadata, replace(index.visibility, include=frozenset())
            ),
            unknown=index.unknown,
            shows_word=index.shows_word,
            transformed=index.transform_account,
            log=NoticeLog(scratch_folder / NOTICES),
            filter_notice=notice_filter.public,
            public_input=notice_filter.public_input,
        )

    def dry_run(self) -> Report:
        """Return the report of pass 1 alone, with the planned paths and addresses."""
        placements = (
            unpack(packed)
            for task in self.index.tasks
            for by_post in task.placements.values()
            for packed in by_post
        )
        self.report.planned = sorted(filter(None, (p.path or p.url for p in placements)))
        return self.report

    def collect_media(self, media: MediaSources, reported: Sequence[Notice]) -> None:
        """Collect the blog's media, and report damaged and missing files.

        Args:
            media: The media that the user named.
            reported: Notices that have been reported.
        """
        self._uploads, notices = collect_media(
            self._request, media, self._sources, self.index, self._addresses
        )
        self._misses = DownloadMisses(notices)
        messages = {notice.message for notice in reported}
        self.note([notice for notice in self._misses.others if notice.message not in messages])

    def write(self, stage: StagedOutput) -> None:
        """Run pass 2: write every post in every format, then the media."""
        open_writers(self._writers.values(), self._context, stage)
        self.report.input_counts.links = Counter()
        places = self._media_places()
        with closing(Journals(self._context.scratch)) as journals:
            files = self._convert(stage, journals, places)
            if self._uploads is not None and places is not None:
                named = NamedFiles(files.media_urls, files.public_urls, files.attachments)
                stored = write_media(stage, self._uploads, self._writers, named, places.bundled)
                self.note(stored.notices)
                self.report.media = sorted(stored.places)
                self._files = self._on_site(files, stored.places, places)
            for name, writer in self._writers.items():
                writer.context.reported = self.report.log
                writer.finish(stage, journals.read(name))
        self.note(self._context.notices)

    def _media_places(self) -> links.MediaMap | None:
        """Return where the media go; None without media."""
        if self._uploads is None:
            return None
        places, site = self._uploads.places, self._site_writer()
        if site is not None and self._context.options.media_layout == "bundles":
            return bundle_media(self.index, self._addresses, places, site)
        return places

    def worker(self, places: links.MediaMap | None = None) -> Worker:
        """Make what converts the ranges of the index.

        Args:
            places: Where the output has the blog's media; None without media.
        """
        return Worker(
            self.index,
            self._context,
            self._formats,
            self._addresses,
            places,
            self._conflicts,
            reports_links=self._observer.link_report is not None,
        )

    def _convert(
        self, stage: StagedOutput, journals: Journals, places: links.MediaMap | None
    ) -> RangeResult:
        """Convert every range, in order, and return the media URLs that posts use."""
        worker = self.worker(places)
        files = RangeResult.of(())
        done, size = self.index.size, self.index.size
        pool = self._pool if len(self.index.tasks) > 1 else WorkerPool()
        work = describe_work(self._request, self.report, places)
        convert = resumable(worker, stage.checkpoints, work)
        for task, result in pool.map(convert, self.index.tasks):
            for chunk in result.chunks:
                (stage.append if chunk.append else stage.write)(chunk.path, chunk.data)
            journals.add(result.journals)
            self.report.add(result.counts, result.links)
            if self._observer.link_report is not None:
                self._observer.link_report(b"".join(result.link_rows))
            files.add_files(result)
            self.report.overview.add(result.overview)
            self._dead_lines |= result.dead_lines
            self.report.links_to_files += result.links_to_files
            self.note(self._misses.explain(result.notices))
            done += task.range.stop - task.range.start
            self._progress(done, size)
        self.note(self._misses.left())
        return files

    def _on_site(
        self, files: RangeResult, written: set[str], places: links.MediaMap
    ) -> dict[str, set[str]]:
        """Return the old URLs of the media files on the new site, by their paths there."""
        if (site := self._site_writer()) is None:
            return {}
        found: dict[str, set[str]] = {}
        for place, urls in sorted(files.media_urls.get(site.name, {}).items()):
            if place in written:
                bundled = places.bundled.get(place)
                found[bundled.address if bundled is not None else site.media_url + place] = urls
        return found

    def finish(self, stage: StagedOutput) -> Report:
        """Write the redirects and the report, and mark the private folder."""
        self.note(self._write_redirects(stage))
        self.note(self._unused_dead_links())
        for notice in self.report.reconcile():
            self._observer.notice(notice)
        if private.formats(digest.path for digest in stage.digests()):
            stage.store(PRIVATE_NOTICES, self._withheld_notices.take())
            private.mark(stage)
        stage.store(NOTICES, self.report.log.take())
        self.report.outputs = stage.digests()
        stage.write(REPORT, self.report.encode())
        stage.write(REPORT_PAGE, render_report(self.report).encode())
        return self.report

    def _unused_dead_links(self) -> list[Notice]:
        """Return a notice for each line of ``--dead-links`` that no link matched."""
        lines = links.DeadLinks(self._request.options.dead_links).lines
        unused = [quoted(line) for line in lines if line not in self._dead_lines]
        return [Notice(Code.DEAD_LINK_UNUSED, f"No link matches {line}.") for line in unused]

    def _write_redirects(self, stage: StagedOutput) -> list[Notice]:
        """Write the redirects for each server; return a notice for each impossible redirect."""
        if not self._request.redirects or (site := self._site_writer()) is None:
            return []
        style = links.LinkStyle.parse(self._request.links)
        withheld = partial(is_withheld, visibility=self.index.visibility)
        rules = links.Redirects(
            self._addresses, site.name, style, withheld, self._files, paginates=site.paginates
        )
        notices: list[Notice] = []
        for name in dict.fromkeys(self._request.redirects):
            for path, text in write_redirects(name, rules):
                stage.write(path, text.encode())
            if text := beyond_limit(name, rules):
                notices.append(Notice(Code.REDIRECT_LIMIT, text, target=name))
            notices += (
                Notice(Code.REDIRECT_UNSUPPORTED, redirect.path, target=name)
                for redirect in without_answer(name, rules)
            )
        return notices
