"""The interface between the engine and the input formats: readers and documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar, runtime_checkable

from wparchive.model.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from wparchive.errors.notices import Notice
    from wparchive.model.records import Post
    from wparchive.model.site import Author, Term
    from wparchive.storage.assets import Asset
    from wparchive.storage.source import Source

    Recognizes = Callable[[bytes, str], bool]

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")


class Range(NamedTuple):
    """A part of a document that can be read alone.

    Attributes:
        start: 0-based byte offset of its first byte.
        stop: Byte offset after its last.
        line: 1-based line of its first byte.
    """

    start: int
    stop: int
    line: int


@dataclass
class SiteMetadata:
    """The site, authors and terms of a document.

    Attributes:
        site: The blog.
        authors: Its users who wrote something.
        terms: Its categories, tags and other terms.
        sources: Names of the original documents; None if it was read from this document.
        other_sites: The other blogs of an archive of several.
        blog: The address of the blog that has the posts; empty if it is that of `site`.
    """

    site: Site
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    sources: list[str] | None = None
    other_sites: list[Site] = field(default_factory=list)
    blog: str = ""

    @property
    def own_site(self) -> Site:
        """The blog that has the posts."""
        return Site(link=self.blog) if self.blog else self.site


class Document(Protocol):
    """One source, or several that belong together, opened. Picklable: workers read its ranges."""

    @property
    def name(self) -> str:
        """The name in reports: its source's, or one for all its sources together."""

    @property
    def metadata(self) -> SiteMetadata:
        """Site, authors and terms."""

    @property
    def ranges(self) -> Sequence[Range]:
        """Byte ranges with posts, in document order."""

    @property
    def notices(self) -> Sequence[Notice]:
        """The notices of opening it and of reading its metadata."""

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Read the posts of one range, in document order.

        Args:
            part: One of `ranges`.
            notices: Collects the notices of reading.
        """


@runtime_checkable
class OfSeveralBlogs(Protocol):
    """A document whose posts may be those of several blogs."""

    def by_blog(self) -> Sequence[Document]:
        """Return a document for each blog; the document itself if no post names its blog."""


class TextForm(Enum):
    """The form of the texts of posts and comments in a kind of source."""

    RAW = auto()
    """As WordPress's database holds them: with shortcodes and blocks, paragraphs without tags."""
    RENDERED = auto()
    """As finished HTML, which is shown as it is."""
    PLAIN = auto()
    """Without markup, paragraphs apart by blank lines."""


class Exposure(Enum):
    """Where visitors of the blog could see the records of a kind of source."""

    NONE = auto()
    """Nowhere for certain: the source may also hold drafts and private records."""
    API = auto()
    """In answers to anonymous requests, which also name types that no page shows."""
    FEED = auto()
    """In feeds."""
    PAGE = auto()
    """On pages, where a theme has put comments into an order."""


@dataclass(frozen=True, kw_only=True)
class SourceKind:
    """A kind of source: how much wparchive trusts its records, and the form of its texts.

    Each reader declares the kinds of its records; everything that depends on where a record was
    read asks `wparchive.formats.registry.kind_of`.

    Attributes:
        name: The word in `Origin.kind`; None for the blog's own data.
        rank: Among sources of one post the lowest is trusted most; 0 for the blog's own data.
        text: The form of its texts.
        authoritative: Whether it gives every field of a post, so that an empty field has no value.
        complete: Whether it has the body of every post; else a post without one is reported.
        exposure: Where visitors could see its records; what they could not may be hidden.
        typed: Whether it names the types of its posts; else they are assumed.
    """

    name: str | None
    rank: int
    text: TextForm
    authoritative: bool
    complete: bool
    exposure: Exposure
    typed: bool = True


EXPORT = SourceKind(
    name=None,
    rank=0,
    text=TextForm.RAW,
    authoritative=True,
    complete=True,
    exposure=Exposure.NONE,
)
"""The kind of the blog's own data, which is also that of records without an origin."""


class ReaderInfo(NamedTuple):
    """The description of a reader.

    Attributes:
        name: The word in the registry.
        title: The words for people.
        kinds: The kinds of source that its records name; none if it reads other readers' records
            or takes documents out of containers.
        before: Names of the readers that a plugin's reader is asked before, such as ``feed`` for a
            dialect of Atom. Without any it is asked before ``text``, which guesses.
    """

    name: str
    title: str
    kinds: tuple[SourceKind, ...] = ()
    before: tuple[str, ...] = ()


class WorkerPool(Protocol):
    """Runs the tasks of a reader that has many: in this process, or in several others."""

    def map(
        self, function: Callable[[_Task], _Done], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Done]]:
        """Call a function for each task; yield tasks with results, in the order of the tasks.

        Args:
            function: Of a module, or a bound method; it and all that it takes and gives are
                picklable.
            tasks: Taken as they are needed; few are in progress at a time.
        """


class Format(Protocol):
    """One kind of input: a `Reader`, a `CollectionReader` or a `ContainerReader`."""

    info: ReaderInfo

    def recognizes(self, start: bytes, name: str) -> bool:
        """Return whether a source is of this kind.

        Args:
            start: Its first bytes (64 KiB at most).
            name: Its name, which is only a hint: a source of another kind could have it, too.
        """


@runtime_checkable
class Reader(Format, Protocol):
    """A reader for which each source is a document."""

    def open(self, source: Source) -> Document:
        """Open a source.

        Raises:
            InputError: It cannot be read.
        """


@runtime_checkable
class CollectionReader(Format, Protocol):
    """A reader for which all sources together are one document, as the pages of a mirror are."""

    def open_all(self, sources: Sequence[Source], pool: WorkerPool) -> Document:
        """Open all sources of this kind, at least one.

        Raises:
            InputError: None of them can be read.
        """


class ExtractedDocuments(NamedTuple):
    """The documents that were in containers, and the notices about them."""

    sources: list[Source]
    notices: list[Notice]


@runtime_checkable
class ContainerReader(Format, Protocol):
    """A reader of sources that contain documents for other readers, like a web archive."""

    def extract(
        self, sources: Sequence[Source], as_of: datetime | None, recognizes: Recognizes
    ) -> ExtractedDocuments:
        """Take the documents that other readers recognize out of all sources of this kind.

        Args:
            sources: At least one.
            as_of: The instant after which captures are ignored; None for no such instant.
            recognizes: Returns whether some reader knows a document by its first bytes and name.

        Raises:
            InputError: None of them can be read.
        """

    def assets(
        self, sources: Sequence[Source], as_of: datetime | None, notices: list[Notice]
    ) -> Iterator[Asset]:
        """Yield the files beside these documents: pictures and others that posts may show.

        Args:
            sources: At least one.
            as_of: As for `extract`.
            notices: Gets notices of damage, by which files may be missing.
        """
