"""The library: read, convert and verify in a few lines each."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Self

from wparchive.engine import pipeline
from wparchive.engine.archive_index import open_index
from wparchive.engine.inputs import is_known
from wparchive.engine.plan import Planner
from wparchive.engine.request import Request
from wparchive.engine.workers import WorkerPool
from wparchive.errors import MissingInputError, VerificationError
from wparchive.links import LinkIndex, PostLinks, Resolver
from wparchive.options import Options
from wparchive.packaging import check_bag, make_bag
from wparchive.storage import scratch
from wparchive.storage.sources import Sources
from wparchive.verification import Verification
from wparchive.verification import verify as _verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from wparchive.engine.counts import InputCounts
    from wparchive.engine.observer import ConversionObserver
    from wparchive.engine.report import Report
    from wparchive.links import LinkRow
    from wparchive.model.records import Author, Post, Site, Term
    from wparchive.notices import Notice
    from wparchive.storage.limits import Limits
    from wparchive.wordpress.shortcodes import Handler

__version__ = "0.1.0"
DEFAULT_FORMATS = ("markdown", "json")


class Archive:
    """The records of a blog, opened for reading. Iterating yields its posts, one by one.

    A context manager: leaving it removes what had to be unpacked to temporary files.

    Attributes:
        site: The blog.
        authors: Its users who wrote something.
        terms: Its categories, tags and other terms.
        notices: The notices of reading so far; complete once the posts have been read.
    """

    def __init__(self, inputs: Sequence[str | Path]) -> None:
        self._sources = Sources(list(inputs), recognizes=is_known)
        try:
            with scratch.blamed():
                self.inputs, sources = self._sources.open()
                pool = WorkerPool.for_input(None, sum(source.size for source in sources))
                self._index = open_index(sources, pool)
            self._index.notices[:0] = self._sources.notices
        except BaseException:
            self.close()
            raise
        self.site: Site = self._index.head.site
        self.authors: list[Author] = self._index.head.authors
        self.terms: list[Term] = self._index.head.terms
        self.notices: list[Notice] = list(self._index.notices)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sources.__exit__(kind, error, trace)

    def __iter__(self) -> Iterator[Post]:
        """Yield the posts of all types in document order, with their comments."""
        self.notices[:] = self._index.notices
        for document in self._index.documents:
            for part in document.ranges:
                yield from document.posts(part, self.notices)

    def count(self) -> InputCounts:
        """Read all posts, and count what they hold; done once, however often it is asked for.

        Raises:
            EmptyInputError: There is no record at all.
            ChangedInputError: An input changed while it was read.
        """
        if not self._index.tasks:
            Planner(self._index).run()
            self._sources.check_unchanged()
        self.notices[:] = self._index.notices
        return self._index.counts

    def links(self, same_site: Iterable[str] = ()) -> Iterator[LinkRow]:
        """Yield the links of all posts, with the target of each; reads everything twice.

        Args:
            same_site: Further addresses of the blog, such as a domain that it had before.
        """
        for links in self.post_links(same_site):
            yield from links.rows()

    def post_links(self, same_site: Iterable[str] = ()) -> Iterator[PostLinks]:
        """Yield the links of all posts, post by post; as `links`."""
        with closing(LinkIndex(same_site)) as index:
            for post in self:
                index.add(post, {})
            sites = [document.head.site for document in self._index.documents]
            index.freeze(sites, self.authors, self.terms)
            resolver = Resolver(index)
            for post in self:
                yield PostLinks(post, resolver, self.site.link)

    def close(self) -> None:
        """Remove temporary files."""
        self._sources.close()


def open_source(*inputs: str | Path) -> Archive:
    """Open exports for reading.

    Args:
        inputs: Paths of files or directories; several are read as one archive.

    Raises:
        InputError: One is missing, empty, broken, or of no known format.
    """
    if not inputs:
        raise MissingInputError("No input was named.")
    return Archive(inputs)


def read(*inputs: str | Path) -> Iterator[Post]:
    """Yield the posts of one or several exports, one by one.

    Raises:
        InputError: As `open_source`.
    """
    with open_source(*inputs) as archive:
        yield from archive


def convert(
    inputs: str | Path | Sequence[str | Path],
    target: str | Path | None,
    *,
    to: Iterable[str] = DEFAULT_FORMATS,
    include: Iterable[str] = (),
    public_types: Iterable[str] = (),
    edition: str = "full",
    pings: bool = True,
    wxr_split: int | None = None,
    profile: str = "plain",
    path_template: str | None = None,
    comments: str = "inline",
    markdown_engine: str = "builtin",
    same_site: Iterable[str] = (),
    links: str = "original",
    dead_links: Iterable[str] = (),
    media: str | Path | None = None,
    allow_private_networks: bool = False,
    media_layout: str = "shared",
    redirects: Iterable[str] = (),
    shortcodes: Mapping[str, Handler] | None = None,
    redact: Iterable[str] = (),
    warc_record_type: str = "resource",
    bag: str | Path | None = None,
    limits: Limits | None = None,
    as_of: datetime | None = None,
    overwrite: bool = False,
    jobs: int | None = None,
    watch: ConversionObserver | None = None,
) -> Report:
    """Convert exports to archives.

    Args:
        inputs: One path or several, which are read as one archive.
        target: The output directory; None to read and count only.
        to: Names of formats: ``markdown``, ``json``, ``warc``, ``wacz``, ``wxr``.
        include: Hidden things that public formats shall hold all the same: ``drafts``,
            ``private``, ``password``, ``trash``, ``held``, ``spam``, ``internal``,
            ``members``, ``unknown-type``, ``unknown-status``, ``unknown-kind``,
            ``unknown-taxonomy``, ``personal``.
        public_types: Post types, comment types and taxonomies that readers of the blog could see.
            Others than WordPress's own are public only if permalinks or pages show it.
        edition: ``full``: JSON, WXR and a second WARC hold all that was read, below ``private``;
            ``public``: no format holds anything that was hidden, and there is no ``private``.
        pings: Whether public formats have pingbacks and trackbacks.
        wxr_split: Bytes that a file of WXR has at most; by default there is one file.
        profile: The site generator that Markdown is for: ``plain``, ``hugo``, ``jekyll``,
            ``pelican``, ``eleventy``, ``astro``, ``obsidian``, ``zola``.
        path_template: The template of Markdown's paths, such as
            ``{type}/{published:%Y}/{slug}.md``; by default the profile's own.
        comments: Where Markdown has the comments: ``inline``, ``data`` (files that templates
            read) or ``none``.
        markdown_engine: What makes Markdown of HTML: ``builtin``, or ``html2text`` for html2text's
            own conversion.
        same_site: Further addresses of the blog, such as a domain that it had before.
        links: How links to the blog itself are written in Markdown: ``original``, ``relative``,
            ``root`` or ``absolute=https://new.example``.
        dead_links: Hosts and beginnings of URLs that are dead: in Markdown links to them lead to
            captures near the post's date.
        media: The blog's uploads, a directory, mirror, zip, tar or web archive: files that public
            posts show or link to are put beside the Markdown, and into WARC and WACZ. ``inputs``
            takes them from the inputs, ``fetch`` from the web.
        media_layout: ``shared``, or ``bundles`` to have each file that one post alone names beside
            that post.
        allow_private_networks: Whether they may be fetched from this machine and local networks.
        redirects: Servers and hosts that shall redirect the blog's old addresses to the site made
            of the Markdown: ``nginx``, ``apache``, ``netlify``, ``caddy``, ``cloudflare``,
            ``hugo``, ``jekyll``, ``json``.
        shortcodes: What carries out shortcodes, by their names, before wparchive's own: functions
            that get a `Shortcode` and return HTML, or None to leave it as it is written. Worker
            processes must be able to import them.
        redact: What is replaced by pseudonyms in every format: ``emails``, ``ips``, ``names``,
            ``urls``, ``passwords``.
        warc_record_type: What a rebuilt page is in WARC: ``resource``, or ``response`` for tools
            that read no others.
        bag: A directory in which the output is packed as a BagIt bag, beside `target`.
        limits: What unpacking compressed inputs may cost.
        as_of: Of web archives, the instant after which no capture counts; timezone-aware.
        overwrite: Whether `target` may hold files.
        jobs: Worker processes; by default as many as there are processors, for large inputs.
        watch: Who is told of progress and notices.

    Returns:
        The report, which is also in ``report.json``; its `exit_code` says whether anything was
        lost.

    Raises:
        InputError: An input cannot be read.
        OutputError: The output is refused or cannot be written.
        UsageError: A format, a profile or a word of `include` is unknown, or `path_template` is no
            template.
    """
    named = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    options = Options(
        include=frozenset(include),
        public_types=frozenset(public_types),
        edition=edition,
        pings=pings,
        wxr_split=wxr_split,
        profile=profile,
        path_template=path_template,
        comments=comments,
        redact=frozenset(redact),
        media_layout=media_layout,
        warc_record_type=warc_record_type,
        markdown_engine=markdown_engine,
        links=links,
        dead_links=tuple(dead_links),
    )
    request = Request(
        inputs=named,
        target=None if target is None else Path(target),
        formats=tuple(to),
        options=options,
        same_site=tuple(same_site),
        redirects=tuple(redirects),
        media=media,
        allow_private_networks=allow_private_networks,
        shortcodes=shortcodes or {},
        limits=limits,
        overwrite=overwrite,
        as_of=as_of,
        jobs=jobs,
        version=__version__,
    )
    if bag is None:
        return pipeline.run(request, watch)
    check_bag(Path(bag), request.target)
    report = pipeline.run(request, watch)
    assert request.target is not None
    make_bag(request.target, report, Path(bag))
    return report


def verify(*targets: str | Path) -> Verification:
    """Check outputs of `convert` against their manifest and report, and any WARC or WACZ file.

    Args:
        targets: Paths of output directories, WARC files (plain or with gzip) and WACZ files. WARC
            files that are named together are checked as one collection.

    Raises:
        VerificationError: One cannot be checked at all: it is missing or of no such kind, or an
            output has no readable manifest.
    """
    if not targets:
        raise VerificationError("Nothing was named to verify.")
    return _verify([Path(target) for target in targets])
