"""The index of an archive: its documents, its counts, and its posts' places in the outputs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from wparchive import links
from wparchive.assembly.merge_documents import merge
from wparchive.assembly.moved_hosts import host_aliases
from wparchive.assembly.site_info import join_metadata
from wparchive.engine.blog_documents import described_sites, name_blogs
from wparchive.engine.counts import InputCounts
from wparchive.engine.input_names import InputNames
from wparchive.engine.inputs import OpenInputs, open_documents
from wparchive.engine.post_cache import CachedDocument, read_ahead
from wparchive.engine.post_transform import TransformAccount, TransformedDocument
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice
from wparchive.language import dates
from wparchive.language.dates.epoch import source_date
from wparchive.transforms.pseudonymize import PseudonymousDocument, Pseudonyms, key_of
from wparchive.transforms.public_types import shown_taxonomies
from wparchive.transforms.unknown import Unknown
from wparchive.transforms.visibility import Visibility
from wparchive.transforms.writable import WritableDocument
from wparchive.web import urls
from wparchive.wordpress.reference_data import ReferenceData
from wparchive.wordpress.registered import is_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.engine.post_cache import PostCache
    from wparchive.engine.post_transform import PostTransform
    from wparchive.engine.workers import WorkerPool
    from wparchive.formats.readers import Document, Range, SiteMetadata
    from wparchive.model.records import Post
    from wparchive.model.site import Site

_MAX_TITLE = 100
"""Characters of a title that a notice quotes."""


class ConversionTask(NamedTuple):
    """A range of posts to convert.

    Attributes:
        document: The document's number.
        first: How many posts the inputs have before the range.
        range: The range in the document.
        placements: By format, a packed placement for each post (`wparchive.engine.placements`).
        failed: By format, the posts that got no placement, by their number in the range.
    """

    document: int
    first: int
    range: Range
    placements: dict[str, list[bytes]]
    failed: dict[str, set[int]]


@dataclass
class ArchiveIndex:
    """The result of pass 1.

    Attributes:
        documents: The inputs, merged.
        metadata: Site, authors and terms of all of them.
        counts: The records in the inputs.
        notices: Notices about opening and reading.
        visibility: Decides which records are hidden; knows why posts are, by their ids.
        hides_posts_without_id: Whether posts without an id are hidden.
        authors: The logins of the authors of public posts.
        unknown: Counts what is hidden because nobody knows it to be public.
        newest: The newest date in posts and comments; None if the site gives an export date.
        tasks: The ranges to convert, in document order.
        references: What bodies refer to.
        seen_ids: The ids of posts, by blog; emptied after pass 1.
        followed: The ids of parents that posts follow, by blog; emptied likewise.
        repeated_ids: Ids that several posts share.
        cached: The documents beneath `documents`, in the same order, if their posts are cached.
        transformed: The documents beneath `documents` that apply the caller's function.
        transform_account: What that function drops and adds; None without such a function.
        is_damaged: Whether damage may have taken posts, or changed words.
        sure_words: Types, statuses and taxonomies of posts that damage has not made doubtful.
        blogs: The blogs of the archive.
        blog_of: The number of each document's blog; the first blog has 0.
        input_names: The names of inputs that public files may have.
        sites: The blogs as the inputs describe them.
    """

    documents: list[Document]
    metadata: SiteMetadata
    counts: InputCounts = field(default_factory=InputCounts)
    notices: list[Notice] = field(default_factory=list)
    visibility: Visibility = field(default_factory=Visibility)
    hides_posts_without_id: bool = False
    authors: set[str] = field(default_factory=set)
    unknown: Unknown = field(default_factory=Unknown)
    newest: datetime | None = None
    tasks: list[ConversionTask] = field(default_factory=list)
    references: ReferenceData = field(default_factory=ReferenceData)
    seen_ids: dict[int, set[int]] = field(default_factory=dict)
    followed: dict[int, set[int]] = field(default_factory=dict)
    repeated_ids: set[int] = field(default_factory=set)
    cached: list[CachedDocument] = field(default_factory=list)
    transformed: list[TransformedDocument] = field(default_factory=list)
    transform_account: TransformAccount | None = None
    is_damaged: bool = False
    sure_words: set[str] = field(default_factory=set)
    blogs: links.Blogs = field(default_factory=links.Blogs)
    blog_of: list[int] = field(default_factory=list)
    input_names: InputNames = field(default_factory=InputNames)
    sites: list[Site] = field(default_factory=list)

    def enter(self, document: int) -> None:
        """Make ids mean the records of a document's blog, until the next call.

        Args:
            document: The document's number.
        """
        self._enter(self.blog_of[document])

    def enter_blog_of(self, post: Post) -> None:
        """Make ids mean the records of the blog that a post or its address names, likewise."""
        address = post.blog or post.link
        url = urls.parse(address) if address else None
        self._enter((self.blogs.number_of(url) if url is not None else None) or 0)

    def shows_word(self, word: str) -> bool:
        """Check whether public files may quote a type, a status or a taxonomy."""
        is_sure = not self.is_damaged or word in self.sure_words or self.visibility.knows(word)
        return is_sure and is_name(word)

    def _enter(self, blog: int) -> None:
        self.references.enter(blog)
        self.visibility.enter(blog)

    @contextmanager
    def attempt(self, post: Post) -> Iterator[None]:
        """Run a block whose failure costs a post its entry, and report the failure."""
        with Attempt() as attempt:
            yield
        if attempt.cause:
            self.notices.append(failure(post, attempt.cause, "indexed"))

    def transform(self, function: PostTransform) -> None:
        """Apply a function of the caller to every post that anybody reads from now on."""
        self.transformed = [
            TransformedDocument(document, function, self.visibility) for document in self.documents
        ]
        self.documents = [WritableDocument(document) for document in self.transformed]

    @contextmanager
    def accounting_for_transform(self) -> Iterator[None]:
        """Count what the caller's function drops and adds, while every post is read once."""
        if not self.transformed:
            yield
            return
        account = self.transform_account = TransformAccount()
        for document in self.transformed:
            document.account = account
        yield
        for document in self.transformed:
            document.account = None
        account.balance(self.counts)
        self.notices.extend(account.notices)
        account.notices.clear()

    def parts(self, pool: WorkerPool) -> Iterator[tuple[int, Range]]:
        """Yield the number of each document with each of its ranges, in their order."""
        if self.cached:
            return read_ahead(self.cached, pool)
        return ((n, part) for n, doc in enumerate(self.documents) for part in doc.ranges)

    @property
    def export_time(self) -> datetime:
        """The time of the export: as stated, from the environment, or of the newest post."""
        for text in (self.metadata.site.published, self.metadata.site.created):
            moment = dates.parse(text)
            if moment and (instant := dates.in_utc(moment)):
                return instant.replace(microsecond=0)
        start = datetime.fromtimestamp(0, UTC)
        given = source_date() or start
        if given == start and self.newest and (instant := dates.in_utc(self.newest)):
            return instant.replace(microsecond=0)
        return given

    @property
    def size(self) -> int:
        """Bytes in all ranges of all documents, as a measure of the work."""
        return sum(part.stop - part.start for doc in self.documents for part in doc.ranges)


def open_index(
    given: OpenInputs,
    pool: WorkerPool,
    as_of: datetime | None = None,
    redact: frozenset[str] = frozenset(),
    cache: PostCache | None = None,
    same_site: Iterable[str] = (),
) -> ArchiveIndex:
    """Open all sources with the readers that know them, and merge their documents.

    Args:
        given: The inputs; the index gets their notices, too.
        pool: Runs the tasks of readers.
        as_of: The instant after which no capture counts; None for no such instant.
        redact: What to replace by pseudonyms.
        cache: Keeps posts for whoever reads them more than once; None to read their sources again.
        same_site: Further base URLs of the first blog, from the user.

    Raises:
        UnknownFormatError: No reader knows one of them.
        InputError: One cannot be read.
    """
    sources = given.sources
    opened, notices = open_documents(sources, pool, as_of)
    documents: list[Document] = [WritableDocument(document) for document in opened]
    cached: list[CachedDocument] = []
    if cache is not None:
        cached = [CachedDocument(document, cache) for document in documents]
        documents = [*cached]
    if redact:
        pseudonyms = Pseudonyms(redact, key_of(sources))
        notices = list(map(pseudonyms.notice, notices))
        documents = [PseudonymousDocument(document, pseudonyms) for document in documents]
    moved = host_aliases(documents)
    merged = merge(documents, sources[0].scratch, moved)
    metadata, conflicts = join_metadata(merged)
    sites = described_sites(merged)
    blogs = links.Blogs.of(sites, same_site, moved)
    named = name_blogs(merged, blogs, sites, metadata)
    notices = [*given.opened.notices, *notices]
    index = ArchiveIndex(named, metadata, notices=notices, cached=cached, blogs=blogs)
    index.input_names = InputNames.of(given.inputs, given.opened.notices)
    index.sites = sites
    index.blog_of = [blogs.number(document.metadata.own_site) for document in merged]
    index.visibility.taxonomies |= shown_taxonomies(metadata)
    for document in merged:
        index.notices.extend(document.notices)
    index.notices.extend(conflicts)
    index.counts.add_metadata(index.metadata)
    return index


def is_withheld(known: links.IndexedPost, visibility: Visibility) -> bool:
    """Check whether public formats lack an attachment: it is hidden, or its parent is."""
    if known.type != "attachment":
        return False
    numbers = (known.id, known.parent)
    return known.is_hidden or any(visibility.of_parent(n, known.blog) for n in numbers)


def failure(post: Post, cause: str, done: str, target: str = "") -> Notice:
    """Make a notice that a step failed for a post.

    Args:
        post: The post.
        cause: The exception in a few words.
        done: The step, as a participle: ``written``.
        target: The output format; empty for all.
    """
    title = f"{post.title or post.link or ''}"[:_MAX_TITLE]
    text = f"{title!r} could not be {done}: "
    # A post without an id may be hidden, and nobody could tell from the notice.
    shown = text if post.id is not None else f"A post could not be {done}: "
    exception, _, _ = cause.partition(":")  # what follows may quote a hidden comment
    notice = post.notice(Code.POST_FAILED, text + cause, target)
    return notice._replace(public=shown + exception)
