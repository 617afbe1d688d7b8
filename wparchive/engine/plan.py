"""Pass 1: everything is read once, counted and named, and what is hidden is found.

A post's name in a format does not depend on the number of processes, since all are given here.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from wparchive.assembly.merge_documents import merge
from wparchive.assembly.site_info import join_heads
from wparchive.containment import Attempt
from wparchive.engine.inputs import open_documents
from wparchive.engine.report import Intake
from wparchive.errors import EmptyInputError
from wparchive.formats import (
    Context,
    Document,
    Head,
    ListingWriter,
    Range,
    SurveyingWriter,
    offers,
)
from wparchive.language import dates
from wparchive.notices import Code, Notice
from wparchive.registry import kind_of
from wparchive.storage.names import collision_key
from wparchive.transforms.absolute_permalinks import home_of, located_post
from wparchive.transforms.edition import public_fields
from wparchive.transforms.pseudonymize import (
    PseudonymousDocument,
    Pseudonyms,
    key_of,
)
from wparchive.transforms.public_types import PublicTypeDetector, shown_taxonomies
from wparchive.transforms.shown_text import named_post
from wparchive.transforms.unknown import Unknown
from wparchive.transforms.visibility import HiddenReason, Visibility, follows_parent
from wparchive.transforms.writable import WritableDocument
from wparchive.wordpress.reference_data import ReferenceData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wparchive.engine.workers import Crew
    from wparchive.formats import Writer
    from wparchive.links import LinkIndex
    from wparchive.model.records import Post
    from wparchive.storage.source import Source


_TITLE = 100
_UNREAD = frozenset({Code.POST_FAILED, Code.INPUT_DAMAGED})


class Task(NamedTuple):
    """A range to convert.

    Attributes:
        document: The document's number.
        part: The range.
        names: By format, the names of its posts.
        failed: By format, the posts that could not be named, by their number in the range.
    """

    document: int
    part: Range
    names: dict[str, list[str]]
    failed: dict[str, set[int]]


@dataclass
class Index:
    """What pass 1 knows of the whole archive.

    Attributes:
        visibility: Decides what is hidden; knows why posts are, by their ids.
        hidden_nameless: Whether posts without an id are hidden.
        authors: The logins of those who wrote what is public.
        unknown: Counts what is hidden because nobody knows it to be public.
    """

    documents: list[Document]
    head: Head
    intake: Intake = field(default_factory=Intake)
    notices: list[Notice] = field(default_factory=list)
    visibility: Visibility = field(default_factory=Visibility)
    hidden_nameless: bool = False
    authors: set[str] = field(default_factory=set)
    unknown: Unknown = field(default_factory=Unknown)
    newest: datetime | None = None
    tasks: list[Task] = field(default_factory=list)
    references: ReferenceData = field(default_factory=ReferenceData)
    seen: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)

    @contextmanager
    def attempt(self, post: Post) -> Iterator[None]:
        """Run a block whose failure costs a post its entry; a notice says so."""
        with Attempt() as attempt:
            yield
        if attempt.cause:
            self.notices.append(failure(post, attempt.cause, "indexed"))

    @property
    def size(self) -> int:
        """Bytes in all ranges of all documents, as a measure of the work."""
        return sum(part.stop - part.start for doc in self.documents for part in doc.ranges)


def open_index(
    sources: Sequence[Source],
    crew: Crew,
    as_of: datetime | None = None,
    redact: frozenset[str] = frozenset(),
) -> Index:
    """Open all sources with the readers that know them, and merge what they hold.

    Raises:
        UnknownFormatError: No reader knows one of them.
        InputError: One cannot be read.
    """
    opened, notices = open_documents(sources, crew, as_of)
    documents: list[Document] = [WritableDocument(document) for document in opened]
    if redact:
        pseudonyms = Pseudonyms(redact, key_of(sources))
        notices = [n._replace(message=pseudonyms.text(n.message)) for n in notices]
        documents = [PseudonymousDocument(document, pseudonyms) for document in documents]
    merged = merge(documents, sources[0].scratch)
    head, conflicts = join_heads(merged)
    index = Index(merged, head, notices=notices)
    index.visibility.taxonomies |= shown_taxonomies(head)
    for document in merged:
        index.notices.extend(document.notices)
    index.notices.extend(conflicts)
    index.intake.add_head(index.head)
    return index


def read(
    index: Index,
    progress: Callable[[int], None],
    names: Names | None = None,
    addresses: LinkIndex | None = None,
) -> None:
    """Pass 1: read, count and name every post, and gather the addresses.

    Whether a post type is public may turn out only after its first posts, and whether a forum is
    only after its topics. These posts get their names last, when all others have been seen.

    Raises:
        EmptyInputError: There is no record in all of the sources.
    """
    done = 0
    evidence = PublicTypeDetector(index.head)
    index.visibility.types = evidence.types
    undecided: dict[int, set[int]] = {}
    home = home_of(index.head.site)
    for number, document in enumerate(index.documents):
        for part in document.ranges:
            task = Task(number, part, {name: [] for name in names.writers} if names else {}, {})
            for place, found in enumerate(document.posts(part, index.notices)):
                post = named_post(located_post(found, home))
                with index.attempt(post):
                    evidence.add(post)
                    _count(index, post)
                for given in task.names.values():
                    given.append("")
                if _is_undecided(post, index.visibility):
                    undecided.setdefault(len(index.tasks), set()).add(place)
                else:
                    _enter(index, post, task, place, names, addresses)
            index.tasks.append(task)
            done += part.stop - part.start
            progress(done)
    evidence.finish()
    for number, places in undecided.items():
        task = index.tasks[number]
        for place, found in enumerate(index.documents[task.document].posts(task.part, [])):
            if place in places:
                _enter(index, named_post(located_post(found, home)), task, place, names, addresses)
    index.visibility.authors = index.authors
    index.unknown.add_head(index.head, index.visibility)
    if names is None or any(writer.public for writer in names.writers.values()):
        index.notices.extend(index.unknown.notices())
    if addresses is not None:
        if names is not None:
            addresses.archive_pages.drop(names.is_page)
        sites = [document.head.site for document in index.documents]
        addresses.freeze(sites, index.head.authors, index.head.terms)
    intake = index.intake
    if not (intake.posts or intake.terms or intake.authors):
        listed = ", ".join(document.name for document in index.documents)
        raise EmptyInputError(f"There is no post, author or term in {listed}.", hint=_there(index))


def _is_undecided(post: Post, visibility: Visibility) -> bool:
    """Check whether later posts may decide whether a post is public."""
    reason = visibility.of_post_alone(post)
    # Lists have no attachments: they may get a name that nothing uses.
    follows = post.type != "attachment" and follows_parent(post)
    return reason is HiddenReason.UNKNOWN_TYPE or (reason is None and follows)


def _there(index: Index) -> str:
    """What is in sources without a record."""
    said = [n.message for n in index.notices if n.code is Code.PAGE_SKIPPED]
    said += [n.message for n in index.notices if n.code in _UNREAD][:1]
    listed = sum(n.code is Code.CONTENT_MISSING for n in index.notices)
    if listed:
        said.append(f"{listed:,} posts that stand in lists only.")
    return f"What is there: {' '.join(said)}" if said else "Is it the right file?"


def _enter(
    index: Index,
    post: Post,
    task: Task,
    place: int,
    names: Names | None,
    addresses: LinkIndex | None,
) -> None:
    """Give a post its names and addresses, now that it is known whether it is hidden."""
    reason = index.visibility.of_post_alone(post)
    if reason is not None and post.id is None:
        index.hidden_nameless = True
    elif reason is not None and post.id is not None:
        index.visibility.hidden.setdefault(post.id, reason)
    if reason is None and post.author and post.author.login:
        index.authors.add(post.author.login)
    index.unknown.add(post, reason, index.visibility)
    chosen: dict[str, str] = {}
    editions: dict[str, Post] = {}
    if names is not None:
        with Attempt() as attempt:
            editions = names.editions(post, index.visibility)
        chosen, causes = names.choose(editions)
        if attempt.cause:
            causes = dict.fromkeys(names.writers, attempt.cause)
        for name, given in chosen.items():
            task.names[name][place] = given
        for name, cause in causes.items():
            task.failed.setdefault(name, set()).add(place)
            index.notices.append(failure(post, cause, "named")._replace(target=name))
    if addresses is not None:
        with index.attempt(post):
            addresses.add(post, *_whereabouts(post, chosen, names, index.visibility))
            for name, found in names.lists(editions, chosen) if names else ():
                addresses.archive_pages.add(name, found)


def _whereabouts(
    post: Post, chosen: Mapping[str, str], names: Names | None, visibility: Visibility
) -> tuple[dict[str, str], list[int]]:
    """Where each output has a post, and which of its comments public ones do not show."""
    if names is None:
        return {}, []
    found = {
        name: writer.address(post, chosen[name])
        for name, writer in names.writers.items()
        if chosen.get(name)
    }
    unseen = [
        comment.id
        for comment in post.comments
        if comment.id is not None and visibility.of_comment(comment) is not None
    ]
    return {name: address for name, address in found.items() if address}, unseen


def notice_of(post: Post, code: Code, text: str) -> Notice:
    """A notice with the place of a post."""
    origin = post.origin_or_unknown
    return Notice(code, text, origin.source, origin.line, origin.offset, post.id)


def failure(post: Post, cause: str, done: str) -> Notice:
    """Return a notice that something could not be done with a post, and why."""
    title = f"{post.title or post.link or ''}"[:_TITLE]
    return notice_of(post, Code.POST_FAILED, f"{title!r} could not be {done}: {cause}")


def _count(index: Index, post: Post) -> None:
    index.intake.add_post(post)
    index.references.add(post)
    if post.id is not None:
        if post.id in index.seen:
            index.repeated.add(post.id)
            text = f"{post.title!r} has the id {post.id}, as an earlier item has."
            index.notices.append(notice_of(post, Code.POST_ID_DUPLICATE, text))
        index.seen.add(post.id)
        if post.parent and follows_parent(post):
            index.visibility.parents.setdefault(post.id, post.parent)
    if post.content is None and not kind_of(post.origin).complete and post.type != "attachment":
        text = f"The text of {post.title or post.link!r} is in no input."
        index.notices.append(notice_of(post, Code.CONTENT_MISSING, text))
    if not (index.head.site.published or index.head.site.created) and post.status != "future":
        index.newest = max(filter(None, (index.newest, *_moments(post))), default=None)


def _moments(post: Post) -> Iterator[datetime]:
    """When the post and its comments were written or changed; local times are taken for UTC."""
    stamps = [(post.published, post.published_gmt), (post.modified, post.modified_gmt)]
    stamps += [(comment.published, comment.published_gmt) for comment in post.comments]
    for local, gmt in stamps:
        moment = dates.parse(gmt) or dates.parse(local)
        if moment and MINYEAR < moment.year < MAXYEAR:  # else no zone fits
            yield moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Names:
    """Gives every post a name of its own in every format."""

    def __init__(self, writers: dict[str, Writer], context: Context) -> None:
        self.writers = writers
        self._context = context
        self._taken: dict[str, set[int]] = {name: set() for name in writers}
        self._pages: dict[str, set[int]] = {name: set() for name in writers}
        self._redirects: dict[str, dict[int, str]] = {name: {} for name in writers}

    def editions(self, post: Post, visibility: Visibility) -> dict[str, Post]:
        """Return what each format gets of a post, without the formats that do not get it."""
        everywhere = self._context.options.public
        public = {name for name, writer in self.writers.items() if everywhere or writer.public}
        found = {name: post for name in self.writers if name not in public}
        if public and visibility.of_post(post) is None:
            shown = public_fields(post, visibility, Counter())
            found |= dict.fromkeys(public, shown)
        return found

    def choose(self, editions: Mapping[str, Post]) -> tuple[dict[str, str], dict[str, str]]:
        """Choose a post's name in each format that gets it.

        Returns:
            The names, empty where a format needs none; and why naming failed, where it did.
        """
        chosen: dict[str, str] = {}
        causes: dict[str, str] = {}
        for name, writer in self.writers.items():
            if (post := editions.get(name)) is None:
                continue
            with Attempt() as attempt:
                given = self._free(name, writer, post)
                if given and offers(writer, SurveyingWriter):
                    writer.survey(post, given)
                chosen[name] = given
            if attempt.cause:
                causes[name] = attempt.cause
        return chosen, causes

    def lists(
        self, editions: Mapping[str, Post], chosen: Mapping[str, str]
    ) -> Iterator[tuple[str, Mapping[tuple[str, str], str]]]:
        """By format, the addresses of the lists on which a post will stand."""
        for name, writer in self.writers.items():
            if offers(writer, ListingWriter) and (given := chosen.get(name)):
                yield name, writer.lists(editions[name], given)

    def is_page(self, format_name: str, address: str) -> bool:
        """Whether a post of a format stands at an address."""
        return _key(address) in self._pages[format_name]

    def end_survey(self) -> None:
        """All posts have been named."""
        for writer in self.writers.values():
            if offers(writer, SurveyingWriter):
                writer.end_survey()

    def _free(self, format_name: str, writer: Writer, post: Post) -> str:
        wanted = name = writer.name(post)
        if not wanted:
            return ""
        taken = self._taken[format_name]
        attempt = 0
        while (key := _key(name)) in taken or not self._settles(format_name, writer, post, name):
            attempt += 1
            name = writer.fallback(wanted, post, attempt)
        taken.add(key)
        return name

    def _settles(self, format_name: str, writer: Writer, post: Post, name: str) -> bool:
        """Take the addresses that a post of this name has; False if its page finds no place."""
        pages, redirects = self._pages[format_name], self._redirects[format_name]
        displaced, contested = self._context.displaced, self._context.contested
        address = writer.address(post, name)
        if address and _key(address) in pages:
            displaced.add(name)
            address = writer.address(post, name)
            if _key(address) in pages:
                displaced.discard(name)
                return False
        if address:
            pages.add(key := _key(address))
            if key in redirects:
                contested.add(redirects[key])
        for path in writer.redirects(post, name):
            if (key := _key(path)) in pages or key in redirects:
                contested.add(path)
            redirects[key] = path
        return True


def _key(name: str) -> int:
    # A digest, since a million names weigh; a chance collision would only cost a plainer name.
    return int.from_bytes(blake2b(collision_key(name).encode(), digest_size=8).digest())
