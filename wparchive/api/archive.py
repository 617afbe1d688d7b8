"""An open archive: its posts, its links, its counts, and conversions of all of it."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time
from functools import cached_property
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self

from wparchive.engine import pipeline
from wparchive.engine.archive_index import open_index
from wparchive.engine.inputs import OpenInputs, recognizes
from wparchive.engine.media_files import download_folder_of
from wparchive.engine.packaging import check_bag, make_bag
from wparchive.engine.plan import Planner
from wparchive.engine.request import Request
from wparchive.engine.shown_posts import ShownPosts
from wparchive.engine.workers import WorkerPool
from wparchive.errors import OutputExistsError, UsageError
from wparchive.links import LinkIndex, PostLinks, Resolver
from wparchive.storage import scratch
from wparchive.storage.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping, Sequence
    from types import TracebackType

    from wparchive.engine.counts import InputCounts
    from wparchive.engine.report import Report
    from wparchive.errors.notices import Notice
    from wparchive.links import LinkRow
    from wparchive.model.records import Post
    from wparchive.model.site import Author, Site, Term
    from wparchive.storage.inputs import Given, Input
    from wparchive.storage.limits import Limits

_Given = ParamSpec("_Given")


def run(request: Request, given: OpenInputs | None = None) -> Report:
    """Convert, and pack the output or copy it into memory if the request says so.

    Args:
        request: What to convert, into what.
        given: The inputs, if they are open.

    Raises:
        WparchiveError: The run failed; the class of the error says why.
    """
    if request.memory is not None:
        return _run_in_memory(request, request.memory, given)
    if request.bag is None:
        return pipeline.run(request, given)
    bag = Path(request.bag)
    check_bag(bag, request.out, download_folder_of(request))
    report = pipeline.run(request, given)
    assert request.out is not None
    make_bag(request.out, report, bag)
    return report


def _run_in_memory(
    request: Request, memory: MutableMapping[str, bytes], given: OpenInputs | None
) -> Report:
    """Convert into a temporary directory, and copy its files."""
    if request.bag is not None:
        raise UsageError("--bag needs an output directory, not a dictionary.")
    if memory and not (request.overwrite or request.update):
        raise OutputExistsError(
            "The dictionary for the output is not empty.",
            hint="Give an empty one, or add overwrite=True to replace its entries.",
        )
    with scratch.blamed(), closing(_Folder()) as folder:
        report = pipeline.run(request.into(folder.path), given)
        files = sorted(path for path in folder.path.rglob("*") if path.is_file())
        found = {path.relative_to(folder.path).as_posix(): path.read_bytes() for path in files}
    memory.clear()
    memory.update(found)
    return report


class _Folder:
    """A temporary directory for an output."""

    def __init__(self) -> None:
        self._claim = scratch.make()
        self.path = self._claim.folder / "output"

    def close(self) -> None:
        """Remove the directory."""
        self._claim.release()


def _taking_rest(
    request: Callable[Concatenate[Sequence[Given], _Given], Request],
) -> Callable[
    [Callable[[Archive, Request], Report]], Callable[Concatenate[Archive, _Given], Report]
]:
    """Make a decorator: its method takes the arguments of the request but for the inputs."""

    def decorate(
        method: Callable[[Archive, Request], Report],
    ) -> Callable[Concatenate[Archive, _Given], Report]:
        rest = list(signature(request).parameters.values())[1:]
        whole = Signature([Parameter("self", Parameter.POSITIONAL_ONLY), *rest])

        def write(archive: Archive, /, *args: _Given.args, **given: _Given.kwargs) -> Report:
            whole.bind(archive, *args, **given)
            return method(archive, request(archive.given_inputs, *args, **given))

        write.__signature__ = whole  # type: ignore[attr-defined]
        write.__doc__ = method.__doc__
        return write

    return decorate


class Archive:
    """Inputs, opened for reading as one archive. Iterating yields the posts one by one.

    A context manager: leaving it removes temporary files.

    Attributes:
        site: The blog.
        authors: Its users who wrote something.
        terms: Its categories, tags and other terms.
        notices: Notices of reading so far; complete when all posts have been read.
        inputs: The files, with their names, sizes and SHA-256 sums.
        given_inputs: The inputs as the caller gave them.
    """

    def __init__(
        self,
        inputs: Sequence[Given],
        *,
        as_of: datetime | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.given_inputs = tuple(inputs)
        self._sources = Sources(self.given_inputs, limits, recognizes)
        try:
            with scratch.blamed():
                self._open = OpenInputs.of(self._sources)
                sources = self._open.sources
                pool = WorkerPool.for_input(None, sum(source.size for source in sources))
                self._index = open_index(self._open, pool, as_of)
        except BaseException:
            self.close()
            raise
        self.inputs: Sequence[Input] = self._open.inputs
        self.site: Site = self._index.metadata.site
        self.authors: list[Author] = self._index.metadata.authors
        self.terms: list[Term] = self._index.metadata.terms
        self.notices: list[Notice] = list(self._index.notices)

    def __repr__(self) -> str:
        names = ", ".join(given.name for given in self.inputs)
        return f"<Archive of {self.site.title or self.site.link!r}: {names}>"

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
        return (post for _, post in self._numbered())

    def _numbered(self) -> Iterator[tuple[int, Post]]:
        """Yield posts with the numbers of their documents."""
        self.notices[:] = self._index.notices
        for number, document in enumerate(self._index.documents):
            for part in document.ranges:
                for post in document.posts(part, self.notices):
                    yield number, post

    def posts(
        self,
        *,
        type: str | Collection[str] | None = None,  # noqa: A002 - the model's word
        status: str | Collection[str] | None = None,
        since: date | None = None,
        before: date | None = None,
        public: bool = False,
    ) -> Iterator[Post]:
        """Yield the posts that pass all filters, in the order of the inputs.

        Args:
            type: The post type, such as ``post``, or several; None for all.
            status: The status, such as ``publish``, or several; None for all.
            since: The first day or instant; posts without a date are left out. None for all.
            before: The day or instant after the last one; likewise. A `datetime` without a zone,
                and a `date`, are compared with the blog's local time.
            public: Whether to yield only what readers of the blog could see: public posts without
                hidden comments, e-mail addresses, IP addresses and passwords. The inputs are read
                once more to find out.
        """
        types, statuses = _words(type), _words(status)
        shown = self._shown if public else None
        for post in self:
            if types is not None and (post.type or "") not in types:
                continue
            if statuses is not None and (post.status or "") not in statuses:
                continue
            if not _is_between(post, since, before):
                continue
            if (visible := shown.public(post) if shown else post) is not None:
                yield visible

    def is_public(self, post: Post) -> bool:
        """Return whether readers of the blog could see a post of this archive.

        Unlike `Post.is_public` this also knows the post's parent, and the types of which the blog
        has public pages.
        """
        return self._shown.is_public(post)

    def byline(self, post: Post) -> str | None:
        """Return the display names of a post's authors; None if the post names no author.

        Guest authors of plugins count; names that are e-mail addresses do not.
        """
        return self._shown.byline(post)

    def html(self, post: Post) -> str:
        """Render a post's body as `Post.html` does, with the images that galleries name."""
        return self._shown.html(post)

    @cached_property
    def _shown(self) -> ShownPosts:
        self.count()
        return ShownPosts(self._index, self._open.sources)

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
            for number, post in self._numbered():
                index.add(post, {}, blog=self._index.blog_of[number])
            index.freeze(self._index.sites, self.authors, self.terms, self._index.blogs)
            resolver = Resolver(index)
            for post in self:
                yield PostLinks(post, resolver, self.site.link)

    @_taking_rest(Request)
    def write(self, request: Request) -> Report:  # noqa: D417 - callers see those of Request
        """Convert the archive; the arguments are those of `wparchive.convert` but for the inputs.

        Args:
            target: The output directory, a dictionary for its files, or None to count only.
        """
        return run(request, self._open)

    def close(self) -> None:
        """Remove temporary files."""
        self._sources.close()


def _words(given: str | Collection[str] | None) -> frozenset[str] | None:
    if given is None:
        return None
    return frozenset({given} if isinstance(given, str) else given)


def _is_between(post: Post, since: date | None, before: date | None) -> bool:
    if since is None and before is None:
        return True
    if post.when is None:
        return False
    moment = post.when.moment
    return (since is None or _is_before(moment, since) is False) and (
        before is None or _is_before(moment, before)
    )


def _is_before(moment: datetime, limit: date) -> bool:
    """Compare a post's date with a limit: as instants if both have a zone, else as local times."""
    try:
        end = limit if isinstance(limit, datetime) else datetime.combine(limit, time())
    except TypeError as error:
        hint = "Pass a date or datetime, such as date.fromisoformat('2010-01-01')."
        raise UsageError(f"{limit!r} is not a date.", hint=hint) from error
    if moment.tzinfo is None or end.tzinfo is None:
        return moment.replace(tzinfo=None) < end.replace(tzinfo=None)
    return moment < end
