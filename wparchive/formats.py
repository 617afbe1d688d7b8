"""The interfaces between the pipeline and the formats: readers, documents and writers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar, runtime_checkable

from wparchive.wordpress import facets
from wparchive.wordpress.reference_data import ReferenceData

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from typing_extensions import TypeIs

    from wparchive.model.records import Author, Comment, Post, Site, Term
    from wparchive.notices import Notice
    from wparchive.options import Options
    from wparchive.storage.assets import Asset
    from wparchive.storage.outputs import StagedOutput
    from wparchive.storage.source import Source

    Recognizes = Callable[[bytes, str], bool]

_Task = TypeVar("_Task")
_Done = TypeVar("_Done")
_Interface = TypeVar("_Interface")


class FormatInfo(NamedTuple):
    """What a format is called.

    Attributes:
        name: The word on the command line and in the registry.
        title: The words for people.
    """

    name: str
    title: str


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
class Head:
    """All of a document that is not a post.

    Attributes:
        site: The blog.
        authors: Its users who wrote something.
        terms: Its categories, tags and other terms.
        sources: Names of the documents that all this was first read from; None for this one.
    """

    site: Site
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    sources: list[str] | None = None


class Document(Protocol):
    """One source, or several that belong together, opened. Picklable: workers read its ranges."""

    @property
    def name(self) -> str:
        """The name in reports: its source's, or one for all its sources together."""

    @property
    def head(self) -> Head:
        """Site, authors and terms."""

    @property
    def ranges(self) -> Sequence[Range]:
        """The parts that hold posts, in document order."""

    @property
    def notices(self) -> Sequence[Notice]:
        """The notices of opening it and of reading its head."""

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Read the posts of one range, in document order.

        Args:
            part: One of `ranges`.
            notices: Collects the notices of reading.
        """


class TextForm(Enum):
    """The form in which a kind of source holds the texts of posts and comments."""

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
    """A kind of source: how far its records are believed, and how its texts are shown.

    Each reader declares the kinds that it gives; everything that depends on where a record was
    read asks `wparchive.registry.kind_of`.

    Attributes:
        name: The word in `Origin.kind`; None for the blog's own data.
        rank: Among sources of one post the lowest is believed; 0 for the blog's own data.
        text: The form of its texts.
        authoritative: Whether it gives every field of a post, so that an empty one is empty.
        complete: Whether it has the body of every post; else a post without one is reported.
        exposure: Where visitors could see its records; what they could not may be hidden.
    """

    name: str | None
    rank: int
    text: TextForm
    authoritative: bool
    complete: bool
    exposure: Exposure


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


class Crew(Protocol):
    """Who does the work of a reader that has much of it: this process, or several others."""

    def map(
        self, function: Callable[[_Task], _Done], tasks: Iterable[_Task]
    ) -> Iterator[tuple[_Task, _Done]]:
        """Call a function for each task; tasks with results, in the tasks' order.

        Args:
            function: Of a module, or a bound method; it and all that it takes and gives are
                picklable.
            tasks: Taken as they are needed; few are under way at a time.
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

    def open_all(self, sources: Sequence[Source], crew: Crew) -> Document:
        """Open all sources of this kind, at least one.

        Raises:
            InputError: None of them can be read.
        """


class Extracted(NamedTuple):
    """The documents that were in containers, and the notices about them."""

    sources: list[Source]
    notices: list[Notice]


@runtime_checkable
class ContainerReader(Format, Protocol):
    """A reader of sources that hold documents of other readers, as a web archive does."""

    def extract(
        self, sources: Sequence[Source], as_of: datetime | None, recognizes: Recognizes
    ) -> Extracted:
        """Take the documents that other readers recognize out of all sources of this kind.

        Args:
            sources: At least one.
            as_of: The instant after which nothing counts; None for no such instant.
            recognizes: Returns whether some reader knows a document by its first bytes and name.

        Raises:
            InputError: None of them can be read.
        """

    def assets(self, sources: Sequence[Source], as_of: datetime | None) -> Iterator[Asset]:
        """Yield the files beside these documents: pictures and others that posts may show."""


class Rewriting(Protocol):
    """Writes the links of an output's posts."""

    @property
    def fragments(self) -> Collection[str]:
        """Fragments that links of any post name: the ids that posts should keep."""

    def for_post(self, post: Post, address: str) -> Callable[[str], str]:
        """What writes the links of a post that stands at an address of the output."""


class Redirect(NamedTuple):
    """An address at which the blog answered, and where the same thing is now.

    Attributes:
        path: The old path, readable, without a slash at its end; empty for the root of the host.
        argument: Name and value of the query's argument that decides; None for any query.
        target: The new path or URL, percent-encoded.
    """

    path: str
    argument: tuple[str, str] | None
    target: str


@dataclass
class Context:
    """What a writer knows of the whole archive before the first post.

    Attributes:
        head: Site, authors and terms of all inputs together.
        instant: When the export was made; timezone-aware.
        sources: The inputs' documents.
        options: The user's choices.
        version: wparchive's version.
        references: What bodies refer to: media, reusable blocks, the user's own shortcodes.
        scratch: A directory for what writers derive from the input; it goes when the run ends.
        notices: Gets what a writer's `begin` and `end` have to say.
        repeated: Ids that several posts have.
        displaced: Names of posts whose permalink an earlier post has.
        contested: Addresses that lead to one post already, so that no redirect may stand there.
        rewriting: What writes links anew, for writers that do so; None to keep all as they are.
    """

    head: Head
    instant: datetime
    sources: Sequence[Source]
    options: Options
    version: str
    scratch: Path
    references: ReferenceData = field(default_factory=ReferenceData)
    notices: list[Notice] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    displaced: set[str] = field(default_factory=set)
    contested: set[str] = field(default_factory=set)
    rewriting: Rewriting | None = None

    def author_name(self, login: str | None) -> str | None:
        """The display name behind a login."""
        return next((a.name for a in self.head.authors if a.login == login and a.name), login)

    def author_of(self, post: Post) -> str | None:
        """Return the names under which a post's page has it; None for none."""
        return ", ".join(self.authors_of(post)) or None

    def authors_of(self, post: Post) -> list[str]:
        """List the display names of a post's authors.

        Plugins for guest authors and joint posts (Co-Authors Plus, PublishPress Authors) name them
        as terms of the taxonomy ``author``; their slugs are logins, with ``cap-`` before them.
        """
        if name := facets.byline(post):
            return [name]
        guests = self.references.companions.guests
        named = []
        for term in post.terms:
            if term.taxonomy == "author" and term.slug:
                login = term.slug.removeprefix("cap-")
                known = guests.get(login) or self.author_name(login)
                named.append(known if known and known != login else term.name or login)
        if named:
            return list(dict.fromkeys(named))
        own = self._own_author(post)
        return [own] if own else []

    def _own_author(self, post: Post) -> str | None:
        """Return the display name of who wrote a post: the blog's for its login, or its own."""
        if post.author is None:
            return None
        login, name = post.author.login, post.author.name
        known = self.author_name(login) if login is not None else None
        return name if name and known in {None, login} else known


class Piece(NamedTuple):
    """Bytes for one file of the output.

    Attributes:
        path: Below OUT, with ``/``.
        data: The bytes.
        append: Whether they continue the file (else they are the whole of it).
    """

    path: str
    data: bytes
    append: bool = False


class Discussion(NamedTuple):
    """What stands below a post, as themes show it: the threads, and the pings apart.

    Attributes:
        comments: Depth (0 for a root) and comment, each answer after what it answers.
        pings: Pingbacks and trackbacks, all at depth 0.
    """

    comments: list[tuple[int, Comment]]
    pings: list[tuple[int, Comment]]


class CheckedText(NamedTuple):
    """A text of the output, in which the engine looks for the post's words and links.

    Attributes:
        text: The text as the target's own tools read it.
        syntax: ``html``, ``markdown``, ``front matter`` or ``json``.
        own: URLs in the text that belong to the page's frame, not to the post.
        stored: The text as it is in the pieces, where a generator's escapes make it another;
            empty if it is the same.
    """

    text: str
    syntax: str
    own: Sequence[str] = ()
    stored: str = ""


class Verbatim(NamedTuple):
    """The claim that the pieces hold every text of the post unchanged; the engine checks it.

    Attributes:
        syntax: ``json`` or ``xml``: how to get the texts out of the pieces.
    """

    syntax: str


@dataclass
class Written:
    """What became of one post in one format.

    Attributes:
        pieces: Bytes to write.
        checked: The texts in the pieces that the engine counts words, comments and links in.
            Whatever is not in them counts as lost.
        notices: What writing had to say.

    Raises:
        TypeError: `checked` is neither a `Verbatim` nor a sequence of `CheckedText`.
    """

    pieces: list[Piece]
    checked: Verbatim | Sequence[CheckedText]
    notices: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        texts = () if isinstance(self.checked, Verbatim) else tuple(self.checked)
        if not all(isinstance(text, CheckedText) for text in texts):
            raise TypeError("Written.checked takes a Verbatim or a sequence of CheckedText.")


_offered: dict[tuple[type, type], bool] = {}


def offers(writer: object, interface: type[_Interface]) -> TypeIs[_Interface]:
    """Whether a writer has what an interface asks for, as its class always or never has.

    As `isinstance`, which looks at every member of a protocol each time: for 15 to 70 microseconds
    (Python 3.11), asked several times for each post in each format.
    """
    key = (type(writer), interface)
    if key not in _offered:
        _offered[key] = isinstance(writer, interface)
    return _offered[key]


class Writer(Protocol):
    """One output format. Built from its context in every process that uses it."""

    info: FormatInfo
    public: bool
    """Whether it is for everybody to read: hidden posts and personal data stay out.

    With ``--edition public`` they stay out of every format.
    """
    discusses: bool
    """Whether it shows comments; where not, they are withheld."""
    home: str | None
    """The path or URL of its front page, empty for none; None if it never writes links anew."""
    media: tuple[str, str] | None
    """The directory below OUT for media, and its path on the site; None if it holds none."""

    def __init__(self, context: Context) -> None:
        """Build it; no byte is written yet."""

    def name(self, post: Post) -> str:
        """The name that a post wants: a path below OUT or an address; empty if it needs none.

        Names are compared without case; the pipeline hands a later post with a taken one its
        `fallback`.
        """

    def fallback(self, name: str, post: Post, attempt: int) -> str:
        """Another name for a post whose own is taken; `attempt` counts from 1."""

    def address(self, post: Post, name: str) -> str:
        """The path from the site's root at which a post of this name will be found.

        Empty for formats whose posts have no address. Where an earlier post has the same one,
        the pipeline adds the name to `Context.displaced` and asks again.
        """

    def redirects(self, post: Post, name: str) -> Sequence[str]:
        """Further paths that shall lead there; those in `Context.contested` must not."""

    def begin(self, stage: StagedOutput) -> None:
        """Write what stands before the posts."""

    def write(self, post: Post, discussion: Discussion, name: str) -> Written:
        """Encode one post; called in any process, in any order.

        Args:
            post: The post; for a public format what is public of it.
            discussion: Its comments, arranged for showing.
            name: The name that it was given.
        """

    def end(self, stage: StagedOutput) -> None:
        """Write what stands after the posts."""


@runtime_checkable
class SurveyingWriter(Protocol):
    """A writer whose pages refer to one another: it sees all of them before it writes one."""

    def survey(self, post: Post, name: str) -> None:
        """Take note of a post that will be written; called in pass 1, in document order."""

    def end_survey(self) -> None:
        """All have been seen. Writers that are built after this, in any process, know them."""


@runtime_checkable
class ListingWriter(Protocol):
    """A writer of sites that have pages which list posts, and feeds."""

    def lists(self, post: Post, name: str) -> Mapping[tuple[str, str], str]:
        """The lists on which a post will stand; called in pass 1.

        Args:
            post: A post that will be written.
            name: The name that it was given.

        Returns:
            Paths from the site's root by kind and key of the list (see
            `wparchive.links.archive_pages`): ``("term", "category/news")``.
        """


@runtime_checkable
class RestrictedWriter(Protocol):
    """A public writer that also keeps what is withheld, in files of its own."""

    def write_restricted(
        self, post: Post, hidden: tuple[Post, Discussion] | None
    ) -> Sequence[Piece]:
        """Encode what only the archive's keepers may see.

        Args:
            post: The whole post.
            hidden: If all of it is withheld: the post and its comments, sanitized for showing.
        """


@runtime_checkable
class KindredWriter(Protocol):
    """A writer that makes of a post what another one makes, too: who comes second takes it over."""

    kin: str
    """The word by which such writers know one another."""

    def take_over(self, written: Written, post: Post, name: str) -> Written:
        """Write what another writer of the same word has made of the same post.

        Args:
            written: What that writer's `write` gave.
            post: As for `write`.
            name: As for `write`; the other one had the same.
        """


@runtime_checkable
class RecordingWriter(Protocol):
    """A writer that holds media as records at the addresses they had."""

    def write_file(
        self,
        stage: StagedOutput,
        addresses: Sequence[str],
        blocks: Callable[[], Iterator[bytes]],
        size: int,
        media_type: str,
    ) -> None:
        """Write a file; called after the posts and before `Writer.end`.

        Args:
            stage: The output.
            addresses: URLs at which the posts name it, at least one.
            blocks: Gives its bytes, as often as it is called.
            size: How many they are.
            media_type: Its media type.
        """


class LinkTarget(NamedTuple):
    """What a link of the archive looks for at an address of the blog.

    Attributes:
        url: The address, absolute and without fragment, as a browser takes it out of the markup.
        kind: ``page``, or a list: ``term``, ``author``, ``date``, ``home``; their feeds: ``feed``
            (of all posts, or comments), ``feed page``, ``feed term``, ``feed author``.
        key: Which one: the page's address, ``taxonomy/slug``, a login, ``YYYY-MM-DD`` or its
            beginning; ``comments`` for the feed of all comments.
    """

    url: str
    kind: str
    key: str


@runtime_checkable
class FollowedWriter(Protocol):
    """A writer whose pages keep the author's links, so that these must find what they lead to."""

    def follow(self, leads: Iterable[LinkTarget]) -> Sequence[Piece]:
        """Take note of what the links of a post look for."""
