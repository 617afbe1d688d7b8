"""Pass 1: read and count everything, find hidden records, and place every post.

A post's place in a format does not depend on the number of processes, since all are given here.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC
from typing import TYPE_CHECKING, NoReturn

from wparchive.engine.archive_index import ConversionTask, failure
from wparchive.engine.placements import pack, placement_of
from wparchive.engine.workers import WorkerPool
from wparchive.errors import EmptyInputError
from wparchive.errors.containment import Attempt
from wparchive.errors.notices import Code, Notice, Severity
from wparchive.formats.registry import kind_of
from wparchive.language import dates
from wparchive.model.records import PINGS
from wparchive.transforms.absolute_permalinks import home_of, located_post
from wparchive.transforms.public_types import PublicTypeDetector
from wparchive.transforms.shown_text import named_post
from wparchive.transforms.visibility import HiddenReason, follows_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from wparchive.engine.archive_index import ArchiveIndex
    from wparchive.engine.placements import PlacementAllocator
    from wparchive.formats.writers import Planned
    from wparchive.links import LinkIndex
    from wparchive.model.records import Post
    from wparchive.transforms.visibility import Visibility

_UNREAD = frozenset({Code.POST_FAILED, Code.INPUT_DAMAGED})
_LOST_POSTS = frozenset(
    {Code.POST_INCOMPLETE, Code.ELEMENT_REPEATED, Code.TAG_REPAIRED, Code.TAG_DROPPED}
)
"""Notices of damage that may have taken a post or its id."""


class RulesFoundError(Exception):
    """The archive has records that say who may read posts, and some posts have been placed."""


class Planner:
    """Reads and counts every post, and places it in every format.

    Whether a post type is public may turn out only after its first posts, and whether a forum is
    only after its topics. These posts are placed last, after all others.

    Args:
        index: Gets the counts, the notices and the tasks.
        allocator: Places posts; None to count only.
        links: Gets the addresses of the posts; None to count only.
        progress: Called with the bytes done.
        pool: Reads ahead; None to read in this process.
        pings: Whether public formats have pingbacks and trackbacks.
    """

    def __init__(
        self,
        index: ArchiveIndex,
        allocator: PlacementAllocator | None = None,
        links: LinkIndex | None = None,
        progress: Callable[[int], None] = lambda _done: None,
        pool: WorkerPool | None = None,
        *,
        pings: bool = True,
    ) -> None:
        self._index = index
        self._allocator = allocator
        self._links = links
        self._progress = progress
        self._pool = pool or WorkerPool()
        self._unwanted = frozenset() if pings else PINGS
        self._home = home_of(index.metadata.site)
        self._evidence = PublicTypeDetector(index.metadata)
        self._undecided: dict[int, set[int]] = {}
        self._followers: dict[int, set[tuple[int, str]]] = {}
        self._has_nameless = False

    def run(self) -> None:
        """Run pass 1.

        Raises:
            EmptyInputError: There is no record in all of the sources.
            RulesFoundError: There are rules that nobody expected: pass 1 must begin anew.
        """
        index = self._index
        index.visibility.rules.add_terms(index.metadata.terms)
        index.visibility.types = self._evidence.types
        with index.accounting_for_transform():
            self._read()
        self._hide_orphans()
        self._evidence.finish()
        index.visibility.rules.finish()
        self._place_undecided()
        self._add_followers()
        index.visibility.authors = index.authors
        index.input_names.finish(index.visibility, index.documents, index.notices)
        for document in range(len(index.documents)):
            index.enter(document)
            index.references.media.withhold(index.visibility.of_parent)
        index.enter(0)
        index.unknown.add_metadata(index.metadata, index.visibility)
        if self._allocator is None or self._allocator.has_public:
            index.notices.extend(index.unknown.notices(index.shows_word))
            index.notices.extend(index.visibility.rules.notices())
        self._finish_links()
        if self._allocator is not None:
            self._allocator.finish()
        if not (index.counts.posts or index.counts.terms or index.counts.authors):
            listed = ", ".join(document.name for document in index.documents)
            raise EmptyInputError(
                f"There is no post, author or term in {listed}.", hint=_empty_input_hint(index)
            )

    def _read(self) -> None:
        index, done, first = self._index, 0, 0
        formats = list(self._allocator.formats) if self._allocator is not None else []
        for number, part in index.parts(self._pool):
            task = ConversionTask(number, first, part, {name: [] for name in formats}, {})
            index.enter(number)
            posts = index.documents[number].posts(part, index.notices)
            noted = len(index.notices)
            for position, found in enumerate(posts):
                if all(n.code is not Code.POST_INCOMPLETE for n in index.notices[noted:]):
                    index.sure_words.update(_words(found))
                post = named_post(located_post(found, self._home))
                with index.attempt(post):
                    self._evidence.add(post)
                    index.visibility.rules.add(post)
                    _count(index, post, index.blog_of[number])
                    if post.id is None and kind_of(post.origin).authoritative:
                        self._has_nameless |= index.visibility.of_post_alone(post) is not None
                if index.visibility.rules.is_surprised:
                    self._give_up()
                for placements in task.placements.values():
                    placements.append(b"")
                if _is_undecided(post, index.visibility):
                    self._undecided.setdefault(len(index.tasks), set()).add(position)
                else:
                    self._enter(post, task, position)
                first += 1
                noted = len(index.notices)
            index.tasks.append(task)
            done += part.stop - part.start
            self._progress(done)

    def _hide_orphans(self) -> None:
        """Hide the posts that follow a parent which damage may have hidden from us.

        An export may lack parents that were public or deleted. But if the inputs have lost posts,
        or ids of hidden ones, such a parent may have been hidden.
        """
        index = self._index
        index.is_damaged = any(map(_may_lose_posts, index.notices))
        if not (self._has_nameless or index.is_damaged):
            return
        for document, blog in enumerate(index.blog_of):
            index.enter(document)
            known = index.seen_ids.get(blog, set())
            for parent in sorted(index.followed.pop(blog, set()) - known):
                index.visibility.hidden.setdefault(parent, HiddenReason.UNKNOWN_STATUS)
                text = f"The post {parent}, to which other posts belong, is in no input."
                index.notices.append(Notice(Code.POST_INCOMPLETE, text))
        index.enter(0)

    def _give_up(self) -> NoReturn:
        """Close what the writers have opened, and leave pass 1.

        Raises:
            RulesFoundError: Always.
        """
        if self._allocator is not None:
            self._allocator.finish()
        raise RulesFoundError

    def _place_undecided(self) -> None:
        for number, positions in self._undecided.items():
            task = self._index.tasks[number]
            self._index.enter(task.document)
            document = self._index.documents[task.document]
            for position, found in enumerate(document.posts(task.range, [])):
                if position in positions:
                    post = named_post(located_post(found, self._home))
                    self._enter(post, task, position)

    def _enter(self, post: Post, task: ConversionTask, position: int) -> None:
        """Place a post whose visibility is known."""
        index = self._index
        reason = index.visibility.of_post_alone(post)
        if post.id is None and (reason is not None or follows_parent(post)):
            index.hides_posts_without_id = True
        elif reason is not None and post.id is not None:
            index.visibility.hidden.setdefault(post.id, reason)
        blog = index.blog_of[task.document]
        if reason is None:
            self._add_author(post, blog)
            index.input_names.add(post, index.documents[task.document].name, blog)
        index.unknown.add(post, reason, index.visibility)
        plans = self._place(post, task, position)
        if self._links is not None:
            with index.attempt(post):
                urls, hidden = _addresses(plans), self._hidden_comments(post)
                self._links.add(post, urls, hidden, is_hidden=reason is not None, blog=blog)
                for name, plan in plans.items():
                    self._links.archive_pages.add(name, plan.archive_pages)

    def _add_author(self, post: Post, blog: int) -> None:
        """Note the author of a post that is public, or is if its parent is."""
        login = post.author.login if post.author else None
        if login and post.parent and follows_parent(post):
            self._followers.setdefault(blog, set()).add((post.parent, login))
        elif login:
            self._index.authors.add(login)

    def _add_followers(self) -> None:
        """Note the authors of posts that follow public parents, now that all parents are known."""
        index = self._index
        for document, blog in enumerate(index.blog_of):
            index.enter(document)
            for parent, login in self._followers.pop(blog, set()):
                if index.visibility.of_parent(parent) is None:
                    index.authors.add(login)
        index.enter(0)

    def _place(self, post: Post, task: ConversionTask, position: int) -> Mapping[str, Planned]:
        """Place a post in every format, and report the formats in which that fails."""
        if self._allocator is None:
            return {}
        editions: dict[str, Post] = {}
        with Attempt() as attempt:
            editions = self._allocator.editions(post, self._index.visibility)
        plans, causes = self._allocator.place(editions)
        if attempt.cause:
            causes = dict.fromkeys(self._allocator.formats, attempt.cause)
        for name, plan in plans.items():
            task.placements[name][position] = pack(placement_of(plan))
        for name, cause in causes.items():
            task.failed.setdefault(name, set()).add(position)
            self._index.notices.append(failure(post, cause, "named", name))
        return plans

    def _hidden_comments(self, post: Post) -> list[int]:
        """Return the ids of the comments that public formats lack."""
        hides = self._index.visibility.of_comment
        return [
            comment.id
            for comment in post.comments
            if comment.id is not None
            and (comment.kind in self._unwanted or hides(comment) is not None)
        ]

    def _finish_links(self) -> None:
        if self._links is None:
            return
        if self._allocator is not None:
            self._links.archive_pages.drop(self._allocator.is_taken)
        index = self._index
        self._links.freeze(index.sites, index.metadata.authors, index.metadata.terms, index.blogs)


def _is_undecided(post: Post, visibility: Visibility) -> bool:
    """Check whether later posts may decide whether a post is public."""
    if visibility.rules.awaits(post):
        return True
    reason = visibility.of_post_alone(post)
    # Archive pages list no attachments: they may get a place that nothing uses.
    follows = post.type != "attachment" and follows_parent(post)
    return reason is HiddenReason.UNKNOWN_TYPE or (reason is None and follows)


def _words(post: Post) -> Iterator[str]:
    """Yield the types, the status and the taxonomies in a post."""
    yield post.type or ""
    yield post.status or ""
    yield from (comment.kind for comment in post.comments)
    yield from (term.taxonomy or "" for term in post.terms)


def _may_lose_posts(notice: Notice) -> bool:
    return notice.code.severity is Severity.LOSS or notice.code in _LOST_POSTS


def _empty_input_hint(index: ArchiveIndex) -> str:
    """Return a hint that says what sources without a record contain."""
    hints = [n.message for n in index.notices if n.code is Code.PAGE_SKIPPED]
    hints += [n.message for n in index.notices if n.code in _UNREAD][:1]
    listed = sum(n.code is Code.CONTENT_MISSING for n in index.notices)
    if listed:
        hints.append(f"{listed:,} posts that only archive pages list.")
    return f"Found instead: {' '.join(hints)}" if hints else "Is it the right file?"


def _addresses(plans: Mapping[str, Planned]) -> dict[str, str]:
    """Return a post's URL in each output that has one; no link points to a URN."""
    return {name: plan.url for name, plan in plans.items() if plan.url.startswith(("/", "http"))}


def _count(index: ArchiveIndex, post: Post, blog: int) -> None:
    index.counts.add_post(post)
    index.references.add(post)
    if post.id is not None:
        seen = index.seen_ids.setdefault(blog, set())
        if any(post.id in ids for ids in index.seen_ids.values()):
            index.repeated_ids.add(post.id)
        if post.id in seen:
            text = f"{post.title!r} has the id {post.id}, like an earlier item."
            index.notices.append(post.notice(Code.POST_ID_DUPLICATE, text))
        seen.add(post.id)
    if post.parent and follows_parent(post):
        index.followed.setdefault(blog, set()).add(post.parent)
        if post.id is not None:
            index.visibility.parents.setdefault(post.id, post.parent)
    if post.content is None and not kind_of(post.origin).complete and post.type != "attachment":
        text = f"No input has the text of {post.title or post.link!r}."
        index.notices.append(post.notice(Code.CONTENT_MISSING, text))
    if (
        not (index.metadata.site.published or index.metadata.site.created)
        and post.status != "future"
    ):
        index.newest = max(filter(None, (index.newest, *_timestamps(post))), default=None)


def _timestamps(post: Post) -> Iterator[datetime]:
    """Yield when a post and its comments were written or changed, taking local times for UTC."""
    stamps = [(post.published, post.published_gmt), (post.modified, post.modified_gmt)]
    stamps += [(comment.published, comment.published_gmt) for comment in post.comments]
    for local, gmt in stamps:
        moment = dates.parse(gmt) or dates.parse(local)
        if moment and MINYEAR < moment.year < MAXYEAR:  # else no zone fits
            yield moment if moment.tzinfo else moment.replace(tzinfo=UTC)
