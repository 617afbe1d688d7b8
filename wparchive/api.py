"""The public functions: open, read, convert and verify."""

from __future__ import annotations

from contextlib import closing
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Self

from wparchive.engine import pipeline
from wparchive.engine.archive_index import open_index
from wparchive.engine.inputs import recognizes
from wparchive.engine.plan import Planner
from wparchive.engine.request import Request
from wparchive.engine.workers import WorkerPool
from wparchive.errors import MissingInputError, VerificationError
from wparchive.links import LinkIndex, PostLinks, Resolver
from wparchive.options import described
from wparchive.packaging import check_bag, make_bag
from wparchive.storage import scratch
from wparchive.storage.sources import Sources
from wparchive.verification import Verification
from wparchive.verification import verify as _verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from wparchive.engine.counts import InputCounts
    from wparchive.engine.report import Report
    from wparchive.links import LinkRow
    from wparchive.model.records import Author, Post, Site, Term
    from wparchive.notices import Notice

_Given = ParamSpec("_Given")


class Archive:
    """Inputs, opened for reading as one archive. Iterating yields the posts one by one.

    A context manager: leaving it removes temporary files.

    Attributes:
        site: The blog.
        authors: Its users who wrote something.
        terms: Its categories, tags and other terms.
        notices: Notices of reading so far; complete when all posts have been read.
    """

    def __init__(self, inputs: Sequence[str | Path]) -> None:
        self._sources = Sources(list(inputs), recognizes=recognizes)
        try:
            with scratch.blamed():
                self.inputs, sources = self._sources.open()
                pool = WorkerPool.for_input(None, sum(source.size for source in sources))
                self._index = open_index(sources, pool)
            self._index.notices[:0] = self._sources.notices
        except BaseException:
            self.close()
            raise
        self.site: Site = self._index.metadata.site
        self.authors: list[Author] = self._index.metadata.authors
        self.terms: list[Term] = self._index.metadata.terms
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
        """Yield posts of all types, with their comments, in the order of the inputs."""
        self.notices[:] = self._index.notices
        for document in self._index.documents:
            for part in document.ranges:
                yield from document.posts(part, self.notices)

    def count(self) -> InputCounts:
        """Read all posts and count their content; later calls return the same counts.

        Raises:
            EmptyInputError: The inputs have no record.
            ChangedInputError: An input was changed while it was read.
        """
        if not self._index.tasks:
            Planner(self._index).run()
            self._sources.check_unchanged()
        self.notices[:] = self._index.notices
        return self._index.counts

    def links(self, same_site: Iterable[str] = ()) -> Iterator[LinkRow]:
        """Yield the links of all posts, with their targets; the inputs are read twice.

        Args:
            same_site: Other addresses of the blog, such as an earlier domain.
        """
        for links in self.post_links(same_site):
            yield from links.rows()

    def post_links(self, same_site: Iterable[str] = ()) -> Iterator[PostLinks]:
        """As `links`, post by post."""
        with closing(LinkIndex(same_site)) as index:
            for post in self:
                index.add(post, {})
            sites = [document.metadata.site for document in self._index.documents]
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
        InputError: An input is missing, empty, broken or in an unknown format.
    """
    if not inputs:
        raise MissingInputError("Name an input to read.")
    return Archive(inputs)


def read(*inputs: str | Path) -> Iterator[Post]:
    """Yield the posts of one or several exports.

    Raises:
        InputError: An input cannot be read; see `open_source`.
    """
    with open_source(*inputs) as archive:
        yield from archive


def _taking(
    request: Callable[_Given, Request],
) -> Callable[[Callable[[Request], Report]], Callable[_Given, Report]]:
    """Make a decorator: its function takes the arguments of the request instead of the request."""

    def decorate(function: Callable[[Request], Report]) -> Callable[_Given, Report]:
        @wraps(function)
        def call(*args: _Given.args, **given: _Given.kwargs) -> Report:
            return function(request(*args, **given))

        made = signature(request)
        call.__signature__ = made.replace(return_annotation="Report")  # type: ignore[attr-defined]
        call.__doc__ = str(function.__doc__).replace("OPTIONS", described())
        return call

    return decorate


@_taking(Request)
def convert(request: Request) -> Report:  # noqa: D417 - callers see the arguments of Request
    """Convert exports to archives.

    Args:
        inputs: One path or several, which are read as one archive; ``-`` is standard input.
        target: The output directory; None to read and count only.
        OPTIONS
        shortcodes: Functions that expand shortcodes, by the shortcode's name; they come before
            wparchive's own. A function gets a `Shortcode` and returns HTML, or None to leave the
            shortcode as it is written. Worker processes must be able to import it.
        limits: Limits on unpacking the inputs; None for the usual ones.
        observer: An observer of progress and notices.

    Returns:
        The report, which is also in ``report.json``; its `exit_code` says whether anything was
        lost.

    Raises:
        InputError: An input cannot be read.
        OutputError: The output is refused or cannot be written.
        UsageError: An option has an unknown value, or cannot be combined with the others.
    """
    if request.bag is None:
        return pipeline.run(request)
    bag = Path(request.bag)
    check_bag(bag, request.out)
    report = pipeline.run(request)
    assert request.out is not None
    make_bag(request.out, report, bag)
    return report


def verify(*targets: str | Path) -> Verification:
    """Check outputs of `convert` against their manifest and report, and any WARC or WACZ file.

    Args:
        targets: Paths of output directories, WARC files (plain or with gzip) and WACZ files. WARC
            files that are named together are checked as one collection.

    Raises:
        VerificationError: A target cannot be checked: it is missing, not an output, WARC or WACZ,
            or its manifest cannot be read.
    """
    if not targets:
        raise VerificationError("Name an output, a WARC or a WACZ file to verify.")
    return _verify([Path(target) for target in targets])
