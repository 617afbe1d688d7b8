"""The interface between the engine and the output formats: the base class of writers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from wparchive.formats.bylines import names_of_authors
from wparchive.wordpress.emails import public_name
from wparchive.wordpress.reference_data import ReferenceData

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.errors.notices import Notice
    from wparchive.formats.readers import SiteMetadata
    from wparchive.model.records import Comment, Post
    from wparchive.model.written_link import WrittenLink
    from wparchive.options import Options
    from wparchive.storage.outputs import StagedOutput
    from wparchive.storage.source import Source


class Redirect(NamedTuple):
    """An old address of the blog, and the address to send browsers to.

    Attributes:
        path: The old path, decoded, without a slash at its end; empty for the root of the host.
        argument: Name and value of the query argument that must match; None to match any query.
        target: The new path or URL, percent-encoded.
    """

    path: str
    argument: tuple[str, str] | None
    target: str


@dataclass
class Context:
    """The whole archive, as writers see it.

    Attributes:
        metadata: Site, authors and terms of all inputs together.
        sources: The inputs' documents.
        options: The user's choices.
        version: wparchive's version.
        scratch: A directory for temporary files; the engine removes it when the run ends.
        references: Media, reusable blocks and the user's own shortcodes, for rendering bodies.
            Complete after pass 1.
        notices: A list to which `Writer.open` and `Writer.finish` add notices.
        repeated_ids: Ids that several posts share. Complete after pass 1.
        reported: The notices of the run so far, without hidden content. Complete but for redirects
            when `Writer.finish` is called.
        exported_at: When the export was made, to the second, in UTC. Set after pass 1: reading it
            in `Writer.plan` raises AttributeError.
    """

    metadata: SiteMetadata
    sources: Sequence[Source]
    options: Options
    version: str
    scratch: Path
    references: ReferenceData = field(default_factory=ReferenceData)
    notices: list[Notice] = field(default_factory=list)
    repeated_ids: set[int] = field(default_factory=set)
    reported: Iterable[Notice] = ()
    exported_at: datetime = field(init=False)

    def author_name(self, login: str | None) -> str | None:
        """Return the display name of the user with a login; the login itself if it has none."""
        return next((a.name for a in self.metadata.authors if a.login == login and a.name), login)

    def author_of(self, post: Post) -> str | None:
        """Return the names under which a post's page has it; None if the post names no author."""
        return ", ".join(self.authors_of(post)) or None

    def authors_of(self, post: Post) -> list[str]:
        """List the display names of a post's authors.

        E-mail addresses in names are left out unless the options include personal data.
        """
        names = names_of_authors(post, self)
        if "personal" in self.options.include:
            return names
        return list(filter(None, map(public_name, names)))


class Placement(NamedTuple):
    """Where one output has a post, after conflicts with other posts are resolved.

    Attributes:
        path: The post's file below OUT, with ``/``; empty if it has no file of its own.
        url: The address of its page: a path from the site's root, a URL, or a URN; empty for none.
        aliases: Further paths from the site's root that redirect to the page.
    """

    path: str = ""
    url: str = ""
    aliases: Sequence[str] = ()


@dataclass(frozen=True)
class Planned:
    """Where a writer wants to put a post.

    Attributes:
        path: As in `Placement`. The engine gives each path to one post; it compares paths without
            case.
        url: As in `Placement`; each URL goes to one post, too.
        aliases: As in `Placement`. The engine drops an alias that another post has or wants.
        archive_pages: The output's pages that list the post: paths from the site's root by kind
            and key (see `wparchive.links.archive_pages`): ``("term", "category/news")``.
        alternatives: Other plans, in order of preference, for the case that an earlier post has
            the path or the URL. When they run out, the engine numbers the path and drops the URL.
    """

    path: str = ""
    url: str = ""
    aliases: Sequence[str] = ()
    archive_pages: Mapping[tuple[str, str], str] = field(default_factory=dict)
    alternatives: Iterable[Planned] = ()


class Discussion(NamedTuple):
    """The comments of a post in the order of a theme: threads first, then pings.

    Attributes:
        comments: Depth (0 for a root) and comment; each reply follows its parent.
        pings: Pingbacks and trackbacks, all at depth 0.
    """

    comments: list[tuple[int, Comment]]
    pings: list[tuple[int, Comment]]


@dataclass(frozen=True)
class RenderContext:
    """One post's surroundings: its comments, its place in the output, its links.

    Attributes:
        comments: The post's comments in order.
        placement: The post's path, URL and aliases in the output.
        rewrite: Returns the URL to write for a URL of the post; None to write all as they are.
        fragments: Fragments of the URLs with which posts link to each other: keep these ids.
        find_file: Returns the path below `Writer.media_dir` of the file at a URL, and has the file
            written; None if no file is found. None for an output without such a directory.
    """

    comments: Discussion
    placement: Placement
    rewrite: Callable[[str], str] | None = None
    fragments: Collection[str] = ()
    find_file: Callable[[str], str | None] | None = None


class OutputChunk(NamedTuple):
    """Bytes for one file of the output.

    Attributes:
        path: Below OUT, with ``/``.
        data: The bytes.
        append: Whether they continue the file; else they are the whole file.
    """

    path: str
    data: bytes
    append: bool = False


TextSyntax = Literal["html", "markdown", "front matter", "json"]
DataSyntax = Literal["json", "xml"]


class CheckedText(NamedTuple):
    """A text of the output, in which the engine looks for the post's words and links.

    Attributes:
        text: The text as the target's own tools read it.
        syntax: How to read it; see `TextSyntax`.
        ignore_urls: URLs in the text that belong to the page's frame, not to the post.
        stored: The text as it is in the chunks, if a generator's escapes change it; else empty.
    """

    text: str
    syntax: TextSyntax
    ignore_urls: Sequence[str] = ()
    stored: str = ""


class Verbatim(NamedTuple):
    """The claim that the chunks contain every text of the post unchanged; the engine checks it.

    Attributes:
        syntax: How to extract the texts from the chunks.
    """

    syntax: DataSyntax


@dataclass
class Rendered:
    """One post in one format.

    Attributes:
        chunks: Bytes to write.
        checked: The texts in the chunks that the engine counts words, comments and links in.
            Everything that they lack counts as lost.
        notices: Notices about rendering.
        journal: Lines, each with its line end, that the engine hands to `Writer.finish`.
    """

    chunks: list[OutputChunk]
    checked: Verbatim | Sequence[CheckedText]
    notices: list[Notice] = field(default_factory=list)
    journal: bytes = b""


class LinkTarget(NamedTuple):
    """An address of the blog that a link of the archive points to.

    Attributes:
        url: The address, absolute and without fragment, as a browser reads it from the markup.
        kind: ``page``, or an archive page: ``term``, ``author``, ``date``, ``home``; or a feed:
            ``feed`` (of all posts or comments), ``feed page``, ``feed term``, ``feed author``.
        key: Which one: the page's address, ``taxonomy/slug``, a login, ``YYYY-MM-DD`` or its
            beginning; ``comments`` for the feed of all comments.
    """

    url: str
    kind: str
    key: str


class MediaFile(NamedTuple):
    """A media file of the blog.

    Attributes:
        urls: The URLs at which posts refer to it, at least one.
        blocks: Returns its bytes, in blocks, each time it is called.
        size: Its size in bytes.
        media_type: Its media type.
    """

    urls: Sequence[str]
    blocks: Callable[[], Iterator[bytes]]
    size: int
    media_type: str


class Writer(ABC):
    """Base class of the output formats. Only `render` has to be overridden.

    The engine reads all posts twice. In pass 1 it calls `plan`, then `index` for each post, and
    `finish_plan`. In pass 2 it calls `open_private`, `open`, `write_media` and `finish` in the
    parent process, and `render`, `reuse`, `write_private`, `note_links` and `note_link_targets` in
    worker processes, in any order. Each pass and each process builds its own writer.

    Attributes:
        name: The word on the command line.
        title: The format in a few words, for people.
        media_type: Its media type; empty for none.
        public: Whether hidden posts and personal data stay out; with ``--edition public`` they
            stay out of every format. A writer that gets them writes below ``private/``.
        keeps_all: Whether it holds all that the model does, unknown elements included.
        makes_site: Whether its pages form a new site, to which old addresses can be redirected.
        paginates: Whether its archive pages continue at ``page/2/`` below their addresses, with
            ten posts on each, as WordPress's do by default.
        stores_media: Whether it holds the blog's media: in `media_dir`, or with `keeps_urls` as
            `write_media` writes them.
        keeps_urls: Whether pages and media keep their old URLs, so that the output must answer
            at every address of the blog that a link points to.
        refers_to_media: Whether it names the URLs at which importers find media (``--media-url``).
        share_key: Writers with the same key render the same thing; one of them does it for all.
        lists_links: Whether it wants each link of a post, by `note_links`.
        writes_comments: Whether it writes comments; otherwise they are withheld.
        rewrites_links: Whether it writes `RenderContext.rewrite`'s URLs.
        front_page_url: The path or URL of the output's front page; empty for none.
        media_dir: The directory of the media below OUT, with ``/`` at its end.
        media_url: The path of that directory from the site's root, likewise.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    media_type: ClassVar[str] = ""
    public: ClassVar[bool] = True
    keeps_all: ClassVar[bool] = False
    makes_site: ClassVar[bool] = False
    stores_media: ClassVar[bool] = False
    keeps_urls: ClassVar[bool] = False
    refers_to_media: ClassVar[bool] = False
    lists_links: ClassVar[bool] = False
    share_key: str = ""
    writes_comments: bool = True
    rewrites_links: bool = False
    paginates: bool = False
    front_page_url: str = ""
    media_dir: str = ""
    media_url: str = ""

    def __init__(self, context: Context) -> None:
        self.context = context

    @classmethod
    def settings(cls, options: Options) -> Mapping[str, str | None] | None:
        """Return the options that shape this format, for the report; None for none.

        Args:
            options: The user's choices.
        """

    def plan(self, post: Post) -> Planned | None:
        """Say where a post should go; None if it needs neither path nor URL.

        Args:
            post: The post; for a public format its public fields.
        """

    def index(self, post: Post, placement: Placement) -> None:
        """Note a post that has been given a place, for writers whose pages refer to each other."""

    def finish_plan(self) -> None:
        """End pass 1: `index` has been called for every post, and new writers follow."""

    def open_private(self, stage: StagedOutput, metadata: SiteMetadata) -> None:
        """Begin the files for the archive's owner; called only for public formats, before `open`.

        Args:
            stage: The output; write only below ``private/``.
            metadata: Site, authors and terms with all that `Context.metadata` withholds.
        """

    def open(self, stage: StagedOutput) -> None:
        """Write the files, or the beginnings of files, that come before the posts."""

    @abstractmethod
    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Encode one post.

        Args:
            post: The post; for a public format its public edition.
            context: Its comments, its place and its links.
        """

    def reuse(self, rendered: Rendered, post: Post, context: RenderContext) -> Rendered | None:
        """Adapt the result of another writer with the same `share_key` for the same post.

        Returns:
            What to write; None to write `rendered` itself.
        """

    def write_private(
        self, post: Post, number: int, hidden: Callable[[], tuple[Post, RenderContext]] | None
    ) -> Iterable[OutputChunk] | None:
        """Encode content that a public format withholds, for the archive's owner; None for nothing.

        Args:
            post: The whole post.
            number: How many posts the inputs have before it; unlike ids and places, it is unique.
            hidden: If all of the post is withheld: returns the post and its comments, sanitized.
        """

    def note_link_targets(self, targets: Iterable[LinkTarget]) -> bytes | None:
        """Note the addresses that a post links to; called only for writers that `keeps_urls`.

        Returns:
            Lines for the journal, as in `Rendered`.
        """

    def note_links(self, links: Iterable[WrittenLink]) -> bytes | None:
        """Note the links of a rendered post; called only for writers that `lists_links`.

        Returns:
            Lines for the journal, as in `Rendered`.
        """

    def write_media(self, stage: StagedOutput, file: MediaFile) -> None:
        """Write a media file of a writer that `keeps_urls`; called after all posts."""

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Write files after the last post.

        Args:
            stage: The output.
            journal: The lines that rendering noted, in the order of the posts.
        """
